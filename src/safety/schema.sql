-- Safety plans: every version is kept, so that what was agreed when can be looked up. `detail` is sealed.

CREATE TABLE safety_plan (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  version INT NOT NULL,
  account_id ID NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, version),
  FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, client_id)
) STRICT, WITHOUT ROWID;

-- What the practice has settled about answers that need a person. Sealed with the practice key.
CREATE TABLE safety_settings (
  practice_id ID NOT NULL PRIMARY KEY,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  FOREIGN KEY (practice_id) REFERENCES practice (practice_id)
) STRICT, WITHOUT ROWID;

-- Answers that need a person. Written in the transaction of the answer; the unique index keeps a repeated answer
-- from making a second one. Times stay readable: escalation needs them.
CREATE TABLE alert (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  alert_id ID NOT NULL,
  answer_id ID NOT NULL,
  item TEXT NOT NULL,
  given_at INT NOT NULL,
  received_at INT NOT NULL,
  opened_at INT,
  acknowledged_at INT,
  detail BYTES NOT NULL,
  acknowledgement BYTES,
  PRIMARY KEY (practice_id, client_id, alert_id),
  FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX alert_answer ON alert (practice_id, client_id, answer_id, item);
CREATE INDEX alert_open ON alert (practice_id, acknowledged_at, received_at);

-- Who was told of an alert, by which channel, when. Ids, words and times only: what a message says is the same for
-- every alert. `outcome` waiting: not handed to the mail server yet; nothing else is ever said of it.
CREATE TABLE alert_notice (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  alert_id ID NOT NULL,
  notice_id ID NOT NULL,
  member_id ID NOT NULL,
  step TEXT NOT NULL,
  channel TEXT NOT NULL,
  due_at INT NOT NULL,
  outcome TEXT NOT NULL,
  settled_at INT,
  PRIMARY KEY (practice_id, client_id, alert_id, notice_id),
  FOREIGN KEY (practice_id, client_id, alert_id) REFERENCES alert (practice_id, client_id, alert_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_notice_waiting ON alert_notice (outcome, due_at);

-- When a member is away and who is there instead; days since 1970-01-01 where the practice is, both included.
CREATE TABLE member_leave (
  practice_id ID NOT NULL,
  leave_id ID NOT NULL,
  version INT NOT NULL,
  member_id ID NOT NULL,
  cover_id ID NOT NULL,
  from_day INT NOT NULL,
  until_day INT NOT NULL,
  ended_at INT,
  PRIMARY KEY (practice_id, leave_id),
  FOREIGN KEY (practice_id, member_id) REFERENCES member (practice_id, member_id),
  FOREIGN KEY (practice_id, cover_id) REFERENCES member (practice_id, member_id)
) STRICT, WITHOUT ROWID;

-- The printed timeline of an alert is read from the chain; other links do not enter this index.
CREATE INDEX audit_alert ON audit (practice_id, client_id, seq) WHERE resource_kind IN ('alert', 'alert-notice');

-- When the client last confirmed having read that nobody watches round the clock; each time is in the audit chain.
CREATE TABLE client_statement (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  confirmed_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id),
  FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, client_id)
) STRICT, WITHOUT ROWID;

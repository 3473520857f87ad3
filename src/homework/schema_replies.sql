-- What a therapist wrote back on one entry of the client's. Every version stays; the newest is shown, and an empty
-- one shows nothing. `detail` is the text.
CREATE TABLE entry_reply (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  entry_id ID NOT NULL,
  version INT NOT NULL,
  member_id ID NOT NULL,
  detail BYTES NOT NULL,
  written_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, entry_id, version),
  FOREIGN KEY (practice_id, client_id, entry_id) REFERENCES entry (practice_id, client_id, entry_id)
) STRICT, WITHOUT ROWID;

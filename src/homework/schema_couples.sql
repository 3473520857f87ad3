-- What couples need: questions that each partner is asked alone, and entries that one gives to the other.

-- Asked by the therapist with nobody else there; `detail` is sealed with the client's own key. No route of a client
-- reads this table.
CREATE TABLE joint_check (
  practice_id ID NOT NULL,
  circle_id ID NOT NULL,
  client_id ID NOT NULL,
  check_id ID NOT NULL,
  detail BYTES NOT NULL,
  asked_at INT NOT NULL,
  PRIMARY KEY (practice_id, circle_id, client_id, check_id),
  FOREIGN KEY (practice_id, circle_id) REFERENCES circle (practice_id, circle_id)
) STRICT, WITHOUT ROWID;

-- Given by one partner to the other: a copy in the record of whoever receives it, so that nobody ever reads in the
-- other's record. `detail` is sealed with the receiver's key; `given`, which fields it was, with the giver's.
CREATE TABLE partner_note (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  from_client_id ID NOT NULL,
  entry_id ID NOT NULL,
  revision INT NOT NULL,
  detail BYTES NOT NULL,
  given BYTES NOT NULL,
  given_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, from_client_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX partner_note_from ON partner_note (practice_id, from_client_id, entry_id);

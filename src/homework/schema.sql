-- Assignments and what happened to them. What anybody typed, scored or chose is in `detail`, sealed; ids, states,
-- versions, the activity and the times that scheduling needs stay readable. Keys and foreign keys hold the client,
-- so that no row can move to another one.

CREATE TABLE assignment (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  assignment_id ID NOT NULL,
  treatment_id ID NOT NULL,
  session_id ID,
  state TEXT NOT NULL,
  paused_from TEXT,
  version INT NOT NULL,
  activity_id TEXT NOT NULL,
  activity_version INT NOT NULL,
  supersedes ID,
  superseded_by ID,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, assignment_id),
  FOREIGN KEY (practice_id, client_id, treatment_id) REFERENCES treatment (practice_id, client_id, treatment_id),
  FOREIGN KEY (practice_id, client_id, session_id) REFERENCES session (practice_id, client_id, session_id),
  FOREIGN KEY (practice_id, client_id, supersedes) REFERENCES assignment (practice_id, client_id, assignment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE agreement (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  assignment_id ID NOT NULL,
  version INT NOT NULL,
  accepted_by_member_at INT,
  accepted_by_client_at INT,
  in_room INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, assignment_id, version),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE review (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  review_id ID NOT NULL,
  assignment_id ID NOT NULL,
  session_id ID,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, review_id),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id),
  FOREIGN KEY (practice_id, client_id, session_id) REFERENCES session (practice_id, client_id, session_id)
) STRICT, WITHOUT ROWID;

-- The history: every step with who took it; `detail` is the reason given, if any.
CREATE TABLE assignment_event (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  assignment_id ID NOT NULL,
  seq INT NOT NULL,
  event TEXT NOT NULL,
  to_state TEXT NOT NULL,
  by_party TEXT NOT NULL,
  account_id ID NOT NULL,
  detail BYTES,
  at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, assignment_id, seq),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id)
) STRICT, WITHOUT ROWID;

-- What the client recorded; the content is in the revisions. `occurred_day`: days since 1970-01-01 where the
-- client was.
CREATE TABLE entry (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  entry_id ID NOT NULL,
  assignment_id ID NOT NULL,
  revision INT NOT NULL,
  occurred_day INT NOT NULL,
  received_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, entry_id),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_journal ON entry (practice_id, client_id, occurred_day, received_at, entry_id);
CREATE INDEX entry_assignment ON entry (practice_id, client_id, assignment_id);

CREATE TABLE entry_revision (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  entry_id ID NOT NULL,
  revision INT NOT NULL,
  detail BYTES NOT NULL,
  received_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, entry_id, revision),
  FOREIGN KEY (practice_id, client_id, entry_id) REFERENCES entry (practice_id, client_id, entry_id)
) STRICT, WITHOUT ROWID;

-- Occurrences to which something happened; all others follow from the agreement.
CREATE TABLE occurrence (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  assignment_id ID NOT NULL,
  occurrence_id ID NOT NULL,
  entry_id ID NOT NULL,
  recorded_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, assignment_id, occurrence_id),
  FOREIGN KEY (practice_id, client_id, entry_id) REFERENCES entry (practice_id, client_id, entry_id)
) STRICT, WITHOUT ROWID;

-- Ratings of engagement by client, therapist and observer, and single occurrences that were moved or skipped.

-- `detail`: the twelve ratings, the period they are about and when they were given.
CREATE TABLE engagement_check (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  check_id ID NOT NULL,
  assignment_id ID NOT NULL,
  rater TEXT NOT NULL,
  account_id ID NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, check_id),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX engagement_check_assignment ON engagement_check (practice_id, client_id, assignment_id);

-- What was changed about one occurrence; all others stay as agreed. `detail`: when it was, when it is now, why.
CREATE TABLE occurrence_change (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  assignment_id ID NOT NULL,
  occurrence_id ID NOT NULL,
  version INT NOT NULL,
  account_id ID NOT NULL,
  detail BYTES NOT NULL,
  changed_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, assignment_id, occurrence_id),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id)
) STRICT, WITHOUT ROWID;

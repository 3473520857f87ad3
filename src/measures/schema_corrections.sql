-- What was filled in and later corrected: revision 2 and up; the first stays in measure_submission as it came.

CREATE TABLE measure_correction (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  submission_id ID NOT NULL,
  revision INT NOT NULL,
  account_id ID NOT NULL,
  detail BYTES NOT NULL,
  received_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, submission_id, revision),
  FOREIGN KEY (practice_id, client_id, submission_id)
    REFERENCES measure_submission (practice_id, client_id, submission_id)
) STRICT, WITHOUT ROWID;

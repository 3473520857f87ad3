-- Programmes that run for a client. `detail`: which one, its steps as they were when it began, what became of them.

CREATE TABLE programme_run (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  run_id ID NOT NULL,
  treatment_id ID NOT NULL,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, run_id),
  FOREIGN KEY (practice_id, client_id, treatment_id) REFERENCES treatment (practice_id, client_id, treatment_id)
) STRICT, WITHOUT ROWID;

-- How many minutes of a session went into reviewing and into agreeing on homework; sealed.
ALTER TABLE session ADD COLUMN minutes BYTES;

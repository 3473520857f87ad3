-- Which measures a client is asked, and what came in. What was asked, answered and scored is in `detail`, sealed; ids
-- and times stay readable. Keys and foreign keys hold the client, so that no row can move to another one.

CREATE TABLE measure_plan (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  plan_id ID NOT NULL,
  treatment_id ID NOT NULL,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, plan_id),
  FOREIGN KEY (practice_id, client_id, treatment_id) REFERENCES treatment (practice_id, client_id, treatment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE measure_submission (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  submission_id ID NOT NULL,
  plan_id ID NOT NULL,
  detail BYTES NOT NULL,
  answered_at INT NOT NULL,
  received_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, submission_id),
  FOREIGN KEY (practice_id, client_id, plan_id) REFERENCES measure_plan (practice_id, client_id, plan_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX measure_submission_time ON measure_submission (practice_id, client_id, answered_at);

-- What the owner decided about measures; no row before the first change.
CREATE TABLE measure_settings (
  practice_id ID NOT NULL PRIMARY KEY,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  FOREIGN KEY (practice_id) REFERENCES practice (practice_id)
) STRICT, WITHOUT ROWID;

-- Instruments that the practice brought in under its own licence; `detail` holds form and scoring.
CREATE TABLE site_instrument (
  practice_id ID NOT NULL,
  instrument_id ID NOT NULL,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, instrument_id),
  FOREIGN KEY (practice_id) REFERENCES practice (practice_id)
) STRICT, WITHOUT ROWID;

-- The practice, its clients, their treatments. What a person typed or could be known by is in `detail`, sealed.

CREATE TABLE practice (
  practice_id ID NOT NULL PRIMARY KEY,
  version INT NOT NULL,
  zone TEXT NOT NULL,
  demo INT NOT NULL,
  help_ready INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE client (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  version INT NOT NULL,
  zone TEXT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id),
  FOREIGN KEY (practice_id) REFERENCES practice (practice_id)
) STRICT, WITHOUT ROWID;

-- Grows with every write of anything of the client, so that what was computed from the record can be kept.
CREATE TABLE client_version (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  version INT NOT NULL,
  PRIMARY KEY (practice_id, client_id),
  FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE treatment (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  treatment_id ID NOT NULL,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, treatment_id),
  FOREIGN KEY (practice_id, client_id) REFERENCES client (practice_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE goal (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  goal_id ID NOT NULL,
  treatment_id ID NOT NULL,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, goal_id),
  FOREIGN KEY (practice_id, client_id, treatment_id) REFERENCES treatment (practice_id, client_id, treatment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE formulation_element (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  element_id ID NOT NULL,
  treatment_id ID NOT NULL,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, element_id),
  FOREIGN KEY (practice_id, client_id, treatment_id) REFERENCES treatment (practice_id, client_id, treatment_id)
) STRICT, WITHOUT ROWID;

-- A therapy appointment. State and times stay readable: scheduling needs them.
CREATE TABLE session (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  session_id ID NOT NULL,
  treatment_id ID NOT NULL,
  version INT NOT NULL,
  state TEXT NOT NULL,
  starts_at INT NOT NULL,
  starts_local TEXT NOT NULL,
  zone TEXT NOT NULL,
  opened_at INT,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, session_id),
  FOREIGN KEY (practice_id, client_id, treatment_id) REFERENCES treatment (practice_id, client_id, treatment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_next ON session (practice_id, client_id, state, starts_at);

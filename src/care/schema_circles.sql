-- Groups and couples, and their sessions. Names and learnings are in `detail`, sealed with the practice's key.

CREATE TABLE circle (
  practice_id ID NOT NULL,
  circle_id ID NOT NULL,
  version INT NOT NULL,
  kind TEXT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, circle_id),
  FOREIGN KEY (practice_id) REFERENCES practice (practice_id)
) STRICT, WITHOUT ROWID;

-- One appointment of all; each client has a session of the own treatment for it.
CREATE TABLE circle_session (
  practice_id ID NOT NULL,
  circle_id ID NOT NULL,
  circle_session_id ID NOT NULL,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, circle_id, circle_session_id),
  FOREIGN KEY (practice_id, circle_id) REFERENCES circle (practice_id, circle_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE circle_session_client (
  practice_id ID NOT NULL,
  circle_id ID NOT NULL,
  circle_session_id ID NOT NULL,
  client_id ID NOT NULL,
  session_id ID NOT NULL,
  PRIMARY KEY (practice_id, circle_id, circle_session_id, client_id),
  FOREIGN KEY (practice_id, circle_id, circle_session_id)
    REFERENCES circle_session (practice_id, circle_id, circle_session_id),
  FOREIGN KEY (practice_id, client_id, session_id) REFERENCES session (practice_id, client_id, session_id)
) STRICT, WITHOUT ROWID;

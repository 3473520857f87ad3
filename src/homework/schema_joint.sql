-- One activity agreed with several clients at once: each has an assignment of the own record, with an own plan.

CREATE TABLE joint_plan (
  practice_id ID NOT NULL,
  circle_id ID NOT NULL,
  joint_plan_id ID NOT NULL,
  activity_id TEXT NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, circle_id, joint_plan_id),
  FOREIGN KEY (practice_id, circle_id) REFERENCES circle (practice_id, circle_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE joint_assignment (
  practice_id ID NOT NULL,
  circle_id ID NOT NULL,
  joint_plan_id ID NOT NULL,
  client_id ID NOT NULL,
  assignment_id ID NOT NULL,
  PRIMARY KEY (practice_id, circle_id, joint_plan_id, client_id),
  FOREIGN KEY (practice_id, circle_id, joint_plan_id) REFERENCES joint_plan (practice_id, circle_id, joint_plan_id),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id)
) STRICT, WITHOUT ROWID;

-- What a caregiver may look at: one assignment, from when to when. What of an entry is told is for the fields of
-- the worksheet to say.
CREATE TABLE caregiver_share (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  caregiver_id ID NOT NULL,
  assignment_id ID NOT NULL,
  from_at INT NOT NULL,
  until_at INT,
  PRIMARY KEY (practice_id, client_id, caregiver_id, assignment_id, from_at),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id)
) STRICT, WITHOUT ROWID;

-- What a caregiver recorded of the own part; `detail` is sealed with the client's key.
CREATE TABLE caregiver_entry (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  entry_id ID NOT NULL,
  assignment_id ID NOT NULL,
  caregiver_id ID NOT NULL,
  detail BYTES NOT NULL,
  received_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, entry_id),
  FOREIGN KEY (practice_id, client_id, assignment_id)
    REFERENCES assignment (practice_id, client_id, assignment_id),
  FOREIGN KEY (practice_id, caregiver_id) REFERENCES caregiver (practice_id, caregiver_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX caregiver_entry_assignment ON caregiver_entry (practice_id, client_id, assignment_id, received_at);

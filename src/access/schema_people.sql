-- Who else belongs to a treatment: circles of several clients with the members who lead them, and caregivers.

-- A group or a couple has leaders and clients, each from when to when. The circle itself is a row of the room care.
CREATE TABLE circle_leader (
  practice_id ID NOT NULL,
  circle_id ID NOT NULL,
  member_id ID NOT NULL,
  from_at INT NOT NULL,
  until_at INT,
  PRIMARY KEY (practice_id, circle_id, member_id, from_at),
  FOREIGN KEY (practice_id, member_id) REFERENCES member (practice_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX circle_leader_member ON circle_leader (practice_id, member_id, circle_id, from_at, until_at);

CREATE TABLE circle_client (
  practice_id ID NOT NULL,
  circle_id ID NOT NULL,
  client_id ID NOT NULL,
  from_at INT NOT NULL,
  until_at INT,
  PRIMARY KEY (practice_id, circle_id, client_id, from_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX circle_client_client ON circle_client (practice_id, client_id, circle_id, from_at, until_at);

-- A relation that leading a circle has opened ends with it; one without a circle stands by itself.
ALTER TABLE relation ADD COLUMN circle_id ID;

-- Another person with an own account, linked to one client. The account and the invitations name the caregiver
-- where a client's own name the client: the id of the person whose phone it is. `detail`: name and relationship,
-- sealed with the client's key.
CREATE TABLE caregiver (
  practice_id ID NOT NULL,
  caregiver_id ID NOT NULL,
  client_id ID NOT NULL,
  from_at INT NOT NULL,
  until_at INT,
  detail BYTES NOT NULL,
  PRIMARY KEY (practice_id, caregiver_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX caregiver_client ON caregiver (practice_id, client_id, from_at);

-- Accounts, sign-in, relations, audit. Names and e-mail addresses are sealed with the practice key.

CREATE TABLE member (
  practice_id ID NOT NULL,
  member_id ID NOT NULL,
  roles TEXT NOT NULL,
  name BYTES NOT NULL,
  joined_at INT NOT NULL,
  disabled_at INT,
  PRIMARY KEY (practice_id, member_id)
) STRICT, WITHOUT ROWID;

-- What signs in: a member's (with e-mail and password) or a client's (by invitation).
CREATE TABLE account (
  practice_id ID NOT NULL,
  account_id ID NOT NULL,
  member_id ID,
  client_id ID,
  email BYTES,
  password TEXT,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, account_id),
  FOREIGN KEY (practice_id, member_id) REFERENCES member (practice_id, member_id),
  CHECK ((member_id IS NULL) <> (client_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_member ON account (practice_id, member_id);
CREATE UNIQUE INDEX account_client ON account (practice_id, client_id);

-- Who signs in under an e-mail address (its keyed hash). Not keyed by practice: whoever signs in has none yet.
CREATE TABLE sign_in_name (
  email_hash BYTES NOT NULL PRIMARY KEY,
  practice_id ID NOT NULL,
  account_id ID NOT NULL,
  FOREIGN KEY (practice_id, account_id) REFERENCES account (practice_id, account_id)
) STRICT, WITHOUT ROWID;

-- A live sign-in session. Ending one deletes its row.
CREATE TABLE sign_in (
  practice_id ID NOT NULL,
  secret_hash BYTES NOT NULL,
  sign_in_id ID NOT NULL,
  account_id ID NOT NULL,
  began_at INT NOT NULL,
  last_seen_at INT NOT NULL,
  PRIMARY KEY (practice_id, secret_hash),
  FOREIGN KEY (practice_id, account_id) REFERENCES account (practice_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_account ON sign_in (practice_id, account_id);

-- Failed tries, by keyed hash of e-mail address, network prefix or known device.
CREATE TABLE throttle (
  key BYTES NOT NULL PRIMARY KEY,
  failures INT NOT NULL,
  last_at INT NOT NULL,
  free_at INT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX throttle_last ON throttle (last_at);

-- Links for a new member, or for a client's device (these with a code to be said in the room).
CREATE TABLE invitation (
  practice_id ID NOT NULL,
  invitation_id ID NOT NULL,
  secret_hash BYTES NOT NULL,
  code_hash BYTES,
  member_id ID,
  client_id ID,
  made_by ID NOT NULL,
  made_at INT NOT NULL,
  expires_at INT NOT NULL,
  tries INT NOT NULL,
  redeemed_at INT,
  ended_at INT,
  PRIMARY KEY (practice_id, invitation_id),
  CHECK ((member_id IS NULL) <> (client_id IS NULL)),
  CHECK ((code_hash IS NULL) = (client_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invitation_secret ON invitation (practice_id, secret_hash);
CREATE INDEX invitation_client ON invitation (practice_id, client_id);
CREATE INDEX invitation_member ON invitation (practice_id, member_id);

-- Who works with whom, from when to when.
CREATE TABLE relation (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  member_id ID NOT NULL,
  from_at INT NOT NULL,
  until_at INT,
  PRIMARY KEY (practice_id, client_id, member_id, from_at),
  FOREIGN KEY (practice_id, member_id) REFERENCES member (practice_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_member ON relation (practice_id, member_id, client_id);

CREATE TABLE audit (
  practice_id ID NOT NULL,
  seq INT NOT NULL,
  at INT NOT NULL,
  account_id ID,
  session BYTES NOT NULL,
  action TEXT NOT NULL,
  resource_kind TEXT NOT NULL,
  resource_id ID,
  client_id ID,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash BYTES NOT NULL,
  PRIMARY KEY (practice_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_head (
  practice_id ID NOT NULL PRIMARY KEY,
  seq INT NOT NULL,
  hash BYTES NOT NULL
) STRICT, WITHOUT ROWID;

-- The last audit row of a member's reads, by client (16 zero bytes: the caseload) and purpose.
CREATE TABLE read_window (
  practice_id ID NOT NULL,
  account_id ID NOT NULL,
  client_id ID NOT NULL,
  purpose TEXT NOT NULL,
  noted_at INT NOT NULL,
  PRIMARY KEY (practice_id, account_id, client_id, purpose)
) STRICT, WITHOUT ROWID;

-- One row once the first practice was made, so that the set-up secret works once.
CREATE TABLE set_up (
  name TEXT NOT NULL PRIMARY KEY,
  practice_id ID NOT NULL,
  at INT NOT NULL
) STRICT, WITHOUT ROWID;

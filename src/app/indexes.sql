-- Indexes after what is asked. SQLite takes a practice for few rows and walks through all of it wherever an index
-- does not hold every column it needs.

DROP INDEX relation_member;
CREATE INDEX relation_member ON relation (practice_id, member_id, client_id, from_at, until_at);
DROP INDEX invitation_client;
CREATE INDEX invitation_client ON invitation (practice_id, client_id, expires_at, redeemed_at, ended_at);
-- Whether a client's phone is signed in asks for both times.
DROP INDEX sign_in_account;
CREATE INDEX sign_in_account ON sign_in (practice_id, account_id, began_at, last_seen_at);
-- The journal's index answers for the entries of one assignment too.
DROP INDEX entry_assignment;

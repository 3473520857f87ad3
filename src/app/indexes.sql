-- Indexes after what is asked. SQLite takes a practice for few rows and walks through all of it wherever an index
-- does not hold every column it needs.

DROP INDEX relation_member;
CREATE INDEX relation_member ON relation (practice_id, member_id, client_id, from_at, until_at);
DROP INDEX invitation_client;
CREATE INDEX invitation_client ON invitation (practice_id, client_id, expires_at, redeemed_at, ended_at);
-- The journal's index answers for the entries of one assignment too.
DROP INDEX entry_assignment;

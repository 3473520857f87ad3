-- The keys database: apart from the data, with backups of its own.

-- Secrets of the installation, wrapped by the master key: 'check' proves the right master key, 'lookup' keys
-- equality hashes. `master` is a fingerprint of the master key that wraps the row.
CREATE TABLE vault_secret (
  name TEXT NOT NULL PRIMARY KEY,
  master BYTES NOT NULL,
  wrapped BYTES NOT NULL
) STRICT;

CREATE TABLE practice_key (
  practice_id ID NOT NULL,
  version INT NOT NULL,
  master BYTES NOT NULL,
  wrapped BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, version)
) STRICT;

CREATE TABLE client_key (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  version INT NOT NULL,
  wrapped BYTES NOT NULL,
  created_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id, version)
) STRICT;

-- Who was erased: ids only, never deleted, replayed over a restored backup.
CREATE TABLE erasure (
  practice_id ID NOT NULL,
  client_id ID NOT NULL,
  erased_at INT NOT NULL,
  PRIMARY KEY (practice_id, client_id)
) STRICT;

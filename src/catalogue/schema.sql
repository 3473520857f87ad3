-- What a practice made itself. Everything typed is in `detail`, sealed with the practice's key; ids, versions and
-- times stay readable.

-- `detail`: the draft beside the published versions, if any. `published`: the newest version, 0 before the first.
CREATE TABLE own_activity (
  practice_id ID NOT NULL,
  activity_id ID NOT NULL,
  version INT NOT NULL,
  published INT NOT NULL,
  retired INT NOT NULL,
  detail BYTES NOT NULL,
  created_at INT NOT NULL,
  changed_at INT NOT NULL,
  PRIMARY KEY (practice_id, activity_id),
  FOREIGN KEY (practice_id) REFERENCES practice (practice_id)
) STRICT, WITHOUT ROWID;

-- A published version never changes: assignments keep the one they started with.
CREATE TABLE own_activity_version (
  practice_id ID NOT NULL,
  activity_id ID NOT NULL,
  version INT NOT NULL,
  detail BYTES NOT NULL,
  published_by ID NOT NULL,
  published_at INT NOT NULL,
  PRIMARY KEY (practice_id, activity_id, version),
  FOREIGN KEY (practice_id, activity_id) REFERENCES own_activity (practice_id, activity_id)
) STRICT, WITHOUT ROWID;

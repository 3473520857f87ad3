-- Few pages for one entry. Revisions lie in the order in which they came, so that those that are saved at the same time
-- share pages; the entry says where its newest one is, and each revision where the one before it is.

ALTER TABLE entry ADD COLUMN revised_at INT NOT NULL DEFAULT 0;
UPDATE entry SET revised_at = (
  SELECT r.received_at FROM entry_revision r WHERE r.practice_id = entry.practice_id
    AND r.client_id = entry.client_id AND r.entry_id = entry.entry_id AND r.revision = entry.revision);

ALTER TABLE entry_revision RENAME TO entry_revision_before;
-- `earlier_at`: `received_at` of the revision before this one.
CREATE TABLE entry_revision (
  practice_id ID NOT NULL,
  received_at INT NOT NULL,
  client_id ID NOT NULL,
  entry_id ID NOT NULL,
  revision INT NOT NULL,
  earlier_at INT,
  detail BYTES NOT NULL,
  PRIMARY KEY (practice_id, received_at, client_id, entry_id, revision),
  FOREIGN KEY (practice_id, client_id, entry_id) REFERENCES entry (practice_id, client_id, entry_id)
) STRICT, WITHOUT ROWID;
INSERT INTO entry_revision (practice_id, received_at, client_id, entry_id, revision, earlier_at, detail)
  SELECT r.practice_id, r.received_at, r.client_id, r.entry_id, r.revision, b.received_at, r.detail
  FROM entry_revision_before r LEFT JOIN entry_revision_before b ON b.practice_id = r.practice_id
    AND b.client_id = r.client_id AND b.entry_id = r.entry_id AND b.revision = r.revision - 1
  ORDER BY r.practice_id, r.received_at, r.client_id, r.entry_id, r.revision;
DROP TABLE entry_revision_before;

-- Which occurrence an entry answers is in what it says; nothing was ever read from here.
DROP TABLE occurrence;
-- A client's entries lie side by side and are few: they are looked through.
DROP INDEX entry_journal;

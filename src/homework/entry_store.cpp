#include "homework/entry_store.hpp"

#include <charconv>
#include <limits>

#include "care/client_store.hpp"
#include "care/detail_seal.hpp"
#include "homework/assignment.hpp"

namespace intersession::homework::store {

using access::ClientAccess;
using care::DetailSeal;
using core::Id;
using core::Result;

namespace {

constexpr std::string_view kTable = "entry_revision";

/// Reads columns entry_id, revision, received_at, detail.
Result<Entry> read_entry(const db::Row& row, const DetailSeal& seal) {
  Entry entry{.id = row.id(0), .revision = row.integer(1), .received_at = row.instant(2)};
  const auto text = seal.open(entry.id, entry.revision, row.bytes(3));
  if (not text) return std::unexpected(text.error());
  auto content = decode_stored_entry(*text);
  if (not content) return std::unexpected(content.error());
  entry.content = *std::move(content);
  return entry;
}

Result<std::vector<Entry>> read_entries(const db::Rows& rows, const DetailSeal& seal) {
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (const auto& row : rows) {
    auto entry = read_entry(row, seal);
    if (not entry) return std::unexpected(entry.error());
    entries.push_back(*std::move(entry));
  }
  return entries;
}

/// Columns of read_entry(), of the newest revision of `e`.
const std::string kNewest = "SELECT e.entry_id, e.revision, r.received_at, r.detail ";
const std::string kOfEntry =
    "JOIN entry_revision r ON r.practice_id = e.practice_id AND r.received_at = e.revised_at "
    "AND r.client_id = e.client_id AND r.entry_id = e.entry_id AND r.revision = e.revision ";

const std::string kOfClient =
    kNewest + "FROM entry e " + kOfEntry + "WHERE e.practice_id = ?1 AND e.client_id = ?2 ";
const std::string kInOrder = "ORDER BY e.occurred_day, e.received_at, e.entry_id";
const std::string kSince = kOfClient + "AND e.occurred_day >= ?3 " + kInOrder;
const std::string kOfAssignment = kOfClient + "AND e.assignment_id = ?3 " + kInOrder;
// The page is cut before the revisions are looked for.
const std::string kJournal =
    kNewest + ", e.occurred_day, e.received_at FROM (SELECT * FROM entry " +
    "WHERE practice_id = ?1 AND client_id = ?2 AND (occurred_day, received_at, entry_id) < (?3, ?4, ?5) "
    "ORDER BY occurred_day DESC, received_at DESC, entry_id DESC LIMIT ?6) e " +
    kOfEntry + "ORDER BY e.occurred_day DESC, e.received_at DESC, e.entry_id DESC";

// Each revision is found from the one after it.
const std::string kHistory =
    "WITH RECURSIVE told (entry_id, revision, received_at, detail, earlier_at) AS ("
    "SELECT r.entry_id, r.revision, r.received_at, r.detail, r.earlier_at FROM entry e " +
    kOfEntry +
    "WHERE e.practice_id = ?1 AND e.client_id = ?2 AND e.entry_id = ?3 "
    "UNION ALL SELECT r.entry_id, r.revision, r.received_at, r.detail, r.earlier_at FROM told "
    "JOIN entry_revision r ON r.practice_id = ?1 AND r.received_at = told.earlier_at AND r.client_id = ?2 "
    "AND r.entry_id = told.entry_id AND r.revision = told.revision - 1) "
    "SELECT entry_id, revision, received_at, detail FROM told ORDER BY revision DESC";

/// The newest revisions of all entries for days from `first` on: columns of read_entry().
db::Rows rows_since(db::Connection& connection, const ClientAccess& access, core::LocalDate first) {
  return connection.query(kSince, access.practice(), access.client(), first.time_since_epoch().count());
}

/// The revisions of an entry, the newest first: columns of read_entry().
db::Rows rows_of(db::Connection& connection, const ClientAccess& access, const Id& entry) {
  return connection.query(kHistory, access.practice(), access.client(), entry);
}

std::int64_t day_number(core::LocalTime local) {
  return std::chrono::floor<std::chrono::days>(local).time_since_epoch().count();
}

/// The states that take entries, as SQL lists them.
std::string taking_states() {
  std::string list;
  for (const auto& [word, state] : kStates) {
    if (takes_entries(state)) list += (list.empty() ? "'" : ", '") + std::string(word) + "'";
  }
  return list;
}

// Adds nothing where the assignment takes no entries or the id is taken.
const std::string kAddNew =
    "INSERT INTO entry (practice_id, client_id, entry_id, assignment_id, revision, occurred_day, "
    "received_at, revised_at) SELECT a.practice_id, a.client_id, ?4, a.assignment_id, ?5, ?6, ?7, ?7 "
    "FROM assignment a WHERE a.practice_id = ?1 AND a.client_id = ?2 AND a.assignment_id = ?3 "
    "AND a.state IN (" +
    taking_states() + ") ON CONFLICT (practice_id, client_id, entry_id) DO NOTHING";

/// What is stored of the entry before this save.
struct Before {
  State state = State::kProposed;
  std::int64_t revision = 0;  ///< 0: nothing
  std::optional<Id> assignment;
  std::optional<core::Instant> revised_at;  ///< when the newest revision was received
};

std::optional<Before> look_before(db::Connection& connection, const ClientAccess& access,
                                  const SealedEntry& entry) {
  const auto row = connection.query_one(
      "SELECT a.state, e.revision, e.assignment_id, e.revised_at FROM assignment a LEFT JOIN entry e "
      "ON e.practice_id = a.practice_id AND e.client_id = a.client_id AND e.entry_id = ?4 "
      "WHERE a.practice_id = ?1 AND a.client_id = ?2 AND a.assignment_id = ?3",
      access.practice(), access.client(), entry.input.content.assignment, entry.id);
  if (not row) return std::nullopt;
  return Before{core::value_for(kStates, row->text(0)).value(), row->integer_or_null(1).value_or(0),
                row->id_or_null(2), row->instant_or_null(3)};
}

Result<std::optional<Entry>> stored_revision(db::Connection& connection, const ClientAccess& access,
                                             const vault::SealingKey& key, const Id& entry,
                                             std::int64_t revision) {
  for (const auto& row : rows_of(connection, access, entry)) {
    if (row.integer(1) != revision) continue;
    auto stored = read_entry(row, DetailSeal(key, access, kTable));
    if (not stored) return std::unexpected(stored.error());
    return std::optional(*std::move(stored));
  }
  return std::nullopt;
}

/// False where nothing was added, for whatever reason.
bool add_new(db::Connection& connection, const ClientAccess& access, const SealedEntry& entry) {
  const auto& content = entry.input.content;
  return connection.changes_one(kAddNew, access.practice(), access.client(), content.assignment, entry.id,
                                entry.input.revision, day_number(content.occurred_at), access.now());
}

void point_to_newest(db::Connection& connection, const ClientAccess& access, const SealedEntry& entry) {
  connection.send(
      "UPDATE entry SET revision = ?4, occurred_day = ?5, revised_at = ?6 "
      "WHERE practice_id = ?1 AND client_id = ?2 AND entry_id = ?3",
      access.practice(), access.client(), entry.id, entry.input.revision,
      day_number(entry.input.content.occurred_at), access.now());
}

Saved add_revision(db::Connection& connection, const ClientAccess& access, const SealedEntry& entry,
                   std::optional<core::Instant> earlier_at) {
  connection.send(
      "INSERT INTO entry_revision (practice_id, received_at, client_id, entry_id, revision, earlier_at, "
      "detail) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      access.practice(), access.now(), access.client(), entry.id, entry.input.revision, earlier_at,
      entry.detail);
  care::store::touch(connection, access);
  return {true, entry.input.revision, access.now()};
}

/// A place in the journal: the order is day, received, id.
struct Cursor {
  std::int64_t day = 0;
  std::int64_t received = 0;
  Id id;
};

std::string write_cursor(const Cursor& cursor) {
  return std::to_string(cursor.day) + "." + std::to_string(cursor.received) + "." + cursor.id.text();
}

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} or end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Cursor> read_cursor(std::string_view text) {
  const auto first = text.find('.');
  const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto day = read_number(text.substr(0, first));
  const auto received = read_number(text.substr(first + 1, second - first - 1));
  const auto id = Id::parse(text.substr(second + 1));
  if (not day or not received or not id) return std::nullopt;
  return Cursor{*day, *received, *id};
}

}  // namespace

SealedEntry seal_entry(const vault::SealingKey& key, const Id& practice, const Id& client, const Id& id,
                       EntryInput input) {
  auto detail = DetailSeal(key, practice, client, kTable).seal(id, input.revision, canonical(input.content));
  return {id, std::move(input), std::move(detail)};
}

Result<SaveOutcome> save(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                         const SealedEntry& entry) {
  // Most saves are an entry's first: one statement asks and writes.
  if (saving(entry.input, 0, std::nullopt) == Saving::kNew and add_new(connection, access, entry))
    return add_revision(connection, access, entry, std::nullopt);
  const auto before = look_before(connection, access, entry);
  if (not before) return std::unexpected(access::not_found());
  if (not takes_entries(before->state)) {
    return core::fail(core::ErrorCode::kConflict, "This has not been agreed yet.", "not-agreed");
  }
  if (before->assignment and *before->assignment != entry.input.content.assignment) {
    return core::fail_field("/assignmentId", "An entry stays with its assignment.");
  }
  std::optional<Entry> same;
  if (entry.input.revision <= before->revision) {
    auto stored = stored_revision(connection, access, key, entry.id, entry.input.revision);
    if (not stored) return std::unexpected(stored.error());
    same = *std::move(stored);
  }
  const auto same_text = same ? std::optional(canonical(same->content)) : std::nullopt;
  switch (saving(entry.input, before->revision, same_text)) {
    case Saving::kRepeat:
      return Saved{false, same->revision, same->received_at};
    case Saving::kNew:
      point_to_newest(connection, access, entry);
      return add_revision(connection, access, entry, before->revised_at);
    case Saving::kConflict:
      break;
  }
  auto current = stored_revision(connection, access, key, entry.id, before->revision);
  if (not current) return std::unexpected(current.error());
  if (not *current) {
    return core::fail(core::ErrorCode::kConflict, "The first revision of an entry has number 1.",
                      "unknown-base");
  }
  return Differs{*std::move(*current)};
}

Result<std::vector<Entry>> entries_of(db::Connection& connection, const ClientAccess& access,
                                      const vault::SealingKey& key, const Id& assignment) {
  return read_entries(connection.query(kOfAssignment, access.practice(), access.client(), assignment),
                      DetailSeal(key, access, kTable));
}

Result<std::vector<Entry>> entries_since(db::Connection& connection, const ClientAccess& access,
                                         const vault::SealingKey& key, core::LocalDate first) {
  return read_entries(rows_since(connection, access, first), DetailSeal(key, access, kTable));
}

Result<std::vector<EntryHead>> heads_since(db::Connection& connection, const ClientAccess& access,
                                           const vault::SealingKey& key, core::LocalDate first) {
  const DetailSeal seal(key, access, kTable);
  std::vector<EntryHead> heads;
  const auto rows = rows_since(connection, access, first);
  heads.reserve(rows.size());
  for (const auto& row : rows) {
    const auto text = seal.open(row.id(0), row.integer(1), row.bytes(3));
    if (not text) return std::unexpected(text.error());
    auto head = decode_entry_head(*text);
    if (not head) return std::unexpected(head.error());
    head->received_at = row.instant(2);
    heads.push_back(*std::move(head));
  }
  return heads;
}

std::optional<core::Instant> last_entry_at(db::Connection& connection, const ClientAccess& access,
                                           const Id& assignment) {
  const auto row = connection.query_one(
      "SELECT MAX(received_at) FROM entry WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3",
      access.practice(), access.client(), assignment);
  return row ? row->instant_or_null(0) : std::nullopt;
}

Result<JournalPage> journal(db::Connection& connection, const ClientAccess& access,
                            const vault::SealingKey& key, const std::optional<std::string>& cursor,
                            int limit) {
  Cursor from{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max(), Id{}};
  if (cursor) {
    const auto read = read_cursor(*cursor);
    if (not read) return core::fail_field("cursor", "This is no place in the journal.");
    from = *read;
  }
  const auto rows = connection.query(kJournal, access.practice(), access.client(), from.day, from.received,
                                     from.id, std::int64_t{limit} + 1);
  JournalPage page;
  const DetailSeal seal(key, access, kTable);
  for (const auto& row : rows) {
    if (page.entries.size() == static_cast<std::size_t>(limit)) {
      const auto last = rows[static_cast<std::size_t>(limit) - 1];
      page.next = write_cursor({last.integer(4), last.integer(5), last.id(0)});
      break;
    }
    auto entry = read_entry(row, seal);
    if (not entry) return std::unexpected(entry.error());
    page.entries.push_back(*std::move(entry));
  }
  return page;
}

Result<std::vector<Entry>> revisions(db::Connection& connection, const ClientAccess& access,
                                     const vault::SealingKey& key, const Id& entry) {
  auto found = read_entries(rows_of(connection, access, entry), DetailSeal(key, access, kTable));
  if (found and found->empty()) return std::unexpected(access::not_found());
  return found;
}

}  // namespace intersession::homework::store

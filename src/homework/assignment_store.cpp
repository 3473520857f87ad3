#include "homework/assignment_store.hpp"

#include <algorithm>
#include <map>

#include "care/client_store.hpp"
#include "care/detail_seal.hpp"
#include "homework/occurrence_change.hpp"

namespace intersession::homework::store {

using access::ClientAccess;
using care::DetailSeal;
using core::Id;
using core::Result;

namespace {

/// The column list of `assignment`, in the order that read_assignment() expects.
constexpr std::string_view kAllAssignments =
    "SELECT assignment_id, treatment_id, session_id, state, paused_from, version, activity_id, "
    "activity_version, supersedes, superseded_by, detail, created_at FROM assignment "
    "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY created_at, assignment_id";
constexpr std::string_view kOneAssignment =
    "SELECT assignment_id, treatment_id, session_id, state, paused_from, version, activity_id, "
    "activity_version, supersedes, superseded_by, detail, created_at FROM assignment "
    "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3";
constexpr std::string_view kAllAgreements =
    "SELECT assignment_id, version, accepted_by_member_at, accepted_by_client_at, in_room, detail, "
    "created_at "
    "FROM agreement WHERE practice_id = ?1 AND client_id = ?2 ORDER BY assignment_id, version DESC";
constexpr std::string_view kItsAgreements =
    "SELECT assignment_id, version, accepted_by_member_at, accepted_by_client_at, in_room, detail, "
    "created_at "
    "FROM agreement WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3 ORDER BY version DESC";
constexpr std::string_view kAllReviews =
    "SELECT assignment_id, review_id, detail FROM review WHERE practice_id = ?1 AND client_id = ?2 "
    "ORDER BY created_at DESC, review_id DESC";
constexpr std::string_view kItsReviews =
    "SELECT assignment_id, review_id, detail FROM review WHERE practice_id = ?1 AND client_id = ?2 "
    "AND assignment_id = ?3 ORDER BY created_at DESC, review_id DESC";
constexpr std::string_view kAllEvents =
    "SELECT assignment_id, seq, event, to_state, by_party, detail, at FROM assignment_event "
    "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY assignment_id, seq";
constexpr std::string_view kItsEvents =
    "SELECT assignment_id, seq, event, to_state, by_party, detail, at FROM assignment_event "
    "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3 ORDER BY seq";
constexpr std::string_view kAllChanges =
    "SELECT assignment_id, occurrence_id, version, detail FROM occurrence_change "
    "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY assignment_id, occurrence_id";
constexpr std::string_view kItsChanges =
    "SELECT assignment_id, occurrence_id, version, detail FROM occurrence_change "
    "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3 ORDER BY occurrence_id";

Result<AssignmentRecord> read_assignment(const db::Row& row, const DetailSeal& seal) {
  AssignmentRecord record{.id = row.id(0),
                          .treatment = row.id(1),
                          .session = row.id_or_null(2),
                          .state = core::value_for(kStates, row.text(3)).value(),
                          .version = row.integer(5),
                          .activity_id = row.text(6),
                          .activity_version = static_cast<int>(row.integer(7)),
                          .created_at = row.instant(11),
                          .supersedes = row.id_or_null(8),
                          .superseded_by = row.id_or_null(9)};
  if (const auto from = row.text_or_null(4)) record.paused_from = core::value_for(kStates, *from).value();
  const auto text = seal.open(record.id, record.version, row.bytes(10));
  if (not text) return std::unexpected(text.error());
  if (auto unpacked = unpack(*text, record); not unpacked) return std::unexpected(unpacked.error());
  return record;
}

Result<Agreement> read_agreement(const db::Row& row, const DetailSeal& seal) {
  Agreement agreement{.version = row.integer(1),
                      .created_at = row.instant(6),
                      .accepted_by_member_at = row.instant_or_null(2),
                      .accepted_by_client_at = row.instant_or_null(3),
                      .in_room = row.boolean(4)};
  const auto text = seal.open(row.id(0), agreement.version, row.bytes(5));
  if (not text) return std::unexpected(text.error());
  if (auto unpacked = unpack(*text, agreement); not unpacked) return std::unexpected(unpacked.error());
  return agreement;
}

Result<Review> read_review(const db::Row& row, const DetailSeal& seal) {
  const auto text = seal.open(row.id(1), 1, row.bytes(2));
  if (not text) return std::unexpected(text.error());
  const auto value = core::parse_json(*text);
  if (not value) return std::unexpected(value.error());
  return decode_stored_review(*value);
}

Result<HistoryStep> read_step(const db::Row& row, const DetailSeal& seal) {
  HistoryStep step{.event = row.text(2),
                   .to = core::value_for(kStates, row.text(3)).value(),
                   .at = row.instant(6),
                   .by = core::value_for(kParties, row.text(4)).value()};
  if (const auto sealed = row.bytes_or_null(5)) {
    auto reason = seal.open(row.id(0), row.integer(1), *sealed);
    if (not reason) return std::unexpected(reason.error());
    step.reason = *std::move(reason);
  }
  return step;
}

Result<OccurrenceChange> read_change(const db::Row& row, const DetailSeal& seal) {
  const auto text = seal.open(row.id(1), row.integer(2), row.bytes(3));
  if (not text) return std::unexpected(text.error());
  return unpack_change(*text);
}

/// Adds the parts that `rows` hold to the records they belong to.
template <class T>
Result<void> attach(const db::Rows& rows, const DetailSeal& seal,
                    Result<T> (*read)(const db::Row&, const DetailSeal&),
                    const std::map<Id, AssignmentRecord*>& records,
                    std::vector<T> AssignmentRecord::*member) {
  for (const auto& row : rows) {
    auto part = read(row, seal);
    if (not part) return std::unexpected(part.error());
    (records.at(row.id(0))->*member).push_back(*std::move(part));
  }
  return {};
}

/// The five queries of a load: one assignment's, or all of the client's.
struct Queries {
  std::string_view assignments;
  std::string_view agreements;
  std::string_view reviews;
  std::string_view events;
  std::string_view changes;
};
constexpr Queries kAll{kAllAssignments, kAllAgreements, kAllReviews, kAllEvents, kAllChanges};
constexpr Queries kOne{kOneAssignment, kItsAgreements, kItsReviews, kItsEvents, kItsChanges};

/// Runs `query(text)` for each of the five and puts the records together.
template <class Query>
Result<std::vector<AssignmentRecord>> load(const ClientAccess& access, const vault::SealingKey& key,
                                           const Queries& queries, const Query& query) {
  std::vector<AssignmentRecord> records;
  const DetailSeal seal(key, access, "assignment");
  for (const auto& row : query(queries.assignments)) {
    auto record = read_assignment(row, seal);
    if (not record) return std::unexpected(record.error());
    records.push_back(*std::move(record));
  }
  if (records.empty()) return records;
  std::map<Id, AssignmentRecord*> by_id;
  for (auto& record : records) by_id[record.id] = &record;
  auto done = attach(query(queries.agreements), DetailSeal(key, access, "agreement"), read_agreement, by_id,
                     &AssignmentRecord::agreements);
  if (done) {
    done = attach(query(queries.reviews), DetailSeal(key, access, "review"), read_review, by_id,
                  &AssignmentRecord::reviews);
  }
  if (done) {
    done = attach(query(queries.events), DetailSeal(key, access, "assignment_event"), read_step, by_id,
                  &AssignmentRecord::history);
  }
  if (done) {
    done = attach(query(queries.changes), DetailSeal(key, access, "occurrence_change"), read_change, by_id,
                  &AssignmentRecord::changes);
  }
  if (not done) return std::unexpected(done.error());
  return records;
}

std::optional<std::string> paused_word(const AssignmentRecord& record) {
  if (record.state != State::kPaused) return std::nullopt;
  return std::string(core::word_for(kStates, record.paused_from));
}

core::Bytes seal_record(const ClientAccess& access, const vault::SealingKey& key,
                        const AssignmentRecord& record) {
  return DetailSeal(key, access, "assignment").seal(record.id, record.version, pack(record));
}

/// Writes the steps of the history from number `from` on.
void write_history(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                   const AssignmentRecord& record, std::size_t from) {
  const DetailSeal seal(key, access, "assignment_event");
  for (std::size_t i = from; i < record.history.size(); ++i) {
    const auto& step = record.history[i];
    const auto seq = static_cast<std::int64_t>(i) + 1;
    std::optional<core::Bytes> detail;
    if (not step.reason.empty()) detail = seal.seal(record.id, seq, step.reason);
    connection.execute(
        "INSERT INTO assignment_event (practice_id, client_id, assignment_id, seq, event, to_state, "
        "by_party, "
        "account_id, detail, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        access.practice(), access.client(), record.id, seq, step.event, core::word_for(kStates, step.to),
        core::word_for(kParties, step.by), access.principal().account(), detail, step.at);
  }
}

/// The plan of a version never changes; who accepted it does.
void write_agreement(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                     const Id& assignment, const Agreement& agreement, bool fresh) {
  if (not fresh) {
    connection.execute(
        "UPDATE agreement SET accepted_by_member_at = ?5, accepted_by_client_at = ?6, in_room = ?7 "
        "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3 AND version = ?4",
        access.practice(), access.client(), assignment, agreement.version, agreement.accepted_by_member_at,
        agreement.accepted_by_client_at, agreement.in_room);
    return;
  }
  const auto detail =
      DetailSeal(key, access, "agreement").seal(assignment, agreement.version, pack(agreement));
  connection.execute(
      "INSERT INTO agreement (practice_id, client_id, assignment_id, version, accepted_by_member_at, "
      "accepted_by_client_at, in_room, detail, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      access.practice(), access.client(), assignment, agreement.version, agreement.accepted_by_member_at,
      agreement.accepted_by_client_at, agreement.in_room, detail, agreement.created_at);
}

Result<void> write_review(db::Connection& connection, const ClientAccess& access,
                          const vault::SealingKey& key, const Id& assignment, const Review& review) {
  const auto detail = DetailSeal(key, access, "review").seal(review.id, 1, core::to_json(to_json(review)));
  const auto written = connection.execute(
      "INSERT INTO review (practice_id, client_id, review_id, assignment_id, session_id, detail, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (practice_id, client_id, review_id) DO NOTHING",
      access.practice(), access.client(), review.id, assignment, review.session, detail, review.at);
  if (written == 1) return {};
  return core::fail(core::ErrorCode::kConflict, "A review of this id belongs to another assignment.",
                    "exists");
}

}  // namespace

Result<AssignmentRecord> assignment(db::Connection& connection, const ClientAccess& access,
                                    const vault::SealingKey& key, const Id& id) {
  auto records = load(access, key, kOne, [&](std::string_view text) {
    return connection.query(text, access.practice(), access.client(), id);
  });
  if (not records) return std::unexpected(records.error());
  if (records->empty()) return std::unexpected(access::not_found());
  return std::move(records->front());
}

Result<std::vector<AssignmentRecord>> assignments(db::Connection& connection, const ClientAccess& access,
                                                  const vault::SealingKey& key) {
  return load(access, key, kAll, [&](std::string_view text) {
    return connection.query(text, access.practice(), access.client());
  });
}

std::optional<AssignmentStub> stub(db::Connection& connection, const ClientAccess& access, const Id& id) {
  const auto row = connection.query_one(
      "SELECT state, activity_id, activity_version FROM assignment "
      "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3",
      access.practice(), access.client(), id);
  if (not row) return std::nullopt;
  return AssignmentStub{core::value_for(kStates, row->text(0)).value(), row->text(1),
                        static_cast<int>(row->integer(2))};
}

Result<void> insert(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                    const AssignmentRecord& record) {
  const auto written = connection.execute(
      "INSERT INTO assignment (practice_id, client_id, assignment_id, treatment_id, session_id, state, "
      "paused_from, version, activity_id, activity_version, supersedes, superseded_by, detail, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
      "ON CONFLICT (practice_id, client_id, assignment_id) DO NOTHING",
      access.practice(), access.client(), record.id, record.treatment, record.session,
      core::word_for(kStates, record.state), paused_word(record), record.version, record.activity_id,
      record.activity_version, record.supersedes, record.superseded_by, seal_record(access, key, record),
      record.created_at);
  if (written != 1) {
    return core::fail(core::ErrorCode::kConflict, "An assignment of this id is already there.", "exists");
  }
  write_history(connection, access, key, record, 0);
  care::store::touch(connection, access);
  return {};
}

Result<void> save(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                  const AssignmentRecord& before, const AssignmentRecord& record) {
  if (record.version == before.version) return {};
  const auto changed = connection.execute(
      "UPDATE assignment SET state = ?4, paused_from = ?5, version = ?6, superseded_by = ?7, detail = ?8 "
      "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3 AND version = ?9",
      access.practice(), access.client(), record.id, core::word_for(kStates, record.state),
      paused_word(record), record.version, record.superseded_by, seal_record(access, key, record),
      before.version);
  if (changed != 1) {
    return core::fail(core::ErrorCode::kConflict, "This assignment was changed elsewhere.", "stale-version");
  }
  write_history(connection, access, key, record, before.history.size());
  if (not record.agreements.empty()) {
    write_agreement(connection, access, key, record.id, record.agreements.front(),
                    record.agreements.size() > before.agreements.size());
  }
  if (record.reviews.size() > before.reviews.size()) {
    auto written = write_review(connection, access, key, record.id, record.reviews.front());
    if (not written) return written;
  }
  care::store::touch(connection, access);
  return {};
}

void save_change(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                 const Id& assignment, const Id& occurrence, const std::optional<OccurrenceChange>& change) {
  if (change) {
    const auto row = connection.query_one(
        "SELECT version FROM occurrence_change "
        "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3 AND occurrence_id = ?4",
        access.practice(), access.client(), assignment, occurrence);
    const std::int64_t version = row ? row->integer(0) + 1 : 1;
    connection.execute(
        "INSERT INTO occurrence_change (practice_id, client_id, assignment_id, occurrence_id, version, "
        "account_id, detail, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
        "ON CONFLICT (practice_id, client_id, assignment_id, occurrence_id) DO UPDATE SET "
        "version = excluded.version, account_id = excluded.account_id, detail = excluded.detail, "
        "changed_at = excluded.changed_at",
        access.practice(), access.client(), assignment, occurrence, version, access.principal().account(),
        DetailSeal(key, access, "occurrence_change").seal(occurrence, version, pack(*change)), access.now());
  } else {
    connection.execute(
        "DELETE FROM occurrence_change "
        "WHERE practice_id = ?1 AND client_id = ?2 AND assignment_id = ?3 AND occurrence_id = ?4",
        access.practice(), access.client(), assignment, occurrence);
  }
  care::store::touch(connection, access);
}

}  // namespace intersession::homework::store

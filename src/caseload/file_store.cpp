#include "caseload/file_store.hpp"

#include <algorithm>
#include <iterator>

#include "access/account_store.hpp"
#include "care/client_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/entry_store.hpp"
#include "homework/programme_run_store.hpp"
#include "measures/measure_store.hpp"

namespace intersession::caseload::store {

namespace {

/// Puts a loaded part in its place; false, with the error kept, where loading failed.
template <class T>
bool take(core::Result<T> loaded, T& place, core::Result<ClientFile>& file) {
  if (loaded) {
    place = *std::move(loaded);
    return true;
  }
  file = std::unexpected(loaded.error());
  return false;
}

}  // namespace

core::Result<ClientFile> short_file(db::Connection& connection, const access::ClientAccess& access,
                                    const vault::SealingKey& key, core::LocalDate first_day) {
  ClientFile parts;
  core::Result<ClientFile> file;
  const bool whole =
      take(care::store::client(connection, access, key), parts.client, file) and
      take(care::store::treatments(connection, access, key), parts.treatments, file) and
      take(care::store::sessions(connection, access, key), parts.sessions, file) and
      take(homework::store::assignments(connection, access, key), parts.assignments, file) and
      take(homework::store::entries_since(connection, access, key, first_day), parts.entries, file);
  if (not whole) return file;
  return parts;
}

namespace {

using Wanted = const RowWish&;

core::Result<void> read_entries(db::Connection& connection, const access::ClientAccess& access,
                                const vault::SealingKey& key, Wanted wish, ClientFile& file) {
  auto& entries = file.row.entries;
  if (wish.entries) {
    std::ranges::copy_if(*wish.entries, std::back_inserter(entries),
                         [&](const auto& entry) { return entry.day >= wish.first_day; });
  } else {
    auto heads = homework::store::heads_since(connection, access, key, wish.first_day);
    if (not heads) return std::unexpected(heads.error());
    entries = *std::move(heads);
  }
  const auto first = core::to_instant(wish.first_day, file.client.details.zone);
  for (const auto& record : file.assignments) {
    const auto since = record.due_since();
    const bool long_ago = record.state == homework::State::kActive and since and *since < first;
    if (not long_ago or
        std::ranges::find(entries, record.id, &homework::EntryHead::assignment) != entries.end())
      continue;
    if (const auto at = homework::store::last_entry_at(connection, access, record.id))
      file.row.earlier_entries.emplace_back(record.id, *at);
  }
  return {};
}

core::Result<void> read_measures(db::Connection& connection, const access::ClientAccess& access,
                                 const vault::SealingKey& key, Wanted wish, ClientFile& file) {
  auto plans = measures::store::plans(connection, access, key);
  if (not plans) return std::unexpected(plans.error());
  // Without its instrument nothing can be asked.
  std::erase_if(*plans, [&](const auto& plan) { return wish.shelf.find(plan.measure) == nullptr; });
  for (const auto& plan : *plans)
    file.row.measure_names[plan.measure] = wish.shelf.find(plan.measure)->abbreviation;
  file.row.measure_plans = *std::move(plans);
  auto since = measures::answers_matter_since(file.row.measure_plans, file.around(), access.now());
  if (wish.ranges and not wish.ranges->ranges.empty()) since = core::Instant::min();
  if (not since) return {};
  // What was on paper may have been filled in before it was asked for here.
  constexpr std::chrono::days kOnPaper{28};
  if (*since != core::Instant::min()) *since -= kOnPaper;
  auto submissions = measures::store::submissions_since(connection, access, key, *since);
  if (not submissions) return std::unexpected(submissions.error());
  for (const auto& each : *submissions) file.row.answered.push_back({each.content.plan, each.content.slot});
  if (wish.ranges == nullptr) return {};
  measures::Course course{.sessions = file.sessions, .submissions = *std::move(submissions)};
  course.find_instrument = [&](std::string_view id) { return wish.shelf.find(id); };
  course.ranges = wish.ranges;
  file.row.outside = measures::outside_range(course);
  return {};
}

}  // namespace

core::Result<ClientFile> row_file(db::Connection& connection, const access::ClientAccess& access,
                                  const vault::SealingKey& key, const RowWish& wish) {
  ClientFile parts;
  core::Result<ClientFile> file;
  const bool whole = take(care::store::client(connection, access, key), parts.client, file) and
                     take(care::store::treatments(connection, access, key), parts.treatments, file) and
                     take(homework::store::assignments(connection, access, key), parts.assignments, file);
  if (not whole) return file;
  parts.sessions = care::store::session_times(connection, access);
  auto done = read_entries(connection, access, key, wish, parts);
  if (done) done = read_measures(connection, access, key, wish, parts);
  if (not done) return std::unexpected(done.error());
  return parts;
}

core::Result<ClientFile> file(db::Connection& connection, const access::ClientAccess& access,
                              const vault::SealingKey& key, core::LocalDate first_day) {
  auto file = short_file(connection, access, key, first_day);
  if (not file) return file;
  ClientFile parts = *std::move(file);
  const bool whole = take(care::store::goals(connection, access, key), parts.goals, file) and
                     take(care::store::formulation(connection, access, key), parts.formulation, file) and
                     take(homework::store::programme_runs(connection, access, key), parts.programmes, file);
  if (not whole) return file;
  parts.access = phone_access(connection, access);
  return parts;
}

std::string phone_access(db::Connection& connection, const access::ClientAccess& access) {
  return access::store::phone_access(connection, access.practice(), access.client(), access.now());
}

std::vector<SeenRow> seen_rows(db::Connection& connection, const access::Scope& scope) {
  // The plus keeps the engines to the client's few alerts, away from the practice's list of open ones.
  static const std::string kOpenAlerts =
      " FROM alert a WHERE a.practice_id = v.practice_id AND a.client_id = v.client_id "
      "AND +a.acknowledged_at IS NULL";
  const std::string sql = "SELECT v.client_id, v.version, " +
                          access::store::phone_access_sql("v.practice_id", "v.client_id", "?3") +
                          ", (SELECT COUNT(*)" + kOpenAlerts + "), (SELECT MIN(a.received_at)" + kOpenAlerts +
                          ") FROM client_version v WHERE " + scope.sees_client("v");
  std::vector<SeenRow> seen;
  for (const auto& row : connection.query(sql, scope.practice(), scope.subject(), scope.now())) {
    seen.push_back(
        {row.id(0), row.integer(1), row.text(2), {static_cast<int>(row.integer(3)), row.instant_or_null(4)}});
  }
  return seen;
}

core::Bytes today_stamp(db::Connection& connection, const access::ClientAccess& access) {
  const auto row = connection.query_one(
      "SELECT v.version, p.version, m.member_id, m.name FROM client_version v "
      "JOIN practice p ON p.practice_id = v.practice_id "
      "LEFT JOIN member m ON m.practice_id = v.practice_id AND m.member_id = "
      "(SELECT r.member_id FROM relation r WHERE r.practice_id = ?1 AND r.client_id = ?2 "
      "AND r.from_at <= ?3 AND (r.until_at IS NULL OR r.until_at > ?3) ORDER BY r.from_at LIMIT 1) "
      "WHERE v.practice_id = ?1 AND v.client_id = ?2",
      access.practice(), access.client(), access.now());
  if (not row) return {};
  // A name is sealed anew, with a nonce of its own, whenever it is written.
  core::Bytes stamp = row->bytes_or_null(3).value_or(core::Bytes{});
  const auto member = row->id_or_null(2).value_or(core::Id{});
  stamp.insert(stamp.end(), member.bytes.begin(), member.bytes.end());
  const std::string versions = std::to_string(row->integer(0)) + "." + std::to_string(row->integer(1));
  stamp.insert(stamp.end(), versions.begin(), versions.end());
  return stamp;
}

core::Id therapist(db::Connection& connection, const access::ClientAccess& access) {
  const auto rows = connection.query(
      "SELECT member_id FROM relation WHERE practice_id = ?1 AND client_id = ?2 "
      "AND from_at <= ?3 AND (until_at IS NULL OR until_at > ?3) ORDER BY from_at LIMIT 1",
      access.practice(), access.client(), access.now());
  for (const auto& row : rows) return row.id(0);
  return {};
}

}  // namespace intersession::caseload::store

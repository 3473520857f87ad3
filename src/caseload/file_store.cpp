#include "caseload/file_store.hpp"

#include "access/sign_ins.hpp"
#include "care/client_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/entry_store.hpp"
#include "homework/programme_run_store.hpp"

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

namespace {

/// Of a client c: whether a phone is signed in, else whether an invitation is open (at parameter `now`).
std::string access_of(const std::string& practice, const std::string& client, const std::string& now) {
  return "CASE WHEN EXISTS (SELECT 1 FROM account a JOIN sign_in s "
         "ON s.practice_id = a.practice_id AND s.account_id = a.account_id "
         "WHERE a.practice_id = " +
         practice + " AND a.client_id = " + client + " AND " + access::client_session_lives("s", now) +
         ") THEN 'signed-in' WHEN EXISTS (SELECT 1 FROM invitation i WHERE i.practice_id = " + practice +
         " AND i.client_id = " + client +
         " AND i.redeemed_at IS NULL AND i.ended_at IS NULL AND i.expires_at > " + now +
         ") THEN 'invited' ELSE 'none' END";
}

}  // namespace

std::string phone_access(db::Connection& connection, const access::ClientAccess& access) {
  static const std::string kSql = "SELECT " + access_of("?1", "?2", "?3");
  return connection.query_one(kSql, access.practice(), access.client(), access.now())->text(0);
}

std::vector<SeenRow> seen_rows(db::Connection& connection, const access::Scope& scope) {
  const std::string sql = "SELECT v.client_id, v.version, " +
                          access_of("v.practice_id", "v.client_id", "?3") +
                          " FROM client_version v WHERE v.practice_id = ?1 AND " + scope.sees_client("v", 2);
  std::vector<SeenRow> seen;
  for (const auto& row : connection.query(sql, scope.practice(), scope.subject(), scope.now())) {
    seen.push_back({row.id(0), row.integer(1), row.text(2)});
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

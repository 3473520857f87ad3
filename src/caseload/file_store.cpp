#include "caseload/file_store.hpp"

#include "access/sign_ins.hpp"
#include "care/client_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/entry_store.hpp"

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

core::Result<ClientFile> file(db::Connection& connection, const access::ClientAccess& access,
                              const vault::SealingKey& key, core::LocalDate first_day) {
  ClientFile parts;
  core::Result<ClientFile> file;
  const bool whole =
      take(care::store::client(connection, access, key), parts.client, file) and
      take(care::store::treatments(connection, access, key), parts.treatments, file) and
      take(care::store::goals(connection, access, key), parts.goals, file) and
      take(care::store::formulation(connection, access, key), parts.formulation, file) and
      take(care::store::sessions(connection, access, key), parts.sessions, file) and
      take(homework::store::assignments(connection, access, key), parts.assignments, file) and
      take(homework::store::entries_since(connection, access, key, first_day), parts.entries, file);
  if (not whole) return file;
  parts.access = phone_access(connection, access);
  return parts;
}

std::string phone_access(db::Connection& connection, const access::ClientAccess& access) {
  static const std::string kSelect =
      "SELECT EXISTS (SELECT 1 FROM sign_in s JOIN account a "
      "ON a.practice_id = s.practice_id AND a.account_id = s.account_id "
      "WHERE a.practice_id = ?1 AND a.client_id = ?2 AND " +
      access::client_session_lives("s", "?3") +
      "), "
      "EXISTS (SELECT 1 FROM invitation i WHERE i.practice_id = ?1 AND i.client_id = ?2 "
      "AND i.redeemed_at IS NULL AND i.ended_at IS NULL AND i.expires_at > ?3)";
  const auto row = connection.query_one(kSelect, access.practice(), access.client(), access.now());
  if (row->boolean(0)) return "signed-in";
  return row->boolean(1) ? "invited" : "none";
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

#include "safety/leave_store.hpp"

namespace intersession::safety::store {

namespace {

constexpr const char* kColumns =
    "SELECT leave_id, version, member_id, cover_id, from_day, until_day, ended_at FROM member_leave ";

std::int64_t number_of(core::LocalDate day) {
  return day.time_since_epoch().count();
}
core::LocalDate day_of(std::int64_t number) {
  return core::LocalDate{std::chrono::days{number}};
}

Leave read(const db::Row& row) {
  return {.id = row.id(0),
          .version = row.integer(1),
          .member = row.id(2),
          .cover = row.id(3),
          .from = day_of(row.integer(4)),
          .until = day_of(row.integer(5)),
          .ended_at = row.instant_or_null(6)};
}

}  // namespace

std::vector<Leave> leaves(db::Connection& connection, const core::Id& practice, core::LocalDate since) {
  std::vector<Leave> found;
  for (const auto& row :
       connection.query(std::string(kColumns) + "WHERE practice_id = ?1 AND until_day >= ?2 "
                                                "ORDER BY from_day, leave_id",
                        practice, number_of(since))) {
    found.push_back(read(row));
  }
  return found;
}

std::optional<Leave> leave(db::Connection& connection, const core::Id& practice, const core::Id& id) {
  const auto row =
      connection.query_one(std::string(kColumns) + "WHERE practice_id = ?1 AND leave_id = ?2", practice, id);
  if (not row) return std::nullopt;
  return read(*row);
}

void save(db::Connection& connection, const core::Id& practice, const Leave& leave) {
  connection.execute(
      "INSERT INTO member_leave (practice_id, leave_id, version, member_id, cover_id, from_day, until_day, "
      "ended_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (practice_id, leave_id) DO UPDATE SET "
      "version = ?3, member_id = ?4, cover_id = ?5, from_day = ?6, until_day = ?7, ended_at = ?8",
      practice, leave.id, leave.version, leave.member, leave.cover, number_of(leave.from),
      number_of(leave.until), leave.ended_at);
}

}  // namespace intersession::safety::store

#include "care/session_store.hpp"

#include "care/client_store.hpp"
#include "care/detail_seal.hpp"
#include "care/treatment_store.hpp"

namespace intersession::care::store {

namespace {

/// Keeps what is sealed in `minutes` from being taken for `detail`.
constexpr std::string_view kMinutes = "session.minutes";
constexpr std::string_view kTimes =
    "session_id, treatment_id, version, state, starts_at, starts_local, zone, opened_at";
constexpr std::string_view kOfClient =
    " FROM session WHERE practice_id = ?1 AND client_id = ?2 ORDER BY starts_at, session_id";

/// Reads the columns of kTimes.
Session read_times(const db::Row& row) {
  return {.id = row.id(0),
          .treatment = row.id(1),
          .version = row.integer(2),
          .state = core::value_for(kSessionStates, row.text(3)).value(),
          .starts_local = core::parse_local(row.text(5)).value(),
          .zone = row.text(6),
          .starts_at = row.instant(4),
          .opened_at = row.instant_or_null(7)};
}

}  // namespace

core::Result<std::vector<Session>> sessions(db::Connection& connection, const access::ClientAccess& access,
                                            const vault::SealingKey& key) {
  static const std::string kSql =
      "SELECT " + std::string(kTimes) + ", detail, minutes" + std::string(kOfClient);
  const DetailSeal seal(key, access, "session");
  const DetailSeal minutes(key, access, kMinutes);
  std::vector<Session> sessions;
  for (const auto& row : connection.query(kSql, access.practice(), access.client())) {
    auto takeaway = seal.open(row.id(0), row.integer(2), row.bytes(8));
    if (not takeaway) return std::unexpected(takeaway.error());
    sessions.push_back(read_times(row));
    sessions.back().takeaway = *std::move(takeaway);
    if (const auto sealed = row.bytes_or_null(9)) {
      const auto text = minutes.open(row.id(0), row.integer(2), *sealed);
      if (not text) return std::unexpected(text.error());
      if (auto read = unpack_minutes(*text, sessions.back()); not read) return std::unexpected(read.error());
    }
  }
  return sessions;
}

std::vector<Session> session_times(db::Connection& connection, const access::ClientAccess& access) {
  static const std::string kSql = "SELECT " + std::string(kTimes) + std::string(kOfClient);
  std::vector<Session> sessions;
  for (const auto& row : connection.query(kSql, access.practice(), access.client()))
    sessions.push_back(read_times(row));
  return sessions;
}

core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                        const vault::SealingKey& key, const Session& session) {
  const auto detail = DetailSeal(key, access, "session").seal(session.id, session.version, session.takeaway);
  std::optional<core::Bytes> minutes;
  if (const auto text = pack_minutes(session); not text.empty())
    minutes = DetailSeal(key, access, kMinutes).seal(session.id, session.version, text);
  const auto state = core::word_for(kSessionStates, session.state);
  const auto local = core::format_local(session.starts_local);
  std::int64_t changed = 0;
  if (session.version == 1) {
    if (not has_treatment(connection, access, session.treatment)) return std::unexpected(access::not_found());
    changed = connection.execute(
        "INSERT INTO session (practice_id, client_id, session_id, treatment_id, version, state, starts_at, "
        "starts_local, zone, opened_at, detail, created_at, minutes) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, "
        "?8, ?9, ?10, ?11, ?12) "
        "ON CONFLICT (practice_id, client_id, session_id) DO NOTHING",
        access.practice(), access.client(), session.id, session.treatment, state, session.starts_at, local,
        session.zone, session.opened_at, detail, access.now(), minutes);
  } else {
    changed = connection.execute(
        "UPDATE session SET version = ?4, state = ?5, starts_at = ?6, starts_local = ?7, opened_at = ?8, "
        "detail = ?9, minutes = ?10 "
        "WHERE practice_id = ?1 AND client_id = ?2 AND session_id = ?3 AND version = ?4 - 1",
        access.practice(), access.client(), session.id, session.version, state, session.starts_at, local,
        session.opened_at, detail, minutes);
  }
  if (changed != 1) {
    return core::fail(core::ErrorCode::kConflict, "This session was changed elsewhere.", "stale-version");
  }
  touch(connection, access);
  return {};
}

}  // namespace intersession::care::store

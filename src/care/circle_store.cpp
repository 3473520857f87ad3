#include "care/circle_store.hpp"

#include <algorithm>

#include "care/detail_seal.hpp"

namespace intersession::care::store {

namespace {

using access::CircleAccess;
using core::Result;

DetailSeal seal_of(const vault::SealingKey& key, const CircleAccess& access, std::string_view table) {
  return {key, access.practice(), core::Id{}, table};
}

Result<void> stale() {
  return core::fail(core::ErrorCode::kConflict, "This was changed elsewhere in the meantime.",
                    "stale-version");
}

}  // namespace

Result<Circle> circle(db::Connection& connection, const CircleAccess& access, const vault::SealingKey& key) {
  const auto row = connection.query_one(
      "SELECT version, kind, detail, created_at FROM circle WHERE practice_id = ?1 AND circle_id = ?2",
      access.practice(), access.circle());
  if (not row) return std::unexpected(access::not_found());
  Circle circle{.id = access.circle(),
                .version = row->integer(0),
                .kind = core::value_for(kCircleKinds, row->text(1)).value(),
                .name = {},
                .created_at = row->instant(3)};
  const auto text = seal_of(key, access, "circle").open(circle.id, circle.version, row->bytes(2));
  if (not text) return std::unexpected(text.error());
  if (auto read = unpack(*text, circle); not read) return std::unexpected(read.error());
  return circle;
}

Result<void> save(db::Connection& connection, const CircleAccess& access, const vault::SealingKey& key,
                  const Circle& circle) {
  const auto detail = seal_of(key, access, "circle").seal(circle.id, circle.version, pack(circle));
  const auto changed =
      circle.version == 1
          ? connection.execute(
                "INSERT INTO circle (practice_id, circle_id, version, kind, detail, created_at) "
                "VALUES (?1, ?2, 1, ?3, ?4, ?5) ON CONFLICT (practice_id, circle_id) DO NOTHING",
                access.practice(), circle.id, core::word_for(kCircleKinds, circle.kind), detail, access.now())
          : connection.execute(
                "UPDATE circle SET version = ?3, detail = ?4 WHERE practice_id = ?1 "
                "AND circle_id = ?2 AND version = ?3 - 1",
                access.practice(), circle.id, circle.version, detail);
  return changed == 1 ? Result<void>{} : stale();
}

bool is_couple(db::Connection& connection, const core::Id& practice, const core::Id& circle) {
  const auto row = connection.query_one("SELECT kind FROM circle WHERE practice_id = ?1 AND circle_id = ?2",
                                        practice, circle);
  return row and row->text(0) == core::word_for(kCircleKinds, CircleKind::kCouple);
}

std::optional<core::Id> partner_of(db::Connection& connection, const access::ClientAccess& client) {
  const auto row = connection.query_one(
      "SELECT o.client_id FROM circle_client m "
      "JOIN circle k ON k.practice_id = m.practice_id AND k.circle_id = m.circle_id AND k.kind = 'couple' "
      "JOIN circle_client o ON o.practice_id = m.practice_id AND o.circle_id = m.circle_id "
      "WHERE m.practice_id = ?1 AND m.client_id = ?2 AND m.from_at <= ?3 "
      "AND (m.until_at IS NULL OR m.until_at > ?3) AND o.client_id <> ?2 AND o.from_at <= ?3 "
      "AND (o.until_at IS NULL OR o.until_at > ?3) ORDER BY o.from_at LIMIT 1",
      client.practice(), client.client(), client.now());
  if (not row) return std::nullopt;
  return row->id(0);
}

Result<std::vector<CircleSession>> circle_sessions(db::Connection& connection, const CircleAccess& access,
                                                   const vault::SealingKey& key) {
  const auto seal = seal_of(key, access, "circle_session");
  std::vector<CircleSession> sessions;
  for (const auto& row : connection.query("SELECT circle_session_id, version, detail FROM circle_session "
                                          "WHERE practice_id = ?1 AND circle_id = ?2",
                                          access.practice(), access.circle())) {
    CircleSession session{.id = row.id(0), .version = row.integer(1)};
    const auto text = seal.open(session.id, session.version, row.bytes(2));
    if (not text) return std::unexpected(text.error());
    if (auto read = unpack(*text, session); not read) return std::unexpected(read.error());
    sessions.push_back(std::move(session));
  }
  std::ranges::sort(sessions, {}, [](const auto& each) { return std::pair(each.starts_local, each.id); });
  return sessions;
}

Result<void> save(db::Connection& connection, const CircleAccess& access, const vault::SealingKey& key,
                  const CircleSession& session) {
  const auto detail = seal_of(key, access, "circle_session").seal(session.id, session.version, pack(session));
  const auto changed =
      session.version == 1
          ? connection.execute(
                "INSERT INTO circle_session (practice_id, circle_id, circle_session_id, version, detail, "
                "created_at) VALUES (?1, ?2, ?3, 1, ?4, ?5) "
                "ON CONFLICT (practice_id, circle_id, circle_session_id) DO NOTHING",
                access.practice(), access.circle(), session.id, detail, access.now())
          : connection.execute(
                "UPDATE circle_session SET version = ?4, detail = ?5 WHERE practice_id = ?1 "
                "AND circle_id = ?2 AND circle_session_id = ?3 AND version = ?4 - 1",
                access.practice(), access.circle(), session.id, session.version, detail);
  return changed == 1 ? Result<void>{} : stale();
}

std::map<core::Id, core::Id> own_sessions(db::Connection& connection, const CircleAccess& access,
                                          const core::Id& circle_session) {
  std::map<core::Id, core::Id> found;
  for (const auto& row :
       connection.query("SELECT client_id, session_id FROM circle_session_client "
                        "WHERE practice_id = ?1 AND circle_id = ?2 AND circle_session_id = ?3",
                        access.practice(), access.circle(), circle_session)) {
    found[row.id(0)] = row.id(1);
  }
  return found;
}

void link_session(db::Connection& connection, const CircleAccess& access, const core::Id& circle_session,
                  const core::Id& client, const core::Id& session) {
  connection.execute(
      "INSERT INTO circle_session_client (practice_id, circle_id, circle_session_id, client_id, session_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      access.practice(), access.circle(), circle_session, client, session);
}

}  // namespace intersession::care::store

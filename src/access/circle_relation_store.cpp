#include "access/circle_relation_store.hpp"

namespace intersession::access::store {

namespace {

std::vector<core::Id> ids_of(const db::Rows& rows) {
  std::vector<core::Id> ids;
  ids.reserve(rows.size());
  for (const auto& row : rows) ids.push_back(row.id(0));
  return ids;
}

}  // namespace

bool leads_now(db::Connection& connection, const Principal& member, const core::Id& circle,
               core::Instant now) {
  return connection
      .query_one(
          "SELECT 1 FROM sign_in s "
          "JOIN account a ON a.practice_id = s.practice_id AND a.account_id = s.account_id "
          "JOIN member m ON m.practice_id = a.practice_id AND m.member_id = a.member_id "
          "JOIN circle_leader l ON l.practice_id = m.practice_id AND l.member_id = m.member_id "
          "WHERE s.practice_id = ?1 AND s.secret_hash = ?2 AND m.disabled_at IS NULL AND l.circle_id = ?3 "
          "AND l.from_at <= ?4 AND (l.until_at IS NULL OR l.until_at > ?4) LIMIT 1",
          member.practice(), member.session_hash(), circle, now)
      .has_value();
}

bool had_leader(db::Connection& connection, const core::Id& practice, const core::Id& circle) {
  return connection
      .query_one("SELECT 1 FROM circle_leader WHERE practice_id = ?1 AND circle_id = ?2 LIMIT 1", practice,
                 circle)
      .has_value();
}

void add_leader(db::Connection& connection, const core::Id& practice, const core::Id& circle,
                const core::Id& member, core::Instant from) {
  connection.execute(
      "INSERT INTO circle_leader (practice_id, circle_id, member_id, from_at) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (practice_id, circle_id, member_id, from_at) DO UPDATE SET until_at = NULL",
      practice, circle, member, from);
}

void add_circle_client(db::Connection& connection, const CircleAccess& circle, const core::Id& client) {
  connection.execute(
      "INSERT INTO circle_client (practice_id, circle_id, client_id, from_at) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (practice_id, circle_id, client_id, from_at) DO UPDATE SET until_at = NULL",
      circle.practice(), circle.circle(), client, circle.now());
}

void end_leader(db::Connection& connection, const CircleAccess& circle, const core::Id& member) {
  connection.outdate_questions();
  connection.execute(
      "UPDATE circle_leader SET until_at = ?4 WHERE practice_id = ?1 AND circle_id = ?2 AND member_id = ?3 "
      "AND until_at IS NULL",
      circle.practice(), circle.circle(), member, circle.now());
  connection.execute(
      "UPDATE relation SET until_at = ?4 WHERE practice_id = ?1 AND circle_id = ?2 AND member_id = ?3 "
      "AND until_at IS NULL",
      circle.practice(), circle.circle(), member, circle.now());
}

void end_circle_client(db::Connection& connection, const CircleAccess& circle, const core::Id& client) {
  connection.outdate_questions();
  connection.execute(
      "UPDATE circle_client SET until_at = ?4 WHERE practice_id = ?1 AND circle_id = ?2 AND client_id = ?3 "
      "AND until_at IS NULL",
      circle.practice(), circle.circle(), client, circle.now());
  connection.execute(
      "UPDATE relation SET until_at = ?4 WHERE practice_id = ?1 AND circle_id = ?2 AND client_id = ?3 "
      "AND until_at IS NULL",
      circle.practice(), circle.circle(), client, circle.now());
}

std::vector<core::Id> leaders(db::Connection& connection, const CircleAccess& circle) {
  return ids_of(connection.query(
      "SELECT member_id FROM circle_leader WHERE practice_id = ?1 AND circle_id = ?2 "
      "AND from_at <= ?3 AND (until_at IS NULL OR until_at > ?3) ORDER BY from_at, member_id",
      circle.practice(), circle.circle(), circle.now()));
}

std::vector<core::Id> circle_clients(db::Connection& connection, const CircleAccess& circle) {
  return ids_of(connection.query(
      "SELECT client_id FROM circle_client WHERE practice_id = ?1 AND circle_id = ?2 "
      "AND from_at <= ?3 AND (until_at IS NULL OR until_at > ?3) ORDER BY from_at, client_id",
      circle.practice(), circle.circle(), circle.now()));
}

std::vector<core::Id> led_circles(db::Connection& connection, const Scope& scope) {
  return ids_of(
      connection.query("SELECT circle_id FROM circle_leader WHERE practice_id = ?1 AND member_id = ?2 "
                       "AND from_at <= ?3 AND (until_at IS NULL OR until_at > ?3) "
                       "ORDER BY from_at, circle_id",
                       scope.practice(), scope.principal().member(), scope.now()));
}

std::vector<core::Id> circles_of(db::Connection& connection, const ClientAccess& client) {
  return ids_of(connection.query(
      "SELECT circle_id FROM circle_client WHERE practice_id = ?1 AND client_id = ?2 "
      "AND from_at <= ?3 AND (until_at IS NULL OR until_at > ?3) ORDER BY from_at, circle_id",
      client.practice(), client.client(), client.now()));
}

void open_circle_relation(db::Connection& connection, const CircleAccess& circle, const core::Id& client,
                          const core::Id& member) {
  const auto open = connection.query_one(
      "SELECT 1 FROM relation WHERE practice_id = ?1 AND client_id = ?2 AND member_id = ?3 "
      "AND from_at <= ?4 AND (until_at IS NULL OR until_at > ?4) LIMIT 1",
      circle.practice(), client, member, circle.now());
  if (open) return;
  connection.execute(
      "INSERT INTO relation (practice_id, client_id, member_id, from_at, circle_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (practice_id, client_id, member_id, from_at) DO UPDATE SET until_at = NULL",
      circle.practice(), client, member, circle.now(), circle.circle());
}

bool may_lead(db::Connection& connection, const core::Id& practice, const core::Id& member) {
  const auto row = connection.query_one(
      "SELECT roles FROM member WHERE practice_id = ?1 AND member_id = ?2 AND disabled_at IS NULL", practice,
      member);
  return row and Roles::parse(row->text(0)).value_or(Roles{}).any(&RoleRule::treats);
}

}  // namespace intersession::access::store

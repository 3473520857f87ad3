#include "access/relation_store.hpp"

namespace intersession::access::store {

db::Asked ask_treats(db::Connection& connection, const Principal& member, const core::Id& client,
                     core::Instant now) {
  return connection.ask(
      "SELECT 1 FROM sign_in s "
      "JOIN account a ON a.practice_id = s.practice_id AND a.account_id = s.account_id "
      "JOIN member m ON m.practice_id = a.practice_id AND m.member_id = a.member_id "
      "JOIN relation r ON r.practice_id = m.practice_id AND r.member_id = m.member_id "
      "WHERE s.practice_id = ?1 AND s.secret_hash = ?2 AND m.disabled_at IS NULL AND r.client_id = ?3 "
      "AND r.from_at <= ?4 AND (r.until_at IS NULL OR r.until_at > ?4) LIMIT 1",
      member.practice(), member.session_hash(), client, now);
}

db::Asked ask_signed_in(db::Connection& connection, const Principal& client) {
  return connection.ask("SELECT 1 FROM sign_in WHERE practice_id = ?1 AND secret_hash = ?2",
                        client.practice(), client.session_hash());
}

std::string treated_clients(std::string_view alias) {
  // The practice by its parameter: with the outer row's own, PostgreSQL asks anew for each row.
  return std::string(alias) +
         ".client_id IN (SELECT relation.client_id FROM relation WHERE relation.practice_id = ?1 "
         "AND relation.member_id = ?2 AND relation.from_at <= ?3 "
         "AND (relation.until_at IS NULL OR relation.until_at > ?3))";
}

bool has_relation(db::Connection& connection, const core::Id& practice, const core::Id& client) {
  return connection
      .query_one("SELECT 1 FROM relation WHERE practice_id = ?1 AND client_id = ?2 LIMIT 1", practice, client)
      .has_value();
}

void open_relation(db::Connection& connection, const core::Id& practice, const core::Id& client,
                   const core::Id& member, core::Instant from, std::optional<core::Instant> until) {
  connection.execute(
      "INSERT INTO relation (practice_id, client_id, member_id, from_at, until_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      practice, client, member, from, until);
}

std::vector<core::Id> treating_members(db::Connection& connection, const core::Id& practice,
                                       const core::Id& client, core::Instant now) {
  std::vector<core::Id> members;
  for (const auto& row : connection.query(
           "SELECT member_id FROM relation WHERE practice_id = ?1 AND client_id = ?2 AND from_at <= ?3 "
           "AND (until_at IS NULL OR until_at > ?3) ORDER BY from_at, member_id",
           practice, client, now)) {
    members.push_back(row.id(0));
  }
  return members;
}

bool end_relation(db::Connection& connection, const core::Id& practice, const core::Id& client,
                  const core::Id& member, core::Instant until) {
  connection.outdate_questions();
  return connection.execute(
             "UPDATE relation SET until_at = ?4 WHERE practice_id = ?1 AND client_id = ?2 "
             "AND member_id = ?3 AND (until_at IS NULL OR until_at > ?4)",
             practice, client, member, until) > 0;
}

}  // namespace intersession::access::store

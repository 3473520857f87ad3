#include "safety/statement_store.hpp"

namespace intersession::safety::store {

std::optional<core::Instant> statement_confirmed_at(db::Connection& connection,
                                                    const access::ClientAccess& access) {
  const auto row = connection.query_one(
      "SELECT confirmed_at FROM client_statement WHERE practice_id = ?1 AND client_id = ?2",
      access.practice(), access.client());
  if (not row) return std::nullopt;
  return row->instant(0);
}

void confirm_statement(db::Connection& connection, const access::ClientAccess& access) {
  connection.execute(
      "INSERT INTO client_statement (practice_id, client_id, confirmed_at) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (practice_id, client_id) DO UPDATE SET confirmed_at = excluded.confirmed_at",
      access.practice(), access.client(), access.now());
}

}  // namespace intersession::safety::store

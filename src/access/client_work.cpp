#include "access/client_work.hpp"

#include "access/audit_store.hpp"
#include "access/circle_relation_store.hpp"

namespace intersession::access {

bool read_is_noted(db::Connection& connection, const Scope& scope, const core::Id& client) {
  if (scope.principal().is_client() or scope.principal().is_operator()) return true;
  const auto noted = store::read_noted_at(connection, scope, client);
  // Concurrent requests may carry slightly different times; a clock set back must not silence the log.
  return noted and scope.now() < *noted + kReadWindow and *noted < scope.now() + kReadWindow;
}

std::vector<core::Id> unnoted_clients(db::Connection& connection, const Scope& scope,
                                      const CircleAccess& circle) {
  std::vector<core::Id> found;
  for (const auto& client : store::circle_clients(connection, circle)) {
    if (scope.require_client(connection, client) and not read_is_noted(connection, scope, client))
      found.push_back(client);
  }
  return found;
}

core::Result<void> note_read(db::Database& database, const Scope& scope, const core::Id& client) {
  return database.write(scope.practice(), [&](db::Connection& connection) {
    if (read_is_noted(connection, scope, client)) return;
    store::set_read_noted(connection, scope, client);
    const bool one = not client.is_nil();
    record(connection, scope,
           {.action = one ? "client.read" : "caseload.read",
            .resource_kind = one ? "client" : "caseload",
            .resource = client,
            .client = client,
            .reason = word_of(scope.purpose())});
  });
}

}  // namespace intersession::access

#include "access/client_work.hpp"

#include "access/audit_store.hpp"

namespace intersession::access {

bool read_is_noted(db::Connection& connection, const Scope& scope, const core::Id& client) {
  if (not scope.principal().is_member()) return true;
  const auto noted = store::read_noted_at(connection, scope, client);
  // Concurrent requests may carry slightly different times; a clock set back must not silence the log.
  return noted and scope.now() < *noted + kReadWindow and * noted < scope.now() + kReadWindow;
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

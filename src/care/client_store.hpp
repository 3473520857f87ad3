// Rows of clients.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "access/scope.hpp"
#include "care/client.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::care::store {

/// The client of the access; kNotFound where this room has no row (the relation was opened, the row not yet).
[[nodiscard]] core::Result<Client> client(db::Connection& connection, const access::ClientAccess& access,
                                          const vault::SealingKey& key);
/// Writes version 1 as a new row and later versions over the one before; kConflict where that is not there.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key, const Client& client);

/// Whether there is such a client at all. For the process's own sweeps, never for an answer to anybody.
[[nodiscard]] bool has_client(db::Connection& connection, const core::Id& practice, const core::Id& client);

/// Marks the record as changed, for everything computed from it. Every write of a client's rows calls it
/// once.
void touch(db::Connection& connection, const access::ClientAccess& access);
/// How often the record has been changed; 0 before the first.
[[nodiscard]] std::int64_t record_version(db::Connection& connection, const access::ClientAccess& access);

/// The clients that a scope sees now, with their record versions, in the order of creation.
struct SeenClient {
  core::Id id;
  std::int64_t record_version = 0;
};
[[nodiscard]] std::vector<SeenClient> seen_clients(db::Connection& connection, const access::Scope& scope);

}  // namespace intersession::care::store

// The rows of the keys database. The only place of the vault with SQL.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/time.hpp"
#include "platform/db/connection.hpp"

namespace intersession::vault::key_store {

struct WrappedSecret {
  core::Bytes master;  ///< fingerprint of the wrapping master key
  core::Bytes wrapped;
};
struct WrappedKey {
  core::Id practice;
  core::Id client;  ///< nil: a practice key
  std::int64_t version = 0;
  core::Bytes master;  ///< practice keys only
  core::Bytes wrapped;
};

[[nodiscard]] bool is_empty(db::Connection& connection);

[[nodiscard]] std::optional<WrappedSecret> secret(db::Connection& connection, std::string_view name);
/// Keeps what is there already.
void add_secret(db::Connection& connection, std::string_view name, const WrappedSecret& secret);
void replace_secret(db::Connection& connection, std::string_view name, const WrappedSecret& secret);
/// Locks the installation's check row; false where another master key wraps it now.
[[nodiscard]] bool lock_master(db::Connection& connection, const core::Bytes& fingerprint);

[[nodiscard]] std::vector<WrappedKey> practice_keys(db::Connection& connection, const core::Id& practice);
[[nodiscard]] std::vector<WrappedKey> all_practice_keys(db::Connection& connection);
/// False where the version exists.
[[nodiscard]] bool add_practice_key(db::Connection& connection, const WrappedKey& key, core::Instant now);
void rewrap_practice_key(db::Connection& connection, const WrappedKey& key);

[[nodiscard]] std::vector<WrappedKey> client_keys(db::Connection& connection, const core::Id& practice,
                                                  const core::Id& client);
[[nodiscard]] std::vector<WrappedKey> all_client_keys(db::Connection& connection, const core::Id& practice);
/// False where the version exists.
[[nodiscard]] bool add_client_key(db::Connection& connection, const WrappedKey& key, core::Instant now);
void rewrap_client_key(db::Connection& connection, const WrappedKey& key);
void delete_client_keys(db::Connection& connection, const core::Id& practice, const core::Id& client);

struct ClientName {
  core::Id practice;
  core::Id client;
  core::Instant first;   ///< when its first key was made
  core::Instant newest;  ///< when its newest was
};
/// Every client with a key; the client whose first key is youngest comes first.
[[nodiscard]] std::vector<ClientName> clients_with_keys(db::Connection& connection);

void note_erasure(db::Connection& connection, const core::Id& practice, const core::Id& client,
                  core::Instant now);
[[nodiscard]] bool is_erased(db::Connection& connection, const core::Id& practice, const core::Id& client);
/// Deletes every key that the ledger names; how many rows.
std::int64_t replay_erasures(db::Connection& connection);

}  // namespace intersession::vault::key_store

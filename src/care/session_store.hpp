// Rows of therapy sessions.
#pragma once

#include <optional>
#include <vector>

#include "access/scope.hpp"
#include "care/session.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::care::store {

/// All of the client's, in the order of their times.
[[nodiscard]] core::Result<std::vector<Session>> sessions(db::Connection& connection,
                                                          const access::ClientAccess& access,
                                                          const vault::SealingKey& key);
/// The same with an empty takeaway: nothing is unsealed.
[[nodiscard]] std::vector<Session> session_times(db::Connection& connection,
                                                 const access::ClientAccess& access);
/// Writes version 1 as a new row and later versions over the one before; kConflict ("stale-version") where
/// that is not there, kNotFound where the treatment is not the client's.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key, const Session& session);

}  // namespace intersession::care::store

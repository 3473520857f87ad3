// Rows of engagement checks.
#pragma once

#include <vector>

#include "access/scope.hpp"
#include "homework/engagement.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::homework::store {

/// All of the client's, oldest first.
[[nodiscard]] core::Result<std::vector<EngagementCheck>> checks(db::Connection& connection,
                                                                const access::ClientAccess& access,
                                                                const vault::SealingKey& key);
/// The same of one assignment.
[[nodiscard]] core::Result<std::vector<EngagementCheck>> checks_of(db::Connection& connection,
                                                                   const access::ClientAccess& access,
                                                                   const vault::SealingKey& key,
                                                                   const core::Id& assignment);

/// Writes a check once. True where it is new, false where the same one is stored already; kConflict
/// ("exists") where the id stands for something else. The assignment must be the client's.
[[nodiscard]] core::Result<bool> insert(db::Connection& connection, const access::ClientAccess& access,
                                        const vault::SealingKey& key, const EngagementCheck& check);

}  // namespace intersession::homework::store

// Rows of programmes that run.
#pragma once

#include <vector>

#include "access/scope.hpp"
#include "homework/programme_run.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::homework::store {

/// All of the client's, in the order in which they began.
[[nodiscard]] core::Result<std::vector<ProgrammeRun>> programme_runs(db::Connection& connection,
                                                                     const access::ClientAccess& access,
                                                                     const vault::SealingKey& key);
/// Writes version 1 as a new row and later versions over the one before; kConflict where somebody else has
/// changed it ("stale-version") or the id is taken ("exists").
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key, const ProgrammeRun& run);

}  // namespace intersession::homework::store

// The SQL of safety plans.
#pragma once

#include "access/scope.hpp"
#include "platform/vault/vault.hpp"
#include "safety/safety_plan.hpp"

namespace intersession::safety::store {

/// The newest plan; version 0 where none was made.
[[nodiscard]] core::Result<StoredPlan> safety_plan(db::Connection& connection,
                                                   const access::ClientAccess& access,
                                                   const vault::SealingKey& key);

/// Adds the plan as `stored.version`, which must follow the newest one: kConflict ("stale-version") where it
/// is there already.
[[nodiscard]] core::Result<void> add(db::Connection& connection, const access::ClientAccess& access,
                                     const vault::SealingKey& key, const StoredPlan& stored);

}  // namespace intersession::safety::store

// The SQL of a practice's safety settings.
#pragma once

#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"
#include "safety/safety_settings.hpp"

namespace intersession::safety::store {

/// Version 0 where nothing was ever settled.
[[nodiscard]] core::Result<StoredSettings> safety_settings(db::Connection& connection,
                                                           const core::Id& practice,
                                                           const vault::SealingKey& key);
/// Writes version 1 as a new row and later versions over the one before; kConflict where that is not there.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const core::Id& practice,
                                      const vault::SealingKey& key, const StoredSettings& stored);

}  // namespace intersession::safety::store

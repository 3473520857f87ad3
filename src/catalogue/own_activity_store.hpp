// Rows of own activities and their published versions. Every function works on the scope's practice alone.
#pragma once

#include <vector>

#include "access/scope.hpp"
#include "catalogue/own_activity.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::catalogue::store {

/// not_found() where the practice has no such activity.
[[nodiscard]] core::Result<OwnActivity> own_activity(db::Connection& connection, const core::Id& practice,
                                                     const vault::SealingKey& key, const core::Id& id);
/// All of the practice, what was changed last first.
[[nodiscard]] core::Result<std::vector<OwnActivity>> own_activities(db::Connection& connection,
                                                                    const core::Id& practice,
                                                                    const vault::SealingKey& key);
/// Writes the row as the version after the stored one; kConflict ("stale-version") where that is another.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::Scope& scope,
                                      const vault::SealingKey& key, const OwnActivity& activity);
/// Removes an activity of which nothing was ever published.
void remove(db::Connection& connection, const access::Scope& scope, const core::Id& id);

/// Adds a version, compact JSON. Versions are only ever added.
void publish(db::Connection& connection, const access::Scope& scope, const vault::SealingKey& key,
             const core::Id& id, int version, std::string_view activity);
/// The JSON of one version; empty where there is none.
[[nodiscard]] core::Result<std::string> version(db::Connection& connection, const core::Id& practice,
                                                const vault::SealingKey& key, const core::Id& id,
                                                int version);

/// What the practice offers beside the shipped catalogue: the newest version of what is not retired.
struct Offer {
  core::Id id;
  int version = 0;
};
[[nodiscard]] std::vector<Offer> offers(db::Connection& connection, const core::Id& practice);
/// The newest published version of one, retired or not; 0 where there is none.
struct Newest {
  int version = 0;
  bool retired = false;
};
[[nodiscard]] Newest newest(db::Connection& connection, const core::Id& practice, const core::Id& id);

}  // namespace intersession::catalogue::store

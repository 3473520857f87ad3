// Rows of circles and their sessions.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "access/scope.hpp"
#include "care/circle.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::care::store {

/// The circle of the access; kNotFound where this room has no row. `key`: the practice's.
[[nodiscard]] core::Result<Circle> circle(db::Connection& connection, const access::CircleAccess& access,
                                          const vault::SealingKey& key);
/// Writes version 1 as a new row and later versions over the one before; kConflict ("stale-version") where
/// that is not there.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::CircleAccess& access,
                                      const vault::SealingKey& key, const Circle& circle);

/// The kind alone, for rules that ask whether a client is in a couple.
[[nodiscard]] bool is_couple(db::Connection& connection, const core::Id& practice, const core::Id& circle);

/// The other of the couple that the client is in now; nothing where there is none. It is an id to give
/// something to, and no access to anything.
[[nodiscard]] std::optional<core::Id> partner_of(db::Connection& connection,
                                                 const access::ClientAccess& client);

/// In the order of their times.
[[nodiscard]] core::Result<std::vector<CircleSession>> circle_sessions(db::Connection& connection,
                                                                       const access::CircleAccess& access,
                                                                       const vault::SealingKey& key);
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::CircleAccess& access,
                                      const vault::SealingKey& key, const CircleSession& session);
/// Client and the client's own session for one of the circle's sessions.
[[nodiscard]] std::map<core::Id, core::Id> own_sessions(db::Connection& connection,
                                                        const access::CircleAccess& access,
                                                        const core::Id& circle_session);
void link_session(db::Connection& connection, const access::CircleAccess& access,
                  const core::Id& circle_session, const core::Id& client, const core::Id& session);

}  // namespace intersession::care::store

// HTTP of this room: safety plans, what the practice has settled, alerts.
#pragma once

#include <memory>

#include "access/gate.hpp"
#include "catalogue/shelf_store.hpp"
#include "measures/instruments.hpp"

namespace intersession::safety {

/// What the room works with; outlives the router.
struct Safety {
  access::Access& access;
  const access::Gate& gate;
  bool mail = false;  ///< messages can leave this installation
  std::shared_ptr<const measures::Instruments> instruments{};
  catalogue::Shelf* activities = nullptr;  ///< outlives the room
};

/// Every route of tag safety in api/openapi.yaml.
void add_routes(http::Router& router, Safety& room);

/// Inside the write that disables a member. kConflict ("stands-in") where the member is the one who is shown
/// what nobody looked at, now or during a colleague's leave. Otherwise whoever is left is told of open
/// alerts.
[[nodiscard]] core::Result<void> may_leave(db::Connection& connection, Safety& room, const core::Id& practice,
                                           const core::Id& member, core::Instant now);

/// Whether anything may ask this practice's clients about safety now.
[[nodiscard]] core::Result<bool> may_ask(db::Connection& connection, Safety& room, const core::Id& practice,
                                         core::Instant now);

}  // namespace intersession::safety

// HTTP of this room: safety plans, what the practice has settled, alerts.
#pragma once

#include "access/gate.hpp"

namespace intersession::safety {

/// What the room works with; outlives the router.
struct Safety {
  access::Access& access;
  const access::Gate& gate;
};

/// Every route of tag safety in api/openapi.yaml.
void add_routes(http::Router& router, Safety& room);

/// Whether anything may ask this practice's clients about safety now.
[[nodiscard]] core::Result<bool> may_ask(db::Connection& connection, Safety& room, const core::Id& practice,
                                         core::Instant now);

}  // namespace intersession::safety

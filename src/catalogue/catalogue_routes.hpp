// HTTP of this room: terms, activities, and those that a practice makes itself.
#pragma once

#include <functional>
#include <span>

#include "access/gate.hpp"
#include "catalogue/shelf_store.hpp"
#include "platform/http/router.hpp"

namespace intersession::catalogue {

/// What the room works with; outlives the router.
struct Library {
  access::Access& access;
  const access::Gate& gate;
  Shelf& shelf;
  /// Whether this practice may ask clients about self-harm or violence; put together in app/.
  std::function<bool(db::Connection&, const core::Id& practice)> safety_ready{};
};

/// Every route of tag catalogue in api/openapi.yaml.
void add_routes(http::Router& router, Library& room);
/// Those of own activities.
void add_own_routes(http::Router& router, Library& room);

}  // namespace intersession::catalogue

// HTTP of this room: assignments and their events, the client's agreements, entries.
#pragma once

#include <memory>

#include "access/gate.hpp"
#include "catalogue/catalogue.hpp"
#include "platform/http/router.hpp"

namespace intersession::homework {

/// What the room works with; outlives the router.
struct Homework {
  access::Access& access;
  const access::Gate& gate;
  std::shared_ptr<const catalogue::Catalogue> catalogue;
};

/// Every route of tag homework in api/openapi.yaml.
void add_routes(http::Router& router, Homework& room);

}  // namespace intersession::homework

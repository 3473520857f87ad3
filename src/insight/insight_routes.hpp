// HTTP of this room: the Insight screen's figures and pictures.
#pragma once

#include "access/gate.hpp"
#include "insight/insight_room.hpp"
#include "platform/http/router.hpp"

namespace intersession::insight {

/// What the room works with; outlives the router.
struct Insight {
  access::Access& access;
  const access::Gate& gate;
  Analyses analyses;
};

void add_routes(http::Router& router, Insight& insight);

}  // namespace intersession::insight

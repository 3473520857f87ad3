// HTTP of this room: instruments, what a client is asked, what came in, the picture of progress.
#pragma once

#include <functional>
#include <memory>

#include "access/gate.hpp"
#include "catalogue/catalogue.hpp"
#include "measures/instruments.hpp"
#include "platform/http/router.hpp"

namespace intersession::measures {

/// What the room works with; outlives the router.
struct Measures {
  access::Access& access;
  const access::Gate& gate;
  std::shared_ptr<const Instruments> instruments;
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  /// True once somebody is told of an alarming answer in this practice. Until a room above says so, measures
  /// that ask about safety cannot be assigned.
  std::function<bool(db::Connection&, const core::Id& practice)> safety_ready =
      [](db::Connection&, const core::Id&) { return false; };
};

void add_routes(http::Router& router, Measures& room);

}  // namespace intersession::measures

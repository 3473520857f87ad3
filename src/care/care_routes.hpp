// HTTP of this room: practice, help, clients, treatments, goals, formulation, sessions, circles.
#pragma once

#include <functional>
#include <string_view>

#include "access/gate.hpp"
#include "platform/core/json.hpp"

namespace intersession::care {

/// What the room needs from rooms above it.
struct Ports {
  std::function<bool(std::string_view code)> knows_paradigm;
  std::function<bool(std::string_view code)> knows_mechanism;
  /// ClientRecord of the contract: what all rooms know of one client.
  std::function<core::Result<core::json::object>(db::Connection&, const access::ClientAccess&)> client_record;
  /// Circle of the contract: the circle with what its clients recorded.
  std::function<core::Result<core::json::object>(db::Connection&, const access::Scope&,
                                                 const access::CircleAccess&)>
      circle_view = nullptr;
};

/// What the room works with; outlives the router.
struct Care {
  access::Access& access;
  const access::Gate& gate;
  Ports ports;
};

void add_routes(http::Router& router, Care& care);
/// Those of groups and couples; add_routes() adds them with the rest.
void add_circle_routes(http::Router& router, Care& care);

}  // namespace intersession::care

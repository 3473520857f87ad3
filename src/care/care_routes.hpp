// HTTP of this room: practice, help, clients, treatments, goals, formulation, sessions.
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
};

/// What the room works with; outlives the router.
struct Care {
  access::Access& access;
  const access::Gate& gate;
  Ports ports;
};

void add_routes(http::Router& router, Care& care);

}  // namespace intersession::care

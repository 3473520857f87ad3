// What the handlers of this room share.
#pragma once

#include <span>

#include "access/client_work.hpp"
#include "access/route_tools.hpp"
#include "safety/safety_routes.hpp"
#include "safety/safety_settings.hpp"

namespace intersession::safety {

struct HandlerRoute {
  access::Policy policy;
  access::Purpose purpose;
  http::Method method;
  std::string_view pattern;
  std::string_view request_schema;
  std::string_view response_schema;
  http::Response (*handler)(Safety&, const http::Request&, const access::Scope&);
};
[[nodiscard]] std::span<const HandlerRoute> plan_routes();
[[nodiscard]] std::span<const HandlerRoute> settings_routes();
[[nodiscard]] std::span<const HandlerRoute> alert_routes();

/// The practice's settings, and today's date where the practice is.
struct Settled {
  StoredSettings stored;
  core::LocalDate today;
};
[[nodiscard]] core::Result<Settled> settled(db::Connection& connection, Safety& room,
                                            const core::Id& practice, core::Instant now);

}  // namespace intersession::safety

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
[[nodiscard]] std::span<const HandlerRoute> leave_routes();
[[nodiscard]] std::span<const HandlerRoute> timeline_routes();
[[nodiscard]] std::span<const HandlerRoute> worsening_routes();

/// The practice's settings, where it is, and today's date there.
struct Settled {
  StoredSettings stored;
  std::string zone;
  core::LocalDate today;
  std::string numbers;  ///< digest of the help page as it is

  [[nodiscard]] bool ready() const { return stored.settings.missing(today, numbers).empty(); }
};
[[nodiscard]] core::Result<Settled> settled(db::Connection& connection, Safety& room,
                                            const core::Id& practice, core::Instant now);
/// When an alert that arrived at `received` is whose, by these settings.
[[nodiscard]] AlertTimes times_of(const Settled& settled, core::Instant received, bool at_once = false);

}  // namespace intersession::safety

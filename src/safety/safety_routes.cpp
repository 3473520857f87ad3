#include "safety/safety_routes.hpp"

#include <algorithm>

#include "care/practice_store.hpp"
#include "safety/handler_routes.hpp"
#include "safety/leave_store.hpp"
#include "safety/notice_work.hpp"
#include "safety/safety_settings_store.hpp"

namespace intersession::safety {

using core::Result;
using http::Request;

Result<Settled> settled(db::Connection& connection, Safety& room, const core::Id& practice,
                        core::Instant now) {
  const auto key = room.access.vault.practice_key(practice);
  if (not key) return std::unexpected(key.error());
  auto stored = store::safety_settings(connection, practice, **key);
  if (not stored) return std::unexpected(stored.error());
  const auto whole = care::store::practice(connection, practice, **key);
  if (not whole) return std::unexpected(whole.error());
  const auto& zone = whole->settings.zone;
  return Settled{*std::move(stored), zone, std::chrono::floor<std::chrono::days>(core::to_local(now, zone)),
                 digest_of_numbers(*whole)};
}

AlertTimes times_of(const Settled& settled, core::Instant received, bool at_once) {
  const auto& settings = settled.stored.settings;
  return alert_times(received, std::chrono::hours{settings.look_within_hours}, settings.open, settled.zone,
                     at_once);
}

Result<void> may_leave(db::Connection& connection, Safety& room, const core::Id& practice,
                       const core::Id& member, core::Instant now) {
  const auto found = settled(connection, room, practice, now);
  if (not found) return std::unexpected(found.error());
  if (found->stored.settings.fallback == member) {
    return core::fail(core::ErrorCode::kConflict,
                      "This member stands in for alerts. Choose another one in the safety settings first.",
                      "stands-in");
  }
  const auto leaves = store::leaves(connection, practice, found->today);
  if (std::ranges::any_of(leaves,
                          [&](const Leave& each) { return not each.ended_at and each.cover == member; })) {
    return core::fail(
        core::ErrorCode::kConflict,
        "This member stands in while a colleague is away. Choose another one for that leave first.",
        "stands-in");
  }
  return plan_anew(connection, room, practice, now, now);
}

Result<bool> may_ask(db::Connection& connection, Safety& room, const core::Id& practice, core::Instant now) {
  const auto found = settled(connection, room, practice, now);
  if (not found) return std::unexpected(found.error());
  return found->ready();
}

void add_routes(http::Router& router, Safety& room) {
  for (const auto routes : {plan_routes(), settings_routes(), alert_routes(), leave_routes(),
                            timeline_routes(), worsening_routes()}) {
    for (const auto& route : routes) {
      router.add(room.gate.guarded(route.policy,
                                   {.method = route.method,
                                    .pattern = std::string(route.pattern),
                                    .request_schema = std::string(route.request_schema),
                                    .response_schema = std::string(route.response_schema)},
                                   [&room, handler = route.handler, purpose = route.purpose](
                                       const Request& request, const access::Principal& principal) {
                                     return handler(room, request, room.gate.scope(principal, purpose));
                                   }));
    }
  }
}

}  // namespace intersession::safety

#include "safety/safety_routes.hpp"

#include "care/practice_store.hpp"
#include "safety/handler_routes.hpp"
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
  return Settled{*std::move(stored),
                 std::chrono::floor<std::chrono::days>(core::to_local(now, whole->settings.zone))};
}

Result<bool> may_ask(db::Connection& connection, Safety& room, const core::Id& practice, core::Instant now) {
  const auto found = settled(connection, room, practice, now);
  if (not found) return std::unexpected(found.error());
  return found->stored.settings.missing(found->today).empty();
}

void add_routes(http::Router& router, Safety& room) {
  for (const auto routes : {plan_routes(), settings_routes(), alert_routes()}) {
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

#include "care/client_store.hpp"
#include "care/versioned.hpp"
#include "safety/handler_routes.hpp"
#include "safety/safety_plan_store.hpp"
#include "safety/statement_store.hpp"

namespace intersession::safety {

using access::answer;
using access::ClientAccess;
using access::Policy;
using access::Scope;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

Response get_plan(Safety& room, const Request& request, const Scope& scope) {
  const auto client = access::path_id(request, "clientId");
  if (not client) return answer(client);
  const auto key = access::client_key(room.access, scope, *client);
  if (not key) return answer(key);
  const auto plan = access::read_client(room.access.database, scope, *client,
                                        [&](db::Connection& connection, const ClientAccess& access) {
                                          return store::safety_plan(connection, access, **key);
                                        });
  return plan ? answer(200, to_json(*plan)) : answer(plan);
}

/// The plan, and what the practice says about when somebody looks.
Response get_my_safety(Safety& room, const Request&, const Scope& scope) {
  const auto& client = scope.principal().client();
  const auto key = access::client_key(room.access, scope, client);
  if (not key) return answer(key);
  const auto body = access::read_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<core::json::object> {
        const auto plan = store::safety_plan(connection, access, **key);
        if (not plan) return std::unexpected(plan.error());
        const auto practice = settled(connection, room, access.practice(), access.now());
        if (not practice) return std::unexpected(practice.error());
        core::json::object out{{"plan", to_json(*plan)}};
        if (const auto confirmed = store::statement_confirmed_at(connection, access))
          out["statementConfirmedAt"] = core::format_instant(*confirmed);
        const auto& settings = practice->stored.settings;
        if (practice->ready()) {
          out["hours"] = settings.hours;
          out["lookWithinHours"] = settings.look_within_hours;
        }
        return out;
      });
  return body ? answer(200, *body) : answer(body);
}

/// The client has read that nobody watches round the clock.
Response confirm_statement(Safety& room, const Request&, const Scope& scope) {
  const auto saved = access::write_client(
      room.access.database, scope, scope.principal().client(),
      [&](db::Connection& connection, const ClientAccess& access) -> Result<core::json::object> {
        store::confirm_statement(connection, access);
        access::record(
            connection, access,
            {.action = "statement.confirm", .resource_kind = "statement", .resource = access.client()});
        return core::json::object{{"confirmedAt", core::format_instant(access.now())}};
      });
  return saved ? answer(200, *saved) : answer(saved);
}

/// A plan has always been there, empty: so its first saving names version 0, as every saving names the
/// version that was looked at.
Response put_plan(Safety& room, const Request& request, const Scope& scope) {
  const auto client = access::path_id(request, "clientId");
  if (not client) return answer(client);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const auto version = in.integer("version", 0, 1'000'000'000);
  const SafetyPlan plan = decode_safety_plan(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = access::client_key(room.access, scope, *client);
  if (not key) return answer(key);
  const auto saved = access::write_client(
      room.access.database, scope, *client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<StoredPlan> {
        const auto before = store::safety_plan(connection, access, **key);
        if (not before) return before;
        const auto put = care::decide_put(before->version, version, plan == before->plan);
        if (not put) return std::unexpected(put.error());
        if (*put == care::Put::kRepeat) return before;
        const StoredPlan after{before->version + 1, access.now(), plan};
        if (auto done = store::add(connection, access, **key, after); not done)
          return std::unexpected(done.error());
        care::store::touch(connection, access);
        access::record(connection, access,
                       {.action = "safety-plan.save", .resource_kind = "safety-plan", .resource = *client});
        return after;
      });
  return saved ? answer(200, to_json(*saved)) : answer(saved);
}

}  // namespace

std::span<const HandlerRoute> plan_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Policy::kTherapist, access::Purpose::kCare, Method::kGet, "/api/v1/clients/{clientId}/safety-plan", "",
       "SafetyPlan", get_plan},
      {Policy::kTherapist, access::Purpose::kCare, Method::kPut, "/api/v1/clients/{clientId}/safety-plan",
       "SafetyPlanInput", "SafetyPlan", put_plan},
      {Policy::kClient, access::Purpose::kCare, Method::kGet, "/api/v1/me/safety", "", "MySafety",
       get_my_safety},
      {Policy::kClient, access::Purpose::kCare, Method::kPost, "/api/v1/me/safety/statement", "", "Statement",
       confirm_statement},
  };
  return kRoutes;
}

}  // namespace intersession::safety

// What a member does with one client's measures.
#include <algorithm>

#include "care/versioned.hpp"
#include "measures/handler_routes.hpp"

namespace intersession::measures {

namespace json = core::json;
using access::ClientAccess;
using access::Policy;
using access::Scope;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

/// Runs `read(connection, access, key)` over the client in the path.
template <class Read>
Response read_one(Measures& room, const Request& request, const Scope& scope, const Read& read) {
  const auto client = path_id(request, "clientId");
  if (not client) return refuse(client);
  const auto key = client_key(room, scope, *client);
  if (not key) return refuse(key);
  return answer(access::read_client(room.access.database, scope, *client,
                                    [&](db::Connection& connection, const ClientAccess& access)
                                        -> Result<json::object> { return read(connection, access, **key); }));
}

Response get_client_measures(Measures& room, const Request& request, const Scope& scope) {
  return read_one(room, request, scope,
                  [&](db::Connection& connection, const ClientAccess& access,
                      const vault::SealingKey& key) -> Result<json::object> {
                    const auto of = client_measures(connection, access, key);
                    if (not of) return std::unexpected(of.error());
                    const auto known = shelf(room, connection, access.practice());
                    if (not known) return std::unexpected(known.error());
                    json::array plans;
                    for (const auto& plan : of->plans) {
                      auto one = to_json(plan);
                      const auto* instrument = known->find(plan.measure);
                      one["name"] = instrument == nullptr ? plan.measure : instrument->abbreviation;
                      one["submissions"] = std::ranges::count(
                          of->submissions, plan.id, [](const auto& each) { return each.content.plan; });
                      plans.push_back(std::move(one));
                    }
                    return json::object{{"plans", std::move(plans)},
                                        {"toAnswer", open_measures(*of, *known, scope.now(), false)}};
                  });
}

Response get_submission(Measures& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "submissionId");
  if (not id) return refuse(id);
  return read_one(room, request, scope,
                  [&](db::Connection& connection, const ClientAccess& access,
                      const vault::SealingKey& key) -> Result<json::object> {
                    const auto all = store::revisions(connection, access, key, *id);
                    if (not all) return std::unexpected(all.error());
                    if (all->empty()) return std::unexpected(access::not_found());
                    const auto* found = &all->back();
                    auto out = to_json(*found, true);
                    json::array earlier;
                    for (const auto& each : std::span(*all).first(all->size() - 1))
                      earlier.push_back(to_json(each, true));
                    if (not earlier.empty()) out["earlier"] = std::move(earlier);
                    const auto known = shelf(room, connection, access.practice());
                    if (not known) return std::unexpected(known.error());
                    if (const auto* instrument = known->find(found->measure)) {
                      out["title"] = instrument->title;
                      out["questionnaire"] = worded_form(*instrument, found->words);
                    }
                    return out;
                  });
}

Response put_plan(Measures& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  if (not client) return refuse(client);
  const auto id = path_id(request, "planId");
  if (not id) return refuse(id);
  const auto body = core::parse_json(request.body);
  if (not body) return refuse(body);
  core::Decoder in(*body);
  const auto version = in.optional_integer("version", 1, 1'000'000'000);
  const auto input = decode_measure_plan_input(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = client_key(room, scope, *client);
  if (not key) return refuse(key);
  bool created = false;
  const auto saved = access::write_client(
      room.access.database, scope, *client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<MeasurePlan> {
        const auto all = store::plans(connection, access, **key);
        if (not all) return std::unexpected(all.error());
        const auto known = shelf(room, connection, access.practice());
        if (not known) return std::unexpected(known.error());
        const auto allowed = terms(room, connection, access.practice());
        if (not allowed) return std::unexpected(allowed.error());
        const auto* instrument = known->find(input.measure);
        if (instrument == nullptr) return core::fail_field("/measureId", "There is no such measure.");
        if (not input.ended) {
          if (auto fine = may_assign(*instrument, *allowed, input.on_phone); not fine)
            return std::unexpected(fine.error());
        }
        const auto found = std::ranges::find(*all, *id, &MeasurePlan::id);
        const auto before = found == all->end() ? std::nullopt : std::optional(*found);
        auto after = apply(before, *id, input, *instrument, access.now());
        if (not after) return after;
        const auto put = care::decide_put(before ? std::optional(before->version) : std::nullopt, version,
                                          before and pack(*before) == pack(*after));
        if (not put) return std::unexpected(put.error());
        created = *put == care::Put::kCreate;
        if (*put == care::Put::kRepeat) return *before;
        if (auto done = store::save(connection, access, **key, *after); not done)
          return std::unexpected(done.error());
        access::record(connection, access,
                       {.action = after->ended_at ? "measure.end" : "measure.assign",
                        .resource_kind = "measure-plan",
                        .resource = *id});
        return after;
      });
  return saved ? Response::json(created ? 201 : 200, core::to_json(to_json(*saved))) : refuse(saved);
}

Response put_for_client(Measures& room, const Request& request, const Scope& scope) {
  static constexpr Mode kModesHere[] = {Mode::kTablet, Mode::kPaper};
  const auto client = path_id(request, "clientId");
  if (not client) return refuse(client);
  return put_submission(room, request, scope, *client, kModesHere);
}

Response get_client_progress(Measures& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  if (not client) return refuse(client);
  return get_progress(room, scope, *client, true);
}

}  // namespace

std::span<const HandlerRoute> client_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/clients/{clientId}/measures", "", "ClientMeasures", Policy::kTherapist,
       get_client_measures},
      {Method::kPut, "/api/v1/clients/{clientId}/measure-plans/{planId}", "MeasurePlanInput", "MeasurePlan",
       Policy::kTherapist, put_plan},
      {Method::kPut, "/api/v1/clients/{clientId}/measure-submissions/{submissionId}",
       "MeasureSubmissionInput", "MeasureAck", Policy::kTherapist, put_for_client},
      {Method::kGet, "/api/v1/clients/{clientId}/measure-submissions/{submissionId}", "", "MeasureSubmission",
       Policy::kTherapist, get_submission},
      {Method::kGet, "/api/v1/clients/{clientId}/progress", "", "Progress", Policy::kTherapist,
       get_client_progress},
  };
  return kRoutes;
}

}  // namespace intersession::measures

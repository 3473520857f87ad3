#include "insight/insight_routes.hpp"

#include "access/client_work.hpp"
#include "care/client_store.hpp"
#include "insight/pictures.hpp"
#include "insight/study.hpp"

namespace intersession::insight {

namespace {

using access::Scope;
using core::Result;
using http::Request;
using http::Response;

/// What the member's records are now; noted as a look at the caseload.
Result<Analyses::Look> look(Insight& insight, const Scope& scope) {
  const auto now = access::read_caseload(
      insight.access.database, scope, [&](db::Connection& connection) -> Result<Fingerprint> {
        Fingerprint print;
        for (const auto& seen : care::store::seen_clients(connection, scope))
          ++print.clients, print.versions += seen.record_version;
        return print;
      });
  if (not now) return std::unexpected(now.error());
  return insight.analyses.look(scope, *now);
}

Response get_insight(Insight& insight, const Request&, const Scope& scope) {
  const auto found = look(insight, scope);
  if (not found) return Response::problem(found.error());
  json::object out{{"state", found->current ? "ready" : "working"}};
  if (found->analysis) {
    out["madeAt"] = core::format_instant(found->analysis->made_at);
    out["source"] = found->analysis->source;
    out["study"] = found->analysis->study;
    json::array pictures;
    for (const auto& name : picture_names())
      if (const auto each = picture(found->analysis->study, name))
        pictures.push_back(
            json::object{{"name", each->name}, {"title", each->title}, {"description", each->description}});
    out["pictures"] = std::move(pictures);
  }
  return Response::json(200, core::to_json(out));
}

Response get_picture(Insight& insight, const Request& request, const Scope& scope) {
  const auto found = look(insight, scope);
  if (not found) return Response::problem(found.error());
  static const json::object kWaiting =
      refused_study({evidence::Code::few_usable_rows, "The figures are still being worked out.", {}, {}});
  const auto drawn = picture(found->analysis ? found->analysis->study : kWaiting, request.param("name"));
  if (not drawn) return Response::problem(access::not_found());
  Response response;
  response.set_header("Content-Type", "image/svg+xml; charset=utf-8");
  response.body = drawn->svg;
  return response;
}

}  // namespace

void add_routes(http::Router& router, Insight& insight) {
  using http::Method;
  struct InsightRoute {
    access::RouteSpec spec;
    Response (*handler)(Insight&, const Request&, const Scope&);
  };
  const InsightRoute routes[] = {{{Method::kGet, "/api/v1/insight", "", "Insight"}, get_insight},
                                 {{Method::kGet, "/api/v1/insight/pictures/{name}", "", ""}, get_picture}};
  for (const auto& route : routes)
    router.add(insight.gate.guarded(
        access::Policy::kTherapist, route.spec,
        [&insight, handler = route.handler](const Request& request, const access::Principal& principal) {
          return handler(insight, request, insight.gate.scope(principal, access::Purpose::kCaseload));
        }));
}

}  // namespace intersession::insight

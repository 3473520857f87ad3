// The client's own side of measures.
#include "care/session_store.hpp"
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

template <class Read>
Response read_mine(Measures& room, const Scope& scope, const Read& read) {
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return refuse(key);
  return answer(access::read_client(room.access.database, scope, client,
                                    [&](db::Connection& connection, const ClientAccess& access)
                                        -> Result<json::object> { return read(connection, access, **key); }));
}

Response get_my_measures(Measures& room, const Request&, const Scope& scope) {
  return read_mine(room, scope,
                   [&](db::Connection& connection, const ClientAccess& access,
                       const vault::SealingKey& key) -> Result<json::object> {
                     const auto of = client_measures(connection, access, key);
                     if (not of) return std::unexpected(of.error());
                     const auto known = shelf(room, connection, access.practice());
                     if (not known) return std::unexpected(known.error());
                     return json::object{{"toAnswer", open_measures(*of, *known, scope.now(), true)}};
                   });
}

Response get_my_submission(Measures& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "submissionId");
  if (not id) return refuse(id);
  return read_mine(room, scope,
                   [&](db::Connection& connection, const ClientAccess& access,
                       const vault::SealingKey& key) -> Result<json::object> {
                     const auto found = store::submission(connection, access, key, *id);
                     if (not found) return std::unexpected(found.error());
                     auto out = to_json(*found, false);
                     const auto until =
                         correctable_until(*found, begins_of(care::store::session_times(connection, access)));
                     if (found->content.mode == Mode::kPhone and until > scope.now())
                       out["correctableUntil"] = core::format_instant(until);
                     const auto known = shelf(room, connection, access.practice());
                     if (not known) return std::unexpected(known.error());
                     if (const auto* instrument = known->find(found->measure)) {
                       out["title"] = instrument->client_title();
                       out["questionnaire"] = worded_form(*instrument, found->words);
                       if (not instrument->alerts.empty()) out["meetAnswers"] = answers_to_meet(*instrument);
                     }
                     return out;
                   });
}

Response put_mine(Measures& room, const Request& request, const Scope& scope) {
  static constexpr Mode kModesHere[] = {Mode::kPhone};
  return put_submission(room, request, scope, scope.principal().client(), kModesHere);
}

Response get_my_progress(Measures& room, const Request&, const Scope& scope) {
  return get_progress(room, scope, scope.principal().client(), false);
}

}  // namespace

std::span<const HandlerRoute> my_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/me/measures", "", "MyMeasures", Policy::kClient, get_my_measures},
      {Method::kGet, "/api/v1/me/measure-submissions/{submissionId}", "", "MeasureSubmission",
       Policy::kClient, get_my_submission},
      {Method::kPut, "/api/v1/me/measure-submissions/{submissionId}", "MeasureSubmissionInput", "MeasureAck",
       Policy::kClient, put_mine},
      {Method::kGet, "/api/v1/me/progress", "", "Progress", Policy::kClient, get_my_progress},
  };
  return kRoutes;
}

}  // namespace intersession::measures

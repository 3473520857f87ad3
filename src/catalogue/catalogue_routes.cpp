#include "catalogue/catalogue_routes.hpp"

#include <algorithm>
#include <charconv>

namespace intersession::catalogue {

namespace json = core::json;
using access::Policy;
using http::Method;
using http::Request;
using http::Response;

namespace {

template <class T>
json::array words(const std::vector<T>& values, std::span<const core::Word<T>> table) {
  json::array out;
  for (const T value : values) out.push_back(json::string(core::word_for(table, value)));
  return out;
}

/// ActivitySummary of the contract.
json::object summary(const Activity& activity) {
  return {{"activityId", activity.id},
          {"version", activity.version},
          {"name", activity.name},
          {"clientName", activity.client_name},
          {"summary", activity.summary},
          {"paradigms", core::json_texts(activity.paradigms)},
          {"mechanisms", core::json_texts(activity.mechanisms)},
          {"functions", core::json_texts(activity.functions)},
          {"stages", words(activity.stages, care::kStages)},
          {"formats", words(activity.formats, care::kFormats)},
          {"ageGroups", core::json_texts(activity.age_groups)},
          {"minutes", activity.minutes},
          {"safety", activity.safety},
          {"hardGates", std::ranges::count(activity.gates, true, &Gate::hard)},
          {"reviewStatus", activity.review_status}};
}

/// The search that a request asks for; the error names the query parameter that is not right.
core::Result<ActivityQuery> read_query(const Request& request) {
  const auto text = [&](std::string_view name) { return std::string(request.query(name).value_or("")); };
  ActivityQuery query{
      .words = text("q").substr(0, 100), .paradigm = text("paradigm"), .mechanism = text("mechanism")};
  query.age_group = text("ageGroup");
  if (const auto stage = request.query("stage")) {
    query.stage = core::value_for(care::kStages, *stage);
    if (not query.stage) return core::fail_field("stage", "This stage is not known.");
  }
  if (const auto format = request.query("format")) {
    query.format = core::value_for(care::kFormats, *format);
    if (not query.format) return core::fail_field("format", "This format is not known.");
  }
  if (const auto minutes = request.query("maxMinutes")) {
    const auto [end, error] =
        std::from_chars(minutes->data(), minutes->data() + minutes->size(), query.max_minutes);
    if (error != std::errc() or end != minutes->data() + minutes->size() or query.max_minutes < 1) {
      return core::fail_field("maxMinutes", "This must be a number of minutes.");
    }
  }
  return query;
}

Response search(const Catalogue& catalogue, const Request& request) {
  const auto query = read_query(request);
  if (not query) return Response::problem(query.error());
  json::array found;
  for (const auto* activity : catalogue.search(*query)) found.push_back(summary(*activity));
  return Response::json(
      200, core::to_json(json::object{{"total", catalogue.size()}, {"activities", std::move(found)}}));
}

Response one(const Catalogue& catalogue, const Request& request) {
  const auto* activity = catalogue.find(request.param("activityId"));
  return activity == nullptr ? Response::problem(access::not_found()) : Response::json(200, activity->json);
}

/// ProgrammeSummary of the contract.
json::object summary(const Programme& programme) {
  return {{"programmeId", programme.id},
          {"version", programme.version},
          {"name", programme.name},
          {"summary", programme.summary},
          {"paradigms", core::json_texts(programme.paradigms)},
          {"formats", words(programme.formats, care::kFormats)},
          {"sessions", programme.sessions},
          {"steps", programme.steps.size()},
          {"reviewStatus", programme.review_status}};
}

Response programmes(const Catalogue& catalogue) {
  json::array list;
  for (const auto& [id, programme] : catalogue.programmes()) list.push_back(summary(programme));
  return Response::json(200, core::to_json(json::object{{"programmes", std::move(list)}}));
}

Response one_programme(const Catalogue& catalogue, const Request& request) {
  const auto* programme = catalogue.find_programme(request.param("programmeId"));
  return programme == nullptr ? Response::problem(access::not_found()) : Response::json(200, programme->json);
}

}  // namespace

void add_routes(http::Router& router, const access::Gate& gate, std::shared_ptr<const Catalogue> catalogue) {
  router.add(gate.guarded(Policy::kSignedIn, {Method::kGet, "/api/v1/catalogue/terms", "", "Terms"},
                          [catalogue](const Request&, const access::Principal&) {
                            return Response::json(200, catalogue->terms_json());
                          }));
  router.add(gate.guarded(
      Policy::kMember, {Method::kGet, "/api/v1/catalogue/activities", "", "ActivityList"},
      [catalogue](const Request& request, const access::Principal&) { return search(*catalogue, request); }));
  router.add(gate.guarded(
      Policy::kMember, {Method::kGet, "/api/v1/catalogue/activities/{activityId}", "", "Activity"},
      [catalogue](const Request& request, const access::Principal&) { return one(*catalogue, request); }));
  router.add(
      gate.guarded(Policy::kMember, {Method::kGet, "/api/v1/catalogue/programmes", "", "ProgrammeList"},
                   [catalogue](const Request&, const access::Principal&) { return programmes(*catalogue); }));
  router.add(gate.guarded(Policy::kMember,
                          {Method::kGet, "/api/v1/catalogue/programmes/{programmeId}", "", "Programme"},
                          [catalogue](const Request& request, const access::Principal&) {
                            return one_programme(*catalogue, request);
                          }));
}

}  // namespace intersession::catalogue

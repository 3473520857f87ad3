#include "catalogue/catalogue_routes.hpp"

#include <algorithm>
#include <charconv>

#include "access/route_tools.hpp"

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

/// ActivitySummary of the contract. `safety_ready`: of the practice.
json::object summary(const Activity& activity, bool safety_ready) {
  json::object out{{"activityId", activity.id},
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
                   {"assignable", safety_ready or not activity.safety},
                   {"hardGates", std::ranges::count(activity.gates, true, &Gate::hard)},
                   {"reviewStatus", activity.review_status}};
  if (own_activity_id(activity.id)) out["author"] = activity.author;
  return out;
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

Response search(Library& room, const Request& request, const access::Principal& principal) {
  const auto query = read_query(request);
  if (not query) return Response::problem(query.error());
  bool safety_ready = false;
  const auto own = room.access.database.read([&](db::Connection& connection) {
    safety_ready = room.safety_ready and room.safety_ready(connection, principal.practice());
    return room.shelf.offered(connection, principal.practice());
  });
  if (not own) return Response::problem(own.error());
  auto all = room.shelf.shipped().all();
  for (const auto& activity : *own) all.push_back(activity.get());
  json::array found;
  for (const auto* activity : Catalogue::select(all, *query)) found.push_back(summary(*activity, safety_ready));
  return Response::json(200,
                        core::to_json(json::object{{"total", all.size()}, {"activities", std::move(found)}}));
}

/// The version that is asked for; 0: the newest.
core::Result<int> read_version(const Request& request) {
  const auto text = request.query("version");
  if (not text) return 0;
  int version = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), version);
  if (error != std::errc() or end != text->data() + text->size() or version < 1)
    return core::fail_field("version", "This must be the number of a version.");
  return version;
}

Response one(Library& room, const Request& request, const access::Principal& principal) {
  const auto version = read_version(request);
  if (not version) return Response::problem(version.error());
  const auto id = request.param("activityId");
  const auto activity = room.access.database.read([&](db::Connection& connection) {
    return *version > 0 ? room.shelf.find(connection, principal.practice(), id, *version)
                        : room.shelf.newest(connection, principal.practice(), id, true);
  });
  if (not activity) return Response::problem(activity.error());
  return *activity == nullptr ? Response::problem(access::not_found())
                              : Response::json(200, (*activity)->json);
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

void add_routes(http::Router& router, Library& room) {
  router.add(room.gate.guarded(Policy::kSignedIn, {Method::kGet, "/api/v1/catalogue/terms", "", "Terms"},
                               [&room](const Request&, const access::Principal&) {
                                 return Response::json(200, room.shelf.shipped().terms_json());
                               }));
  router.add(room.gate.guarded(Policy::kMember,
                               {Method::kGet, "/api/v1/catalogue/activities", "", "ActivityList"},
                               [&room](const Request& request, const access::Principal& principal) {
                                 return search(room, request, principal);
                               }));
  router.add(room.gate.guarded(Policy::kMember,
                               {Method::kGet, "/api/v1/catalogue/activities/{activityId}", "", "Activity"},
                               [&room](const Request& request, const access::Principal& principal) {
                                 return one(room, request, principal);
                               }));
  router.add(room.gate.guarded(
      Policy::kMember, {Method::kGet, "/api/v1/catalogue/programmes", "", "ProgrammeList"},
      [&room](const Request&, const access::Principal&) { return programmes(room.shelf.shipped()); }));
  router.add(room.gate.guarded(Policy::kMember,
                               {Method::kGet, "/api/v1/catalogue/programmes/{programmeId}", "", "Programme"},
                               [&room](const Request& request, const access::Principal&) {
                                 return one_programme(room.shelf.shipped(), request);
                               }));
  add_own_routes(router, room);
}

}  // namespace intersession::catalogue

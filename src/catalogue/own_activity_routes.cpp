// A therapist makes or adapts an activity: drafts, publishing, retiring, and files from elsewhere.
#include "access/audit.hpp"
#include "access/route_tools.hpp"
#include "care/versioned.hpp"
#include "catalogue/catalogue_routes.hpp"
#include "catalogue/own_activity_store.hpp"

namespace intersession::catalogue {

namespace json = core::json;
using access::answer;
using access::Policy;
using access::Scope;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

using Handler = Response (*)(Library&, const Request&, const Scope&);
using Key = std::shared_ptr<const vault::SealingKey>;

constexpr std::int64_t kManyVersions = 1'000'000'000;

std::string text_of(const json::value& activity, std::string_view key) {
  const json::value* value = activity.is_object() ? activity.get_object().if_contains(key) : nullptr;
  return value != nullptr and value->is_string() ? std::string(value->get_string()) : std::string();
}

/// What an own activity looks like to its practice: the draft where there is one, else what is published.
struct Look {
  json::value draft;                       ///< null: nothing unpublished
  json::value current;                     ///< the newest published version; null: none
  std::vector<core::FieldError> problems;  ///< why the draft cannot be published yet

  [[nodiscard]] const json::value& shown() const { return draft.is_null() ? current : draft; }
};

Result<Look> look(Library& room, db::Connection& connection, const Id& practice,
                  const OwnActivity& activity) {
  Look look;
  if (not activity.draft.empty()) {
    auto draft = core::parse_json(activity.draft, kActivityLimits);
    if (not draft) return std::unexpected(draft.error());
    const auto checked =
        check_own(settle(*draft, activity.id, activity.published), room.shelf.shipped().known());
    if (not checked) look.problems = checked.error().fields;
    look.draft = *std::move(draft);
  }
  if (activity.published > 0) {
    const auto current =
        room.shelf.find(connection, practice, own_activity_name(activity.id), activity.published);
    if (not current) return std::unexpected(current.error());
    if (*current != nullptr) {
      auto value = core::parse_json((*current)->json, kActivityLimits);
      if (not value) return std::unexpected(value.error());
      look.current = *std::move(value);
    }
  }
  return look;
}

json::object summary(const OwnActivity& activity, const Look& look) {
  return {{"ownActivityId", activity.id.text()},
          {"activityId", own_activity_name(activity.id)},
          {"version", activity.version},
          {"name", text_of(look.shown(), "name")},
          {"author", text_of(look.shown(), "author")},
          {"published", activity.published},
          {"hasDraft", not activity.draft.empty()},
          {"retired", activity.retired},
          {"problemCount", look.problems.size()},
          {"createdAt", core::format_instant(activity.created_at)},
          {"changedAt", core::format_instant(activity.changed_at)}};
}

/// OwnActivity of the contract.
Result<json::object> view(Library& room, db::Connection& connection, const Id& practice,
                          const OwnActivity& activity) {
  auto found = look(room, connection, practice, activity);
  if (not found) return std::unexpected(found.error());
  json::object out{{"about", summary(activity, *found)}};
  json::array problems;
  for (const auto& problem : found->problems)
    problems.push_back(json::object{{"pointer", problem.pointer}, {"message", problem.message}});
  out["problems"] = std::move(problems);
  if (not found->draft.is_null()) out["draft"] = std::move(found->draft);
  if (not found->current.is_null()) out["current"] = std::move(found->current);
  return out;
}

/// The activity as it is after a write; read anew, so that the shelf keeps only what was committed.
Response show(Library& room, const Scope& scope, const Id& id, int status) {
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  const auto body = room.access.database.read([&](db::Connection& connection) -> Result<json::object> {
    const auto activity = store::own_activity(connection, scope.practice(), **key, id);
    if (not activity) return std::unexpected(activity.error());
    return view(room, connection, scope.practice(), *activity);
  });
  return body ? answer(status, *body) : answer(body);
}

/// Loads the activity (nothing where it is new), lets `change(connection, key, before)` make the next one,
/// and writes it with its audit row. Where `change` returns the version it was given, nothing is written.
template <class Change>
Response write(Library& room, const Scope& scope, const Id& id, std::string_view action,
               const Change& change) {
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  const auto created =
      room.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<bool> {
        const auto before = store::own_activity(connection, scope.practice(), **key, id);
        if (not before and before.error() != access::not_found()) return std::unexpected(before.error());
        const auto stored = before ? std::optional(*before) : std::nullopt;
        const Result<OwnActivity> after = change(connection, **key, stored);
        if (not after) return std::unexpected(after.error());
        if (stored and after->version == stored->version) return false;
        if (auto done = store::save(connection, scope, **key, *after); not done)
          return std::unexpected(done.error());
        access::record(connection, scope,
                       {.action = action, .resource_kind = "own-activity", .resource = id});
        return not stored;
      });
  return created ? show(room, scope, id, *created ? 201 : 200) : answer(created);
}

Response get_all(Library& room, const Request&, const Scope& scope) {
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  const auto body = room.access.database.read([&](db::Connection& connection) -> Result<json::object> {
    const auto activities = store::own_activities(connection, scope.practice(), **key);
    if (not activities) return std::unexpected(activities.error());
    json::array list;
    for (const auto& activity : *activities) {
      const auto found = look(room, connection, scope.practice(), activity);
      if (not found) return std::unexpected(found.error());
      list.push_back(summary(activity, *found));
    }
    return json::object{{"activities", std::move(list)}};
  });
  return body ? answer(200, *body) : answer(body);
}

Response get_one(Library& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "ownActivityId");
  return id ? show(room, scope, *id, 200) : answer(id);
}

/// The JSON object of a draft as it is kept, whole or not.
Result<std::string> draft_text(const json::value& draft, std::string pointer) {
  std::string text = core::to_json(draft);
  if (text.size() > kLargestDraft)
    return core::fail_field(std::move(pointer), "This is too large: at most 200 kB in all.");
  return text;
}

/// Saving while somebody types: anything that is JSON is kept, and what keeps it from being published is
/// named.
Response put_draft(Library& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "ownActivityId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body, kActivityLimits);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const auto version = in.optional_integer("version", 1, kManyVersions);
  const json::value* draft = in.raw("draft");
  if (draft == nullptr or not draft->is_object()) in.problem("draft", "This must be an object.");
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto text = draft_text(*draft, "/draft");
  if (not text) return answer(text);
  return write(room, scope, *id, "own-activity.draft",
               [&](db::Connection&, const vault::SealingKey&,
                   const std::optional<OwnActivity>& before) -> Result<OwnActivity> {
                 const bool same = before and before->draft == *text;
                 const auto put =
                     care::decide_put(before ? std::optional(before->version) : std::nullopt, version, same);
                 if (not put) return std::unexpected(put.error());
                 OwnActivity after = before.value_or(OwnActivity{.id = *id});
                 if (*put == care::Put::kRepeat) return after;
                 ++after.version;
                 after.draft = *text;
                 return after;
               });
}

/// A file from elsewhere, checked as a whole before anything is written; its places are those of the file.
Response put_file(Library& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "ownActivityId");
  if (not id) return answer(id);
  const auto file = core::parse_json(request.body, kActivityLimits);
  if (not file) return answer(file);
  const json::value settled = settle(*file, *id, 0);
  if (const auto checked = check_own(settled, room.shelf.shipped().known()); not checked)
    return answer(checked);
  const auto text = draft_text(settled, "");
  if (not text) return answer(text);
  return write(room, scope, *id, "own-activity.import",
               [&](db::Connection&, const vault::SealingKey&,
                   const std::optional<OwnActivity>& before) -> Result<OwnActivity> {
                 if (before and before->draft == *text) return *before;
                 if (before)
                   return core::fail(core::ErrorCode::kConflict,
                                     "This activity is already here. Bring it in as a copy.", "exists");
                 return OwnActivity{.id = *id, .version = 1, .draft = *text};
               });
}

std::unexpected<core::Error> stale() {
  return core::fail(core::ErrorCode::kConflict,
                    "This was changed elsewhere in the meantime. Please look at it again.", "stale-version");
}

Result<OwnActivity> publish(Library& room, db::Connection& connection, const Scope& scope,
                            const vault::SealingKey& key, OwnActivity activity) {
  const auto draft = core::parse_json(activity.draft, kActivityLimits);
  if (not draft) return std::unexpected(draft.error());
  const json::value settled = settle(*draft, activity.id, activity.published);
  const auto checked = check_own(settled, room.shelf.shipped().known());
  if (not checked) {
    auto error = checked.error();
    for (auto& field : error.fields) field.pointer.insert(0, "/draft");
    return std::unexpected(std::move(error));
  }
  if (checked->safety and not(room.safety_ready and room.safety_ready(connection, scope.practice()))) {
    return core::fail(
        core::ErrorCode::kConflict,
        "This activity asks about self-harm or violence. It can be published once the practice has "
        "settled who is told and what happens then.",
        "safety-not-ready");
  }
  store::publish(connection, scope, key, activity.id, checked->version, core::to_json(settled));
  activity.published = checked->version;
  activity.draft.clear();
  activity.retired = false;
  ++activity.version;
  return activity;
}

Response post_publish(Library& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "ownActivityId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return write(room, scope, *id, "own-activity.publish",
               [&](db::Connection& connection, const vault::SealingKey& key,
                   const std::optional<OwnActivity>& before) -> Result<OwnActivity> {
                 if (not before) return std::unexpected(access::not_found());
                 // Sent again after its answer was lost.
                 if (before->draft.empty() and before->version == version + 1) return *before;
                 if (before->version != version) return stale();
                 if (before->draft.empty())
                   return core::fail(core::ErrorCode::kConflict, "There is nothing new to publish.",
                                     "no-draft");
                 return publish(room, connection, scope, key, *before);
               });
}

Response post_retire(Library& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "ownActivityId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  const bool retired = in.boolean("retired");
  if (auto problem = in.finish()) return Response::problem(*problem);
  return write(room, scope, *id, retired ? "own-activity.retire" : "own-activity.offer",
               [&](db::Connection&, const vault::SealingKey&,
                   const std::optional<OwnActivity>& before) -> Result<OwnActivity> {
                 if (not before) return std::unexpected(access::not_found());
                 if (before->published == 0)
                   return core::fail(core::ErrorCode::kConflict, "Nothing of this has been published yet.",
                                     "not-published");
                 if (before->retired == retired) return *before;
                 if (before->version != version) return stale();
                 OwnActivity after = *before;
                 ++after.version;
                 after.retired = retired;
                 return after;
               });
}

/// Drops what is not published: the draft, and the whole activity where nothing ever was.
Response delete_draft(Library& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "ownActivityId");
  if (not id) return answer(id);
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  const auto done =
      room.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<void> {
        auto activity = store::own_activity(connection, scope.practice(), **key, *id);
        if (not activity) return std::unexpected(activity.error());
        if (activity->published == 0) {
          store::remove(connection, scope, *id);
        } else if (activity->draft.empty()) {
          return {};
        } else {
          ++activity->version;
          activity->draft.clear();
          if (auto saved = store::save(connection, scope, **key, *activity); not saved) return saved;
        }
        access::record(connection, scope,
                       {.action = "own-activity.discard", .resource_kind = "own-activity", .resource = *id});
        return {};
      });
  return done ? Response::no_content() : answer(done);
}

}  // namespace

void add_own_routes(http::Router& router, Library& room) {
#define OWN "/api/v1/catalogue/own-activities"
  const auto add = [&](Method method, std::string pattern, std::string takes, std::string gives,
                       Handler handler) {
    router.add(
        room.gate.guarded(Policy::kTherapist,
                          {.method = method,
                           .pattern = std::move(pattern),
                           .request_schema = std::move(takes),
                           .response_schema = std::move(gives)},
                          [&room, handler](const Request& request, const access::Principal& principal) {
                            return handler(room, request, room.gate.scope(principal, access::Purpose::kCare));
                          }));
  };
  add(Method::kGet, OWN, "", "OwnActivityList", get_all);
  add(Method::kGet, OWN "/{ownActivityId}", "", "OwnActivity", get_one);
  add(Method::kPut, OWN "/{ownActivityId}/draft", "OwnDraftInput", "OwnActivity", put_draft);
  add(Method::kDelete, OWN "/{ownActivityId}/draft", "", "", delete_draft);
  add(Method::kPut, OWN "/{ownActivityId}/file", "OwnActivityFile", "OwnActivity", put_file);
  add(Method::kPost, OWN "/{ownActivityId}/publish", "OwnPublishInput", "OwnActivity", post_publish);
  add(Method::kPost, OWN "/{ownActivityId}/retire", "OwnRetireInput", "OwnActivity", post_retire);
#undef OWN
}

}  // namespace intersession::catalogue

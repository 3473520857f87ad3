// The client's journal: save, list, look at one with its revisions.
#include <boost/json/parse.hpp>
#include <charconv>

#include "homework/assignment_store.hpp"
#include "homework/entry_store.hpp"
#include "homework/handler_routes.hpp"

namespace intersession::homework {

namespace json = core::json;
using access::ClientAccess;
using access::Scope;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr int kPage = 20;
constexpr int kLargestPage = 100;

/// 409 with what is stored, so that the phone can show both.
Response differs(const Entry& current) {
  Response response = Response::problem(
      core::Error{core::ErrorCode::kConflict,
                  "This entry was also saved elsewhere. Both versions are kept; please choose.",
                  {},
                  "revision"});
  json::value body = json::parse(response.body);
  body.get_object()["current"] = to_json(current);
  response.body = core::to_json(body);
  return response;
}

Response acknowledge(const Id& entry, const store::Saved& saved) {
  return answer(saved.fresh ? 201 : 200, {{"entryId", entry.text()},
                                          {"revision", saved.revision},
                                          {"receivedAt", core::format_instant(saved.received_at)}});
}

Result<EntryInput> decode_put(const Request& request) {
  const auto body = core::parse_json(request.body, kEntryLimits);
  if (not body) return std::unexpected(body.error());
  core::Decoder in(*body);
  EntryInput input = decode_entry(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return input;
}

/// The activity of one of the client's assignments, in the version it started with; nullptr where the
/// catalogue has lost it.
Result<catalogue::ActivityRef> activity_of(Homework& room, const Scope& scope, const Id& assignment) {
  const AssignmentName name{scope.practice(), scope.principal().client(), assignment};
  if (const auto known = room.activities.find(name)) return *known;
  auto activity = access::read_client(
      room.access.database, scope, name.client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<catalogue::ActivityRef> {
        const auto found = store::stub(connection, access, assignment);
        if (not found) return std::unexpected(access::not_found());
        return room.shelf.find(connection, access.practice(), found->activity_id, found->activity_version);
      });
  if (activity) room.activities.keep(name, *activity, sizeof(AssignmentName) + sizeof *activity);
  return activity;
}

/// The entry's activity, after its answers were held against the worksheet, before the write. nullptr where
/// the catalogue has lost it, which checks nothing: what a client wrote is not refused for that.
Result<catalogue::ActivityRef> checked_activity(Homework& room, const Scope& scope, const EntryInput& input) {
  auto activity = activity_of(room, scope, input.content.assignment);
  if (not activity or *activity == nullptr) return activity;
  auto problems = check_entry(input.content, **activity, *room.catalogue);
  if (problems.empty()) return activity;
  return std::unexpected(core::Error{
      core::ErrorCode::kInvalid, "Something in the request is not right.", std::move(problems), {}});
}

/// What follows from a saved revision beside it, in the same write.
Result<void> after_save(Homework& room, db::Connection& connection, const ClientAccess& access,
                        const vault::SealingKey& key, const store::SealedEntry& entry,
                        const catalogue::Activity* activity) {
  access::record(connection, access,
                 {.action = "entry.save", .resource_kind = "entry", .resource = entry.id});
  if (activity == nullptr or not activity->safety) return {};
  const auto& content = entry.input.content;
  const auto alarming = catalogue::alarming_answers(activity->worksheet, content.answers);
  if (alarming.empty()) return {};
  return room.needs_person(connection, access, key, {entry.id, entry.input.revision, access.now(), content},
                           *activity, alarming);
}

Response put_my_entry(Homework& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "entryId");
  if (not id) return answer(id);
  auto input = decode_put(request);
  if (not input) return answer(input);
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto activity = checked_activity(room, scope, *input);
  if (not activity) return answer(activity);
  const auto entry = store::seal_entry(**key, scope.practice(), client, *id, *std::move(input));
  const auto outcome = access::write_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<store::SaveOutcome> {
        auto saved = store::save(connection, access, **key, entry);
        if (not saved) return saved;
        const auto* stored = std::get_if<store::Saved>(&*saved);
        if (stored == nullptr or not stored->fresh) return saved;
        auto done = after_save(room, connection, access, **key, entry, activity->get());
        if (not done) return std::unexpected(done.error());
        return saved;
      });
  if (not outcome) return answer(outcome);
  if (const auto* other = std::get_if<store::Differs>(&*outcome)) return differs(other->current);
  return acknowledge(*id, std::get<store::Saved>(*outcome));
}

Result<int> page_size(const Request& request) {
  const auto text = request.query("limit");
  if (not text) return kPage;
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} or end != text->data() + text->size() or value < 1 or value > kLargestPage) {
    return core::fail_field("limit", "This must be a whole number from 1 to 100.");
  }
  return value;
}

Response get_my_entries(Homework& room, const Request& request, const Scope& scope) {
  const auto limit = page_size(request);
  if (not limit) return answer(limit);
  std::optional<std::string> cursor;
  if (const auto given = request.query("cursor")) cursor = std::string(*given);
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto page = access::read_client(room.access.database, scope, client,
                                        [&](db::Connection& connection, const ClientAccess& access) {
                                          return store::journal(connection, access, **key, cursor, *limit);
                                        });
  if (not page) return answer(page);
  json::array entries;
  for (const auto& entry : page->entries) entries.push_back(to_json(entry));
  json::object body{{"entries", std::move(entries)}};
  if (not page->next.empty()) body["next"] = page->next;
  return answer(200, body);
}

Response get_my_entry(Homework& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "entryId");
  if (not id) return answer(id);
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto revisions = access::read_client(room.access.database, scope, client,
                                             [&](db::Connection& connection, const ClientAccess& access) {
                                               return store::revisions(connection, access, **key, *id);
                                             });
  if (not revisions) return answer(revisions);
  json::array list;
  for (const auto& entry : *revisions) list.push_back(to_json(entry));
  return answer(200, {{"revisions", std::move(list)}});
}

}  // namespace

std::span<const HandlerRoute> entry_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/me/entries", "", "EntryList", get_my_entries},
      {Method::kGet, "/api/v1/me/entries/{entryId}", "", "EntryHistory", get_my_entry},
      {Method::kPut, "/api/v1/me/entries/{entryId}", "EntryInput", "EntryAck", put_my_entry},
  };
  return kRoutes;
}

}  // namespace intersession::homework

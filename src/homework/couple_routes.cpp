// HTTP of couples: what each partner is asked alone, and what one gives to the other.
#include "homework/couple_routes.hpp"

#include <algorithm>

#include "access/circle_relation_store.hpp"
#include "care/circle_store.hpp"
#include "care/client_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/assignment_view.hpp"
#include "homework/couple_store.hpp"
#include "homework/entry_store.hpp"

namespace intersession::homework {

namespace json = core::json;
using access::CircleAccess;
using access::ClientAccess;
using access::Scope;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

Response put_check(Homework& room, const Request& request, const Scope& scope) {
  const auto circle = path_id(request, "circleId");
  if (not circle) return answer(circle);
  const auto id = path_id(request, "checkId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  JointCheck check = decode_joint_check(in);
  check.id = *id;
  check.asked_at = scope.now();
  if (auto problem = in.finish()) return Response::problem(*problem);
  bool created = false;
  const auto view = access::write_circle(
      room.access.database, scope, *circle,
      [&](db::Connection& connection, const CircleAccess& access) -> Result<json::object> {
        const auto clients = access::store::circle_clients(connection, access);
        const auto client = scope.require_client_to_write(connection, check.client);
        if (not care::store::is_couple(connection, access.practice(), access.circle()))
          return core::fail(core::ErrorCode::kConflict, "These questions are for couples.", "no-couple");
        if (not client or std::ranges::find(clients, check.client) == clients.end())
          return core::fail_field("/clientId", "Nobody of this id is in it.");
        const auto key = room.access.vault.client_key(access.practice(), check.client);
        if (not key) return std::unexpected(key.error());
        created = store::insert(connection, access, *client, **key, check);
        if (created) {
          access::record(connection, *client,
                         {.action = "joint-check.ask", .resource_kind = "joint-check", .resource = *id});
        }
        return room.circle_view(connection, scope, access);
      });
  return view ? answer(created ? 201 : 200, *view) : answer(view);
}

// -- between the partners

bool is_for_couples(const catalogue::Activity* activity) {
  return activity != nullptr and
         std::ranges::find(activity->formats, care::Format::kCouple) != activity->formats.end();
}

Result<json::object> my_partner(Homework& room, db::Connection& connection, const ClientAccess& access,
                                const vault::SealingKey& key) {
  const auto partner = care::store::partner_of(connection, access);
  json::object out{{"couple", partner.has_value()}};
  json::array notes;
  json::array given;
  if (partner) {
    const auto received = store::partner_notes(connection, access, key, *partner);
    if (not received) return std::unexpected(received.error());
    for (const auto& note : *received) notes.push_back(to_json(note));
    const auto mine = store::given_notes(connection, access, key, *partner);
    if (not mine) return std::unexpected(mine.error());
    for (const auto& each : *mine) {
      given.push_back(json::object{{"entryId", each.entry.text()},
                                   {"revision", each.revision},
                                   {"fields", core::json_texts(each.fields)}});
    }
  }
  json::array could;
  if (partner) {
    const auto records = store::assignments(connection, access, key);
    if (not records) return std::unexpected(records.error());
    for (const auto& record : *records) {
      const auto activity = activity_of(room, connection, access, record);
      if (not activity) return std::unexpected(activity.error());
      if (is_shown_to_client(record) and is_for_couples(activity->get()))
        could.push_back(json::string(record.id.text()));
    }
  }
  out["notes"] = std::move(notes);
  out["given"] = std::move(given);
  out["assignmentIds"] = std::move(could);
  return out;
}

Response get_my_partner(Homework& room, const Request&, const Scope& scope) {
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto body = access::read_client(room.access.database, scope, client,
                                        [&](db::Connection& connection, const ClientAccess& access) {
                                          return my_partner(room, connection, access, **key);
                                        });
  return body ? answer(200, *body) : answer(body);
}

struct Giving {
  std::int64_t revision = 0;
  std::vector<std::string> fields;
};

/// Gives what was picked of one entry to the partner, or takes it back where nothing is picked.
Result<void> give_or_take(Homework& room, db::Connection& connection, const ClientAccess& access,
                          const vault::SealingKey& key, const Id& entry, const Giving& giving) {
  const auto partner = care::store::partner_of(connection, access);
  const auto revisions = store::revisions(connection, access, key, entry);
  if (not revisions) return std::unexpected(revisions.error());
  if (not partner) return std::unexpected(access::not_found());
  if (giving.fields.empty()) {
    store::take_back(connection, access, *partner, entry);
    access::record(connection, access,
                   {.action = "entry.take-back", .resource_kind = "entry", .resource = entry});
    return {};
  }
  const auto& newest = revisions->front();
  if (newest.revision != giving.revision)
    return core::fail(core::ErrorCode::kConflict,
                      "This entry was changed meanwhile. Please look at it again.", "revision");
  const auto stub = store::stub(connection, access, newest.content.assignment);
  catalogue::ActivityRef activity;
  if (stub) {
    auto found = room.shelf.find(connection, access.practice(), stub->activity_id, stub->activity_version);
    if (not found) return std::unexpected(found.error());
    activity = *std::move(found);
  }
  if (not is_for_couples(activity.get())) {
    return core::fail(core::ErrorCode::kConflict, "Only what is done as a couple can be shared.",
                      "no-couple");
  }
  auto note = note_of(newest, *activity, giving.fields);
  if (not note) return std::unexpected(note.error());
  const auto client = care::store::client(connection, access, key);
  if (not client) return std::unexpected(client.error());
  note->from_name = client->details.call_name;
  const auto partners = room.access.vault.client_key(access.practice(), *partner);
  if (not partners) return std::unexpected(partners.error());
  store::give(connection, access, key, *partner, **partners, *note, giving.fields);
  access::record(connection, access, {.action = "entry.give", .resource_kind = "entry", .resource = entry});
  return {};
}

Response put_partner_share(Homework& room, const Request& request, const Scope& scope) {
  const auto entry = path_id(request, "entryId");
  if (not entry) return answer(entry);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  Giving giving;
  giving.revision = in.integer("revision", 1, 1000);
  giving.fields = in.texts("fields", 60, 80);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto view = access::write_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        auto done = give_or_take(room, connection, access, **key, *entry, giving);
        if (not done) return std::unexpected(done.error());
        return my_partner(room, connection, access, **key);
      });
  return view ? answer(200, *view) : answer(view);
}

}  // namespace

std::span<const HandlerRoute> couple_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kPut, "/api/v1/circles/{circleId}/checks/{checkId}", "JointCheckInput", "Circle", put_check},
  };
  return kRoutes;
}

std::span<const HandlerRoute> partner_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/me/partner", "", "MyPartner", get_my_partner},
      {Method::kPut, "/api/v1/me/entries/{entryId}/partner", "PartnerShareInput", "MyPartner",
       put_partner_share},
  };
  return kRoutes;
}

}  // namespace intersession::homework

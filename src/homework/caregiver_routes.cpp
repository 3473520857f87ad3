// HTTP of caregivers: the therapist links one and says what is shared; the caregiver looks and records; the
// client is told what each of them can see.
#include <algorithm>

#include "access/account_store.hpp"
#include "access/caregiver_store.hpp"
#include "access/caregivers.hpp"
#include "homework/assignment_store.hpp"
#include "homework/caregiver_share_store.hpp"
#include "homework/handler_routes.hpp"

namespace intersession::homework {

namespace json = core::json;
using access::Caregiver;
using access::ClientAccess;
using access::Scope;
using catalogue::CaregiverPart;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

/// What is shared and recorded around one client.
struct Around {
  std::vector<Caregiver> caregivers;
  std::vector<CaregiverShare> shares;
  std::vector<CaregiverEntry> entries;
  std::vector<AssignmentRecord> assignments;
  std::vector<catalogue::ActivityRef> activities;  ///< of the assignments, in their order
};

Result<Around> load(Homework& room, db::Connection& connection, const ClientAccess& access,
                    const vault::SealingKey& key) {
  auto caregivers = access::store::caregivers(connection, access, key);
  if (not caregivers) return std::unexpected(caregivers.error());
  auto entries = store::caregiver_entries(connection, access, key);
  if (not entries) return std::unexpected(entries.error());
  auto assignments = store::assignments(connection, access, key);
  if (not assignments) return std::unexpected(assignments.error());
  std::vector<catalogue::ActivityRef> activities;
  for (const auto& record : *assignments) {
    auto activity = activity_of(room, connection, access, record);
    if (not activity) return std::unexpected(activity.error());
    activities.push_back(*std::move(activity));
  }
  return Around{*std::move(caregivers), store::caregiver_shares(connection, access), *std::move(entries),
                *std::move(assignments), std::move(activities)};
}

json::object share_of(const Around& around, const Id& assignment) {
  json::object out{{"assignmentId", assignment.text()}};
  const auto record = std::ranges::find(around.assignments, assignment, &AssignmentRecord::id);
  const auto index = static_cast<std::size_t>(record - around.assignments.begin());
  const auto* activity = index < around.activities.size() ? around.activities[index].get() : nullptr;
  out["name"] = activity == nullptr ? "" : activity->client_name;
  out["sees"] = activity == nullptr ? json::array{}
                                    : core::json_texts(texts_of(activity->worksheet, CaregiverPart::kSees));
  out["records"] = activity == nullptr
                       ? json::array{}
                       : core::json_texts(texts_of(activity->worksheet, CaregiverPart::kRecords));
  return out;
}

json::object caregiver_json(const Around& around, const Caregiver& caregiver) {
  json::object out{{"name", caregiver.name}, {"from", core::format_instant(caregiver.from)}};
  if (not caregiver.relationship.empty()) out["relationship"] = caregiver.relationship;
  json::array shares;
  for (const auto& share : around.shares) {
    if (share.caregiver == caregiver.id) shares.push_back(share_of(around, share.assignment));
  }
  out["shares"] = std::move(shares);
  return out;
}

// -- the therapist's side

Result<json::object> list_of(Homework& room, db::Connection& connection, const ClientAccess& access,
                             const vault::SealingKey& key) {
  const auto around = load(room, connection, access, key);
  if (not around) return std::unexpected(around.error());
  json::array list;
  for (const auto& caregiver : around->caregivers) {
    json::object each = caregiver_json(*around, caregiver);
    each["caregiverId"] = caregiver.id.text();
    if (caregiver.until) each["until"] = core::format_instant(*caregiver.until);
    each["access"] = access::store::phone_access(connection, access.practice(), caregiver.id, access.now());
    json::array entries;
    for (const auto& entry : around->entries) {
      if (entry.caregiver == caregiver.id) entries.push_back(to_json(entry));
    }
    each["entries"] = std::move(entries);
    list.push_back(std::move(each));
  }
  json::array could;
  for (const auto& record : around->assignments) {
    if (is_over(record.state) or record.agreements.empty()) continue;
    could.push_back(share_of(*around, record.id));
  }
  return json::object{{"caregivers", std::move(list)}, {"assignments", std::move(could)}};
}

/// Runs `change(connection, access, key)` in a write and answers with all the client's caregivers.
template <class Change>
Response change_caregivers(Homework& room, const Request& request, const Scope& scope, const Change& change) {
  const auto client = path_id(request, "clientId");
  if (not client) return answer(client);
  const auto key = client_key(room, scope, *client);
  if (not key) return answer(key);
  const auto body = access::write_client(
      room.access.database, scope, *client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        auto changed = change(connection, access, **key);
        if (not changed) return std::unexpected(changed.error());
        return list_of(room, connection, access, **key);
      });
  return body ? answer(200, *body) : answer(body);
}

Response get_caregivers(Homework& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  if (not client) return answer(client);
  const auto key = client_key(room, scope, *client);
  if (not key) return answer(key);
  const auto body = access::read_client(room.access.database, scope, *client,
                                        [&](db::Connection& connection, const ClientAccess& access) {
                                          return list_of(room, connection, access, **key);
                                        });
  return body ? answer(200, *body) : answer(body);
}

Response put_caregiver(Homework& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "caregiverId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  Caregiver caregiver{.id = *id, .name = in.text("name", 120), .relationship = {}, .from = {}, .until = {}};
  caregiver.relationship = in.optional_text("relationship", 60).value_or("");
  if (auto problem = in.finish()) return Response::problem(*problem);
  return change_caregivers(room, request, scope,
                           [&](db::Connection& connection, const ClientAccess& access,
                               const vault::SealingKey& key) -> Result<void> {
                             const auto all = access::store::caregivers(connection, access, key);
                             if (not all) return std::unexpected(all.error());
                             const auto found = std::ranges::find(*all, *id, &Caregiver::id);
                             if (found != all->end() and found->name == caregiver.name and
                                 found->relationship == caregiver.relationship)
                               return {};  // said again
                             caregiver.from = access.now();
                             return access::link_caregiver(connection, access, key, caregiver);
                           });
}

Response post_invitation(Homework& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  if (not client) return answer(client);
  const auto id = path_id(request, "caregiverId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto made = access::invite_caregiver(room.access, scope, *client, *id);
  if (not made) return answer(made);
  return answer(201, {{"link", room.origin + "/app/welcome#" + made->secret},
                      {"code", made->code},
                      {"expiresAt", core::format_instant(made->expires)}});
}

Response end_link(Homework& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "caregiverId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return change_caregivers(room, request, scope,
                           [&](db::Connection& connection, const ClientAccess& access,
                               const vault::SealingKey& key) -> Result<void> {
                             if (auto ended = access::unlink_caregiver(connection, access, key, *id);
                                 not ended)
                               return ended;
                             for (const auto& share : store::caregiver_shares(connection, access)) {
                               if (share.caregiver == *id)
                                 store::end_share(connection, access, *id, share.assignment);
                             }
                             return {};
                           });
}

Response put_shares(Homework& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "caregiverId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  std::vector<Id> wanted;
  const auto texts = in.texts("assignmentIds", 50, 32);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto assignment = Id::parse(texts[i]);
    if (not assignment) in.problem_at(core::pointer_to("/assignmentIds", i), "This is no id.");
    wanted.push_back(assignment.value_or(Id{}));
  }
  if (auto problem = in.finish()) return Response::problem(*problem);
  return change_caregivers(room, request, scope,
                           [&](db::Connection& connection, const ClientAccess& access,
                               const vault::SealingKey& key) -> Result<void> {
                             const auto around = load(room, connection, access, key);
                             if (not around) return std::unexpected(around.error());
                             const auto found = std::ranges::find(around->caregivers, *id, &Caregiver::id);
                             if (found == around->caregivers.end() or found->until)
                               return std::unexpected(access::not_found());
                             std::vector<Id> now;
                             for (const auto& share : around->shares) {
                               if (share.caregiver == *id) now.push_back(share.assignment);
                             }
                             const auto note = [&](std::string_view action, const Id& assignment) {
                               access::record(
                                   connection, access,
                                   {.action = action, .resource_kind = "assignment", .resource = assignment});
                             };
                             for (std::size_t i = 0; i < wanted.size(); ++i) {
                               if (std::ranges::find(around->assignments, wanted[i], &AssignmentRecord::id) ==
                                   around->assignments.end()) {
                                 return core::fail_field(core::pointer_to("/assignmentIds", i),
                                                         "This client has no such assignment.");
                               }
                               if (std::ranges::find(now, wanted[i]) != now.end()) continue;
                               now.push_back(wanted[i]);
                               store::open_share(connection, access, *id, wanted[i]);
                               note("caregiver.share", wanted[i]);
                             }
                             for (const auto& assignment : now) {
                               if (std::ranges::find(wanted, assignment) != wanted.end()) continue;
                               store::end_share(connection, access, *id, assignment);
                               note("caregiver.stop-sharing", assignment);
                             }
                             return {};
                           });
}

// -- the caregiver's side

/// The assignments that are shared with this caregiver and run.
bool runs(const AssignmentRecord& record) {
  return record.state == State::kActive or record.state == State::kReported;
}

Response get_home(Homework& room, const Request&, const Scope& scope) {
  const auto key = client_key(room, scope, scope.principal().ward());
  if (not key) return answer(key);
  const auto body = access::read_ward(
      room.access.database, scope,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto around = load(room, connection, access, **key);
        if (not around) return std::unexpected(around.error());
        json::array list;
        for (const auto& share : around->shares) {
          if (share.caregiver != scope.principal().caregiver()) continue;
          const auto record = std::ranges::find(around->assignments, share.assignment, &AssignmentRecord::id);
          if (record == around->assignments.end() or not runs(*record)) continue;
          const auto activity = activity_of(room, connection, access, *record);
          if (not activity) return std::unexpected(activity.error());
          if (*activity == nullptr) continue;
          const auto entries =
              store::entries_first_received_since(connection, access, **key, record->id, share.from);
          if (not entries) return std::unexpected(entries.error());
          std::vector<CaregiverEntry> own;
          std::ranges::copy_if(around->entries, std::back_inserter(own), [&](const CaregiverEntry& entry) {
            return entry.caregiver == share.caregiver and entry.assignment == record->id;
          });
          list.push_back(caregiver_view(*record, **activity, *entries, own));
        }
        return json::object{{"assignments", std::move(list)}};
      });
  return body ? answer(200, *body) : answer(body);
}

/// The activity of an assignment that is shared with the caregiver and runs; not_found() otherwise.
Result<catalogue::ActivityRef> shared_activity(Homework& room, db::Connection& connection,
                                               const ClientAccess& access, const vault::SealingKey& key,
                                               const Id& caregiver, const Id& assignment) {
  const auto shares = store::caregiver_shares(connection, access);
  const bool shared = std::ranges::any_of(shares, [&](const CaregiverShare& share) {
    return share.caregiver == caregiver and share.assignment == assignment;
  });
  if (not shared) return std::unexpected(access::not_found());
  const auto record = store::assignment(connection, access, key, assignment);
  if (not record) return std::unexpected(record.error());
  auto activity = activity_of(room, connection, access, *record);
  if (activity and (*activity == nullptr or not runs(*record))) return std::unexpected(access::not_found());
  return activity;
}

Response put_entry(Homework& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "entryId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body, kEntryLimits);
  if (not body) return answer(body);
  core::Decoder in(*body);
  CaregiverEntry entry = decode_caregiver_entry(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = client_key(room, scope, scope.principal().ward());
  if (not key) return answer(key);
  entry.id = *id;
  entry.caregiver = scope.principal().caregiver();
  entry.received_at = scope.now();
  bool created = false;
  const auto saved = access::write_ward(
      room.access.database, scope,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto activity =
            shared_activity(room, connection, access, **key, entry.caregiver, entry.assignment);
        if (not activity) return std::unexpected(activity.error());
        if (auto problems = check_caregiver_entry(entry, **activity); not problems.empty()) {
          return std::unexpected(core::Error{
              core::ErrorCode::kInvalid, "Something in the request is not right.", std::move(problems), {}});
        }
        created = store::insert(connection, access, **key, entry);
        if (created) {
          access::record(
              connection, access,
              {.action = "caregiver-entry.save", .resource_kind = "caregiver-entry", .resource = *id});
          return to_json(entry);
        }
        const auto all = store::caregiver_entries(connection, access, **key);
        if (not all) return std::unexpected(all.error());
        const auto stored = std::ranges::find(*all, *id, &CaregiverEntry::id);
        if (stored->caregiver != entry.caregiver or pack(*stored) != pack(entry))
          return core::fail(core::ErrorCode::kConflict, "This was saved before, with something else in it.",
                            "exists");
        return to_json(*stored);
      });
  return saved ? answer(created ? 201 : 200, *saved) : answer(saved);
}

// -- the client's side

Response get_my_caregivers(Homework& room, const Request&, const Scope& scope) {
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto body = access::read_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto around = load(room, connection, access, **key);
        if (not around) return std::unexpected(around.error());
        json::array list;
        for (const auto& caregiver : around->caregivers) {
          if (not caregiver.until) list.push_back(caregiver_json(*around, caregiver));
        }
        return json::object{{"caregivers", std::move(list)}};
      });
  return body ? answer(200, *body) : answer(body);
}

}  // namespace

std::span<const HandlerRoute> caregiver_link_routes() {
#define CAREGIVER "/api/v1/clients/{clientId}/caregivers/{caregiverId}"
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/clients/{clientId}/caregivers", "", "CaregiverList", get_caregivers},
      {Method::kPut, CAREGIVER, "CaregiverInput", "CaregiverList", put_caregiver},
      {Method::kPost, CAREGIVER "/invitations", "Empty", "ClientInvitation", post_invitation},
      {Method::kPut, CAREGIVER "/shares", "CaregiverSharesInput", "CaregiverList", put_shares},
      {Method::kPost, CAREGIVER "/end", "Empty", "CaregiverList", end_link},
  };
#undef CAREGIVER
  return kRoutes;
}

std::span<const HandlerRoute> caregiver_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/caregiver/home", "", "CaregiverHome", get_home},
      {Method::kPut, "/api/v1/caregiver/entries/{entryId}", "CaregiverEntryInput", "CaregiverEntry",
       put_entry},
  };
  return kRoutes;
}

std::span<const HandlerRoute> my_caregiver_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/me/caregivers", "", "MyCaregiverList", get_my_caregivers},
  };
  return kRoutes;
}

}  // namespace intersession::homework

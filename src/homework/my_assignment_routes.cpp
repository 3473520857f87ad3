// The client's side of agreements.
#include <algorithm>

#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/assignment_view.hpp"
#include "homework/caregiver_share_store.hpp"
#include "homework/handler_routes.hpp"
#include "homework/learning.hpp"
#include "homework/programme_run_store.hpp"

namespace intersession::homework {

namespace json = core::json;
using access::ClientAccess;
using access::Scope;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

std::string goal_text(const std::vector<care::Goal>& goals, const AssignmentRecord& record) {
  if (not record.design) return {};
  const auto found = std::ranges::find(goals, record.design->goal, &care::Goal::id);
  return found == goals.end() ? "" : found->text;
}

/// MyAssignment, without what a caregiver records where the assignment is shared with one.
json::object view_of(const AssignmentRecord& record, const MyViewParts& parts,
                     const std::vector<CaregiverShare>& shares) {
  json::object mine = to_client_json(record, parts);
  const bool shared = std::ranges::find(shares, record.id, &CaregiverShare::assignment) != shares.end();
  if (shared and parts.activity != nullptr) leave_to_caregiver(mine, *parts.activity);
  return mine;
}

}  // namespace

Result<json::object> my_view(Homework& room, db::Connection& connection, const ClientAccess& access,
                             const vault::SealingKey& key, const AssignmentRecord& record) {
  const auto goals = care::store::goals(connection, access, key);
  if (not goals) return std::unexpected(goals.error());
  const auto activity = activity_of(room, connection, access, record);
  if (not activity) return std::unexpected(activity.error());
  MyViewParts parts{
      .activity = activity->get(), .goal = goal_text(*goals, record), .learning = record.learning()};
  if (parts.learning.empty() and record.supersedes) {
    const auto all = store::assignments(connection, access, key);
    if (not all) return std::unexpected(all.error());
    parts.learning = learning_so_far(record, *all);
  }
  if (record.origin) {
    const auto runs = store::programme_runs(connection, access, key);
    if (not runs) return std::unexpected(runs.error());
    parts.programme = place_of(record.origin, *runs, *room.catalogue);
  }
  return view_of(record, parts, store::caregiver_shares(connection, access));
}

Result<AssignmentRecord> shown(db::Connection& connection, const ClientAccess& access,
                               const vault::SealingKey& key, const core::Id& id) {
  auto record = store::assignment(connection, access, key, id);
  if (record and not is_shown_to_client(*record)) return std::unexpected(access::not_found());
  return record;
}

namespace {

Response get_my_assignments(Homework& room, const Request&, const Scope& scope) {
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto body = access::read_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto records = store::assignments(connection, access, **key);
        if (not records) return std::unexpected(records.error());
        const auto goals = care::store::goals(connection, access, **key);
        if (not goals) return std::unexpected(goals.error());
        const auto runs = store::programme_runs(connection, access, **key);
        if (not runs) return std::unexpected(runs.error());
        const auto shares = store::caregiver_shares(connection, access);
        json::array list;
        for (const auto& record : *records) {
          if (not is_shown_to_client(record) or record.state == State::kDeclined) continue;
          const auto activity = activity_of(room, connection, access, record);
          if (not activity) return std::unexpected(activity.error());
          list.push_back(view_of(record,
                                 {.activity = activity->get(),
                                  .goal = goal_text(*goals, record),
                                  .learning = learning_so_far(record, *records),
                                  .programme = place_of(record.origin, *runs, *room.catalogue)},
                                 shares));
        }
        return json::object{{"assignments", std::move(list)}};
      });
  return body ? answer(200, *body) : answer(body);
}

Response get_my_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "assignmentId");
  if (not id) return answer(id);
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto body = access::read_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto record = shown(connection, access, **key, *id);
        if (not record) return std::unexpected(record.error());
        return my_view(room, connection, access, **key, *record);
      });
  return body ? answer(200, *body) : answer(body);
}

/// Runs `change(connection, access, key, record)` on one of the client's own and writes the outcome.
template <class Change>
Response run_mine(Homework& room, const Request& request, const Scope& scope, std::string_view action,
                  const Change& change) {
  const auto id = path_id(request, "assignmentId");
  if (not id) return answer(id);
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto body = access::write_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto before = shown(connection, access, **key, *id);
        if (not before) return std::unexpected(before.error());
        const Result<AssignmentRecord> after = change(connection, access, **key, *before);
        if (not after) return std::unexpected(after.error());
        auto saved = store::save(connection, access, **key, *before, *after);
        if (not saved) return std::unexpected(saved.error());
        if (after->version != before->version) {
          access::record(connection, access,
                         {.action = action, .resource_kind = "assignment", .resource = *id});
        }
        return my_view(room, connection, access, **key, *after);
      });
  return body ? answer(200, *body) : answer(body);
}

Response accept_my_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const auto version = in.integer("agreementVersion", 1, 1'000'000'000);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_mine(room, request, scope, "agreement.accept",
                  [&](db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                      const AssignmentRecord& record) {
                    return accept_in(connection, access, key, record, {version, Party::kClient, false},
                                     {.by = Party::kClient, .at = access.now()});
                  });
}

Response decline_my_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const std::string reason = in.optional_text("reason", 500).value_or("");
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_mine(room, request, scope, "assignment.decline",
                  [&](db::Connection&, const ClientAccess& access, const vault::SealingKey&,
                      const AssignmentRecord& record) -> Result<AssignmentRecord> {
                    if (record.state == State::kDeclined) return record;  // said again: nothing more to do
                    return step(record, Event::kDecline,
                                {.by = Party::kClient, .at = access.now(), .reason = reason});
                  });
}

}  // namespace

std::span<const HandlerRoute> client_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, "/api/v1/me/assignments", "", "MyAssignmentList", get_my_assignments},
      {Method::kGet, "/api/v1/me/assignments/{assignmentId}", "", "MyAssignment", get_my_assignment},
      {Method::kPost, "/api/v1/me/assignments/{assignmentId}/accept", "MyAcceptInput", "MyAssignment",
       accept_my_assignment},
      {Method::kPost, "/api/v1/me/assignments/{assignmentId}/decline", "MyDeclineInput", "MyAssignment",
       decline_my_assignment},
  };
  return kRoutes;
}

}  // namespace intersession::homework

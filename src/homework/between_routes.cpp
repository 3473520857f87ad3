// What happens between two events of an assignment: checks of engagement, and single occurrences that move.
#include <algorithm>

#include "homework/assignment_store.hpp"
#include "homework/engagement_store.hpp"
#include "homework/entry_store.hpp"
#include "homework/handler_routes.hpp"
#include "homework/occurrence_change.hpp"

namespace intersession::homework {

namespace json = core::json;
using access::ClientAccess;
using access::Scope;
using core::Decoder;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

Result<EngagementCheck> decode_check(const Request& request, bool by_member) {
  const auto id = path_id(request, "checkId");
  if (not id) return std::unexpected(id.error());
  const auto body = core::parse_json(request.body);
  if (not body) return std::unexpected(body.error());
  Decoder in(*body);
  Rater rater = Rater::kClient;
  if (by_member) {
    rater = in.word<Rater>("rater", kRaters);
    if (rater == Rater::kClient) in.problem("rater", "Only the client can rate as the client.");
  }
  EngagementCheck check = decode_engagement(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  check.id = *id;
  check.rater = rater;
  return check;
}

/// Stores the check; true where it is new. Nothing can be rated that was never agreed.
Result<bool> keep_check(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                        const AssignmentRecord& record, const EngagementCheck& check) {
  if (not takes_entries(record.state)) {
    return core::fail(core::ErrorCode::kConflict, "This was never agreed, so there is nothing to rate.",
                      "not-agreed");
  }
  if (auto known = check_session(connection, access, key, check.session); not known)
    return std::unexpected(known.error());
  auto fresh = store::insert(connection, access, key, check);
  if (fresh and *fresh) {
    access::record(connection, access,
                   {.action = "engagement.rate", .resource_kind = "engagement", .resource = check.id});
  }
  return fresh;
}

Response put_check(Homework& room, const Request& request, const Scope& scope) {
  const auto target = target_of(room, request, scope);
  if (not target) return answer(target);
  auto check = decode_check(request, true);
  if (not check) return answer(check);
  check->assignment = target->assignment;
  const auto fresh = access::write_client(
      room.access.database, scope, target->client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<bool> {
        const auto record = store::assignment(connection, access, *target->key, target->assignment);
        if (not record) return std::unexpected(record.error());
        return keep_check(connection, access, *target->key, *record, *check);
      });
  return fresh ? show(room, scope, *target, *fresh ? 201 : 200) : answer(fresh);
}

/// The client's check takes the assignment up: it is reported, unless it was looked at since it was rated.
Response put_my_check(Homework& room, const Request& request, const Scope& scope) {
  const auto assignment = path_id(request, "assignmentId");
  if (not assignment) return answer(assignment);
  auto check = decode_check(request, false);
  if (not check) return answer(check);
  check->assignment = *assignment;
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto fresh = access::write_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<bool> {
        const auto record = shown(connection, access, **key, *assignment);
        if (not record) return std::unexpected(record.error());
        auto kept = keep_check(connection, access, **key, *record, *check);
        if (not kept or not *kept) return kept;
        if (record->state != State::kActive or check->rated_at < *record->due_since()) return kept;
        const auto reported = step(*record, Event::kReport, {.by = Party::kClient, .at = access.now()});
        if (not reported) return std::unexpected(reported.error());
        auto saved = store::save(connection, access, **key, *record, *reported);
        if (not saved) return std::unexpected(saved.error());
        access::record(
            connection, access,
            {.action = "assignment.report", .resource_kind = "assignment", .resource = record->id});
        return kept;
      });
  if (not fresh) return answer(fresh);
  return answer(*fresh ? 201 : 200, {{"checkId", check->id.text()}});
}

struct ChangeRequest {
  Id occurrence;
  ChangeInput input;
};

Result<ChangeRequest> decode_request(const Request& request) {
  const auto occurrence = path_id(request, "occurrenceId");
  if (not occurrence) return std::unexpected(occurrence.error());
  const auto body = core::parse_json(request.body);
  if (not body) return std::unexpected(body.error());
  Decoder in(*body);
  const ChangeInput input = decode_change(in);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return ChangeRequest{*occurrence, input};
}

/// Changes one occurrence of `record` and writes it; the record as it is afterwards.
Result<AssignmentRecord> change_in(db::Connection& connection, const ClientAccess& access,
                                   const vault::SealingKey& key, AssignmentRecord record,
                                   const ChangeRequest& asked) {
  const auto around = surroundings(connection, access, key);
  if (not around) return std::unexpected(around.error());
  const auto entries = store::entries_of(connection, access, key, record.id);
  if (not entries) return std::unexpected(entries.error());
  const auto today =
      std::chrono::floor<std::chrono::days>(core::to_local(access.now(), around->calendar.zone));
  const auto all =
      occurrences_of(record, around->calendar, *entries, access.now(), today, today + kFurthestMove);
  const auto change = change_occurrence(record, all, asked.occurrence, asked.input, today);
  if (not change) return std::unexpected(change.error());
  store::save_change(connection, access, key, record.id, asked.occurrence, *change);
  access::record(connection, access,
                 {.action = "occurrence.change", .resource_kind = "assignment", .resource = record.id});
  std::erase_if(record.changes, [&](const auto& each) { return each.occurrence == asked.occurrence; });
  if (*change) record.changes.push_back(**change);
  return record;
}

Response change_occurrence_of(Homework& room, const Request& request, const Scope& scope) {
  const auto target = target_of(room, request, scope);
  if (not target) return answer(target);
  const auto asked = decode_request(request);
  if (not asked) return answer(asked);
  const auto done = access::write_client(
      room.access.database, scope, target->client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<AssignmentRecord> {
        auto record = store::assignment(connection, access, *target->key, target->assignment);
        if (not record) return record;
        return change_in(connection, access, *target->key, *std::move(record), *asked);
      });
  return done ? show(room, scope, *target, 200) : answer(done);
}

Response change_my_occurrence(Homework& room, const Request& request, const Scope& scope) {
  const auto assignment = path_id(request, "assignmentId");
  if (not assignment) return answer(assignment);
  const auto asked = decode_request(request);
  if (not asked) return answer(asked);
  const auto& client = scope.principal().client();
  const auto key = client_key(room, scope, client);
  if (not key) return answer(key);
  const auto body = access::write_client(
      room.access.database, scope, client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        auto record = shown(connection, access, **key, *assignment);
        if (not record) return std::unexpected(record.error());
        const auto after = change_in(connection, access, **key, *std::move(record), *asked);
        if (not after) return std::unexpected(after.error());
        return my_view(room, connection, access, **key, *after);
      });
  return body ? answer(200, *body) : answer(body);
}

}  // namespace

std::span<const HandlerRoute> member_between_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kPut, "/api/v1/clients/{clientId}/assignments/{assignmentId}/checks/{checkId}",
       "MemberEngagementInput", "Assignment", put_check},
      {Method::kPost, "/api/v1/clients/{clientId}/assignments/{assignmentId}/occurrences/{occurrenceId}",
       "OccurrenceChangeInput", "Assignment", change_occurrence_of},
  };
  return kRoutes;
}

std::span<const HandlerRoute> client_between_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kPut, "/api/v1/me/assignments/{assignmentId}/checks/{checkId}", "EngagementInput",
       "EngagementAck", put_my_check},
      {Method::kPost, "/api/v1/me/assignments/{assignmentId}/occurrences/{occurrenceId}",
       "OccurrenceChangeInput", "MyAssignment", change_my_occurrence},
  };
  return kRoutes;
}

}  // namespace intersession::homework

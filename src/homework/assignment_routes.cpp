// The member's side: propose, design, plan, accept, report, review, pause, resume, decline.
#include <algorithm>

#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/assignment_view.hpp"
#include "homework/engagement_store.hpp"
#include "homework/entry_store.hpp"
#include "homework/handler_routes.hpp"
#include "homework/programme_run_store.hpp"

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

Result<Target> target_of(Homework& room, const Request& request, const Scope& scope) {
  const auto client = path_id(request, "clientId");
  if (not client) return std::unexpected(client.error());
  const auto assignment = path_id(request, "assignmentId");
  if (not assignment) return std::unexpected(assignment.error());
  auto key = client_key(room, scope, *client);
  if (not key) return std::unexpected(key.error());
  return Target{*client, *assignment, *std::move(key)};
}

Response show(Homework& room, const Scope& scope, const Target& target, int status) {
  const auto body = access::read_client(
      room.access.database, scope, target.client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto record = store::assignment(connection, access, *target.key, target.assignment);
        if (not record) return std::unexpected(record.error());
        auto entries = store::entries_of(connection, access, *target.key, target.assignment);
        if (not entries) return std::unexpected(entries.error());
        const auto around = surroundings(connection, access, *target.key);
        if (not around) return std::unexpected(around.error());
        const auto activity = activity_of(room, connection, access, *record);
        if (not activity) return std::unexpected(activity.error());
        ViewParts parts{.activity = activity->get(), .entries = *std::move(entries)};
        auto checks = store::checks_of(connection, access, *target.key, target.assignment);
        if (not checks) return std::unexpected(checks.error());
        parts.checks = *std::move(checks);
        if (record->origin) {
          const auto runs = store::programme_runs(connection, access, *target.key);
          if (not runs) return std::unexpected(runs.error());
          parts.programme = place_of(record->origin, *runs, *room.catalogue);
        }
        parts.occurrences = occurrences_of(*record, around->calendar, parts.entries, scope.now());
        return to_json(*record, target.client, parts);
      });
  return body ? answer(status, *body) : answer(body);
}

Result<catalogue::ActivityRef> offered(Homework& room, const Scope& scope, std::string_view id) {
  return room.access.database.read(
      [&](db::Connection& connection) { return room.shelf.newest(connection, scope.practice(), id); });
}

Result<void> check_session(db::Connection& connection, const ClientAccess& access,
                           const vault::SealingKey& key, const std::optional<Id>& session) {
  if (not session) return {};
  const auto around = surroundings(connection, access, key);
  if (not around) return std::unexpected(around.error());
  if (std::ranges::find(around->sessions, *session, &care::Session::id) != around->sessions.end()) return {};
  return core::fail_field("/sessionId", "This client has no such session.");
}

namespace {

constexpr std::int64_t kManyVersions = 1'000'000'000;

/// Loads the record, lets `change(connection, access, record)` make the next one, and writes it with its
/// audit row. The record is looked at only where it is still the version that the caller saw;
/// `is_done(record)` tells a repeated request, which changes nothing.
template <class IsDone, class Change>
Response run_event(Homework& room, const Request& request, const Scope& scope, std::int64_t version,
                   std::string_view action, const IsDone& is_done, const Change& change) {
  const auto target = target_of(room, request, scope);
  if (not target) return answer(target);
  const auto done = access::write_client(
      room.access.database, scope, target->client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<void> {
        const auto before = store::assignment(connection, access, *target->key, target->assignment);
        if (not before) return std::unexpected(before.error());
        if (is_done(*before)) return {};
        if (before->version != version) {
          return core::fail(core::ErrorCode::kConflict,
                            "This was changed elsewhere in the meantime. Please look at it again.",
                            "stale-version");
        }
        const Result<AssignmentRecord> after = change(connection, access, *target->key, *before);
        if (not after) return std::unexpected(after.error());
        if (auto saved = store::save(connection, access, *target->key, *before, *after); not saved)
          return saved;
        access::record(connection, access,
                       {.action = action, .resource_kind = "assignment", .resource = target->assignment});
        return {};
      });
  return done ? show(room, scope, *target, 200) : answer(done);
}

constexpr auto kNeverDone = [](const AssignmentRecord&) { return false; };

/// The same; kConflict where the catalogue has lost it.
Result<catalogue::ActivityRef> needed_activity(Homework& room, db::Connection& connection,
                                               const ClientAccess& access, const AssignmentRecord& record) {
  auto activity = activity_of(room, connection, access, record);
  if (not activity or *activity != nullptr) return activity;
  return core::fail(core::ErrorCode::kConflict, "This activity is no longer in the catalogue.",
                    "activity-gone");
}

// -- propose

struct ProposeInput {
  Proposal proposal;
  catalogue::ActivityRef activity;
};

Result<ProposeInput> decode_propose(Homework& room, const Request& request, const Scope& scope,
                                    const Id& id) {
  const auto body = core::parse_json(request.body);
  if (not body) return std::unexpected(body.error());
  Decoder in(*body);
  ProposeInput input{.proposal = {.id = id}};
  input.proposal.treatment = in.id("treatmentId");
  input.proposal.session = in.optional_id("sessionId");
  const std::string activity = in.text("activityId", 80);
  input.proposal.variant_id = in.optional_text("variantId", 80).value_or("");
  auto found = offered(room, scope, activity);
  if (not found) return std::unexpected(found.error());
  input.activity = *std::move(found);
  if (input.activity == nullptr and not activity.empty()) {
    in.problem("activityId", "This activity is not known.");
  }
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return input;
}

/// True where the stored assignment is the one that the request asks for, perhaps with another variant.
bool is_same(const AssignmentRecord& stored, const ProposeInput& input) {
  return stored.treatment == input.proposal.treatment and stored.activity_id == input.activity->id and
         stored.session == input.proposal.session;
}

/// Somebody who proposes the same with another variant has thought again; that is no repeat.
Result<void> change_proposal(db::Connection& connection, const ClientAccess& access,
                             const vault::SealingKey& key, const AssignmentRecord& before,
                             const ProposeInput& input) {
  const auto after = propose_again(before, input.proposal.variant_id, *input.activity, {.at = access.now()});
  if (not after) return std::unexpected(after.error());
  if (auto saved = store::save(connection, access, key, before, *after); not saved) return saved;
  access::record(connection, access,
                 {.action = "assignment.propose", .resource_kind = "assignment", .resource = before.id});
  return {};
}

Response propose_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto target = target_of(room, request, scope);
  if (not target) return answer(target);
  const auto input = decode_propose(room, request, scope, target->assignment);
  if (not input) return answer(input);
  bool created = false;
  const auto done = access::write_client(
      room.access.database, scope, target->client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<void> {
        created = false;
        const auto before = store::assignment(connection, access, *target->key, target->assignment);
        if (before and is_same(*before, *input)) {
          const auto& variant = input->proposal.variant_id;
          if (variant == before->proposed_variant or variant == before->variant_id) return {};
          return change_proposal(connection, access, *target->key, *before, *input);
        }
        if (not before and before.error() != access::not_found()) return std::unexpected(before.error());
        if (not care::store::has_treatment(connection, access, input->proposal.treatment)) {
          return core::fail_field("/treatmentId", "This client has no such treatment.");
        }
        auto session = check_session(connection, access, *target->key, input->proposal.session);
        if (not session) return session;
        const auto record = propose(input->proposal, *input->activity,
                                    doing_with(room, connection, access, *input->activity));
        if (not record) return std::unexpected(record.error());
        if (auto written = store::insert(connection, access, *target->key, *record); not written)
          return written;
        access::record(
            connection, access,
            {.action = "assignment.propose", .resource_kind = "assignment", .resource = record->id});
        created = true;
        return {};
      });
  return done ? show(room, scope, *target, created ? 201 : 200) : answer(done);
}

// -- design and plan

/// Goal, element and mechanism must be known.
Result<void> check_links(const Homework& room, db::Connection& connection, const ClientAccess& access,
                         const vault::SealingKey& key, const Design& design) {
  std::vector<core::FieldError> problems;
  const auto goals = care::store::goals(connection, access, key);
  if (not goals) return std::unexpected(goals.error());
  if (std::ranges::find(*goals, design.goal, &care::Goal::id) == goals->end()) {
    problems.push_back({"/goalId", "This client has no such goal."});
  }
  if (design.element) {
    const auto elements = care::store::formulation(connection, access, key);
    if (not elements) return std::unexpected(elements.error());
    if (std::ranges::find(*elements, *design.element, &care::FormulationElement::id) == elements->end()) {
      problems.push_back({"/elementId", "This client's formulation has no such element."});
    }
  }
  if (not room.catalogue->knows_mechanism(design.mechanism)) {
    problems.push_back({"/mechanism", "This mechanism is not known."});
  }
  if (design.takeaway_session) {
    const auto sessions = care::store::sessions(connection, access, key);
    if (not sessions) return std::unexpected(sessions.error());
    const auto found = std::ranges::find(*sessions, *design.takeaway_session, &care::Session::id);
    if (found == sessions->end()) {
      problems.push_back({"/takeawaySessionId", "This client has no such session."});
    } else if (found->takeaway.empty()) {
      problems.push_back({"/takeawaySessionId", "This session has no takeaway yet."});
    }
  }
  if (problems.empty()) return {};
  return std::unexpected(core::Error{
      core::ErrorCode::kInvalid, "Something in the request is not right.", std::move(problems), {}});
}

Response design_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  const Design input = decode_design(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(room, request, scope, version, "assignment.design", kNeverDone,
                   [&](db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                       const AssignmentRecord& record) -> Result<AssignmentRecord> {
                     const auto activity = needed_activity(room, connection, access, record);
                     if (not activity) return std::unexpected(activity.error());
                     auto links = check_links(room, connection, access, key, input);
                     if (not links) return std::unexpected(links.error());
                     return design(record, input, **activity,
                                   doing_with(room, connection, access, **activity));
                   });
}

Response plan_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  Plan input;
  in.object("plan", [&](Decoder& nested) { input = decode_plan(nested); });
  const std::string reason = in.optional_text("override", 300).value_or("");
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(room, request, scope, version, "assignment.plan", kNeverDone,
                   [&](db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                       const AssignmentRecord& record) -> Result<AssignmentRecord> {
                     const auto activity = needed_activity(room, connection, access, record);
                     if (not activity) return std::unexpected(activity.error());
                     const auto waiting = others_wait(connection, access, key, record, access.now());
                     if (not waiting) return std::unexpected(waiting.error());
                     return plan(record, input, **activity, *waiting, {.at = access.now(), .reason = reason});
                   });
}

// -- accept

enum class Accepting { kMember, kClient, kBoth };
constexpr core::Word<Accepting> kAcceptingTable[] = {
    {"member", Accepting::kMember}, {"client", Accepting::kClient}, {"both", Accepting::kBoth}};

/// True where everybody named has accepted that version already.
bool has_accepted(const AssignmentRecord& record, std::int64_t version, Accepting who) {
  if (record.agreements.empty() or record.agreements.front().version != version) return false;
  const auto& agreement = record.agreements.front();
  return (who == Accepting::kClient or agreement.accepted_by_member_at) and
         (who == Accepting::kMember or agreement.accepted_by_client_at);
}

Response accept_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  const auto agreement = in.integer("agreementVersion", 1, kManyVersions);
  const auto who = in.word<Accepting>("party", kAcceptingTable);
  const std::string reason = in.optional_text("override", 300).value_or("");
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(
      room, request, scope, version, "agreement.accept",
      [&](const AssignmentRecord& record) { return has_accepted(record, agreement, who); },
      [&](db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
          const AssignmentRecord& record) -> Result<AssignmentRecord> {
        const Doing doing{.at = access.now(), .reason = reason};
        Result<AssignmentRecord> after = record;
        if (who != Accepting::kClient) {
          after = accept_in(connection, access, key, *after, {agreement, Party::kMember, false}, doing);
        }
        if (after and who != Accepting::kMember) {
          after = accept_in(connection, access, key, *after, {agreement, Party::kClient, true}, doing);
        }
        return after;
      });
}

// -- report, pause, resume, decline

Response report_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(room, request, scope, version, "assignment.report", kNeverDone,
                   [&](db::Connection&, const ClientAccess& access, const vault::SealingKey&,
                       const AssignmentRecord& record) -> Result<AssignmentRecord> {
                     return step(record, Event::kReport, {.at = access.now()});
                   });
}

Response plain_event(Homework& room, const Request& request, const Scope& scope, Event event,
                     std::string_view action) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  const std::string reason = in.optional_text("reason", 500).value_or("");
  if (auto problem = in.finish()) return Response::problem(*problem);
  return run_event(room, request, scope, version, action, kNeverDone,
                   [&](db::Connection&, const ClientAccess& access, const vault::SealingKey&,
                       const AssignmentRecord& record) {
                     return step(record, event, {.at = access.now(), .reason = reason});
                   });
}

Response pause_assignment(Homework& room, const Request& request, const Scope& scope) {
  return plain_event(room, request, scope, Event::kPause, "assignment.pause");
}
Response resume_assignment(Homework& room, const Request& request, const Scope& scope) {
  return plain_event(room, request, scope, Event::kResume, "assignment.resume");
}
Response decline_assignment(Homework& room, const Request& request, const Scope& scope) {
  return plain_event(room, request, scope, Event::kDecline, "assignment.decline");
}

// -- review

Response review_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  Decoder in(*body);
  const auto version = in.integer("version", 1, kManyVersions);
  SuccessorWish wish;
  const Review input = decode_review(in, wish);
  for (std::size_t i = 0; i < input.obstacles.size(); ++i) {
    if (not room.catalogue->knows_obstacle(input.obstacles[i])) {
      in.problem_at(core::pointer_to("/obstacles", i), "This obstacle is not known.");
    }
  }
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto other = offered(room, scope, wish.activity_id);
  if (not other) return answer(other);
  return run_event(
      room, request, scope, version, "assignment.review",
      [&](const AssignmentRecord& record) {
        return std::ranges::find(record.reviews, input.id, &Review::id) != record.reviews.end();
      },
      [&](db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
          const AssignmentRecord& record) -> Result<AssignmentRecord> {
        auto known = check_session(connection, access, key, input.session);
        if (not known) return std::unexpected(known.error());
        // One step on of the same activity stays with the version that runs.
        const bool same = wish.activity_id.empty() or wish.activity_id == record.activity_id;
        const auto next = same ? activity_of(room, connection, access, record) : other;
        if (not next) return std::unexpected(next.error());
        const Doing doing =
            *next == nullptr ? Doing{.at = access.now()} : doing_with(room, connection, access, **next);
        auto reviewed = review(record, input, wish, next->get(), doing);
        if (not reviewed) return std::unexpected(reviewed.error());
        if (reviewed->successor) {
          auto written = store::insert(connection, access, key, *reviewed->successor);
          if (not written) return std::unexpected(written.error());
          access::record(connection, access,
                         {.action = "assignment.propose",
                          .resource_kind = "assignment",
                          .resource = reviewed->successor->id});
        }
        return std::move(reviewed->record);
      });
}

Response get_assignment(Homework& room, const Request& request, const Scope& scope) {
  const auto target = target_of(room, request, scope);
  return target ? show(room, scope, *target, 200) : answer(target);
}

}  // namespace

std::span<const HandlerRoute> member_routes() {
#define ASSIGNMENT "/api/v1/clients/{clientId}/assignments/{assignmentId}"
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kGet, ASSIGNMENT, "", "Assignment", get_assignment},
      {Method::kPut, ASSIGNMENT, "ProposeInput", "Assignment", propose_assignment},
      {Method::kPost, ASSIGNMENT "/design", "DesignInput", "Assignment", design_assignment},
      {Method::kPost, ASSIGNMENT "/plan", "PlanInput", "Assignment", plan_assignment},
      {Method::kPost, ASSIGNMENT "/accept", "AcceptInput", "Assignment", accept_assignment},
      {Method::kPost, ASSIGNMENT "/report", "ReportInput", "Assignment", report_assignment},
      {Method::kPost, ASSIGNMENT "/review", "ReviewInput", "Assignment", review_assignment},
      {Method::kPost, ASSIGNMENT "/pause", "ReasonInput", "Assignment", pause_assignment},
      {Method::kPost, ASSIGNMENT "/resume", "ReasonInput", "Assignment", resume_assignment},
      {Method::kPost, ASSIGNMENT "/decline", "ReasonInput", "Assignment", decline_assignment},
  };
#undef ASSIGNMENT
  return kRoutes;
}

}  // namespace intersession::homework

// One activity for several clients of a circle, in one transaction: all get it, or nobody.
#include <algorithm>

#include "access/circle_relation_store.hpp"
#include "care/circle_store.hpp"
#include "care/treatment_store.hpp"
#include "homework/assignment_store.hpp"
#include "homework/couple_store.hpp"
#include "homework/handler_routes.hpp"
#include "homework/joint_store.hpp"

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

/// The client's newest treatment, and the goal that the part names among its goals.
Result<Id> treatment_for(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                         const Id& goal) {
  const auto goals = care::store::goals(connection, access, key);
  if (not goals) return std::unexpected(goals.error());
  const auto found = std::ranges::find(*goals, goal, &care::Goal::id);
  if (found == goals->end()) return core::fail_field("/goalId", "This client has no such goal.");
  return found->treatment;
}

/// Proposes, designs, plans and accepts for one client.
Result<void> agree_with(Homework& room, db::Connection& connection, const ClientAccess& access,
                        const catalogue::Activity& activity, const JointPlanInput& input,
                        const JointPart& part) {
  const auto key = room.access.vault.client_key(access.practice(), access.client());
  if (not key) return std::unexpected(key.error());
  const auto treatment = treatment_for(connection, access, **key, part.goal);
  if (not treatment) return std::unexpected(treatment.error());
  const auto around = surroundings(connection, access, **key);
  if (not around) return std::unexpected(around.error());
  const auto* session = care::current_session(around->sessions, access.now());
  const bool open = session != nullptr and session->state == care::SessionState::kOpen;
  const Doing doing{.at = access.now(), .reason = input.override_reason};
  auto record = propose({.id = part.assignment,
                         .treatment = *treatment,
                         .session = open ? std::optional(session->id) : std::nullopt,
                         .variant_id = input.design.variant_id},
                        activity, {.at = access.now()});
  if (not record) return std::unexpected(record.error());
  if (auto stored = store::insert(connection, access, **key, *record); not stored) return stored;
  const auto advance = [&](Result<AssignmentRecord> after, std::string_view action) -> Result<void> {
    if (not after) return std::unexpected(after.error());
    if (auto saved = store::save(connection, access, **key, *record, *after); not saved) return saved;
    access::record(connection, access,
                   {.action = action, .resource_kind = "assignment", .resource = part.assignment});
    record = *std::move(after);
    return {};
  };
  auto done =
      advance(design(*record, design_of(input, part), activity, {.at = access.now()}), "assignment.design");
  if (not done) return done;
  const auto waiting = others_wait(connection, access, **key, *record, access.now());
  if (not waiting) return std::unexpected(waiting.error());
  done = advance(plan(*record, part.plan, activity, *waiting, doing), "assignment.plan");
  if (not done) return done;
  done = advance(accept_in(connection, access, **key, *record, {1, Party::kMember, false}, doing),
                 "agreement.accept");
  if (not done or not part.accepted) return done;
  return advance(accept_in(connection, access, **key, *record, {1, Party::kClient, true}, doing),
                 "agreement.accept");
}

/// Something for a couple is for both, and only where both were asked alone and nobody's answer speaks
/// against it. Nothing is written otherwise, so that neither partner's app can tell it from what nobody ever
/// thought of.
Result<void> check_couple(Homework& room, db::Connection& connection, const Scope& scope,
                          const CircleAccess& circle, const std::vector<Id>& clients,
                          const JointPlanInput& input) {
  if (not care::store::is_couple(connection, circle.practice(), circle.circle())) return {};
  if (input.parts.size() != clients.size())
    return core::fail_field("/parts", "What a couple does is planned with both.");
  std::vector<JointCheck> newest;
  for (const auto& id : clients) {
    const auto client = scope.require_client(connection, id);
    if (not client) return std::unexpected(client.error());
    const auto key = room.access.vault.client_key(circle.practice(), id);
    if (not key) return std::unexpected(key.error());
    const auto check = store::newest_check(connection, circle, *client, **key);
    if (not check) return std::unexpected(check.error());
    if (*check) newest.push_back(**check);
  }
  if (may_offer(newest, clients)) return {};
  return core::fail(core::ErrorCode::kConflict,
                    "Nothing joint is offered to these two now: the questions for each alone are open, or an "
                    "answer speaks against it. Neither of them is told.",
                    "not-offered");
}

Result<void> agree_with_all(Homework& room, db::Connection& connection, const Scope& scope,
                            const CircleAccess& circle, const catalogue::Activity& activity,
                            const JointPlanInput& input, const Id& id) {
  const auto clients = access::store::circle_clients(connection, circle);
  if (auto may = check_couple(room, connection, scope, circle, clients, input); not may) return may;
  JointPlan plan{.id = id, .activity_id = activity.id, .created_at = circle.now(), .links = {}};
  for (std::size_t i = 0; i < input.parts.size(); ++i) {
    const auto& part = input.parts[i];
    const auto access = scope.require_client_to_write(connection, part.client);
    if (not access or std::ranges::find(clients, part.client) == clients.end())
      return core::fail_field(core::pointer_to("/parts", i) + "/clientId", "Nobody of this id is in it.");
    auto done = agree_with(room, connection, *access, activity, input, part);
    if (not done) return std::unexpected(in_part(done.error(), i));
    plan.links.push_back({part.client, part.assignment});
  }
  store::insert(connection, circle, plan);
  access::record(connection, scope,
                 {.action = "joint-plan.agree", .resource_kind = "joint-plan", .resource = id});
  return {};
}

/// True where the stored plan is what the request asks for: the same request, sent again.
bool is_repeat(const JointPlan& stored, const JointPlanInput& input) {
  return stored.activity_id == input.activity_id and stored.links.size() == input.parts.size() and
         std::ranges::all_of(input.parts, [&](const JointPart& part) {
           return std::ranges::any_of(stored.links, [&](const auto& link) {
             return link.client == part.client and link.assignment == part.assignment;
           });
         });
}

Response put_joint_plan(Homework& room, const Request& request, const Scope& scope) {
  const auto circle = path_id(request, "circleId");
  if (not circle) return answer(circle);
  const auto id = path_id(request, "jointPlanId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body, {.depth = 16, .nodes = 20'000, .string_points = 20'000});
  if (not body) return answer(body);
  core::Decoder in(*body);
  const JointPlanInput input = decode_joint_plan(in);
  const auto activity = offered(room, scope, input.activity_id);
  if (not activity) return answer(activity);
  if (not input.activity_id.empty() and *activity == nullptr)
    in.problem("activityId", "This activity is not known.");
  if (auto problem = in.finish()) return Response::problem(*problem);
  bool created = false;
  const auto view = access::write_circle(
      room.access.database, scope, *circle,
      [&](db::Connection& connection, const CircleAccess& access) -> Result<json::object> {
        created = false;
        const auto all = store::joint_plans(connection, access);
        const auto found = std::ranges::find(all, *id, &JointPlan::id);
        if (found == all.end()) {
          auto agreed = agree_with_all(room, connection, scope, access, **activity, input, *id);
          if (not agreed) return std::unexpected(agreed.error());
          created = true;
        } else if (not is_repeat(*found, input)) {
          return core::fail(core::ErrorCode::kConflict, "This plan was agreed with something else in it.",
                            "exists");
        }
        return room.circle_view(connection, scope, access);
      });
  return view ? answer(created ? 201 : 200, *view) : answer(view);
}

}  // namespace

std::span<const HandlerRoute> joint_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Method::kPut, "/api/v1/circles/{circleId}/plans/{jointPlanId}", "JointPlanInput", "Circle",
       put_joint_plan},
  };
  return kRoutes;
}

}  // namespace intersession::homework

#include "access/circles.hpp"

#include <algorithm>

#include "access/audit.hpp"
#include "access/circle_relation_store.hpp"

namespace intersession::access {

namespace {

bool has(const std::vector<core::Id>& ids, const core::Id& id) {
  return std::ranges::find(ids, id) != ids.end();
}

std::string place(const char* list, std::size_t index) {
  return "/" + std::string(list) + "/" + std::to_string(index);
}

core::Result<void> check(db::Connection& connection, const Scope& scope, const CirclePeople& now,
                         const CirclePeople& wanted) {
  std::vector<core::FieldError> problems;
  for (std::size_t i = 0; i < wanted.clients.size(); ++i) {
    const auto& client = wanted.clients[i];
    if (std::ranges::count(wanted.clients, client) > 1) {
      problems.push_back({place("clientIds", i), "This client stands here twice."});
    } else if (not has(now.clients, client) and not scope.require_client_to_write(connection, client)) {
      problems.push_back({place("clientIds", i), "You have no such client."});
    }
  }
  for (std::size_t i = 0; i < wanted.leaders.size(); ++i) {
    const auto& member = wanted.leaders[i];
    if (std::ranges::count(wanted.leaders, member) > 1) {
      problems.push_back({place("leaderIds", i), "This colleague stands here twice."});
    } else if (not store::may_lead(connection, scope.practice(), member)) {
      problems.push_back({place("leaderIds", i), "Nobody of this practice who treats clients has this id."});
    }
  }
  if (not has(wanted.leaders, scope.principal().member()))
    problems.push_back(
        {"/leaderIds", "You stay one of those who lead; a colleague who leads can take you out."});
  if (problems.empty()) return {};
  return std::unexpected(core::Error{
      core::ErrorCode::kInvalid, "Something in the request is not right.", std::move(problems), {}});
}

}  // namespace

core::Result<void> change_circle(db::Connection& connection, const Scope& scope, const CircleAccess& circle,
                                 const CirclePeople& wanted) {
  const CirclePeople now{store::circle_clients(connection, circle), store::leaders(connection, circle)};
  if (auto fits = check(connection, scope, now, wanted); not fits) return fits;
  const auto note = [&](std::string_view action, const core::Id& client) {
    record(connection, scope,
           {.action = action, .resource_kind = "circle", .resource = circle.circle(), .client = client});
  };
  for (const auto& client : now.clients) {
    if (has(wanted.clients, client)) continue;
    store::end_circle_client(connection, circle, client);
    note("circle.leave", client);
  }
  for (const auto& member : now.leaders) {
    if (has(wanted.leaders, member)) continue;
    store::end_leader(connection, circle, member);
    record(connection, scope,
           {.action = "circle.stop-leading", .resource_kind = "member", .resource = member});
  }
  for (const auto& client : wanted.clients) {
    if (has(now.clients, client)) continue;
    store::add_circle_client(connection, circle, client);
    note("circle.join", client);
  }
  for (const auto& member : wanted.leaders) {
    if (has(now.leaders, member)) continue;
    store::add_leader(connection, circle.practice(), circle.circle(), member, circle.now());
    record(connection, scope, {.action = "circle.lead", .resource_kind = "member", .resource = member});
  }
  for (const auto& client : wanted.clients) {
    for (const auto& member : wanted.leaders) store::open_circle_relation(connection, circle, client, member);
  }
  return {};
}

}  // namespace intersession::access

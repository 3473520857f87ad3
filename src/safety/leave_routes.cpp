// Who is away when, with whom in their place.
#include <algorithm>

#include "access/account_store.hpp"
#include "care/versioned.hpp"
#include "safety/handler_routes.hpp"
#include "safety/leave_store.hpp"
#include "safety/notice_work.hpp"

namespace intersession::safety {

namespace json = core::json;
using access::answer;
using access::Policy;
using access::Scope;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

Response get_leaves(Safety& room, const Request&, const Scope& scope) {
  const auto body = room.access.database.read([&](db::Connection& connection) -> Result<json::object> {
    const auto practice = settled(connection, room, scope.practice(), scope.now());
    if (not practice) return std::unexpected(practice.error());
    json::array list;
    for (const auto& leave : store::leaves(connection, scope.practice(), practice->today)) {
      if (not leave.ended_at) list.push_back(to_json(leave));
    }
    return json::object{{"leaves", std::move(list)}};
  });
  return body ? answer(200, *body) : answer(body);
}

/// Only somebody who can sign in and treat can be told of an alert.
Result<void> check_member(db::Connection& connection, const Scope& scope, const core::Id& id,
                          const vault::SealingKey& key, const char* pointer) {
  const auto member = access::store::member(connection, scope.practice(), id, key);
  if (not member) return std::unexpected(member.error());
  if (*member and (*member)->state == access::MemberState::kActive and
      (*member)->roles.any(&access::RoleRule::treats)) {
    return {};
  }
  return core::fail_field(pointer, "Choose a member who treats clients and is not disabled.");
}

/// Members settle their own leave; an owner everybody's.
Result<void> may_settle(const Scope& scope, const core::Id& member) {
  if (scope.principal().member() == member) return {};
  return scope.require_owner();
}

/// From the first day on somebody else is on duty.
core::Instant begin_of(const Leave& leave, const std::string& zone) {
  return core::to_instant(core::LocalTime{leave.from}, zone);
}

Response put_leave(Safety& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "leaveId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const auto version = in.optional_integer("version", 1, 1'000'000'000);
  Leave wanted = decode_leave(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  wanted.id = *id;
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  bool created = false;
  const auto saved =
      room.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<Leave> {
        const auto before = store::leave(connection, scope.practice(), *id);
        if (auto may = may_settle(scope, before ? before->member : wanted.member); not may)
          return std::unexpected(may.error());
        if (auto may = may_settle(scope, wanted.member); not may) return std::unexpected(may.error());
        const auto practice = settled(connection, room, scope.practice(), scope.now());
        if (not practice) return std::unexpected(practice.error());
        Leave after = wanted;
        after.version = before ? before->version + 1 : 1;
        Leave same = wanted;
        same.version = before ? before->version : 0;
        const bool repeats = before and to_json(*before) == to_json(same);
        const auto put =
            care::decide_put(before ? std::optional(before->version) : std::nullopt, version, repeats);
        if (not put) return std::unexpected(put.error());
        created = *put == care::Put::kCreate;
        if (*put == care::Put::kRepeat) return *before;
        for (const auto& [member, pointer] :
             {std::pair{wanted.member, "/memberId"}, std::pair{wanted.cover, "/coverMemberId"}}) {
          if (auto fine = check_member(connection, scope, member, **key, pointer); not fine)
            return std::unexpected(fine.error());
        }
        if (auto problem = problem_with(after, store::leaves(connection, scope.practice(), practice->today),
                                        practice->today))
          return std::unexpected(*problem);
        store::save(connection, scope.practice(), after);
        access::record(connection, scope,
                       {.action = "leave.save", .resource_kind = "leave", .resource = *id});
        if (auto done =
                plan_anew(connection, room, scope.practice(), scope.now(), begin_of(after, practice->zone));
            not done)
          return std::unexpected(done.error());
        return after;
      });
  return saved ? answer(created ? 201 : 200, to_json(*saved)) : answer(saved);
}

Response end_leave(Safety& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "leaveId");
  if (not id) return answer(id);
  const auto ended =
      room.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<Leave> {
        auto leave = store::leave(connection, scope.practice(), *id);
        if (not leave) return std::unexpected(access::not_found());
        if (auto may = may_settle(scope, leave->member); not may) return std::unexpected(may.error());
        if (leave->ended_at) return *leave;
        leave->ended_at = scope.now();
        ++leave->version;
        store::save(connection, scope.practice(), *leave);
        access::record(connection, scope, {.action = "leave.end", .resource_kind = "leave", .resource = *id});
        if (auto done = plan_anew(connection, room, scope.practice(), scope.now(), scope.now()); not done)
          return std::unexpected(done.error());
        return *leave;
      });
  return ended ? answer(200, to_json(*ended)) : answer(ended);
}

}  // namespace

std::span<const HandlerRoute> leave_routes() {
  constexpr auto kAdministration = access::Purpose::kAdministration;
  static constexpr HandlerRoute kRoutes[] = {
      {Policy::kMember, kAdministration, Method::kGet, "/api/v1/leaves", "", "LeaveList", get_leaves},
      {Policy::kMember, kAdministration, Method::kPut, "/api/v1/leaves/{leaveId}", "LeaveInput", "Leave",
       put_leave},
      {Policy::kMember, kAdministration, Method::kPost, "/api/v1/leaves/{leaveId}/end", "", "Leave",
       end_leave},
  };
  return kRoutes;
}

}  // namespace intersession::safety

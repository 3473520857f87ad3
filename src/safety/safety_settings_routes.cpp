#include "access/account_store.hpp"
#include "care/versioned.hpp"
#include "safety/handler_routes.hpp"
#include "safety/notice_work.hpp"
#include "safety/safety_settings_store.hpp"

namespace intersession::safety {

using access::answer;
using access::Policy;
using access::Scope;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

Response get_settings(Safety& room, const Request&, const Scope& scope) {
  const auto found = room.access.database.read(
      [&](db::Connection& connection) { return settled(connection, room, scope.practice(), scope.now()); });
  return found ? answer(200, to_json(found->stored, found->today, found->numbers)) : answer(found);
}

/// Only somebody who can sign in and treat can be shown what nobody looked at.
Result<void> check_fallback(db::Connection& connection, const Scope& scope, const core::Id& fallback,
                            const vault::SealingKey& key) {
  if (fallback.is_nil()) return {};
  const auto member = access::store::member(connection, scope.practice(), fallback, key);
  if (not member) return std::unexpected(member.error());
  if (*member and (*member)->state == access::MemberState::kActive and
      (*member)->roles.any(&access::RoleRule::treats)) {
    return {};
  }
  return core::fail_field("/fallbackMemberId", "Choose a member who treats clients and is not disabled.");
}

Response put_settings(Safety& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const auto version = in.integer("version", 0, 1'000'000'000);
  SafetySettings settings = decode_safety_settings(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  const auto saved = room.access.database.write(
      scope.practice(), [&](db::Connection& connection) -> Result<core::json::object> {
        if (auto owner = scope.require_owner(); not owner) return std::unexpected(owner.error());
        auto found = settled(connection, room, scope.practice(), scope.now());
        if (not found) return std::unexpected(found.error());
        if (auto fine = check_fallback(connection, scope, settings.fallback, **key); not fine)
          return std::unexpected(fine.error());
        settings.numbers = settings.numbers_confirmed ? found->numbers : std::string();
        const auto put = care::decide_put(found->stored.version, version, settings == found->stored.settings);
        if (not put) return std::unexpected(put.error());
        if (*put == care::Put::kRepeat) return to_json(found->stored, found->today, found->numbers);
        const StoredSettings after{found->stored.version + 1, settings};
        if (auto done = store::save(connection, scope.practice(), **key, after); not done)
          return std::unexpected(done.error());
        access::record(connection, scope,
                       {.action = "safety-settings.save", .resource_kind = "safety-settings"});
        if (auto done = plan_anew(connection, room, scope.practice(), scope.now()); not done)
          return std::unexpected(done.error());
        return to_json(after, found->today, found->numbers);
      });
  return saved ? answer(200, *saved) : answer(saved);
}

}  // namespace

std::span<const HandlerRoute> settings_routes() {
  constexpr auto kAdministration = access::Purpose::kAdministration;
  static constexpr HandlerRoute kRoutes[] = {
      {Policy::kMember, kAdministration, Method::kGet, "/api/v1/practice/safety", "", "SafetySettings",
       get_settings},
      {Policy::kOwner, kAdministration, Method::kPut, "/api/v1/practice/safety", "SafetySettingsInput",
       "SafetySettings", put_settings},
  };
  return kRoutes;
}

}  // namespace intersession::safety

// What is known of telling people about an alert, and whether messages leave at all.
#include <algorithm>

#include "access/audit_store.hpp"
#include "care/client_store.hpp"
#include "safety/alert_store.hpp"
#include "safety/handler_routes.hpp"
#include "safety/notice_store.hpp"

namespace intersession::safety {

namespace json = core::json;
using access::answer;
using access::ClientAccess;
using access::Policy;
using access::Scope;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

using Names = std::vector<access::Member>;

std::string name_of(const Names& members, const core::Id& member) {
  const auto found = std::ranges::find(members, member, &access::Member::id);
  return found == members.end() ? std::string() : found->name;
}

/// Links of the audit chain that speak of the alert or its notices. `bound`: what is stored is what the link
/// saw.
json::array chain(const std::vector<access::AuditEntry>& entries, const Names& members, const Alert& alert,
                  const std::vector<Notice>& notices, const store::AlertDigests& digests) {
  json::array list;
  for (const auto& entry : entries) {
    const bool about = entry.resource == alert.id or
                       std::ranges::find(notices, entry.resource, &Notice::id) != notices.end();
    if (not about) continue;
    json::object one{{"seq", entry.seq},
                     {"at", core::format_instant(entry.at)},
                     {"action", entry.action},
                     {"resourceId", entry.resource.text()}};
    const auto who = std::ranges::find(members, entry.account, &access::Member::account);
    if (who != members.end()) one["by"] = who->name;
    if (entry.action == "alert.raise") one["bound"] = entry.reason == digests.reason;
    if (entry.action == "alert.acknowledge") one["bound"] = entry.reason == digests.acknowledgement;
    list.push_back(std::move(one));
  }
  return list;
}

Response get_timeline(Safety& room, const Request& request, const Scope& scope) {
  const auto client = access::path_id(request, "clientId");
  if (not client) return answer(client);
  const auto id = access::path_id(request, "alertId");
  if (not id) return answer(id);
  const auto key = access::client_key(room.access, scope, *client);
  if (not key) return answer(key);
  const auto practice_key = room.access.vault.practice_key(scope.practice());
  if (not practice_key) return answer(practice_key);
  const auto body = access::read_client(
      room.access.database, scope, *client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto alert = store::alert(connection, access, **key, *id);
        if (not alert) return std::unexpected(alert.error());
        const auto person = care::store::client(connection, access, **key);
        if (not person) return std::unexpected(person.error());
        const auto practice = settled(connection, room, access.practice(), access.now());
        if (not practice) return std::unexpected(practice.error());
        const auto members = access::store::members(connection, access.practice(), **practice_key);
        if (not members) return std::unexpected(members.error());
        auto shown = to_json(*alert, escalation_at(times_of(*practice, alert->received_at), access.now()));
        shown["clientName"] = person->details.name;
        const auto notices = store::notices(connection, access.practice(), *client, *id);
        json::array told;
        for (const auto& notice : notices) told.push_back(to_json(notice, name_of(*members, notice.member)));
        json::object out{{"alert", std::move(shown)}, {"notices", std::move(told)}};
        if (alert->acknowledgement) out["acknowledgedBy"] = name_of(*members, alert->acknowledgement->member);
        out["chain"] = chain(access::store::alert_links(connection, access.practice(), *client), *members,
                             *alert, notices, store::digests(connection, access, *id));
        return out;
      });
  return body ? answer(200, *body) : answer(body);
}

Response get_delivery(Safety& room, const Request&, const Scope& scope) {
  const auto body = room.access.database.read([&](db::Connection& connection) {
    const auto stuck = store::stuck_mail(connection, scope.practice(), scope.now() - kMailPatience);
    json::object out{{"mail", stuck.count > 0 ? "stuck"
                              : room.mail     ? "fine"
                                              : "off"},
                     {"waiting", stuck.count}};
    if (stuck.since) out["since"] = core::format_instant(*stuck.since);
    return out;
  });
  return body ? answer(200, *body) : answer(body);
}

}  // namespace

std::span<const HandlerRoute> timeline_routes() {
  static constexpr HandlerRoute kRoutes[] = {
      {Policy::kTherapist, access::Purpose::kCare, Method::kGet,
       "/api/v1/clients/{clientId}/alerts/{alertId}/timeline", "", "AlertTimeline", get_timeline},
      {Policy::kMember, access::Purpose::kAdministration, Method::kGet, "/api/v1/practice/delivery", "",
       "Delivery", get_delivery},
  };
  return kRoutes;
}

}  // namespace intersession::safety

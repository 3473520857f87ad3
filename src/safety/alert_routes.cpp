#include <algorithm>

#include "access/account_store.hpp"
#include "access/relation_store.hpp"
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

constexpr std::chrono::days kDoneIsShown{30};
/// How long a member who took an escalated alert over works with the client.
constexpr std::chrono::days kStandIn{7};

Result<std::string> name_of(db::Connection& connection, const Scope& scope, const store::KeyOf& key_of,
                            const core::Id& id) {
  const auto access = scope.require_client(connection, id);
  if (not access) return std::unexpected(access.error());
  const auto key = key_of(id);
  if (not key) return std::unexpected(key.error());
  const auto client = care::store::client(connection, *access, **key);
  if (not client) return std::unexpected(client.error());
  return client->details.name;
}

/// Alerts of the caller's clients, with the name the practice knows the client by.
Response get_alerts(Safety& room, const Request&, const Scope& scope) {
  const auto key_of = [&](const core::Id& client) { return access::client_key(room.access, scope, client); };
  const auto body = access::read_caseload(
      room.access.database, scope, [&](db::Connection& connection) -> Result<json::object> {
        const auto practice = settled(connection, room, scope.practice(), scope.now());
        if (not practice) return std::unexpected(practice.error());
        const auto alerts = store::seen_alerts(connection, scope, key_of, scope.now() - kDoneIsShown);
        if (not alerts) return std::unexpected(alerts.error());
        json::array list;
        for (const auto& alert : *alerts) {
          json::object item =
              to_json(alert, escalation_at(times_of(*practice, alert.received_at), scope.now()));
          // A name that cannot be opened is left out; the alert stays.
          if (auto name = name_of(connection, scope, key_of, alert.client)) item["clientName"] = *name;
          list.push_back(std::move(item));
        }
        return json::object{{"alerts", std::move(list)}};
      });
  return body ? answer(200, *body) : answer(body);
}

struct AlertTarget {
  core::Id client;
  core::Id alert;
  std::shared_ptr<const vault::SealingKey> key;
};

Result<AlertTarget> target_of(Safety& room, const Request& request, const Scope& scope) {
  const auto client = access::path_id(request, "clientId");
  if (not client) return std::unexpected(client.error());
  const auto alert = access::path_id(request, "alertId");
  if (not alert) return std::unexpected(alert.error());
  auto key = access::client_key(room.access, scope, *client);
  if (not key) return std::unexpected(key.error());
  return AlertTarget{*client, *alert, *std::move(key)};
}

/// Runs `change(connection, access, target, alert)` and answers with the alert as it then is.
template <class Change>
Response change_alert(Safety& room, const Request& request, const Scope& scope, const Change& change) {
  const auto target = target_of(room, request, scope);
  if (not target) return answer(target);
  const auto body = access::write_client(
      room.access.database, scope, target->client,
      [&](db::Connection& connection, const ClientAccess& access) -> Result<json::object> {
        const auto before = store::alert(connection, access, *target->key, target->alert);
        if (not before) return std::unexpected(before.error());
        if (auto done = change(connection, access, *target, *before); not done)
          return std::unexpected(done.error());
        const auto after = store::alert(connection, access, *target->key, target->alert);
        if (not after) return std::unexpected(after.error());
        const auto practice = settled(connection, room, access.practice(), access.now());
        if (not practice) return std::unexpected(practice.error());
        return to_json(*after, escalation_at(times_of(*practice, after->received_at), access.now()));
      });
  return body ? answer(200, *body) : answer(body);
}

Response open_alert(Safety& room, const Request& request, const Scope& scope) {
  return change_alert(room, request, scope,
                      [](db::Connection& connection, const ClientAccess& access, const AlertTarget& target,
                         const Alert& alert) -> Result<void> {
                        if (alert.opened_at) return {};
                        store::note_opened(connection, access, target.alert);
                        access::record(
                            connection, access,
                            {.action = "alert.open", .resource_kind = "alert", .resource = alert.id});
                        return {};
                      });
}

Response acknowledge_alert(Safety& room, const Request& request, const Scope& scope) {
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  Acknowledgement done = decode_acknowledgement(in);
  if (auto problem = in.finish()) return Response::problem(*problem);
  done.member = scope.principal().member();
  done.at = scope.now();
  return change_alert(
      room, request, scope,
      [&](db::Connection& connection, const ClientAccess& access, const AlertTarget& target,
          const Alert& alert) -> Result<void> {
        if (alert.acknowledgement) {
          const auto& earlier = *alert.acknowledgement;
          const bool same =
              earlier.member == done.member and earlier.action == done.action and earlier.note == done.note;
          if (same) return {};
          return core::fail(core::ErrorCode::kConflict, "Somebody has taken care of this already.",
                            "already-acknowledged");
        }
        if (not store::acknowledge(connection, access, *target.key, target.alert, done)) {
          return core::fail(core::ErrorCode::kConflict, "Somebody has taken care of this already.",
                            "already-acknowledged");
        }
        care::store::touch(connection, access);
        const auto digest = store::digests(connection, access, alert.id).acknowledgement;
        access::record(connection, access,
                       {.action = "alert.acknowledge",
                        .resource_kind = "alert",
                        .resource = alert.id,
                        .reason = digest});
        return {};
      });
}

/// Alerts that are the caller's to be shown by now: as whoever stands in, as cover for somebody who is away,
/// or as owner.
Result<std::vector<store::WaitingAlert>> escalated_to(db::Connection& connection, Safety& room,
                                                      const Scope& scope) {
  const auto practice = settled(connection, room, scope.practice(), scope.now());
  if (not practice) return std::unexpected(practice.error());
  const auto key = room.access.vault.practice_key(scope.practice());
  if (not key) return std::unexpected(key.error());
  const auto roster =
      store::Roster::read(connection, scope.practice(), **key, practice->stored.settings, practice->today);
  if (not roster) return std::unexpected(roster.error());
  const auto& me = scope.principal().member();
  const bool owner = scope.require_owner().has_value();
  auto waiting = store::waiting_alerts(connection, scope.practice(), scope.now());
  std::erase_if(waiting, [&](const store::WaitingAlert& alert) {
    const auto duty = roster->duty(connection, alert.client, scope.now());
    const auto reached = escalation_at(times_of(*practice, alert.received_at), scope.now());
    const bool stands_in =
        duty.fallback == me and (reached != Escalation::kTherapist or duty.therapists.empty());
    const bool covers = std::ranges::find(duty.therapists, me) != duty.therapists.end() and
                        not scope.require_client(connection, alert.client);
    return not stands_in and not covers and not(owner and reached == Escalation::kOwner);
  });
  return waiting;
}

Response get_escalations(Safety& room, const Request&, const Scope& scope) {
  const auto body = room.access.database.read([&](db::Connection& connection) -> Result<json::object> {
    const auto waiting = escalated_to(connection, room, scope);
    if (not waiting) return std::unexpected(waiting.error());
    json::array list;
    for (const auto& alert : *waiting) {
      if (scope.require_client(connection, alert.client)) continue;  // among the caller's own alerts
      std::vector<std::string> members;
      for (const auto& member :
           access::store::treating_members(connection, scope.practice(), alert.client, scope.now())) {
        members.push_back(member.text());
      }
      list.push_back(json::object{{"alertId", alert.id.text()},
                                  {"receivedAt", core::format_instant(alert.received_at)},
                                  {"therapistIds", core::json_texts(members)}});
    }
    return json::object{{"escalations", std::move(list)}};
  });
  return body ? answer(200, *body) : answer(body);
}

Response take_over(Safety& room, const Request& request, const Scope& scope) {
  const auto id = access::path_id(request, "alertId");
  if (not id) return answer(id);
  const auto body =
      room.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<json::object> {
        const auto waiting = escalated_to(connection, room, scope);
        if (not waiting) return std::unexpected(waiting.error());
        const auto found = std::ranges::find(*waiting, *id, &store::WaitingAlert::id);
        if (found == waiting->end()) return std::unexpected(access::not_found());
        const core::Instant until = scope.now() + kStandIn;
        const auto access = scope.stand_in(connection, found->client, until);
        if (not access) return std::unexpected(access.error());
        access::record(connection, *access,
                       {.action = "alert.take-over", .resource_kind = "alert", .resource = *id});
        return json::object{{"clientId", found->client.text()}, {"until", core::format_instant(until)}};
      });
  return body ? answer(200, *body) : answer(body);
}

}  // namespace

std::span<const HandlerRoute> alert_routes() {
  constexpr auto kCare = access::Purpose::kCare;
  constexpr auto kCaseload = access::Purpose::kCaseload;
  static constexpr HandlerRoute kRoutes[] = {
      {Policy::kTherapist, kCaseload, Method::kGet, "/api/v1/alerts", "", "AlertList", get_alerts},
      {Policy::kTherapist, kCare, Method::kPost, "/api/v1/clients/{clientId}/alerts/{alertId}/open", "",
       "Alert", open_alert},
      {Policy::kTherapist, kCare, Method::kPost, "/api/v1/clients/{clientId}/alerts/{alertId}/acknowledge",
       "AcknowledgeInput", "Alert", acknowledge_alert},
      {Policy::kMember, kCaseload, Method::kGet, "/api/v1/escalations", "", "EscalationList",
       get_escalations},
      {Policy::kTherapist, kCaseload, Method::kPost, "/api/v1/escalations/{alertId}/take-over", "", "StandIn",
       take_over},
  };
  return kRoutes;
}

}  // namespace intersession::safety

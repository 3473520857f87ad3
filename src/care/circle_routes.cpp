// HTTP of groups and couples: who they are, and their sessions. What their clients recorded comes from the
// room of views.
#include <algorithm>

#include "access/circle_relation_store.hpp"
#include "access/circles.hpp"
#include "access/client_work.hpp"
#include "access/route_tools.hpp"
#include "care/care_routes.hpp"
#include "care/circle_store.hpp"
#include "care/practice_store.hpp"
#include "care/session_store.hpp"
#include "care/treatment_store.hpp"
#include "care/versioned.hpp"

namespace intersession::care {

namespace json = core::json;
using access::answer;
using access::CircleAccess;
using access::ClientAccess;
using access::path_id;
using access::Scope;
using core::Id;
using core::Result;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr std::int64_t kManyVersions = 1'000'000'000;

Response get_circles(Care& care, const Request&, const Scope& scope) {
  const auto key = care.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  const auto list = care.access.database.read([&](db::Connection& connection) -> Result<json::array> {
    json::array circles;
    for (const auto& id : access::store::led_circles(connection, scope)) {
      const auto access = scope.require_circle(connection, id);
      if (not access) continue;
      const auto found = store::circle(connection, *access, **key);
      if (not found) return std::unexpected(found.error());
      json::array clients;
      for (const auto& client : access::store::circle_clients(connection, *access))
        clients.emplace_back(client.text());
      circles.push_back(json::object{{"circleId", id.text()},
                                     {"kind", core::word_for(kCircleKinds, found->kind)},
                                     {"name", found->name},
                                     {"clientIds", std::move(clients)}});
    }
    return circles;
  });
  return list ? answer(200, json::object{{"circles", *list}}) : answer(list);
}

Response get_circle(Care& care, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "circleId");
  if (not id) return answer(id);
  const auto view = access::read_circle(care.access.database, scope, *id,
                                        [&](db::Connection& connection, const CircleAccess& access) {
                                          return care.ports.circle_view(connection, scope, access);
                                        });
  return view ? answer(200, *view) : answer(view);
}

/// A client is in at most one couple.
Result<void> check_couple(db::Connection& connection, const Scope& scope, const Id& circle,
                          const std::vector<Id>& clients) {
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const auto client = scope.require_client(connection, clients[i]);
    if (not client) continue;  // change_circle() says so
    for (const auto& other : access::store::circles_of(connection, *client)) {
      if (other != circle and store::is_couple(connection, scope.practice(), other))
        return core::fail_field("/clientIds/" + std::to_string(i), "This client is one of a couple already.");
    }
  }
  return {};
}

std::vector<Id> in_order(std::vector<Id> ids) {
  std::ranges::sort(ids);
  return ids;
}

struct CirclePut {
  CircleInput input;
  std::optional<std::int64_t> version;
};

/// The circle as it is to be, stored; true where it is new.
Result<bool> save_circle(db::Connection& connection, const Scope& scope, const Id& id,
                         const vault::SealingKey& key, const CirclePut& put) {
  auto access = scope.require_circle(connection, id);
  const bool fresh = not access and not put.version;
  if (fresh) access = scope.admit_circle(connection, id);
  if (not access) return std::unexpected(access.error());
  Circle circle{.id = id, .version = 0, .kind = put.input.kind, .name = put.input.name};
  bool same = false;
  if (not fresh) {
    const auto before = store::circle(connection, *access, key);
    if (not before) return std::unexpected(before.error());
    if (before->kind != circle.kind)
      return core::fail_field("/kind", "A group stays a group, and a couple a couple.");
    circle.version = before->version;
    same = before->name == circle.name and
           in_order(access::store::circle_clients(connection, *access)) == in_order(put.input.clients) and
           in_order(access::store::leaders(connection, *access)) == in_order(put.input.leaders);
  }
  const auto decided = decide_put(fresh ? std::nullopt : std::optional(circle.version), put.version, same);
  if (not decided) return std::unexpected(decided.error());
  if (*decided == Put::kRepeat) return false;
  if (circle.kind == CircleKind::kCouple) {
    if (auto fits = check_couple(connection, scope, id, put.input.clients); not fits)
      return std::unexpected(fits.error());
  }
  ++circle.version;
  if (auto done = store::save(connection, *access, key, circle); not done)
    return std::unexpected(done.error());
  auto changed = access::change_circle(connection, scope, *access, {put.input.clients, put.input.leaders});
  if (not changed) return std::unexpected(changed.error());
  access::record(
      connection, scope,
      {.action = fresh ? "circle.create" : "circle.change", .resource_kind = "circle", .resource = id});
  return fresh;
}

Response put_circle(Care& care, const Request& request, const Scope& scope) {
  const auto id = path_id(request, "circleId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  const CirclePut put{decode_circle_input(in), in.optional_integer("version", 1, kManyVersions)};
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = care.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  bool created = false;
  const auto view =
      care.access.database.write(scope.practice(), [&](db::Connection& connection) -> Result<json::object> {
        const auto saved = save_circle(connection, scope, *id, **key, put);
        if (not saved) return std::unexpected(saved.error());
        created = *saved;
        const auto access = scope.require_circle(connection, *id);
        if (not access) return std::unexpected(access.error());
        return care.ports.circle_view(connection, scope, *access);
      });
  return view ? answer(created ? 201 : 200, *view) : answer(view);
}

// -- sessions

/// One client's own session for a session of all: as the input says, cancelled where the client was not
/// there.
Result<void> save_own_session(db::Connection& connection, Care& care, const ClientAccess& client,
                              const CircleSession& all, const std::string& zone, Id& own) {
  const auto key = care.access.vault.client_key(client.practice(), client.client());
  if (not key) return std::unexpected(key.error());
  const auto sessions = store::sessions(connection, client, **key);
  if (not sessions) return std::unexpected(sessions.error());
  const auto found = std::ranges::find(*sessions, own, &Session::id);
  const std::optional<Session> before = found == sessions->end() ? std::nullopt : std::optional(*found);
  SessionInput input{.starts_local = all.starts_local,
                     .state = all.state,
                     .takeaway = before ? before->takeaway : std::string()};
  if (std::ranges::find(all.absent, client.client()) != all.absent.end())
    input.state = SessionState::kCancelled;
  if (before) {
    input.treatment = before->treatment;
  } else {
    const auto treatments = store::treatments(connection, client, **key);
    if (not treatments) return std::unexpected(treatments.error());
    if (treatments->empty()) return std::unexpected(access::not_found());
    input.treatment = treatments->back().id;
    own = care.access.random.id(client.now());
  }
  auto after = apply(before, own, input, zone, client.now());
  if (not after) return std::unexpected(after.error());
  if (before and to_json(*after) == to_json(*before)) return {};
  ++after->version;
  if (auto done = store::save(connection, client, **key, *after); not done) return done;
  access::record(connection, client, {.action = "session.save", .resource_kind = "session", .resource = own});
  return {};
}

Result<void> save_session(db::Connection& connection, Care& care, const Scope& scope,
                          const CircleAccess& circle, const vault::SealingKey& key, CircleSession session,
                          std::optional<std::int64_t> version) {
  const auto all = store::circle_sessions(connection, circle, key);
  if (not all) return std::unexpected(all.error());
  const auto clients = access::store::circle_clients(connection, circle);
  for (std::size_t i = 0; i < session.absent.size(); ++i) {
    if (std::ranges::find(clients, session.absent[i]) == clients.end())
      return core::fail_field("/absent/" + std::to_string(i), "Nobody of this id is in it.");
  }
  const auto found = std::ranges::find(*all, session.id, &CircleSession::id);
  const bool known = found != all->end();
  session.version = known ? found->version : 0;
  const auto put = decide_put(known ? std::optional(found->version) : std::nullopt, version,
                              known and pack(session) == pack(*found));
  if (not put) return std::unexpected(put.error());
  if (*put == Put::kRepeat) return {};
  ++session.version;
  if (auto done = store::save(connection, circle, key, session); not done) return done;
  const auto practice = store::practice(connection, circle.practice(), key);
  if (not practice) return std::unexpected(practice.error());
  const auto own = store::own_sessions(connection, circle, session.id);
  for (const auto& id : clients) {
    const auto client = scope.require_client_to_write(connection, id);
    if (not client) return std::unexpected(client.error());
    const auto linked = own.find(id);
    Id own_id = linked == own.end() ? Id{} : linked->second;
    auto done = save_own_session(connection, care, *client, session, practice->settings.zone, own_id);
    if (not done) return done;
    if (linked == own.end()) store::link_session(connection, circle, session.id, id, own_id);
  }
  access::record(
      connection, scope,
      {.action = "circle-session.save", .resource_kind = "circle-session", .resource = session.id});
  return {};
}

Response put_circle_session(Care& care, const Request& request, const Scope& scope) {
  const auto circle = path_id(request, "circleId");
  if (not circle) return answer(circle);
  const auto id = path_id(request, "circleSessionId");
  if (not id) return answer(id);
  const auto body = core::parse_json(request.body);
  if (not body) return answer(body);
  core::Decoder in(*body);
  CircleSession session = decode_circle_session(in);
  session.id = *id;
  const auto version = in.optional_integer("version", 1, kManyVersions);
  if (auto problem = in.finish()) return Response::problem(*problem);
  const auto key = care.access.vault.practice_key(scope.practice());
  if (not key) return answer(key);
  const auto view = access::write_circle(
      care.access.database, scope, *circle,
      [&](db::Connection& connection, const CircleAccess& access) -> Result<json::object> {
        auto saved = save_session(connection, care, scope, access, **key, session, version);
        if (not saved) return std::unexpected(saved.error());
        return care.ports.circle_view(connection, scope, access);
      });
  return view ? answer(200, *view) : answer(view);
}

}  // namespace

void add_circle_routes(http::Router& router, Care& care) {
  struct CircleRoute {
    access::RouteSpec spec;
    Response (*handler)(Care&, const Request&, const Scope&);
  };
  const CircleRoute routes[] = {
      {{Method::kGet, "/api/v1/circles", "", "CircleList"}, get_circles},
      {{Method::kGet, "/api/v1/circles/{circleId}", "", "Circle"}, get_circle},
      {{Method::kPut, "/api/v1/circles/{circleId}", "CircleInput", "Circle"}, put_circle},
      {{Method::kPut, "/api/v1/circles/{circleId}/sessions/{circleSessionId}", "CircleSessionInput",
        "Circle"},
       put_circle_session},
  };
  for (const auto& route : routes) {
    router.add(care.gate.guarded(
        access::Policy::kTherapist, route.spec,
        [&care, handler = route.handler](const Request& request, const access::Principal& principal) {
          return handler(care, request, care.gate.scope(principal, access::Purpose::kCare));
        }));
  }
}

}  // namespace intersession::care

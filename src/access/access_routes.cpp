#include "access/access_routes.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "access/caregiver_store.hpp"
#include "access/client_invitations.hpp"
#include "access/members.hpp"
#include "access/sign_in.hpp"

namespace intersession::access {

namespace {

namespace json = core::json;
using http::Method;
using http::Request;
using http::Response;

constexpr std::array kMemberRoles{core::Word<Role>{"owner", Role::kOwner},
                                  core::Word<Role>{"therapist", Role::kTherapist}};
constexpr std::array kMemberStates{core::Word<MemberState>{"invited", MemberState::kInvited},
                                   core::Word<MemberState>{"active", MemberState::kActive},
                                   core::Word<MemberState>{"disabled", MemberState::kDisabled}};
constexpr std::size_t kSmallBody = 16 * 1024;

/// Reads the body with a function over Decoder that returns a value.
template <class Read>
auto decode(const Request& request, Read read) -> core::Result<std::invoke_result_t<Read, core::Decoder&>> {
  const auto body = core::parse_json(request.body);
  if (not body) return std::unexpected(body.error());
  core::Decoder in(*body);
  auto value = read(in);
  if (auto problem = in.finish()) return std::unexpected(*std::move(problem));
  return value;
}

Response json_response(int status, const json::value& value) {
  return Response::json(status, core::to_json(value));
}

template <class T>
Response empty_or_problem(const core::Result<T>& result) {
  return result ? Response::no_content() : Response::problem(result.error());
}

json::array words_of(const Roles& roles) {
  json::array words;
  for (const RoleRule& rule : kRoles) {
    if (roles.has(rule.role)) words.emplace_back(rule.word);
  }
  return words;
}

json::object to_json(const Member& member) {
  json::object object{
      {"memberId", member.id.text()},
      {"name", member.name},
      {"roles", words_of(member.roles)},
      {"state", core::word_for(std::span<const core::Word<MemberState>>(kMemberStates), member.state)}};
  if (not member.email.empty()) object["email"] = member.email;
  return object;
}

Response come_back_later(std::chrono::seconds wait) {
  const std::string seconds = std::to_string(wait.count());
  Response response = Response::problem(
      core::Error{core::ErrorCode::kTooMany,
                  "There were several tries that did not work. Please try again in " + seconds + " seconds.",
                  {},
                  "throttled"});
  if (auto body = core::parse_json(response.body); body and body->is_object()) {
    body->get_object()["retryAfter"] = wait.count();
    response.body = core::to_json(*body);
  }
  response.set_header("Retry-After", seconds);
  return response;
}

class Routes {
 public:
  Routes(http::Router& router, const Gate& gate, Access& access, const http::Origin& origin,
         const SetUpSecret* secret)
      : router_(router), gate_(gate), access_(access), origin_(origin), secret_(secret) {}

  void add() {
    add_set_up();
    add_sign_in();
    add_welcome();
    add_own_account();
    add_members();
    add_client_invitations();
  }

 private:
  void add_open(RouteSpec spec, std::function<Response(const Request&)> handler) {
    router_.add(gate_.open(std::move(spec), std::move(handler)));
  }
  void add_guarded(Policy policy, RouteSpec spec, Gate::Handler handler) {
    router_.add(gate_.guarded(policy, std::move(spec), std::move(handler)));
  }

  void add_set_up();
  void add_sign_in();
  void add_welcome();
  void add_own_account();
  void add_members();
  void add_client_invitations();

  http::Router& router_;
  const Gate& gate_;
  Access& access_;
  const http::Origin& origin_;
  const SetUpSecret* secret_;
};

/// The answer to whatever signs somebody in: Me, and the cookies.
Response welcome(const Gate& gate, Access& access, const core::Result<SignedIn>& signed_in) {
  if (not signed_in) return Response::problem(signed_in.error());
  const auto body = me(access, signed_in->principal);
  if (not body) return Response::problem(body.error());
  Response response = json_response(200, *body);
  gate.let_in(response, *signed_in);
  return response;
}

void Routes::add_set_up() {
  add_open({.method = Method::kGet, .pattern = "/api/v1/set-up", .response_schema = "SetUpState"},
           [access = &access_, offered = secret_ != nullptr](const Request&) {
             const auto needed = set_up_needed(*access);
             if (not needed) return Response::problem(needed.error());
             return json_response(200, json::object{{"needed", offered and *needed}});
           });
  add_open({.method = Method::kPost,
            .pattern = "/api/v1/set-up",
            .request_schema = "SetUpInput",
            .response_schema = "Me",
            .body_limit = kSmallBody},
           [gate = &gate_, access = &access_, secret = secret_](const Request& request) {
             struct Input {
               std::string secret;
               FirstPractice practice;
               FirstOwner owner;
             };
             const auto input = decode(request, [](core::Decoder& in) {
               Input read;
               read.secret = in.text("secret", 100);
               read.practice.name = in.text("practiceName", 120);
               read.practice.zone = in.zone("zone");
               read.owner.name = in.text("ownerName", 120);
               read.owner.email = in.text("email", 254);
               read.owner.password = in.text("password", kPasswordMax);
               return read;
             });
             if (not input) return Response::problem(input.error());
             if (secret == nullptr or not secret->matches(input->secret))
               return Response::problem(core::Error{
                   core::ErrorCode::kNotFound,
                   "This set-up link does not work. The server prints the right one when it starts.",
                   {},
                   "set-up-secret"});
             return welcome(*gate, *access, set_up(*access, input->practice, input->owner));
           });
}

void Routes::add_sign_in() {
  add_open({.method = Method::kPost,
            .pattern = "/api/v1/sign-in",
            .request_schema = "SignInInput",
            .response_schema = "Me",
            .body_limit = kSmallBody},
           [gate = &gate_, access = &access_](const Request& request) {
             auto attempt = decode(request, [](core::Decoder& in) {
               SignInAttempt read;
               read.email = in.text("email", 254);
               read.password = in.text("password", kPasswordMax);
               return read;
             });
             if (not attempt) return Response::problem(attempt.error());
             attempt->peer = request.peer;
             attempt->device_cookie = gate->device_cookie(request);
             attempt->old_cookie = gate->cookie(request);
             auto outcome = sign_in(*access, *attempt);
             if (not outcome) return Response::problem(outcome.error());
             if (const auto* later = std::get_if<ComeBackLater>(&*outcome))
               return come_back_later(later->wait);
             return welcome(*gate, *access, std::get<SignedIn>(*std::move(outcome)));
           });
  add_guarded(Policy::kSignedIn, {.method = Method::kPost, .pattern = "/api/v1/sign-out"},
              [gate = &gate_, access = &access_](const Request&, const Principal& principal) {
                Response response = empty_or_problem(sign_out(*access, principal));
                gate->let_out(response);
                return response;
              });
}

void Routes::add_welcome() {
  add_open({.method = Method::kPost,
            .pattern = "/api/v1/welcome",
            .request_schema = "WelcomeInput",
            .response_schema = "Me",
            .body_limit = kSmallBody},
           [gate = &gate_, access = &access_](const Request& request) {
             const auto input = decode(request, [](core::Decoder& in) {
               std::string secret = in.text("secret", 100);
               return std::pair(std::move(secret), in.text("code", 12));
             });
             if (not input) return Response::problem(input.error());
             return welcome(
                 *gate, *access,
                 redeem_client_invitation(*access, input->first, input->second, gate->cookie(request)));
           });
  add_open({.method = Method::kPost,
            .pattern = "/api/v1/member-welcome",
            .request_schema = "MemberWelcomeInput",
            .response_schema = "Me",
            .body_limit = kSmallBody},
           [gate = &gate_, access = &access_](const Request& request) {
             const auto input = decode(request, [](core::Decoder& in) {
               std::string secret = in.text("secret", 100);
               return std::pair(std::move(secret), in.text("password", kPasswordMax));
             });
             if (not input) return Response::problem(input.error());
             return welcome(
                 *gate, *access,
                 redeem_member_invitation(*access, input->first, input->second, gate->cookie(request)));
           });
}

void Routes::add_own_account() {
  add_guarded(Policy::kSignedIn, {.method = Method::kGet, .pattern = "/api/v1/me", .response_schema = "Me"},
              [access = &access_](const Request&, const Principal& principal) {
                const auto body = me(*access, principal);
                return body ? json_response(200, *body) : Response::problem(body.error());
              });
  add_guarded(Policy::kSignedIn,
              {.method = Method::kGet, .pattern = "/api/v1/devices", .response_schema = "DeviceList"},
              [access = &access_](const Request&, const Principal& principal) {
                const auto devices = access->database.read([&](db::Connection& connection) {
                  return access->sign_ins.devices(connection, principal, access->clock.now());
                });
                if (not devices) return Response::problem(devices.error());
                json::array list;
                for (const auto& device : *devices)
                  list.push_back(json::object{{"deviceId", device.id.text()},
                                              {"current", device.current},
                                              {"createdAt", core::format_instant(device.began)},
                                              {"lastSeenAt", core::format_instant(device.last_seen)}});
                return json_response(200, json::object{{"devices", std::move(list)}});
              });
  add_guarded(Policy::kSignedIn, {.method = Method::kDelete, .pattern = "/api/v1/devices/{deviceId}"},
              [access = &access_](const Request& request, const Principal& principal) {
                const auto id = core::Id::parse(request.param("deviceId"));
                if (not id) return Response::problem(not_found());
                return empty_or_problem(end_device(*access, principal, *id));
              });
}

void Routes::add_members() {
  add_guarded(Policy::kMember,
              {.method = Method::kGet, .pattern = "/api/v1/members", .response_schema = "MemberList"},
              [gate = &gate_, access = &access_](const Request&, const Principal& principal) {
                const auto found = members(*access, gate->scope(principal, Purpose::kAdministration));
                if (not found) return Response::problem(found.error());
                json::array list;
                for (const Member& member : *found) list.push_back(to_json(member));
                return json_response(200, json::object{{"members", std::move(list)}});
              });
  add_guarded(
      Policy::kOwner,
      {.method = Method::kPost,
       .pattern = "/api/v1/members",
       .request_schema = "MemberInput",
       .response_schema = "MemberInvitation",
       .body_limit = kSmallBody},
      [gate = &gate_, access = &access_, origin = &origin_](const Request& request,
                                                            const Principal& principal) {
        const auto wanted = decode(request, [](core::Decoder& in) {
          NewMember read;
          read.name = in.text("name", 120);
          read.email = in.text("email", 254);
          for (const Role role : in.words("roles", 2, std::span<const core::Word<Role>>(kMemberRoles)))
            read.roles = read.roles.with(role);
          return read;
        });
        if (not wanted) return Response::problem(wanted.error());
        const auto made = invite_member(*access, gate->scope(principal, Purpose::kAdministration), *wanted);
        if (not made) return Response::problem(made.error());
        return json_response(201, json::object{{"member", to_json(made->member)},
                                               {"link", origin->text() + "/clinic/welcome#" + made->secret},
                                               {"expiresAt", core::format_instant(made->expires)}});
      });
  add_guarded(Policy::kOwner, {.method = Method::kPost, .pattern = "/api/v1/members/{memberId}/disable"},
              [gate = &gate_, access = &access_](const Request& request, const Principal& principal) {
                const auto id = core::Id::parse(request.param("memberId"));
                if (not id) return Response::problem(not_found());
                return empty_or_problem(
                    disable_member(*access, gate->scope(principal, Purpose::kAdministration), *id));
              });
}

void Routes::add_client_invitations() {
  add_guarded(Policy::kTherapist,
              {.method = Method::kPost,
               .pattern = "/api/v1/clients/{clientId}/invitations",
               .request_schema = "Empty",
               .response_schema = "ClientInvitation",
               .body_limit = kSmallBody},
              [gate = &gate_, access = &access_, origin = &origin_](const Request& request,
                                                                    const Principal& principal) {
                const auto id = core::Id::parse(request.param("clientId"));
                if (not id) return Response::problem(not_found());
                const auto empty = decode(request, [](core::Decoder&) { return true; });
                if (not empty) return Response::problem(empty.error());
                const auto made = invite_client(*access, gate->scope(principal, Purpose::kCare), *id);
                if (not made) return Response::problem(made.error());
                return json_response(201,
                                     json::object{{"link", origin->text() + "/app/welcome#" + made->secret},
                                                  {"code", made->code},
                                                  {"expiresAt", core::format_instant(made->expires)}});
              });
}

}  // namespace

void add_access_routes(http::Router& router, const Gate& gate, Access& access, const http::Origin& origin,
                       const SetUpSecret* secret) {
  Routes(router, gate, access, origin, secret).add();
}

namespace {

/// Me of a caregiver: the own name, and what the client is called.
core::Result<json::object> caregiver_me(Access& access, db::Connection& connection, const Scope& scope,
                                        json::object body) {
  const auto ward = scope.require_ward(connection);
  if (not ward) return std::unexpected(ward.error());
  const auto key = access.vault.client_key(ward->practice(), ward->client());
  if (not key) return std::unexpected(key.error());
  const auto all = store::caregivers(connection, *ward, **key);
  if (not all) return std::unexpected(all.error());
  const auto self = std::ranges::find(*all, scope.principal().caregiver(), &Caregiver::id);
  const auto client = access.ports.client(connection, *ward);
  if (not client) return std::unexpected(client.error());
  body["caregiver"] = json::object{{"caregiverId", scope.principal().caregiver().text()},
                                   {"name", self == all->end() ? std::string() : self->name},
                                   {"clientName", client->name},
                                   {"noun", client->noun},
                                   {"zone", client->zone}};
  return body;
}

}  // namespace

core::Result<core::json::object> me(Access& access, const Principal& principal) {
  const auto key = access.vault.practice_key(principal.practice());
  if (not key) return std::unexpected(key.error());
  return access.database.read([&](db::Connection& connection) -> core::Result<json::object> {
    const auto practice = access.ports.practice(connection, principal.practice());
    if (not practice) return std::unexpected(practice.error());
    json::object body{{"accountId", principal.account().text()},
                      {"roles", words_of(principal.roles())},
                      {"practice", json::object{{"practiceId", principal.practice().text()},
                                                {"name", practice->name},
                                                {"zone", practice->zone},
                                                {"demo", practice->demo}}}};
    if (principal.is_member()) {
      const auto member = store::member(connection, principal.practice(), principal.member(), **key);
      if (not member) return std::unexpected(member.error());
      if (not *member) return std::unexpected(not_found());
      body["member"] = json::object{{"memberId", (*member)->id.text()}, {"name", (*member)->name}};
      return body;
    }
    const Scope scope(principal, Purpose::kCare, access.clock.now());
    if (principal.is_caregiver()) return caregiver_me(access, connection, scope, std::move(body));
    const auto own = scope.require_client(connection, principal.client());
    if (not own) return std::unexpected(own.error());
    const auto client = access.ports.client(connection, *own);
    if (not client) return std::unexpected(client.error());
    body["client"] = json::object{{"clientId", principal.client().text()},
                                  {"name", client->name},
                                  {"noun", client->noun},
                                  {"zone", client->zone}};
    return body;
  });
}

std::string set_up_link(const http::Origin& origin, const SetUpSecret& secret) {
  return origin.text() + "/clinic/set-up#" + secret.text();
}

}  // namespace intersession::access

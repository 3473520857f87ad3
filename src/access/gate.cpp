#include "access/gate.hpp"

#include <stdexcept>
#include <utility>

namespace intersession::access {

namespace {

constexpr std::chrono::days kDeviceCookieLife{400};

std::unexpected<core::Error> nobody() {
  return core::fail(core::ErrorCode::kUnauthenticated, "Please sign in.", "signed-out");
}

http::Route route_of(RouteSpec spec, Policy policy,
                     std::function<http::Response(const http::Request&)> handle) {
  http::Route route;
  route.method = spec.method;
  route.pattern = std::move(spec.pattern);
  route.policy = word_of(policy);
  route.request_schema = std::move(spec.request_schema);
  route.response_schema = std::move(spec.response_schema);
  route.body_limit = spec.body_limit;
  route.handle = std::move(handle);
  return route;
}

}  // namespace

Gate::Gate(Access& access, const http::Origin& origin)
    : access_(access),
      cookie_name_(origin.cookie_name("intersession")),
      device_cookie_name_(origin.cookie_name("intersession-device")),
      secure_(origin.secure()) {}

http::Route Gate::guarded(Policy policy, RouteSpec spec, Handler handler) const {
  if (policy == Policy::kPublic or not handler)
    throw std::logic_error("a guarded route needs a policy for people who are signed in, and a handler");
  auto handle = [this, policy, handler = std::move(handler)](const http::Request& request) {
    const auto principal = authenticate(request);
    if (not principal) return http::Response::problem(principal.error());
    if (not allows(policy, principal->roles())) return http::Response::problem(not_found());
    return handler(request, *principal);
  };
  return route_of(std::move(spec), policy, std::move(handle));
}

http::Route Gate::guarded_read(Policy policy, RouteSpec spec, Quick quick, Handler handler) const {
  auto route = guarded(policy, std::move(spec), handler);
  route.handle = [this, policy, quick = std::move(quick),
                  handler = std::move(handler)](const http::Request& request) {
    std::optional<http::Response> response;
    const auto principal = find(request, [&](db::Connection& connection, const Principal& found) {
      response.reset();
      if (allows(policy, found.roles())) response = quick(connection, request, found);
    });
    if (not principal) return http::Response::problem(principal.error());
    if (not allows(policy, principal->roles())) return http::Response::problem(not_found());
    return response ? *std::move(response) : handler(request, *principal);
  };
  return route;
}

http::Route Gate::open(RouteSpec spec, OpenHandler handler) const {
  return route_of(std::move(spec), Policy::kPublic, std::move(handler));
}

core::Result<Principal> Gate::authenticate(const http::Request& request) const {
  return find(request, {});
}

core::Result<Principal> Gate::find(
    const http::Request& request, const std::function<void(db::Connection&, const Principal&)>& quick) const {
  const auto value = request.cookie(cookie_name_);
  if (not value) return nobody();
  const core::Instant now = access_.clock.now();
  const auto session_of = [&](db::Connection& connection) {
    auto session = access_.sign_ins.find(connection, *value, now);
    if (session and quick) quick(connection, session->principal);
    return session;
  };
  auto found = quick ? access_.database.read(session_of) : access_.database.look_up(session_of);
  if (not found) return std::unexpected(found.error());
  if (not *found) return nobody();
  if ((*found)->touch_due) {
    // Where it fails the session goes idle a minute early, which is no reason to refuse the request.
    (void)access_.database.write((*found)->principal.practice(), [&](db::Connection& connection) {
      SignIns::touch(connection, (*found)->principal, now);
    });
  }
  return std::move((*found)->principal);
}

std::string Gate::cookie(const http::Request& request) const {
  return std::string(request.cookie(cookie_name_).value_or(""));
}

std::string Gate::device_cookie(const http::Request& request) const {
  return std::string(request.cookie(device_cookie_name_).value_or(""));
}

void Gate::let_in(http::Response& response, const SignedIn& signed_in) const {
  response.set_cookie({cookie_name_, signed_in.cookie, secure_, signed_in.max_age});
  if (not signed_in.device_cookie.empty())
    response.set_cookie({device_cookie_name_, signed_in.device_cookie, secure_, kDeviceCookieLife});
}

void Gate::let_out(http::Response& response) const {
  response.set_cookie({cookie_name_, "", secure_, std::chrono::seconds(0)});
}

Scope Gate::scope(const Principal& principal, Purpose purpose) const {
  return Scope(principal, purpose, access_.clock.now());
}

}  // namespace intersession::access

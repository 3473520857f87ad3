// From a request to a principal: no route without a policy.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "access/access.hpp"
#include "access/policy.hpp"
#include "platform/http/origin.hpp"
#include "platform/http/router.hpp"

namespace intersession::access {

/// What a route is, apart from who may call it and what it does.
struct RouteSpec {
  http::Method method = http::Method::kGet;
  std::string pattern{};
  std::string request_schema{};   ///< name in api/openapi.yaml; empty: no body
  std::string response_schema{};  ///< name in api/openapi.yaml; empty: no body
  std::size_t body_limit = std::size_t{256} * 1024;
};

/// Builds routes that ask who is there first. Thread-safe; outlives the routes.
///
///   router.add(gate.guarded(Policy::kTherapist,
///                           {.method = Method::kGet, .pattern = "/api/v1/clients/{clientId}",
///                            .response_schema = "ClientRecord"},
///                           [&](const http::Request& request, const Principal& principal) { … }));
class Gate {
 public:
  using Handler = std::function<http::Response(const http::Request&, const Principal&)>;
  /// Answers from the snapshot in which the sign-in session was found, where it can; nothing: the handler
  /// does. Only reads, and may run more than once.
  using Quick =
      std::function<std::optional<http::Response>(db::Connection&, const http::Request&, const Principal&)>;
  using OpenHandler = std::function<http::Response(const http::Request&)>;

  Gate(Access& access, const http::Origin& origin);

  /// A route for somebody who is signed in. Nobody signed in:
  /// 401. Signed in, but not for this policy: the same 404 as for what does not exist. kPublic is a bug and
  /// throws.
  [[nodiscard]] http::Route guarded(Policy policy, RouteSpec spec, Handler handler) const;
  /// The same, with a quick way for answers that are kept: one transaction in place of two.
  [[nodiscard]] http::Route guarded_read(Policy policy, RouteSpec spec, Quick quick, Handler handler) const;
  /// A route for everybody (Policy::kPublic).
  [[nodiscard]] http::Route open(RouteSpec spec, OpenHandler handler) const;

  /// Who sends the request; kUnauthenticated where nobody is signed in. Moves last-seen on when due.
  [[nodiscard]] core::Result<Principal> authenticate(const http::Request& request) const;

  /// The sign-in cookie, empty where there is none.
  [[nodiscard]] std::string cookie(const http::Request& request) const;
  [[nodiscard]] std::string device_cookie(const http::Request& request) const;
  /// Sets the cookies of somebody who just signed in.
  void let_in(http::Response& response, const SignedIn& signed_in) const;
  /// Deletes the sign-in cookie.
  void let_out(http::Response& response) const;

  /// A scope at this moment.
  [[nodiscard]] Scope scope(const Principal& principal, Purpose purpose) const;

 private:
  /// Calls `quick`, where there is one, with whom it found.
  [[nodiscard]] core::Result<Principal> find(
      const http::Request& request,
      const std::function<void(db::Connection&, const Principal&)>& quick) const;

  Access& access_;
  std::string cookie_name_;
  std::string device_cookie_name_;
  bool secure_;
};

}  // namespace intersession::access

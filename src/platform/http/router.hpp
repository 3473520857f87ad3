// The route table: method and path pattern to handler.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/result.hpp"
#include "platform/http/message.hpp"

namespace intersession::http {

/// One thing that a caller can ask for.
struct Route {
  Method method = Method::kGet;
  /// Segments after "/" are literal or a whole {name}: "/api/v1/clients/{clientId}". No trailing slash.
  std::string pattern;
  /// Who may ask, by the name of the rule that the handler applies. A route without one does not start.
  std::string policy;
  std::string request_schema{};   ///< name in api/openapi.yaml; empty: no body
  std::string response_schema{};  ///< name in api/openapi.yaml; empty: no body
  std::size_t body_limit = 256 * 1024;
  std::function<Response(const Request&)> handle;
  /// Answered on the transport's own thread: only for handlers that never wait and never touch the database.
  bool immediate = false;
};

/// Filled once at start, then shared by all threads: every const function is thread-safe.
///
///   Router router;
///   router.add({.method = Method::kGet, .pattern = "/api/v1/clients/{clientId}", .policy = "client.read",
///               .response_schema = "Client", .handle = [&](const Request& r) { … }});
class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// Registers a route. Mistakes are kept for check().
  void add(Route route);

  /// kInternal with one field per mistake: a route twice (names of parameters do not count), without policy
  /// or handler, or with a pattern that is not one. The server does not start with a router that fails this.
  [[nodiscard]] core::Result<void> check() const;

  /// What a path leads to.
  struct Match {
    enum class Kind {
      kFound,
      kUnknownPath,   ///< 404
      kOtherMethods,  ///< 405; `allow` names those that exist
      kUndecodable    ///< 400: a segment is not percent-encoded UTF-8 without control characters and "/"
    };
    Kind kind = Kind::kUnknownPath;
    const Route* route = nullptr;  ///< set where kFound; lives as long as the router
    std::vector<NamedValue> parameters{};
    std::string allow{};
  };
  /// A literal segment wins over a {name}; HEAD falls back to GET.
  [[nodiscard]] Match match(Method method, std::string_view path) const;

  /// Finds and runs. 404, 405 and 400 are problem+json whose bodies do not depend on the request; a handler's
  /// exception becomes a 500 without its text. The response to HEAD keeps its body: the server drops it.
  [[nodiscard]] Response handle(const Request& request) const;
  /// Told of a handler's exception, which is a bug: the route's pattern and the exception's text.
  using ExceptionReport = std::function<void(std::string_view pattern, std::string_view what)>;
  /// Runs what match() found; the request's parameters must be those of the match.
  [[nodiscard]] static Response run(const Match& match, const Request& request,
                                    const ExceptionReport& report = {});

  [[nodiscard]] const std::vector<Route>& routes() const;
  /// [{method, pattern, policy, requestSchema, responseSchema, bodyLimit}] in the order of pattern and
  /// method.
  [[nodiscard]] std::string routes_json() const;

 private:
  struct Table;
  std::unique_ptr<Table> table_;
};

}  // namespace intersession::http

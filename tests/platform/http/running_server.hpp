// A server with a few routes, for tests over real sockets.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "platform/core/random.hpp"
#include "platform/core/time.hpp"
#include "platform/http/raw_client.hpp"
#include "platform/http/server.hpp"

namespace intersession::http::testing {

/// GET /api/v1/hello, POST /api/v1/echo (limit 1,000 bytes), PUT /api/v1/things/{thingId},
/// DELETE /api/v1/things/{thingId}, GET /api/v1/throws, GET /api/v1/cookie.
[[nodiscard]] Router sample_router();

/// Limits with no patience, so that tests need none.
[[nodiscard]] Limits impatient();

class RunningServer {
 public:
  explicit RunningServer(ServerOptions options = {}, Router router = sample_router(), Assets assets = {});

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Server& server() { return server_; }
  [[nodiscard]] RawClient connect() const { return RawClient(port_); }
  /// "127.0.0.1:<port>"
  [[nodiscard]] std::string host() const;
  /// A GET with the right Host.
  [[nodiscard]] std::string get(std::string_view target, std::string_view more_headers = "") const;
  /// An unsafe request with everything that a same-origin request carries.
  [[nodiscard]] std::string change(std::string_view method, std::string_view target, std::string_view body,
                                   std::string_view more_headers = "") const;

 private:
  core::SystemClock clock_;
  core::SystemRandom random_;
  Router router_;
  Assets assets_;
  Server server_;
  std::uint16_t port_ = 0;
};

}  // namespace intersession::http::testing

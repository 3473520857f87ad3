// The listener: sockets, limits, deadlines, worker threads and the way through the guards.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/random.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"
#include "platform/http/assets.hpp"
#include "platform/http/router.hpp"

namespace intersession::http {

/// Bounds of what strangers can make the server hold. The defaults are those of the trust note, section 3.6.
struct Limits {
  std::size_t header_bytes = 8 * 1024;
  std::size_t fields = 64;
  std::size_t target_bytes = 2 * 1024;
  std::size_t connections = 4'096;
  std::size_t connections_per_address = 64;  ///< not applied to trusted proxies
  std::size_t waiting_requests = 512;        ///< beyond it: 503 with Retry-After
  std::chrono::milliseconds header_time{10'000};
  std::chrono::milliseconds body_grace{10'000};  ///< afterwards body_rate is asked for
  std::chrono::milliseconds body_time{60'000};   ///< and this is the end
  std::size_t body_rate = 1'024;                 ///< bytes a second
  std::chrono::milliseconds idle_time{30'000};   ///< between two requests
  std::chrono::milliseconds write_time{30'000};
};

struct ServerOptions {
  std::string host = "127.0.0.1";  ///< a numeric address, or "localhost"
  std::uint16_t port = 0;          ///< 0: any free one
  std::string origin{};  ///< empty: "http://" + host + ":" + port; must be https where host is not loopback
  std::string home = "/app/";  ///< where "/" leads
  Limits limits{};
  std::size_t workers =
      72;  ///< threads that run handlers; each may wait for a commit, so they bound its group
  std::size_t transport_threads = 1;
  /// Numeric addresses whose X-Forwarded-For is believed.
  std::vector<std::string> trusted_proxies{};
  /// Asked by GET /readyz while serving, on a transport thread: must not wait. Empty: always ready.
  std::function<bool()> ready{};
  /// Asked by GET /healthz/delivery, in the same way: whether messages leave. Empty: nothing to say against
  /// it.
  std::function<bool()> delivers{};
  /// A handler threw: a bug. Told the route's pattern and the exception's text; any thread.
  std::function<void(std::string_view pattern, std::string_view what)> on_exception{};
};

/// "127.0.0.1:8080", "[::1]:8080" or "localhost:0" in parts.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};
[[nodiscard]] core::Result<ListenAddress> parse_listen(std::string_view text);

/// HTTP/1.1 over TCP. Requests of one connection are answered in order. Besides the routes it answers
/// GET /healthz (the process lives), GET /readyz (200 while serving, else 503),
/// GET /healthz/delivery (503 while messages cannot leave) and the apps of `assets`.
///
/// Thread safety: start() and stop() from one thread; the rest from any.
class Server {
 public:
  /// `router`, `assets`, `clock` and `random` must outlive the server; `random` makes style nonces.
  Server(ServerOptions options, const Router& router, const Assets& assets, const core::Clock& clock,
         core::Random& random);
  /// Stops at once where stop() was not called.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and serves on own threads; the port. Refused in one sentence: port in use, bad address, bad or
  /// insecure origin, a router that fails its check.
  [[nodiscard]] core::Result<std::uint16_t> start();

  /// Not ready, no new connections, idle ones closed, running requests get up to `drain`, then the rest is
  /// closed. Returns when all threads have ended; a handler that is running is waited for.
  void stop(std::chrono::milliseconds drain = std::chrono::seconds{10});

  /// Answers /readyz with 503 from now on, while everything else goes on; for a balancer to look away first.
  void set_unready();
  [[nodiscard]] bool ready() const;
  /// The origin in force, such as "http://127.0.0.1:8080"; empty before start().
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] std::size_t open_connections() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace intersession::http

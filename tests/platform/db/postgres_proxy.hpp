// A wire between us and PostgreSQL that a test can cut.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace intersession::test {

/// Forwards TCP connections on a loopback port of its own. Thread-safe.
class PostgresProxy {
 public:
  enum class Mode {
    kForward,
    kCutBeforeCommit,  ///< the next COMMIT does not reach the server; its connection breaks
    kCutAfterCommit,   ///< the next COMMIT reaches the server; its answer does not come back
    kCutAll            ///< every connection breaks, new ones too
  };

  /// `url` as in postgresql://user:password@host:port/database.
  explicit PostgresProxy(const std::string& url);
  ~PostgresProxy();
  PostgresProxy(const PostgresProxy&) = delete;
  PostgresProxy& operator=(const PostgresProxy&) = delete;

  /// The same URL through the proxy.
  [[nodiscard]] const std::string& url() const { return url_; }
  void set(Mode mode) { mode_ = mode; }

 private:
  void accept_until_stopped();
  void forward(int client);
  /// False where the connection is to break.
  bool pass(int from, int to, bool to_server);

  std::string host_;
  std::uint16_t server_port_ = 0;
  std::string url_;
  int listener_ = -1;
  std::atomic<Mode> mode_ = Mode::kForward;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace intersession::test

// One TCP connection. Private to the transport: only server.cpp and connection.cpp include this.
//
// Plain completion handlers, no coroutines: a connection is a small state machine whose reader is fed by
// events anyway, and g++ 12 destroys captures of a lambda inside a co_await expression twice.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/time.hpp"
#include "platform/http/dispatch.hpp"
#include "platform/http/request_reader.hpp"
#include "platform/http/security_headers.hpp"
#include "platform/http/server.hpp"
#include "platform/http/wire.hpp"
#include "platform/http/workers.hpp"

namespace intersession::http {

namespace asio = boost::asio;

class Connection;

/// What all connections share. Read-only but for `draining`.
struct Service {
  const Limits& limits;
  const std::vector<std::string>& trusted_proxies;
  const Origin& origin;
  const SecurityHeaders& security;
  const Dispatch& dispatch;
  const core::Clock& clock;
  Workers& workers;
  Router::ExceptionReport on_exception;
  std::atomic<bool> draining = false;
};

/// The connections of one transport thread and their deadlines. Used by that thread only.
///
/// One timer looks at all deadlines a few times a second: a timer per operation would cost more than the
/// operation.
class Loop {
 public:
  explicit Loop(const Limits& limits);

  asio::io_context& context() { return context_; }
  void add(Connection& connection);
  void remove(Connection& connection);
  void start_sweeping();
  /// Closes idle connections; the others close after their answer.
  void drain();
  void close_all();
  /// For good; what still waits in the loop is done.
  void stop_sweeping();
  [[nodiscard]] bool empty() const { return connections_.empty(); }

 private:
  void sweep();
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> snapshot() const;

  asio::io_context context_;
  asio::steady_timer timer_;
  std::chrono::milliseconds tick_;
  bool swept_ = false;  ///< no tick is set any more
  std::vector<Connection*> connections_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// `on_closed` runs when the object ends.
  Connection(asio::ip::tcp::socket socket, std::string address, Loop& loop, Service& service,
             std::function<void()> on_closed);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// On the loop's thread, as everything below.
  void start();
  [[nodiscard]] SteadyTime deadline() const { return deadline_; }
  /// The deadline has passed.
  void expire();
  void drain();
  void close();

 private:
  friend class Loop;

  enum class Phase { kFresh, kIdle, kHead, kBody, kWorking, kWriting, kLingering, kClosed };

  void set_phase(Phase phase, std::chrono::milliseconds time);
  void read();
  void on_read(const boost::system::error_code& error, std::size_t count);
  void process();
  [[nodiscard]] bool step();
  [[nodiscard]] bool on_head();
  [[nodiscard]] bool on_complete();
  [[nodiscard]] bool refuse(int status, std::string_view reason);
  [[nodiscard]] bool answer(Answer answer, bool keep_alive);
  [[nodiscard]] bool send(Outgoing outgoing);
  [[nodiscard]] bool write_some();
  [[nodiscard]] bool on_written();
  void wait_for_body_bytes();
  void make_room();
  void linger();
  void send_continue();
  [[nodiscard]] std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] std::string peer() const;

  static constexpr std::size_t kBufferBytes = 16 * 1024;

  asio::ip::tcp::socket socket_;
  std::string address_;
  Loop& loop_;
  Service& service_;
  std::function<void()> on_closed_;
  RequestReader reader_;
  Router::Match match_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  Outgoing outgoing_;
  std::size_t written_ = 0;
  Phase phase_ = Phase::kFresh;
  SteadyTime deadline_{};
  SteadyTime body_start_{};
  std::size_t lingered_ = 0;
  bool timed_out_ = false;
  std::size_t place_ = 0;  ///< in the loop's list
};

}  // namespace intersession::http

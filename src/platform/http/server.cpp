#include "platform/http/server.hpp"

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "platform/http/client_address.hpp"
#include "platform/http/connection.hpp"

namespace intersession::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

/// Counts connections, in all and per address. Thread-safe.
class Census {
 public:
  explicit Census(const Limits& limits) : limits_(limits) {}

  [[nodiscard]] bool enter(const std::string& address, bool without_address_limit) {
    const std::lock_guard lock(mutex_);
    if (total_ >= limits_.connections) return false;
    auto& count = per_address_[address];
    if (count >= limits_.connections_per_address and not without_address_limit) return false;
    ++count;
    ++total_;
    return true;
  }
  void leave(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto found = per_address_.find(address);
    if (--found->second == 0) per_address_.erase(found);
    if (--total_ == 0) empty_.notify_all();
  }
  [[nodiscard]] std::size_t total() const {
    const std::lock_guard lock(mutex_);
    return total_;
  }
  void wait_until_empty(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    empty_.wait_for(lock, time, [this] { return total_ == 0; });
  }

 private:
  const Limits& limits_;
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::map<std::string, std::size_t> per_address_;
  std::size_t total_ = 0;
};

std::string listen_name(const ServerOptions& options, std::uint16_t port) {
  const bool v6 = options.host.find(':') != std::string::npos;
  return (v6 ? "[" + options.host + "]" : options.host) + ":" + std::to_string(port);
}

core::Result<tcp::endpoint> endpoint_of(const ServerOptions& options) {
  error_code error;
  const auto address =
      asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
  if (error) {
    return core::fail(core::ErrorCode::kInvalid, "The listen address \"" + options.host +
                                                     "\" is not a numeric address such as 127.0.0.1.");
  }
  return tcp::endpoint(address, options.port);
}

core::Error listen_error(const ServerOptions& options, const error_code& error) {
  const std::string where = listen_name(options, options.port);
  if (error == asio::error::address_in_use) {
    return {core::ErrorCode::kUnavailable,
            "Another program already listens on " + where + "; stop it or choose another --listen."};
  }
  if (error == asio::error::access_denied) {
    return {core::ErrorCode::kUnavailable,
            "This account may not listen on " + where + "; choose a port above 1023."};
  }
  return {core::ErrorCode::kUnavailable, "Cannot listen on " + where + ": " + error.message() + "."};
}

core::Result<void> open_acceptor(tcp::acceptor& acceptor, const tcp::endpoint& endpoint,
                                 const ServerOptions& options) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (not error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (not error) acceptor.bind(endpoint, error);
  if (not error) acceptor.listen(1'024, error);
  if (error) return std::unexpected(listen_error(options, error));
  return {};
}

/// The origin in force, where it is fit for the address that is listened on.
core::Result<Origin> effective_origin(const ServerOptions& options, std::uint16_t port) {
  auto origin =
      Origin::parse(options.origin.empty() ? "http://" + listen_name(options, port) : options.origin);
  if (not origin) return origin;
  if (not is_loopback_host(options.host) and not origin->secure()) {
    return core::fail(core::ErrorCode::kInvalid,
                      "Listening on " + listen_name(options, port) +
                          " lets other machines in, so --origin must be the https:// address that they use.");
  }
  return origin;
}

}  // namespace

core::Result<ListenAddress> parse_listen(std::string_view text) {
  const auto bad = [&] {
    return core::fail(core::ErrorCode::kInvalid, "The listen address \"" + std::string(text) +
                                                     "\" is not host and port, such as 127.0.0.1:8080.");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos or colon == 0) return bad();
  ListenAddress address{.host = std::string(text.substr(0, colon))};
  const auto digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc{} or end != digits.data() + digits.size()) return bad();
  if (address.host.size() > 2 and address.host.front() == '[' and address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  } else if (address.host.find(':') != std::string::npos) {
    return bad();
  }
  return address;
}

class Server::Impl {
 public:
  Impl(ServerOptions options, const Router& router, const Assets& assets, const core::Clock& clock,
       core::Random& random)
      : options_(std::move(options)),
        router_(router),
        assets_(assets),
        clock_(clock),
        random_(random),
        census_(options_.limits) {}
  ~Impl() { stop(std::chrono::milliseconds{0}); }

  core::Result<std::uint16_t> start();
  void stop(std::chrono::milliseconds drain);
  void set_unready() { ready_ = false; }
  [[nodiscard]] bool ready() const { return ready_.load(); }
  [[nodiscard]] std::string origin() const { return origin_ ? origin_->text() : std::string{}; }
  [[nodiscard]] std::size_t open_connections() const { return census_.total(); }

 private:
  using WorkGuard = asio::executor_work_guard<asio::io_context::executor_type>;

  core::Result<void> normalise_proxies();
  void accept();
  void on_accept(const error_code& error, tcp::socket socket);
  void admit(tcp::socket socket);
  void start_threads();
  void on_loop(Loop& loop, void (Loop::*action)());

  ServerOptions options_;
  const Router& router_;
  const Assets& assets_;
  const core::Clock& clock_;
  core::Random& random_;
  Census census_;
  std::optional<Origin> origin_;
  std::optional<SecurityHeaders> security_;
  std::optional<Dispatch> dispatch_;
  std::optional<Workers> workers_;
  std::optional<Service> service_;
  std::vector<std::unique_ptr<Loop>> loops_;  // after service_: connections refer to it
  std::vector<WorkGuard> guards_;
  std::optional<tcp::acceptor> acceptor_;
  std::optional<asio::steady_timer> accept_pause_;
  std::vector<std::thread> threads_;
  std::size_t next_loop_ = 0;
  std::atomic<bool> ready_ = false;
};

core::Result<void> Server::Impl::normalise_proxies() {
  for (auto& proxy : options_.trusted_proxies) {
    auto canonical = canonical_address(proxy);
    if (canonical.empty()) {
      return core::fail(core::ErrorCode::kInvalid,
                        "The trusted proxy \"" + proxy + "\" is not a numeric address.");
    }
    proxy = std::move(canonical);
  }
  return {};
}

core::Result<std::uint16_t> Server::Impl::start() {
  if (auto checked = router_.check(); not checked) return std::unexpected(checked.error());
  if (auto proxies = normalise_proxies(); not proxies) return std::unexpected(proxies.error());
  const auto endpoint = endpoint_of(options_);
  if (not endpoint) return std::unexpected(endpoint.error());
  auto origin = effective_origin(options_, options_.port == 0 ? 1 : options_.port);
  if (not origin) return std::unexpected(origin.error());

  for (std::size_t i = 0; i < std::max<std::size_t>(options_.transport_threads, 1); ++i) {
    loops_.push_back(std::make_unique<Loop>(options_.limits));
  }
  acceptor_.emplace(loops_.front()->context());
  if (auto opened = open_acceptor(*acceptor_, *endpoint, options_); not opened) {
    acceptor_.reset();
    loops_.clear();
    return std::unexpected(opened.error());
  }
  const std::uint16_t port = acceptor_->local_endpoint().port();
  origin_ = *effective_origin(options_, port);
  security_.emplace(*origin_);
  dispatch_.emplace(
      router_, assets_, *origin_, random_, options_.home,
      [this] { return ready_.load() and (not options_.ready or options_.ready()); },
      [this] { return not options_.delivers or options_.delivers(); });
  workers_.emplace(options_.workers, options_.limits.waiting_requests);
  service_.emplace(options_.limits, options_.trusted_proxies, *origin_, *security_, *dispatch_, clock_,
                   *workers_, options_.on_exception);
  start_threads();
  return port;
}

void Server::Impl::start_threads() {
  accept_pause_.emplace(loops_.front()->context());
  accept();
  ready_ = true;
  for (auto& loop : loops_) {
    guards_.push_back(asio::make_work_guard(loop->context()));
    loop->start_sweeping();
    threads_.emplace_back([&context = loop->context()] { context.run(); });
  }
}

void Server::Impl::accept() {
  Loop& loop = *loops_[next_loop_];
  acceptor_->async_accept(loop.context(), [this](const error_code& error, tcp::socket socket) {
    on_accept(error, std::move(socket));
  });
}

void Server::Impl::on_accept(const error_code& error, tcp::socket socket) {
  if (not acceptor_->is_open()) return;
  if (error) {  // mostly no file descriptor left: trying again at once would only burn the processor
    accept_pause_->expires_after(std::chrono::milliseconds{50});
    accept_pause_->async_wait([this](const error_code& cancelled) {
      if (not cancelled and acceptor_->is_open()) accept();
    });
    return;
  }
  admit(std::move(socket));
  next_loop_ = (next_loop_ + 1) % loops_.size();
  accept();
}

void Server::Impl::admit(tcp::socket socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return;
  const auto address = canonical_address(endpoint.address().to_string());
  const auto& proxies = options_.trusted_proxies;
  const bool from_proxy = std::ranges::find(proxies, address) != proxies.end();
  if (not census_.enter(address, from_proxy)) {
    const auto busy = to_wire(Dispatch::busy(), Method::kGet, false, clock_.now(), *security_);
    socket.non_blocking(true, error);
    socket.write_some(asio::buffer(busy.bytes), error);
    return;
  }
  Loop& loop = *loops_[next_loop_];
  auto connection = std::make_shared<Connection>(std::move(socket), address, loop, *service_,
                                                 [this, address] { census_.leave(address); });
  asio::dispatch(loop.context(), [connection = std::move(connection)] { connection->start(); });
}

void Server::Impl::on_loop(Loop& loop, void (Loop::*action)()) {
  asio::post(loop.context(), [&loop, action] { (loop.*action)(); });
}

void Server::Impl::stop(std::chrono::milliseconds drain) {
  if (threads_.empty()) return;
  ready_ = false;
  service_->draining = true;
  asio::post(loops_.front()->context(), [this] {
    error_code ignored;
    acceptor_->close(ignored);
    accept_pause_->cancel();
  });
  for (auto& loop : loops_) on_loop(*loop, &Loop::drain);
  census_.wait_until_empty(drain);
  for (auto& loop : loops_) on_loop(*loop, &Loop::close_all);
  workers_->stop();
  for (auto& loop : loops_) on_loop(*loop, &Loop::close_all);
  for (auto& loop : loops_) on_loop(*loop, &Loop::stop_sweeping);
  guards_.clear();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

Server::Server(ServerOptions options, const Router& router, const Assets& assets, const core::Clock& clock,
               core::Random& random)
    : impl_(std::make_unique<Impl>(std::move(options), router, assets, clock, random)) {}
Server::~Server() = default;

core::Result<std::uint16_t> Server::start() {
  return impl_->start();
}
void Server::stop(std::chrono::milliseconds drain) {
  impl_->stop(drain);
}
void Server::set_unready() {
  impl_->set_unready();
}
bool Server::ready() const {
  return impl_->ready();
}
std::string Server::origin() const {
  return impl_->origin();
}
std::size_t Server::open_connections() const {
  return impl_->open_connections();
}

}  // namespace intersession::http

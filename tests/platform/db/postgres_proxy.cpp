#include "platform/db/postgres_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace intersession::test {
namespace {

constexpr int kTickMilliseconds = 20;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool readable(int file) {
  pollfd entry{file, POLLIN, 0};
  return poll(&entry, 1, kTickMilliseconds) > 0;
}

bool send_all(int to, std::string_view data) {
  while (not data.empty()) {
    const ssize_t sent = send(to, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

PostgresProxy::PostgresProxy(const std::string& url) {
  const std::size_t host = url.find('@') + 1;
  const std::size_t colon = url.find(':', host);
  const std::size_t slash = url.find('/', colon);
  server_port_ = static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1, slash - colon - 1)));
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 or listen(listener_, 16) != 0 or
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the proxy found no port");
  }
  url_ = url.substr(0, host) + "127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + url.substr(slash);
  acceptor_ = std::thread([this] { accept_until_stopped(); });
}

PostgresProxy::~PostgresProxy() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
}

void PostgresProxy::accept_until_stopped() {
  while (not stopping_) {
    if (not readable(listener_)) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) threads_.emplace_back([this, client] { forward(client); });
  }
}

void PostgresProxy::forward(int client) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(server_port_);
  bool open = mode_ != Mode::kCutAll and
              connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  while (open and not stopping_ and mode_ != Mode::kCutAll) {
    std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (poll(ends.data(), ends.size(), kTickMilliseconds) <= 0) continue;
    if (ends[0].revents != 0) open = pass(client, server, true);
    if (open and ends[1].revents != 0) open = pass(server, client, false);
  }
  close(client);
  close(server);
}

bool PostgresProxy::pass(int from, int to, bool to_server) {
  std::array<char, 65536> buffer{};
  const ssize_t size = recv(from, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  const std::string_view data(buffer.data(), static_cast<std::size_t>(size));
  // Reads end with COMMIT too; only a write's COMMIT follows a RELEASE or comes alone on a writer's
  // connection, so tests set the mode while no read is under way.
  const bool commits = to_server and data.find("COMMIT") != std::string_view::npos and
                       data.find("COMMITTED") == std::string_view::npos;
  const Mode mode = mode_;
  // A read leaves its COMMIT on the way, which can come in after everything was cut: it must not mend the wire.
  if (mode == Mode::kCutAll) return false;
  if (not commits or mode == Mode::kForward) return send_all(to, data);
  if (mode == Mode::kCutAfterCommit) {
    send_all(to, data);
    // The server's answer tells that the commit happened; it goes no further.
    const ssize_t answered = recv(to, buffer.data(), buffer.size(), 0);
    if (answered <= 0) throw std::runtime_error("the server did not answer COMMIT");
  }
  mode_ = Mode::kForward;
  return false;
}

}  // namespace intersession::test

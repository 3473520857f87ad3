#include "load_run.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <deque>
#include <memory>
#include <random>
#include <stdexcept>

namespace intersession::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Link {
  int socket = -1;
  const SessionValues* session = nullptr;
  std::string out;
  std::size_t sent = 0;
  std::string in;
  bool busy = false;
  std::size_t kind = 0;  ///< template of the request under way
  Clock::time_point due;
};

class Run {
 public:
  Run(const LoadOptions& options, const std::vector<RequestTemplate>& templates,
      const std::vector<SessionValues>& sessions)
      : options_(options), templates_(templates), sessions_(sessions), random_(options.seed) {
    if (options_.host.empty()) options_.host = options_.address + ":" + std::to_string(options_.port);
    std::vector<double> weights;
    for (const auto& each : templates_) {
      weights.push_back(each.weight());
      figures_.templates.push_back({each.name(), {}});
    }
    pick_ = std::discrete_distribution<std::size_t>(weights.begin(), weights.end());
  }
  ~Run() {
    for (auto& link : links_) close_link(link);
    if (epoll_ >= 0) ::close(epoll_);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  LoadFigures run() {
    epoll_ = epoll_create1(0);
    links_.resize(options_.connections);
    for (std::size_t i = 0; i < links_.size(); ++i) {
      links_[i].session = &sessions_[i % sessions_.size()];
      open_link(links_[i]);
      idle_.push_back(i);
    }
    const auto start = Clock::now();
    begin_ = start + options_.warm_up;
    end_ = begin_ + options_.duration;
    next_due_ = start;
    while (Clock::now() < end_) turn();
    figures_.seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
    for (auto& each : figures_.templates) std::ranges::sort(each.latencies);
    return std::move(figures_);
  }

 private:
  void open_link(Link& link) {
    link.socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options_.port);
    if (inet_pton(AF_INET, options_.address.c_str(), &address.sin_addr) != 1 or
        ::connect(link.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("Cannot connect to " + options_.address + ":" + std::to_string(options_.port) +
                               ".");
    }
    const int one = 1;
    setsockopt(link.socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(link.socket, F_SETFL, O_NONBLOCK);
    epoll_event event{.events = EPOLLIN, .data = {.u64 = static_cast<std::uint64_t>(&link - links_.data())}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, link.socket, &event);
    link.in.clear();
    link.busy = false;
  }
  static void close_link(Link& link) {
    if (link.socket >= 0) ::close(link.socket);
    link.socket = -1;
  }

  void turn() {
    send_due();
    int wait_ms = 100;
    if (options_.rate > 0 and not idle_.empty()) {
      wait_ms = next_due_ - Clock::now() > std::chrono::milliseconds{2} ? 1 : 0;
    }
    std::array<epoll_event, 256> events;
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      on_event(static_cast<std::size_t>(event.data.u64), event.events);
    }
  }

  void send_due() {
    while (not idle_.empty()) {
      const auto now = Clock::now();
      if (options_.rate > 0 and next_due_ > now) return;
      const auto index = idle_.front();
      idle_.pop_front();
      const auto due = options_.rate > 0 ? next_due_ : now;
      if (options_.rate > 0) {
        next_due_ +=
            std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1.0 / options_.rate));
      }
      begin_request(index, due);
    }
  }

  void begin_request(std::size_t index, Clock::time_point due) {
    Link& link = links_[index];
    link.kind = pick_(random_);
    if (options_.spread) link.session = &sessions_[next_session_++ % sessions_.size()];
    link.out = templates_[link.kind].render(options_.host, *link.session, random_);
    link.sent = 0;
    link.due = due;
    link.busy = true;
    flush(index);
  }

  void flush(std::size_t index) {
    Link& link = links_[index];
    const bool had_to_wait = link.sent > 0;
    while (link.sent < link.out.size()) {
      const auto count =
          ::send(link.socket, link.out.data() + link.sent, link.out.size() - link.sent, MSG_NOSIGNAL);
      if (count < 0) {
        if (errno != EAGAIN) return broken(index);
        return watch(index, EPOLLIN | EPOLLOUT);
      }
      link.sent += static_cast<std::size_t>(count);
    }
    if (had_to_wait) watch(index, EPOLLIN);
  }

  void watch(std::size_t index, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.u64 = index}};
    epoll_ctl(epoll_, EPOLL_CTL_MOD, links_[index].socket, &event);
  }

  void broken(std::size_t index) {
    if (Clock::now() >= begin_) ++figures_.broken;
    close_link(links_[index]);
    open_link(links_[index]);
    idle_.push_back(index);
  }

  void on_event(std::size_t index, std::uint32_t events) {
    Link& link = links_[index];
    if ((events & EPOLLOUT) != 0) flush(index);
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return;
    std::array<char, 65'536> bytes;
    const auto count = ::recv(link.socket, bytes.data(), bytes.size(), 0);
    if (count < 0 and errno == EAGAIN) return;
    if (count <= 0) return broken(index);
    link.in.append(bytes.data(), static_cast<std::size_t>(count));
    if (take_answer(link)) idle_.push_back(index);
  }

  /// True where the answer is complete; it is counted then.
  bool take_answer(Link& link) {
    const auto head_end = link.in.find("\r\n\r\n");
    if (head_end == std::string::npos) return false;
    const int status = std::atoi(link.in.c_str() + 9);
    std::size_t length = 0;
    const auto at = link.in.find("Content-Length: ");
    if (at != std::string::npos and at < head_end)
      length = std::strtoul(link.in.c_str() + at + 16, nullptr, 10);
    if (link.in.size() < head_end + 4 + length) return false;
    link.in.erase(0, head_end + 4 + length);
    link.busy = false;
    count(link, status);
    return true;
  }

  void count(const Link& link, int status) {
    const auto now = Clock::now();
    if (now < begin_ or now > end_) return;
    if (status < 200 or status >= 400) {
      ++figures_.refused[status];
      return;
    }
    const auto latency = std::chrono::duration_cast<std::chrono::microseconds>(now - link.due).count();
    figures_.templates[link.kind].latencies.push_back(
        static_cast<std::uint32_t>(std::min<long>(latency, UINT32_MAX)));
  }

  LoadOptions options_;
  const std::vector<RequestTemplate>& templates_;
  const std::vector<SessionValues>& sessions_;
  std::mt19937_64 random_;
  std::size_t next_session_ = 0;  ///< with `spread`
  std::discrete_distribution<std::size_t> pick_;
  int epoll_ = -1;
  std::vector<Link> links_;
  std::deque<std::size_t> idle_;
  Clock::time_point begin_, end_, next_due_;
  LoadFigures figures_;
};

}  // namespace

std::uint64_t LoadFigures::answered() const {
  std::uint64_t sum = 0;
  for (const auto& each : templates) sum += each.latencies.size();
  return sum;
}

LoadFigures run_load(const LoadOptions& options, const std::vector<RequestTemplate>& templates,
                     const std::vector<SessionValues>& sessions) {
  static const std::vector<SessionValues> nobody(1);
  Run run(options, templates, sessions.empty() ? nobody : sessions);
  return run.run();
}

double quantile_ms(const std::vector<std::uint32_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1] / 1'000.0;
}

}  // namespace intersession::bench

#include "platform/http/connection.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cstring>

#include "platform/http/client_address.hpp"

namespace intersession::http {
namespace {

using boost::system::error_code;

/// How long and how much is read and thrown away after a last answer, so that the peer gets to read it:
/// closing with unread bytes would reset the connection and take the answer away.
constexpr std::chrono::milliseconds kLingerTime{1'000};
constexpr std::size_t kLingerBytes = 256 * 1024;

ReaderLimits reader_limits(const Limits& limits) {
  return {limits.header_bytes, {limits.fields, limits.target_bytes}};
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, std::string address, Loop& loop, Service& service,
                       std::function<void()> on_closed)
    : socket_(std::move(socket)),
      address_(std::move(address)),
      loop_(loop),
      service_(service),
      on_closed_(std::move(on_closed)),
      reader_(service.origin, reader_limits(service.limits)),
      buffer_(std::make_unique_for_overwrite<char[]>(kBufferBytes)) {}

Connection::~Connection() {
  on_closed_();
}

void Connection::start() {
  if (service_.draining.load()) return;
  loop_.add(*this);
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  set_phase(Phase::kFresh, service_.limits.header_time);
  read();
}

void Connection::set_phase(Phase phase, std::chrono::milliseconds time) {
  phase_ = phase;
  deadline_ = std::chrono::steady_clock::now() + time;
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  loop_.remove(*this);
  error_code ignored;
  socket_.close(ignored);
}

void Connection::drain() {
  const bool idle = phase_ == Phase::kIdle or phase_ == Phase::kFresh;
  if (idle and not reader_.has_begun()) close();
}

void Connection::expire() {
  switch (phase_) {
    case Phase::kHead:
    case Phase::kBody:
      timed_out_ = true;
      deadline_ = SteadyTime::max();
      socket_.cancel();  // the pending read ends and answers 408
      break;
    default:
      close();
      break;
  }
}

// Reading

void Connection::read() {
  const auto room = asio::buffer(buffer_.get() + end_, kBufferBytes - end_);
  socket_.async_read_some(room, [self = shared_from_this()](const error_code& error, std::size_t count) {
    self->on_read(error, count);
  });
}

void Connection::on_read(const error_code& error, std::size_t count) {
  if (phase_ == Phase::kClosed) return;
  if (timed_out_) {
    timed_out_ = false;
    if (refuse(408, "timeout")) process();
    return;
  }
  if (error) return close();
  if (phase_ == Phase::kLingering) {
    lingered_ += count;
    if (lingered_ > kLingerBytes) return close();
    return read();
  }
  end_ += count;
  process();
}

void Connection::process() {
  while (step()) {
  }
}

/// One move of the state machine; false where it waits for an event.
bool Connection::step() {
  if (phase_ == Phase::kClosed) return false;
  begin_ += reader_.feed(unread());
  switch (reader_.state()) {
    case RequestReader::State::kWaiting:
      if (reader_.has_begun() and phase_ != Phase::kHead)
        set_phase(Phase::kHead, service_.limits.header_time);
      make_room();
      read();
      return false;
    case RequestReader::State::kHead:
      return on_head();
    case RequestReader::State::kBody:
      make_room();
      if (end_ == kBufferBytes) return refuse(400, "body");  // a chunk's head that never ends
      wait_for_body_bytes();
      return false;
    case RequestReader::State::kDone:
      return on_complete();
    case RequestReader::State::kRefused:
      return refuse(reader_.refusal().status, reader_.refusal().reason);
  }
  return false;
}

void Connection::make_room() {
  if (begin_ == 0) return;
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
}

void Connection::wait_for_body_bytes() {
  const auto& limits = service_.limits;
  if (phase_ != Phase::kBody) {
    body_start_ = std::chrono::steady_clock::now();
    phase_ = Phase::kBody;
    if (reader_.framing().expects_continue and end_ == begin_) send_continue();
  }
  const auto earned = std::chrono::milliseconds(reader_.request().body.size() * 1'000 / limits.body_rate);
  deadline_ = body_start_ + std::min(limits.body_grace + earned, limits.body_time);
  read();
}

void Connection::send_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  error_code ignored;  // where the socket cannot take 25 bytes, the body's deadline ends it
  socket_.write_some(asio::buffer(kContinue), ignored);
}

// Deciding

bool Connection::on_head() {
  Request& request = reader_.request();
  request.received = service_.clock.now();
  request.peer = client_address(address_, request, service_.trusted_proxies);
  auto plan = service_.dispatch.plan(request);
  if (plan.answer) {
    const bool has_body = reader_.framing().body != Framing::Body::kNone;
    if (not has_body) reader_.accept_body(0);
    return answer(std::move(*plan.answer), not has_body);
  }
  match_ = std::move(plan.match);
  request.parameters = std::move(match_.parameters);
  reader_.accept_body(match_.route->body_limit);
  return true;
}

bool Connection::on_complete() {
  if (match_.route->immediate) {
    return answer({Router::run(match_, reader_.request(), service_.on_exception)}, true);
  }
  phase_ = Phase::kWorking;
  deadline_ = SteadyTime::max();
  // The loop's thread leaves request, match and framing alone until the answer is back.
  auto task = [self = shared_from_this()]() mutable {
    Connection& connection = *self;
    Service& service = connection.service_;
    const Request& request = connection.reader_.request();
    Answer result{Router::run(connection.match_, request, service.on_exception)};
    const bool keep = connection.reader_.framing().keep_alive and not service.draining.load();
    auto out = to_wire(std::move(result), request.method, keep, service.clock.now(), service.security);
    auto& context = connection.loop_.context();
    asio::post(context, [self = std::move(self), out = std::move(out)]() mutable {
      if (self->send(std::move(out))) self->process();
    });
  };
  if (service_.workers.submit(std::move(task))) return false;
  return answer(Dispatch::busy(), true);
}

bool Connection::refuse(int status, std::string_view reason) {
  return answer(Dispatch::refusal(status, reason), false);
}

// Writing

bool Connection::answer(Answer answer, bool keep_alive) {
  const auto& framing = reader_.framing();
  const bool keep = keep_alive and framing.keep_alive and not service_.draining.load();
  const bool known =
      reader_.state() == RequestReader::State::kDone or reader_.state() == RequestReader::State::kHead;
  const Method method = known ? framing.method : Method::kGet;
  return send(to_wire(std::move(answer), method, keep, service_.clock.now(), service_.security));
}

bool Connection::send(Outgoing outgoing) {
  if (phase_ == Phase::kClosed) return false;
  outgoing_ = std::move(outgoing);
  written_ = 0;
  set_phase(Phase::kWriting, service_.limits.write_time);
  return write_some();
}

bool Connection::write_some() {
  const std::string_view shared = outgoing_.shared ? std::string_view(*outgoing_.shared) : std::string_view{};
  const std::size_t total = outgoing_.bytes.size() + shared.size();
  while (written_ < total) {
    const std::size_t first = std::min(written_, outgoing_.bytes.size());
    const std::array<asio::const_buffer, 2> rest{
        asio::buffer(outgoing_.bytes) + first,
        asio::buffer(shared.data(), shared.size()) + (written_ - first)};
    error_code error;
    written_ += socket_.write_some(rest, error);
    if (error == asio::error::would_block) {
      socket_.async_wait(asio::ip::tcp::socket::wait_write,
                         [self = shared_from_this()](const error_code& failed) {
                           if (failed) return self->close();
                           if (self->phase_ == Phase::kWriting and self->write_some()) self->process();
                         });
      return false;
    }
    if (error) {
      close();
      return false;
    }
  }
  return on_written();
}

bool Connection::on_written() {
  const bool closes = outgoing_.close or service_.draining.load();
  outgoing_ = {};
  if (closes) {
    linger();
    return false;
  }
  reader_.next();
  set_phase(Phase::kIdle, service_.limits.idle_time);
  return true;
}

void Connection::linger() {
  set_phase(Phase::kLingering, kLingerTime);
  begin_ = end_ = 0;
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  read();
}

// Loop

Loop::Loop(const Limits& limits) : context_(1), timer_(context_) {
  const auto shortest = std::min({limits.header_time, limits.body_grace, limits.body_time, limits.idle_time,
                                  limits.write_time, kLingerTime});
  tick_ = std::clamp(shortest / 4, std::chrono::milliseconds{5}, std::chrono::milliseconds{250});
}

void Loop::add(Connection& connection) {
  connection.place_ = connections_.size();
  connections_.push_back(&connection);
}

void Loop::remove(Connection& connection) {
  connections_.back()->place_ = connection.place_;
  std::swap(connections_[connection.place_], connections_.back());
  connections_.pop_back();
}

void Loop::start_sweeping() {
  timer_.expires_after(tick_);
  timer_.async_wait([this](const error_code& error) {
    // A tick that was over when the timer was cancelled comes without an error.
    if (error or swept_) return;
    sweep();
    start_sweeping();
  });
}

void Loop::stop_sweeping() {
  swept_ = true;
  timer_.cancel();
}

std::vector<std::shared_ptr<Connection>> Loop::snapshot() const {
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (Connection* connection : connections_) all.push_back(connection->shared_from_this());
  return all;
}

void Loop::sweep() {
  const auto now = std::chrono::steady_clock::now();
  std::vector<std::shared_ptr<Connection>> late;
  for (Connection* connection : connections_) {
    if (connection->deadline() <= now) late.push_back(connection->shared_from_this());
  }
  for (const auto& connection : late) connection->expire();
}

void Loop::drain() {
  for (const auto& connection : snapshot()) connection->drain();
}

void Loop::close_all() {
  for (const auto& connection : snapshot()) connection->close();
}

}  // namespace intersession::http

#include "platform/http/request_reader.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>

#include "platform/http/target.hpp"
#include "platform/http/text.hpp"

namespace intersession::http {
namespace {

namespace beast = boost::beast;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

/// Room made for a body before its bytes are there; more only as they come.
constexpr std::size_t kTrustedLength = 64 * 1024;

/// Beast's parser of one request. It fills the Request without Beast's own containers.
class BeastRequest final : public beast::http::basic_parser<true> {
 public:
  explicit BeastRequest(Request& request) : request_(request) {}

  [[nodiscard]] bool over_limit() const { return over_limit_; }
  void allow_body(std::size_t limit) {
    limit_ = limit;
    body_limit(limit);
    eager(true);
  }

 private:
  using error_code = beast::error_code;

  static void refuse(error_code& error) { error = beast::http::error::bad_value; }

  void append(beast::string_view bytes, error_code& error) {
    if (request_.body.size() + bytes.size() > limit_) {
      over_limit_ = true;
      error = beast::http::error::body_limit;
      return;
    }
    request_.body.append(bytes.data(), bytes.size());
  }

  void on_request_impl(beast::http::verb, beast::string_view, beast::string_view target, int,
                       error_code& error) override {
    const auto text = view(target);
    const auto question = std::min(text.find('?'), text.size());
    request_.path.assign(text.substr(0, question));
    if (question == text.size()) return;
    auto queries = decode_query(text.substr(question + 1));
    if (not queries) return refuse(error);
    request_.queries = std::move(*queries);
  }
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     error_code& error) override {
    if (head_done_) return refuse(error);  // a trailer: it would become a header after all checks
    request_.headers.push_back({lowered(view(name)), std::string(view(value))});
  }
  void on_header_impl(error_code&) override { head_done_ = true; }
  void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code&) override {
    if (length)
      request_.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, kTrustedLength)));
  }
  std::size_t on_body_impl(beast::string_view body, error_code& error) override {
    append(body, error);
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view extensions, error_code& error) override {
    if (not extensions.empty()) refuse(error);
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, error_code& error) override {
    append(body, error);
    return body.size();
  }
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, beast::string_view, int, error_code& error) override { refuse(error); }

  Request& request_;
  std::size_t limit_ = 0;
  bool head_done_ = false;
  bool over_limit_ = false;
};

/// "0\r\n\r\n": a chunked body that is not complete lacks no fewer bytes that were not read. Beast's parser
/// stops the process by an assertion where it has seen "0\r\n" and is asked again with less.
constexpr std::size_t kShortestChunkedEnd = 5;

}  // namespace

class RequestReader::Parser {
 public:
  BeastRequest& start(Request& request, std::size_t header_bytes) {
    beast_.emplace(request);
    beast_->eager(false);
    beast_->header_limit(static_cast<std::uint32_t>(header_bytes));
    beast_->body_limit(boost::none);
    return *beast_;
  }
  BeastRequest& current() { return *beast_; }

 private:
  std::optional<BeastRequest> beast_;
};

RequestReader::RequestReader(const Origin& origin, const ReaderLimits& limits)
    : origin_(origin), limits_(limits), parser_(std::make_unique<Parser>()) {}

RequestReader::~RequestReader() = default;

void RequestReader::refuse(Refusal refusal) {
  refusal_ = refusal;
  state_ = State::kRefused;
}

std::size_t RequestReader::feed(std::string_view bytes) {
  if (state_ == State::kWaiting) return feed_head(bytes);
  if (state_ == State::kBody) return feed_body(bytes);
  return 0;
}

std::size_t RequestReader::feed_head(std::string_view bytes) {
  const auto scan = scan_head(bytes, scanned_);
  scanned_ = scan.size;
  if (scan.state == HeadScan::State::kBroken) {
    refuse({400, "head_bytes"});
    return 0;
  }
  if (scan.size > limits_.header_bytes) {
    refuse({431, "header_bytes"});
    return 0;
  }
  if (scan.state == HeadScan::State::kIncomplete) return 0;

  const auto head = bytes.substr(0, scan.size);
  if (const auto refused = check_head(head, origin_, limits_.guard, framing_)) {
    refuse(*refused);
    return 0;
  }
  request_.method = framing_.method;
  request_.headers.reserve(16);
  auto& parser = parser_->start(request_, limits_.header_bytes);
  beast::error_code error;
  const auto used = parser.put(boost::asio::const_buffer(head.data(), head.size()), error);
  if (error or not parser.is_header_done() or used != head.size()) {
    refuse({400, "parser"});
    return 0;
  }
  state_ = State::kHead;
  return used;
}

void RequestReader::accept_body(std::size_t limit) {
  if (framing_.body == Framing::Body::kNone) {
    state_ = State::kDone;
    return;
  }
  if (framing_.body == Framing::Body::kLength and framing_.length > limit)
    return refuse({413, "body_length"});
  parser_->current().allow_body(limit);
  state_ = State::kBody;
}

std::size_t RequestReader::feed_body(std::string_view bytes) {
  auto& parser = parser_->current();
  std::size_t used = 0;
  while (not parser.is_done() and used < bytes.size()) {
    beast::error_code error;
    const auto rest = bytes.substr(used);
    if (framing_.body == Framing::Body::kChunked and rest.size() < kShortestChunkedEnd) break;
    const auto count = parser.put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    used += count;
    if (error == beast::http::error::need_more) break;
    if (error) {
      const bool too_large = parser.over_limit() or error == beast::http::error::body_limit;
      refuse(too_large ? Refusal{413, "body_length"} : Refusal{400, "body"});
      return used;
    }
    if (count == 0) break;
  }
  if (parser.is_done()) state_ = State::kDone;
  return used;
}

void RequestReader::next() {
  request_ = Request{};  // thousands of idle connections must not keep their last bodies
  scanned_ = 0;
  state_ = State::kWaiting;
}

}  // namespace intersession::http

#include "platform/http/framing_guard.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "platform/http/text.hpp"

namespace intersession::http {
namespace {

bool is_visible_ascii(char c) {
  return c > 0x20 and c < 0x7F;
}
/// Allowed in a field value: visible characters, space, tab and bytes past ASCII (RFC 9110, section 5.5).
bool is_value_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 ? byte != 0x7F : byte == '\t';
}

/// Headers that carry one value, so that a second one would be a second opinion.
constexpr std::array<std::string_view, 24> kSingletons{"authorization",
                                                       "content-encoding",
                                                       "content-location",
                                                       "content-range",
                                                       "content-type",
                                                       "cookie",
                                                       "date",
                                                       "expect",
                                                       "from",
                                                       "if-match",
                                                       "if-none-match",
                                                       "if-modified-since",
                                                       "if-range",
                                                       "if-unmodified-since",
                                                       "max-forwards",
                                                       "origin",
                                                       "proxy-authorization",
                                                       "range",
                                                       "referer",
                                                       "sec-fetch-site",
                                                       "sec-fetch-mode",
                                                       "user-agent",
                                                       "x-forwarded-for",
                                                       "x-requested-by"};

constexpr Refusal refusal(int status, std::string_view reason) {
  return {status, reason};
}

bool has_element(std::string_view list, std::string_view wanted) {
  std::string_view element;
  while (next_element(list, element)) {
    if (equal_ignoring_case(element, wanted)) return true;
  }
  return false;
}

/// Plain digits that fit: no sign, no list, no 0x.
std::optional<std::uint64_t> parse_length(std::string_view text) {
  if (text.empty() or text.size() > 18) return std::nullopt;
  if (not std::ranges::all_of(text, [](char c) { return c >= '0' and c <= '9'; })) return std::nullopt;
  std::uint64_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

/// Gathers what the fields of one head say and then judges it as a whole.
class Head {
 public:
  Head(const Origin& origin, const GuardLimits& limits, Framing& framing)
      : origin_(origin), limits_(limits), framing_(framing) {}

  std::optional<Refusal> request_line(std::string_view line) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos or first == last) return refusal(400, "request_line");
    const auto name = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (not std::ranges::all_of(name, is_token_character) or name.empty()) return refusal(400, "method");
    if (version == "HTTP/1.0") {
      http_1_0_ = true;
    } else if (version != "HTTP/1.1") {
      return refusal(400, "version");
    }
    if (target.size() > limits_.target_bytes) return refusal(414, "target_length");
    if (target.empty() or target.front() != '/') return refusal(400, "target_form");
    if (not std::ranges::all_of(target, is_visible_ascii)) return refusal(400, "target_character");
    if (target.find('#') != std::string_view::npos) return refusal(400, "target_fragment");
    const auto method = parse_method(name);
    if (not method) return refusal(501, "method");
    framing_.method = *method;
    return std::nullopt;
  }

  std::optional<Refusal> field(std::string_view line) {
    if (line.front() == ' ' or line.front() == '\t') return refusal(400, "obs_fold");
    if (++fields_ > limits_.fields) return refusal(431, "fields");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos or colon == 0) return refusal(400, "field_name");
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    if (not std::ranges::all_of(name, is_token_character)) return refusal(400, "field_name");
    if (not std::ranges::all_of(value, is_value_character)) return refusal(400, "field_value");
    return classify(name, value);
  }

  std::optional<Refusal> judge() {
    if (not host_seen_) return refusal(400, "host_missing");
    framing_.keep_alive = not http_1_0_ and not close_;
    if (chunked_ and http_1_0_) return refusal(400, "transfer_encoding_1_0");
    if (chunked_ and length_seen_) return refusal(400, "length_and_chunked");
    if (chunked_) framing_.body = Framing::Body::kChunked;
    if (framing_.length != 0) framing_.body = Framing::Body::kLength;
    const bool takes_body = framing_.method == Method::kPost or framing_.method == Method::kPut or
                            framing_.method == Method::kPatch;
    if (takes_body and not chunked_ and not length_seen_) return refusal(411, "length_required");
    if (not takes_body and framing_.body != Framing::Body::kNone) return refusal(400, "body_not_expected");
    framing_.expects_continue = expect_ and framing_.body != Framing::Body::kNone;
    return std::nullopt;
  }

 private:
  std::optional<Refusal> classify(std::string_view name, std::string_view value) {
    switch (lower(name.front())) {
      case 'c':
        if (equal_ignoring_case(name, "content-length")) return content_length(value);
        if (equal_ignoring_case(name, "connection")) return connection(value);
        if (equal_ignoring_case(name, "content-encoding") and not equal_ignoring_case(value, "identity")) {
          return refusal(415, "content_encoding");
        }
        break;
      case 'e':
        if (equal_ignoring_case(name, "expect")) {
          if (not equal_ignoring_case(value, "100-continue")) return refusal(417, "expect");
          expect_ = true;
        }
        break;
      case 'h':
        if (equal_ignoring_case(name, "host")) return host(value);
        if (equal_ignoring_case(name, "http2-settings")) return refusal(400, "upgrade");
        break;
      case 't':
        if (equal_ignoring_case(name, "transfer-encoding")) return transfer_encoding(value);
        if (equal_ignoring_case(name, "trailer")) return refusal(400, "trailer");
        break;
      case 'u':
        if (equal_ignoring_case(name, "upgrade")) return refusal(400, "upgrade");
        break;
      default:
        break;
    }
    return singleton(name);
  }

  std::optional<Refusal> content_length(std::string_view value) {
    if (length_seen_) return refusal(400, "length_twice");
    const auto length = parse_length(value);
    if (not length) return refusal(400, "length");
    length_seen_ = true;
    framing_.length = *length;
    return std::nullopt;
  }

  std::optional<Refusal> transfer_encoding(std::string_view value) {
    if (chunked_) return refusal(400, "transfer_encoding_twice");
    if (value != "chunked") return refusal(400, "transfer_encoding");
    chunked_ = true;
    return std::nullopt;
  }

  std::optional<Refusal> host(std::string_view value) {
    if (host_seen_) return refusal(400, "host_twice");
    if (not origin_.accepts_host(value)) return refusal(400, "host");
    host_seen_ = true;
    return std::nullopt;
  }

  std::optional<Refusal> connection(std::string_view value) {
    if (has_element(value, "upgrade")) return refusal(400, "upgrade");
    close_ = close_ or has_element(value, "close");
    return std::nullopt;
  }

  std::optional<Refusal> singleton(std::string_view name) {
    for (std::size_t i = 0; i < kSingletons.size(); ++i) {
      if (not equal_ignoring_case(name, kSingletons[i])) continue;
      if (seen_[i]) return refusal(400, "singleton_twice");
      seen_[i] = true;
      break;
    }
    return std::nullopt;
  }

  const Origin& origin_;
  const GuardLimits& limits_;
  Framing& framing_;
  std::size_t fields_ = 0;
  bool length_seen_ = false;
  bool http_1_0_ = false;
  bool chunked_ = false;
  bool close_ = false;
  bool expect_ = false;
  bool host_seen_ = false;
  std::array<bool, kSingletons.size()> seen_{};
};

}  // namespace

HeadScan scan_head(std::string_view bytes, std::size_t scanned) {
  // A CR at the very end of what was scanned may be half of an end of line.
  for (std::size_t i = scanned > 3 ? scanned - 3 : 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte >= 0x20 and byte != 0x7F) continue;
    if (byte == '\t' and i > 0) continue;
    if (byte == '\n') {
      if (i < 2 or bytes[i - 1] != '\r') return {HeadScan::State::kBroken, i};
      if (i >= 3 and bytes[i - 2] == '\n') return {HeadScan::State::kComplete, i + 1};
      continue;
    }
    const bool is_line_end = byte == '\r' and i > 0 and (i + 1 == bytes.size() or bytes[i + 1] == '\n');
    if (not is_line_end) return {HeadScan::State::kBroken, i};
  }
  return {HeadScan::State::kIncomplete, bytes.size()};
}

std::optional<Refusal> check_head(std::string_view head, const Origin& origin, const GuardLimits& limits,
                                  Framing& framing) {
  framing = {};
  Head reading(origin, limits, framing);
  bool first = true;
  while (true) {
    const auto end = head.find("\r\n");
    if (end == std::string_view::npos) return refusal(400, "head_end");
    const auto line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.empty()) break;
    if (const auto refused = first ? reading.request_line(line) : reading.field(line)) return refused;
    first = false;
  }
  if (first or not head.empty()) return refusal(400, "head_end");
  return reading.judge();
}

}  // namespace intersession::http

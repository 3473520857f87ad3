#include "platform/http/origin.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "platform/http/text.hpp"

namespace intersession::http {
namespace {

struct HostPort {
  std::string host;  ///< lower case; IPv6 in brackets
  std::uint16_t port = 0;
};

bool is_host_character(char c) {
  return (c >= 'a' and c <= 'z') or (c >= '0' and c <= '9') or c == '-' or c == '.';
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} or end != text.data() + text.size() or port == 0) return std::nullopt;
  return port;
}

bool is_host(std::string_view host) {
  if (host.size() > 2 and host.front() == '[' and host.back() == ']') {
    in6_addr address{};
    return inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &address) == 1;
  }
  return not host.empty() and host.size() <= 253 and std::ranges::all_of(host, is_host_character) and
         host.front() != '.' and host.front() != '-';
}

/// "host", "host:port", "[v6]:port".
std::optional<HostPort> parse_authority(std::string_view text, std::uint16_t usual_port) {
  HostPort result{.host = lowered(text), .port = usual_port};
  const auto bracket = result.host.rfind(']');
  const auto colon = result.host.rfind(':');
  if (colon != std::string::npos and (bracket == std::string::npos or colon > bracket)) {
    const auto port = parse_port(std::string_view(result.host).substr(colon + 1));
    if (not port) return std::nullopt;
    result.port = *port;
    result.host.resize(colon);
  }
  if (not is_host(result.host)) return std::nullopt;
  return result;
}

constexpr std::uint16_t usual_port(bool secure) {
  return secure ? 443 : 80;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  if (equal_ignoring_case(host, "localhost") or host == "::1" or host == "[::1]") return true;
  in_addr address{};
  if (inet_pton(AF_INET, std::string(host).c_str(), &address) != 1) return false;
  return (ntohl(address.s_addr) >> 24) == 127;
}

core::Result<Origin> Origin::parse(std::string_view text) {
  Origin origin;
  std::string_view rest = text;
  if (rest.starts_with("https://")) {
    origin.secure_ = true;
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return core::fail(core::ErrorCode::kInvalid,
                      "The origin must start with https:// or http://, such as https://care.example.org.");
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto parts = parse_authority(rest, usual_port(origin.secure_));
  if (not parts) {
    return core::fail(core::ErrorCode::kInvalid,
                      "The origin must be scheme, host and maybe port, such as https://care.example.org.");
  }
  origin.host_ = parts->host;
  origin.port_ = parts->port;
  origin.authority_ = parts->host;
  if (parts->port != usual_port(origin.secure_)) origin.authority_ += ":" + std::to_string(parts->port);
  origin.text_ = (origin.secure_ ? "https://" : "http://") + origin.authority_;
  origin.loopback_ = is_loopback_host(origin.host_);
  return origin;
}

bool Origin::accepts_host(std::string_view host_header) const {
  if (equal_ignoring_case(host_header, authority_)) return true;
  const auto parts = parse_authority(host_header, usual_port(secure_));
  if (not parts or parts->port != port_) return false;
  return parts->host == host_ or (loopback_ and is_loopback_host(parts->host));
}

bool Origin::accepts_origin(std::string_view origin_header) const {
  if (origin_header == text_) return true;
  const std::string_view scheme = secure_ ? "https://" : "http://";
  return origin_header.starts_with(scheme) and accepts_host(origin_header.substr(scheme.size()));
}

std::string Origin::cookie_name(std::string_view name) const {
  return (secure_ ? "__Host-" : "") + std::string(name);
}

}  // namespace intersession::http

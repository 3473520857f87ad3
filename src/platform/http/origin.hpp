// The one web origin this server answers for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/core/result.hpp"

namespace intersession::http {

/// Scheme, host and port of the address in the browser (--origin). Decides which Host is ours, which requests
/// are same-origin, whether cookies are Secure, and the start of every link we send.
class Origin {
 public:
  /// "https://care.example.org" or "http://127.0.0.1:8080": no path, no user, ASCII host in lower or upper
  /// case. Refused with kInvalid in one sentence.
  [[nodiscard]] static core::Result<Origin> parse(std::string_view text);

  /// Without a trailing slash and without the scheme's usual port.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Host, with the port where it is not the usual one.
  [[nodiscard]] const std::string& authority() const { return authority_; }
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// True for https: cookies are Secure and HSTS is sent.
  [[nodiscard]] bool secure() const { return secure_; }
  /// True for 127.0.0.0/8, ::1 and localhost.
  [[nodiscard]] bool loopback() const { return loopback_; }

  /// True where a Host header names this origin. Where the origin is loopback, so is every loopback name of
  /// the same port.
  [[nodiscard]] bool accepts_host(std::string_view host_header) const;
  /// True where an Origin header names this origin, by the same rule.
  [[nodiscard]] bool accepts_origin(std::string_view origin_header) const;

  /// The name under which a cookie is set and read: "__Host-" before it where secure.
  [[nodiscard]] std::string cookie_name(std::string_view name) const;

 private:
  std::string text_;
  std::string authority_;
  std::string host_;
  std::uint16_t port_ = 0;
  bool secure_ = false;
  bool loopback_ = false;
};

/// True for 127.0.0.0/8, ::1, [::1] and localhost.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace intersession::http

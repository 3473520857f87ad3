#include "platform/http/security_headers.hpp"

namespace intersession::http {
namespace {

constexpr std::string_view kCommon =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), bluetooth=(), "
    "browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), "
    "local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
    "screen-wake-lock=(), serial=(), usb=(), web-share=(), xr-spatial-tracking=()\r\n";

constexpr std::string_view kNothing =
    "Content-Security-Policy: default-src 'none'; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'\r\n";

/// react-aria creates style elements, hence the nonce; the service worker's address needs the one named
/// Trusted Types policy.
std::string page_policy(std::string_view style_nonce) {
  std::string policy = "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'";
  if (not style_nonce.empty()) policy.append(" 'nonce-").append(style_nonce).append("'");
  policy +=
      "; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
      "worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
      "require-trusted-types-for 'script'; trusted-types intersession-sw\r\n";
  return policy;
}

}  // namespace

SecurityHeaders::SecurityHeaders(const Origin& origin) : common_(kCommon) {
  if (origin.secure()) common_ += "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n";
  api_ = common_ + std::string(kNothing);
  file_ = common_ + page_policy({});
}

std::string SecurityHeaders::page(std::string_view nonce) const {
  return common_ + page_policy(nonce);
}

}  // namespace intersession::http

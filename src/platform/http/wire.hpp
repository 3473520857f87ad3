// A response as bytes.
#pragma once

#include <memory>
#include <string>

#include "platform/core/time.hpp"
#include "platform/http/dispatch.hpp"
#include "platform/http/security_headers.hpp"

namespace intersession::http {

/// What goes to the socket: `bytes`, then `shared` where set.
struct Outgoing {
  std::string bytes{};
  std::shared_ptr<const std::string> shared{};
  bool close = false;
};

/// Status line, security headers, the response's own, Date, Content-Length, Connection, body. Under kApi
/// "Cache-Control: no-store" where the response does not say otherwise. No body for HEAD, 204 and 304. A
/// header that holds a control character is a bug: the answer is then a bare 500.
[[nodiscard]] Outgoing to_wire(Answer answer, Method method, bool keep_alive, core::Instant now,
                               const SecurityHeaders& security);

/// "Mon, 23 Nov 2026 23:27:06 GMT" (RFC 9110, section 5.6.7).
[[nodiscard]] std::string http_date(core::Instant now);

}  // namespace intersession::http

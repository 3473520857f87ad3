// A message by e-mail, as text that a mail server takes.
#pragma once

#include <string>
#include <string_view>

#include "platform/core/result.hpp"
#include "platform/core/time.hpp"

namespace intersession::messaging {

/// One plain-text message to one person. Whoever writes one keeps names and content out of it.
struct Mail {
  std::string to;       ///< an address, see is_mail_address()
  std::string subject;  ///< one line
  std::string text;     ///< lines end with "\n"
  std::string id;       ///< the same for the same message sent again; [a-z0-9.-]
  core::Instant at{};
};

/// True for an address that can stand in an SMTP command and a header as it is: ASCII, one "@" with something
/// on both sides, no white space, control characters, quotes, brackets or commas, at most 254 bytes.
[[nodiscard]] bool is_mail_address(std::string_view text);

/// The message by RFC 5322 and MIME, with CRLF line ends, marked as made by a machine (RFC 3834). Refused
/// where an address or the subject could carry a header of its own.
[[nodiscard]] core::Result<std::string> to_message(const Mail& mail, std::string_view from);

}  // namespace intersession::messaging

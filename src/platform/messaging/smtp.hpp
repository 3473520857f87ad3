// Hands messages to the practice's mail server (SMTP, RFC 5321), with libcurl.
#pragma once

#include <filesystem>
#include <string>

#include "platform/messaging/mail.hpp"

namespace intersession::messaging {

/// How the connection is kept from others.
enum class SmtpSecurity {
  kStartTls,  ///< begins in the clear and is refused where TLS cannot be had
  kTls,       ///< TLS from the first byte (port 465)
  kNone       ///< to this machine only
};

struct SmtpSettings {
  std::string host;
  int port = 587;
  SmtpSecurity security = SmtpSecurity::kStartTls;
  std::string from;                     ///< the address that people see
  std::string user;                     ///< empty: without signing in
  std::string password;                 ///< only where there is a user
  std::filesystem::path authorities{};  ///< PEM file of authorities to trust; empty: those of the machine
};

/// Reads the settings file (JSON): {"host", "port", "security": "starttls" | "tls" | "none", "from", "user",
/// "passwordFile", "authorities"}; paths count from the file's folder. Refused in one sentence for an
/// operator: what does not fit, a password file that others can read, security "none" to another machine.
[[nodiscard]] core::Result<SmtpSettings> read_smtp_settings(const std::filesystem::path& file);

/// Thread-safe. Each message has a connection of its own; the server's certificate is checked.
class Smtp {
 public:
  explicit Smtp(SmtpSettings settings);

  /// Returns once the server has said that it has the message (250), and not before: after an error it may
  /// have it all the same. kUnavailable otherwise, with a reason: "connection", "tls", "sign-in", "refused",
  /// "timeout". At most some 12 seconds.
  [[nodiscard]] core::Result<void> send(const Mail& mail) const;
  /// Connects, signs in and leaves: whether mail could be handed over now.
  [[nodiscard]] core::Result<void> greet() const;

 private:
  SmtpSettings settings_;
};

}  // namespace intersession::messaging

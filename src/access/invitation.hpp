// Links that let somebody in, once.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/random.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"

namespace intersession::access {

constexpr std::chrono::hours kInvitationLife{72};
constexpr std::int64_t kCodeTries = 5;

struct Invitation {
  core::Id practice;
  core::Id id;
  core::Bytes secret_hash;  ///< of the link's token
  core::Bytes code_hash;    ///< keyed; empty for a member's
  core::Id member;          ///< nil for a client's
  core::Id client;          ///< nil for a member's
  core::Id made_by;         ///< the account that invites
  core::Instant made{};
  core::Instant expires{};
  std::int64_t tries = 0;  ///< wrong codes
  bool redeemed = false;
  bool ended = false;  ///< by a newer one
};

/// True where it may still be taken up.
[[nodiscard]] bool is_open(const Invitation& invitation, core::Instant now);

/// Six digits, each code as likely as any other.
[[nodiscard]] std::string make_code(core::Random& random);
/// The digits of what somebody typed; spaces and hyphens are allowed anywhere.
[[nodiscard]] std::string digits_of(std::string_view typed);

/// The one answer to a link or code that does not work, whatever the cause.
[[nodiscard]] core::Error invitation_error();

}  // namespace intersession::access

// Letting a client's phone in: a link, and a code that is said in the room.
#pragma once

#include <string>

#include "access/access.hpp"
#include "access/invitation.hpp"

namespace intersession::access {

struct ClientInvitation {
  std::string secret;  ///< for the link's fragment; shown once
  std::string code;    ///< six digits; shown once
  core::Instant expires{};
};

/// A new link and code. Older ones, and all sign-in sessions of the client (a lost phone), end in the same
/// transaction. Fails with kConflict, reason "help-not-ready", until the practice has help numbers; with
/// not_found() where the principal is no therapist of the client.
[[nodiscard]] core::Result<ClientInvitation> invite_client(Access& access, const Scope& scope,
                                                           const core::Id& client);

/// Signs the device in: once per invitation, within 72 hours, after at most four wrong codes. Any failure is
/// invitation_error(). `old_cookie` is the sign-in cookie the browser sent, whose session ends.
[[nodiscard]] core::Result<SignedIn> redeem_client_invitation(Access& access, const std::string& secret,
                                                              const std::string& code,
                                                              const std::string& old_cookie);

}  // namespace intersession::access

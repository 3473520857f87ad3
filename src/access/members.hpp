// The people who work for the practice.
#pragma once

#include <string>
#include <vector>

#include "access/access.hpp"
#include "access/account_store.hpp"
#include "access/invitation.hpp"

namespace intersession::access {

/// Everybody in the practice, for any member; addresses are empty unless an owner asks.
[[nodiscard]] core::Result<std::vector<Member>> members(Access& access, const Scope& scope);

struct NewMember {
  std::string name;
  std::string email;
  Roles roles;
};
struct MemberInvitation {
  Member member;
  std::string secret;  ///< for the link's fragment; shown once
  core::Instant expires{};
};
/// An owner invites. The same address again, while it is still invited, gets a new link and the older one
/// ends. kInvalid where the address is none, belongs to somebody already, or a role is not a member's.
[[nodiscard]] core::Result<MemberInvitation> invite_member(Access& access, const Scope& scope,
                                                           const NewMember& wanted);

/// Takes an invitation up with a password of one's own, and signs in. Any failure of the link is
/// invitation_error(); a password that is not good enough is kInvalid at /password and leaves the link open.
[[nodiscard]] core::Result<SignedIn> redeem_member_invitation(Access& access, const std::string& secret,
                                                              const std::string& password,
                                                              const std::string& old_cookie);

/// An owner ends somebody's access at once: sign-in sessions and open invitations go. kConflict, reason
/// "last-owner", for the only owner left, and whatever Ports::may_leave answers.
[[nodiscard]] core::Result<void> disable_member(Access& access, const Scope& scope, const core::Id& member);

}  // namespace intersession::access

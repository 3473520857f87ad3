// Linking a caregiver to a client, letting the phone in, and ending the link.
#pragma once

#include "access/caregiver.hpp"
#include "access/client_invitations.hpp"

namespace intersession::access {

/// A new link, inside a write of the client's record by a member. kConflict ("exists") where the id is taken.
[[nodiscard]] core::Result<void> link_caregiver(db::Connection& connection, const ClientAccess& access,
                                                const vault::SealingKey& key, const Caregiver& caregiver);

/// A link and a code for the caregiver's own phone, as invite_client(). not_found() where the client has no
/// such caregiver or the link has ended.
[[nodiscard]] core::Result<ClientInvitation> invite_caregiver(Access& access, const Scope& scope,
                                                              const core::Id& client,
                                                              const core::Id& caregiver);

/// Ends the link with every sign-in session and invitation of the caregiver, inside a write. Said again it
/// changes nothing; not_found() where the client never had such a caregiver.
[[nodiscard]] core::Result<void> unlink_caregiver(db::Connection& connection, const ClientAccess& access,
                                                  const vault::SealingKey& key, const core::Id& caregiver);

}  // namespace intersession::access

// Rows of invitations.
#pragma once

#include <optional>

#include "access/invitation.hpp"
#include "access/token.hpp"
#include "platform/db/connection.hpp"

namespace intersession::access::store {

void add(db::Connection& connection, const Invitation& invitation);
[[nodiscard]] std::optional<Invitation> invitation(db::Connection& connection, const Token& token);
/// False where somebody else was first, or it was ended.
[[nodiscard]] bool redeem(db::Connection& connection, const Invitation& invitation, core::Instant now);
void count_wrong_code(db::Connection& connection, const Invitation& invitation);
/// Ends what is still open for a client or a member.
void end_client_invitations(db::Connection& connection, const core::Id& practice, const core::Id& client,
                            core::Instant now);
void end_member_invitations(db::Connection& connection, const core::Id& practice, const core::Id& member,
                            core::Instant now);

}  // namespace intersession::access::store

// Rows of who works with whom, from when to when.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.hpp"
#include "platform/core/time.hpp"
#include "platform/db/connection.hpp"

namespace intersession::access::store {

/// Answered with a row where the member's sign-in session and account live and a relation to the client is
/// open at `now`.
[[nodiscard]] db::Asked ask_treats(db::Connection& connection, const Principal& member,
                                   const core::Id& client, core::Instant now);
/// Answered with a row where the client's sign-in session lives.
[[nodiscard]] db::Asked ask_signed_in(db::Connection& connection, const Principal& client);

/// The condition behind Scope::sees_client, for a member who treats.
[[nodiscard]] std::string treated_clients(std::string_view alias);

[[nodiscard]] bool has_relation(db::Connection& connection, const core::Id& practice, const core::Id& client);
void open_relation(db::Connection& connection, const core::Id& practice, const core::Id& client,
                   const core::Id& member, core::Instant from,
                   std::optional<core::Instant> until = std::nullopt);
/// The members whose relation to the client is open at `now`, earliest first.
[[nodiscard]] std::vector<core::Id> treating_members(db::Connection& connection, const core::Id& practice,
                                                     const core::Id& client, core::Instant now);
/// Ends the open relations of the member with the client at `until`; false where there was none.
[[nodiscard]] bool end_relation(db::Connection& connection, const core::Id& practice, const core::Id& client,
                                const core::Id& member, core::Instant until);

}  // namespace intersession::access::store

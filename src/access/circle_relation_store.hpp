// Rows of who leads a circle and which clients are in it, from when to when; and the relations that leading
// opens.
#pragma once

#include <vector>

#include "access/principal.hpp"
#include "access/scope.hpp"
#include "platform/core/time.hpp"
#include "platform/db/connection.hpp"

namespace intersession::access::store {

/// True where the member's sign-in session and account live and the member leads the circle at `now`.
[[nodiscard]] bool leads_now(db::Connection& connection, const Principal& member, const core::Id& circle,
                             core::Instant now);
[[nodiscard]] bool had_leader(db::Connection& connection, const core::Id& practice, const core::Id& circle);
/// Only Scope::admit_circle and change_circle() (circles.hpp) use these two.
void add_leader(db::Connection& connection, const core::Id& practice, const core::Id& circle,
                const core::Id& member, core::Instant from);
void add_circle_client(db::Connection& connection, const CircleAccess& circle, const core::Id& client);
/// End a place in the circle, and with it the relations that it had opened.
void end_leader(db::Connection& connection, const CircleAccess& circle, const core::Id& member);
void end_circle_client(db::Connection& connection, const CircleAccess& circle, const core::Id& client);

/// Who leads now and who is in it now, earliest first.
[[nodiscard]] std::vector<core::Id> leaders(db::Connection& connection, const CircleAccess& circle);
[[nodiscard]] std::vector<core::Id> circle_clients(db::Connection& connection, const CircleAccess& circle);
/// The circles that a member leads now, earliest first.
[[nodiscard]] std::vector<core::Id> led_circles(db::Connection& connection, const Scope& scope);
/// The circles that a client is in now, whoever leads them.
[[nodiscard]] std::vector<core::Id> circles_of(db::Connection& connection, const ClientAccess& client);

/// Opens a relation that ends with the circle, where the member has no open one to the client.
void open_circle_relation(db::Connection& connection, const CircleAccess& circle, const core::Id& client,
                          const core::Id& member);

/// Whether a member of this id treats and is not disabled.
[[nodiscard]] bool may_lead(db::Connection& connection, const core::Id& practice, const core::Id& member);

}  // namespace intersession::access::store

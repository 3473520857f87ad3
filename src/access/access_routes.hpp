// /api/v1: set-up, sign-in, sign-out, welcome, member-welcome, me, devices, members, client invitations.
#pragma once

#include "access/gate.hpp"
#include "access/set_up.hpp"
#include "platform/core/json.hpp"

namespace intersession::access {

/// Adds the room's routes as api/openapi.yaml describes them. `secret`: nullptr where no set-up is offered.
/// Everything must outlive the router.
void add_access_routes(http::Router& router, const Gate& gate, Access& access, const http::Origin& origin,
                       const SetUpSecret* secret);

/// The body of `Me`: who is signed in. For routes of other rooms that sign somebody in.
[[nodiscard]] core::Result<core::json::object> me(Access& access, const Principal& principal);

/// The address at which the first owner sets the practice up, with the secret in its fragment.
[[nodiscard]] std::string set_up_link(const http::Origin& origin, const SetUpSecret& secret);

}  // namespace intersession::access

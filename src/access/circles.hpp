// The people of a circle (a group or a couple): who leads it and who is in it.
#pragma once

#include <vector>

#include "access/scope.hpp"

namespace intersession::access {

struct CirclePeople {
  std::vector<core::Id> clients;
  std::vector<core::Id> leaders;
};

/// Makes these the people of the circle, inside a write. Leading opens a relation to each client, which ends
/// when either leaves: all who lead treat all who are in it. kInvalid at /clientIds/… for a new client whose
/// record the principal may not work with, and at /leaderIds/… for somebody who does not treat; the principal
/// stays one of those who lead. Each change is an audit row.
[[nodiscard]] core::Result<void> change_circle(db::Connection& connection, const Scope& scope,
                                               const CircleAccess& circle, const CirclePeople& wanted);

}  // namespace intersession::access

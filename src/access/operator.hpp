// The person at the command line who holds the data folder and its key file.
#pragma once

#include "access/scope.hpp"

namespace intersession::access {

/// Holding the key file is the proof: whoever can open the vault could read every row anyway. May read the
/// records of all clients of one practice, and write nothing but the audit rows of having done so. Only
/// commands of app/ make one.
class Operator {
 public:
  [[nodiscard]] static Scope reads(const core::Id& practice, Purpose purpose, core::Instant now);
};

}  // namespace intersession::access

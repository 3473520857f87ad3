#include "access/operator.hpp"

namespace intersession::access {

Scope Operator::reads(const core::Id& practice, Purpose purpose, core::Instant now) {
  Principal principal;
  principal.practice_ = practice;
  principal.operator_ = true;
  return {principal, purpose, now};
}

}  // namespace intersession::access

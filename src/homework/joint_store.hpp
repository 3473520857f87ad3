// Rows of joint plans.
#pragma once

#include <vector>

#include "access/scope.hpp"
#include "homework/joint_plan.hpp"

namespace intersession::homework::store {

/// In the order of creation.
[[nodiscard]] std::vector<JointPlan> joint_plans(db::Connection& connection,
                                                 const access::CircleAccess& circle);
void insert(db::Connection& connection, const access::CircleAccess& circle, const JointPlan& plan);

}  // namespace intersession::homework::store

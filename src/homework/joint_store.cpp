#include "homework/joint_store.hpp"

namespace intersession::homework::store {

std::vector<JointPlan> joint_plans(db::Connection& connection, const access::CircleAccess& circle) {
  std::vector<JointPlan> plans;
  for (const auto& row : connection.query(
           "SELECT p.joint_plan_id, p.activity_id, p.created_at, a.client_id, a.assignment_id FROM "
           "joint_plan p "
           "JOIN joint_assignment a ON a.practice_id = p.practice_id AND a.circle_id = p.circle_id "
           "AND a.joint_plan_id = p.joint_plan_id WHERE p.practice_id = ?1 AND p.circle_id = ?2 "
           "ORDER BY p.created_at, p.joint_plan_id, a.client_id",
           circle.practice(), circle.circle())) {
    if (plans.empty() or plans.back().id != row.id(0))
      plans.push_back(
          {.id = row.id(0), .activity_id = row.text(1), .created_at = row.instant(2), .links = {}});
    plans.back().links.push_back({row.id(3), row.id(4)});
  }
  return plans;
}

void insert(db::Connection& connection, const access::CircleAccess& circle, const JointPlan& plan) {
  connection.execute(
      "INSERT INTO joint_plan (practice_id, circle_id, joint_plan_id, activity_id, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      circle.practice(), circle.circle(), plan.id, plan.activity_id, plan.created_at);
  for (const auto& link : plan.links) {
    connection.execute(
        "INSERT INTO joint_assignment (practice_id, circle_id, joint_plan_id, client_id, assignment_id) "
        "VALUES (?1, ?2, ?3, ?4, ?5)",
        circle.practice(), circle.circle(), plan.id, link.client, link.assignment);
  }
}

}  // namespace intersession::homework::store

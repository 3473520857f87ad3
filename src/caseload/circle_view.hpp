// A group or a couple as those who lead it see it: each client beside the others, at a glance.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "care/circle.hpp"
#include "caseload/client_file.hpp"
#include "catalogue/shelf_store.hpp"
#include "homework/couple.hpp"
#include "homework/joint_plan.hpp"

namespace intersession::caseload {

/// What the view is made of.
struct CircleFile {
  care::Circle circle;
  std::vector<std::pair<core::Id, std::string>> leaders;  ///< id and name
  std::vector<ClientFile> clients;
  std::vector<care::CircleSession> sessions;
  std::vector<homework::JointPlan> plans;  ///< oldest first
  /// Of the plans, in their order; nullptr where the catalogue has lost it.
  std::vector<catalogue::ActivityRef> activities;
  std::vector<homework::JointCheck> checks;  ///< of a couple: the newest of each partner
};

/// Circle of the contract. A client whose step was reviewed into another shows that one.
[[nodiscard]] core::json::object circle_to_json(const CircleFile& file,
                                                const care::PracticeSettings& practice,
                                                const catalogue::Catalogue& catalogue, core::Instant now);

}  // namespace intersession::caseload

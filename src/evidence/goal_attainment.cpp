#include "evidence/goal_attainment.hpp"

#include <cmath>

namespace intersession::evidence {

Outcome<double> goal_attainment_t(std::span<const GoalScore> goals, double rho) {
  if (goals.empty()) return refuse(Code::no_complete_rows, "There are no rated goals.");
  if (not(rho >= 0 and rho < 1)) return refuse(Code::invalid_argument, "The assumed correlation of goals lies from 0 to below 1.");
  double attained = 0, weights = 0, squares = 0;
  for (const auto& g : goals) {
    if (not(g.weight > 0) or not(g.attained >= -2 and g.attained <= 2))
      return refuse(Code::invalid_argument, "Goals are rated from -2 to +2, with weights above 0.");
    attained += g.weight * g.attained, weights += g.weight, squares += g.weight * g.weight;
  }
  return 50 + 10 * attained / std::sqrt((1 - rho) * squares + rho * weights * weights);
}

}  // namespace intersession::evidence

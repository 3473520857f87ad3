#include "evidence/simulate.hpp"

#include <cmath>

#include "evidence/random_source.hpp"

namespace intersession::evidence::testing {

SessionTable simulate(const Truth& t) {
  RandomSource random(t.seed);
  const auto normal = [&](double sd) { return sd * random.normal(); };
  SessionTable out;
  Labels therapist, type;
  type.levels = {"thought_record", "activation", "exposure"};
  std::vector<double> x, y;
  const double missing = std::nan("");
  for (int j = 0; j < t.therapists; ++j) therapist.levels.push_back("T" + std::to_string(j));
  for (int c = 0; c < t.clients; ++c) {
    out.client.levels.push_back("C" + std::to_string(c));
    const int sessions =
        t.least_sessions + static_cast<int>(random.uniform() * (t.most_sessions - t.least_sessions + 1));
    const double mean = normal(1.2), level = normal(t.sd_level), slope = t.slope_time + normal(t.sd_time);
    const double own = t.within + normal(t.sd_within);
    double state = normal(1.5), noise = normal(t.sd_error), before = 0, noise_before = 0;
    for (int s = 1; s <= sessions; ++s) {
      if (s > 1) {
        before = state, noise_before = noise;
        state = t.phi_x * state + t.reversed * noise_before + normal(1.5 * std::sqrt(1 - t.phi_x * t.phi_x));
        noise = t.phi * noise + normal(t.sd_error * std::sqrt(1 - t.phi * t.phi));
      }
      const double outcome =
          14 + level + t.between * mean + slope * std::log(s) + noise + (s > 1 ? own * before : 0);
      const bool no_x = random.uniform() < t.missing, no_y = random.uniform() < t.missing,
                 skipped = s > 1 and random.uniform() < t.skip;
      const auto kind = static_cast<std::int32_t>(random.uniform() * 3);
      if (skipped) continue;
      out.client.code.push_back(c);
      out.session.push_back(s);
      therapist.code.push_back(c % t.therapists);
      type.code.push_back(kind);
      x.push_back(no_x ? missing : 5 + mean + state);
      y.push_back(no_y ? missing : outcome);
    }
  }
  out.labels = {{"therapist", therapist}, {"hw_type", type}};
  out.numbers = {{"hw_qty", x}, {"outcome", y}};
  return out;
}

}  // namespace intersession::evidence::testing

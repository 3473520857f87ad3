// Seeded random numbers that are the same on every machine and compiler.
//
// The uniform generator is std::mt19937_64, whose output the standard fixes; normals come from the inverse
// distribution function, since std::normal_distribution differs between libraries.
// Thread safety: one source per thread.
#pragma once

#include <cstdint>
#include <random>

#include "evidence/distributions.hpp"

namespace intersession::evidence {

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : engine_(seed) {}
  // In (0, 1), never 0 or 1.
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1.0p-53; }
  double normal() { return normal_quantile(uniform()); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace intersession::evidence

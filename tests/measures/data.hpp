// The real instruments and their vectors, read from the source tree.
#pragma once

#include "catalogue/data.hpp"
#include "measures/instruments.hpp"
#include "measures/scoring.hpp"

namespace intersession::measures::testing {

inline std::shared_ptr<const Instruments> real_instruments() {
  auto loaded = Instruments::load(catalogue::testing::real_files());
  if (not loaded) throw std::runtime_error(loaded.error().message);
  return *loaded;
}

/// Answers written {"q1": 2, "q2": null}.
inline Answers answers_of(const core::json::object& written) {
  Answers answers;
  for (const auto& each : written) {
    if (not each.value().is_null()) answers.emplace(each.key(), each.value().to_number<double>());
  }
  return answers;
}

inline core::json::value parse(std::string_view text) {
  auto value = core::parse_json(text, {.depth = 24, .nodes = 200'000, .string_points = 20'000});
  if (not value) throw std::runtime_error(value.error().message);
  return *std::move(value);
}

}  // namespace intersession::measures::testing

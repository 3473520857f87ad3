// The safety plan: what a client does, and whom to turn to, when it gets hard. Six parts in the order in
// which they are used (Stanley & Brown 2012, Cognitive and Behavioral Practice 19:256-264).
#pragma once

#include <string>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::safety {

/// Somebody, or somewhere, to turn to.
struct PlanContact {
  std::string name;
  std::string phone;  ///< may be empty
  std::string note;   ///< may be empty

  bool operator==(const PlanContact&) const = default;
};

/// The six parts, each in the client's words; any may be empty while the plan is being made.
struct SafetyPlan {
  std::vector<std::string> signs;          ///< 1: how the client notices that it begins
  std::vector<std::string> coping;         ///< 2: what the client can do alone
  std::vector<PlanContact> company;        ///< 3: people and places that take the mind off it
  std::vector<PlanContact> people;         ///< 4: people to ask for help
  std::vector<PlanContact> professionals;  ///< 5: professionals and services
  std::vector<std::string> surroundings;   ///< 6: what makes the place safer
  std::vector<std::string> reasons;        ///< what is worth living for: added to the six where it helps

  [[nodiscard]] bool empty() const { return *this == SafetyPlan{}; }
  bool operator==(const SafetyPlan&) const = default;
};

/// A plan as it was saved. Version 0: none was made yet.
struct StoredPlan {
  std::int64_t version = 0;
  core::Instant changed_at{};
  SafetyPlan plan;
};

/// Reads the parts; the caller finishes the decoder.
[[nodiscard]] SafetyPlan decode_safety_plan(core::Decoder& in);
/// SafetyPlan of the API.
[[nodiscard]] core::json::object to_json(const StoredPlan& stored);
/// The sealed part of a stored plan.
[[nodiscard]] std::string pack(const SafetyPlan& plan);
[[nodiscard]] core::Result<SafetyPlan> unpack_safety_plan(std::string_view text);

}  // namespace intersession::safety

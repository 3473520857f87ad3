// A goal: what the client wants, rated 0-10.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::care {

enum class GoalState { kActive, kReached, kSetAside };
inline constexpr core::Word<GoalState> kGoalStateTable[] = {
    {"active", GoalState::kActive}, {"reached", GoalState::kReached}, {"set-aside", GoalState::kSetAside}};
inline constexpr std::span<const core::Word<GoalState>> kGoalStates{kGoalStateTable};

/// How near the client felt to the goal, 0 (not at all) to 10 (reached).
struct GoalRating {
  int rating = 0;
  core::Instant at{};
};

struct GoalInput {
  core::Id treatment;
  std::string text;
  std::optional<int> rating;
  GoalState state = GoalState::kActive;
};

struct Goal {
  core::Id id;
  core::Id treatment;
  std::int64_t version = 0;
  std::string text;
  GoalState state = GoalState::kActive;
  std::vector<GoalRating> ratings;  ///< oldest first
};

/// Reads GoalInput without its version.
[[nodiscard]] GoalInput decode_goal_input(core::Decoder& in);
/// So many ratings of one goal: one a day for five years.
inline constexpr std::size_t kMostRatings = 2'000;

/// A goal after the input; a rating is added to the earlier ones, never in place of them. kInvalid at /rating
/// where there are kMostRatings already.
[[nodiscard]] core::Result<Goal> apply(const std::optional<Goal>& before, const core::Id& id,
                                       const GoalInput& input, core::Instant now);
[[nodiscard]] core::json::object to_json(const Goal& goal);
[[nodiscard]] std::string pack(const Goal& goal);
[[nodiscard]] core::Result<Goal> unpack_goal(std::string_view text);

}  // namespace intersession::care

#include "care/goal.hpp"

namespace intersession::care {

namespace json = core::json;
using core::Decoder;

namespace {

json::object content(const Goal& goal) {
  json::array ratings;
  for (const auto& rating : goal.ratings) {
    ratings.push_back(json::object{{"rating", rating.rating}, {"at", core::format_instant(rating.at)}});
  }
  return {{"text", goal.text},
          {"state", core::word_for(kGoalStates, goal.state)},
          {"ratings", std::move(ratings)}};
}

}  // namespace

GoalInput decode_goal_input(Decoder& in) {
  GoalInput input;
  input.treatment = in.id("treatmentId");
  input.text = in.text("text", 500);
  if (const auto rating = in.optional_integer("rating", 0, 10)) input.rating = static_cast<int>(*rating);
  input.state = in.optional_word<GoalState>("state", kGoalStates).value_or(GoalState::kActive);
  return input;
}

core::Result<Goal> apply(const std::optional<Goal>& before, const core::Id& id, const GoalInput& input,
                         core::Instant now) {
  Goal goal = before.value_or(Goal{.id = id, .treatment = input.treatment});
  goal.text = input.text;
  goal.state = input.state;
  if (input.rating and goal.ratings.size() >= kMostRatings) {
    return core::fail_field(
        "/rating", "This goal was rated 2,000 times. Please set it aside and write it as a new goal.");
  }
  if (input.rating) goal.ratings.push_back({*input.rating, now});
  return goal;
}

json::object to_json(const Goal& goal) {
  json::object out = content(goal);
  out["goalId"] = goal.id.text();
  out["treatmentId"] = goal.treatment.text();
  out["version"] = goal.version;
  return out;
}

std::string pack(const Goal& goal) {
  return core::to_json(content(goal));
}

core::Result<Goal> unpack_goal(std::string_view text) {
  // Earlier releases took more than kMostRatings: whatever was stored is read.
  constexpr std::size_t kAll = 1'000'000;
  const auto value = core::parse_json(text, {.nodes = 4 * kAll});
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  Goal goal;
  goal.text = in.text("text", 500);
  goal.state = in.word<GoalState>("state", kGoalStates);
  in.objects("ratings", kAll, [&](Decoder& item) {
    goal.ratings.push_back({static_cast<int>(item.integer("rating", 0, 10)), item.instant("at")});
  });
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return goal;
}

}  // namespace intersession::care

// A story: the weeks of one synthetic client, told as data and lived through the real routes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/house.hpp"
#include "platform/core/json.hpp"

namespace intersession::app {

/// Who tells a story: a therapist's account on a house whose clock the player moves.
struct Stage {
  House& house;
  core::FixedClock& clock;
  access::Principal therapist;
};

/// The id that a story's name for a thing stands for: the same in every installation.
[[nodiscard]] core::Id story_id(std::string_view story, std::string_view name);

/// The short names of the clients that a story tells of.
[[nodiscard]] std::vector<std::string> story_clients(const core::json::value& story);

/// Answers written as {linkId: value} in the form of QuestionnaireResponse.item, by the fields of a
/// worksheet.
[[nodiscard]] core::json::array story_answers(const std::vector<catalogue::WorksheetItem>& fields,
                                              const core::json::object& answers);

/// Answers to the items of a measure whose values add up to `total`, spread as evenly as it goes.
[[nodiscard]] core::json::array story_scores(const core::json::array& items, std::int64_t total);

/// Lives a story (tests/scenarios/README.md) so that its last session lies before `now`; entries that would
/// lie after `now` are left out. The error names the story, the week and what the server answered.
[[nodiscard]] core::Result<void> play(const Stage& stage, const core::json::value& story, core::Instant now);

}  // namespace intersession::app

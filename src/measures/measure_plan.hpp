// A measure that a client is asked again and again, and when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "care/session.hpp"
#include "care/treatment.hpp"
#include "measures/instrument.hpp"

namespace intersession::measures {

/// When it is asked. Weeks and months are counted from the day it was begun, in the client's calendar.
enum class Rhythm {
  kEverySession,
  kEveryOtherSession,
  kWeekly,
  kMonthly,
  kStart,
  kStageChange,
  kEnd,  ///< once, when the stage becomes maintenance
  kOnce
};
inline constexpr core::Word<Rhythm> kRhythmTable[] = {{"every-session", Rhythm::kEverySession},
                                                      {"every-other-session", Rhythm::kEveryOtherSession},
                                                      {"weekly", Rhythm::kWeekly},
                                                      {"monthly", Rhythm::kMonthly},
                                                      {"start", Rhythm::kStart},
                                                      {"stage-change", Rhythm::kStageChange},
                                                      {"end", Rhythm::kEnd},
                                                      {"once", Rhythm::kOnce}};
inline constexpr std::span<const core::Word<Rhythm>> kRhythms{kRhythmTable};

/// The client's own words for one item of a personal instrument.
struct ItemWords {
  std::string item;
  std::string text;
};

struct MeasurePlanInput {
  core::Id treatment;
  std::string measure;
  Rhythm rhythm = Rhythm::kEverySession;
  bool on_phone = true;  ///< else only on the practice's tablet or on paper
  std::vector<ItemWords> words;
  bool ended = false;
};

struct MeasurePlan {
  core::Id id;
  core::Id treatment;
  std::int64_t version = 0;
  std::string measure;  ///< id of the instrument
  Rhythm rhythm = Rhythm::kEverySession;
  bool on_phone = true;
  std::vector<ItemWords> words;
  core::Instant started_at{};
  std::optional<core::Instant> ended_at;
};

/// Reads MeasurePlanInput without its version.
[[nodiscard]] MeasurePlanInput decode_measure_plan_input(core::Decoder& in);
/// A plan after the input. kInvalid where the words do not fit the instrument, or the instrument or treatment
/// of an existing plan would change; kConflict ("measure-ended") where an ended one would go on.
[[nodiscard]] core::Result<MeasurePlan> apply(const std::optional<MeasurePlan>& before, const core::Id& id,
                                              const MeasurePlanInput& input, const Instrument& instrument,
                                              core::Instant now);
[[nodiscard]] core::json::object to_json(const MeasurePlan& plan);
[[nodiscard]] std::string pack(const MeasurePlan& plan);
[[nodiscard]] core::Result<void> unpack(std::string_view text, MeasurePlan& plan);

/// The items that this plan asks: all, or those that are worded.
[[nodiscard]] std::vector<std::string> asked_items(const Instrument& instrument,
                                                   const std::vector<ItemWords>& words);
/// The form in the client's words: unworded personal items are left out.
[[nodiscard]] core::json::value worded_form(const Instrument& instrument,
                                            const std::vector<ItemWords>& words);

/// One time to answer. `due` is soft: later answers count, with both times.
struct Slot {
  std::string key;  ///< the same whenever and wherever it is computed
  core::Instant opens{};
  core::Instant due{};
  core::Instant closes{};  ///< from then on it is no longer offered by itself
  std::optional<core::Id> session;
};

/// What the slots of a plan depend on.
struct Surroundings {
  std::string zone;  ///< the client's
  std::vector<care::Session> sessions;
  std::vector<care::StageChange> stages;
};
/// Every slot that has opened by now, oldest first; at most the last 400 days of weekly ones.
[[nodiscard]] std::vector<Slot> slots(const MeasurePlan& plan, const Surroundings& around, core::Instant now);
/// The same with those that will open at sessions and stages already known; weeks and months only up to now.
[[nodiscard]] std::vector<Slot> every_slot(const MeasurePlan& plan, const Surroundings& around,
                                           core::Instant now);
/// The newest slot that opened, where it is not answered and the plan goes on. It may have closed: on paper
/// or with the therapist it can still be answered.
[[nodiscard]] std::optional<Slot> newest_slot(const MeasurePlan& plan, const Surroundings& around,
                                              const std::vector<std::string>& answered, core::Instant now);
/// The same where it is not closed: what a client is asked.
[[nodiscard]] std::optional<Slot> slot_to_answer(const MeasurePlan& plan, const Surroundings& around,
                                                 const std::vector<std::string>& answered, core::Instant now);

}  // namespace intersession::measures

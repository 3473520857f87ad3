// A programme that runs in one client's treatment: which step is offered when, and what became of each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "homework/assignment_record.hpp"

namespace intersession::homework {

enum class RunState { kRunning, kPaused, kEnded };
inline constexpr core::Word<RunState> kRunStateTable[] = {
    {"running", RunState::kRunning}, {"paused", RunState::kPaused}, {"ended", RunState::kEnded}};
inline constexpr std::span<const core::Word<RunState>> kRunStates{kRunStateTable};

enum class RunEvent { kStart, kAdapt, kTakeUp, kFinish, kPause, kResume, kEnd };
inline constexpr core::Word<RunEvent> kRunEventTable[] = {
    {"start", RunEvent::kStart},   {"adapt", RunEvent::kAdapt}, {"takeUp", RunEvent::kTakeUp},
    {"finish", RunEvent::kFinish}, {"pause", RunEvent::kPause}, {"resume", RunEvent::kResume},
    {"end", RunEvent::kEnd}};
inline constexpr std::span<const core::Word<RunEvent>> kRunEvents{kRunEventTable};

/// One step as the programme had it when it began, and what was decided about it since.
struct RunStep {
  catalogue::ProgrammeStep step;
  bool left_out = false;
  std::string reason;                        ///< why it was left out; may be empty
  std::optional<core::LocalDate> on;         ///< a day that stands in place of the delivery rule
  std::optional<core::Id> assignment;        ///< that it was taken up with
  std::optional<core::Instant> finished_at;  ///< said so, while its homework may go on
};

/// A time in which nothing was offered, in days of the client's zone.
struct Rest {
  core::LocalDate from;
  std::optional<core::LocalDate> to;  ///< nothing: it still rests
};

struct RunHistoryStep {
  RunEvent event = RunEvent::kStart;
  core::Instant at{};
  std::string step;  ///< id; empty where the event is about the whole
  std::string reason;
};

struct ProgrammeRun {
  core::Id id;
  core::Id treatment;
  std::int64_t version = 1;  ///< grows with every event
  RunState state = RunState::kRunning;
  std::string programme_id;
  int programme_version = 1;  ///< of the catalogue when it began; a newer one changes nothing here
  std::string name;
  std::string client_name;
  core::LocalDate starts;
  std::vector<RunStep> steps;  ///< in the order in which they are meant
  std::vector<Rest> rests;     ///< oldest first
  std::vector<RunHistoryStep> history;
};

/// Where a step stands.
///  - waiting: its day has not come, or is not known yet
///  - due: offered as the next design
///  - begun: an assignment has been made of it
///  - finished: that assignment, or what followed it, was retired, or the step was said to be finished
///  - left out
/// An assignment that was declined leaves its step as it was before, to be taken up again or left out.
enum class StepState { kWaiting, kDue, kBegun, kFinished, kLeftOut };
inline constexpr core::Word<StepState> kStepStateTable[] = {{"waiting", StepState::kWaiting},
                                                            {"due", StepState::kDue},
                                                            {"begun", StepState::kBegun},
                                                            {"finished", StepState::kFinished},
                                                            {"left-out", StepState::kLeftOut}};
inline constexpr std::span<const core::Word<StepState>> kStepStates{kStepStateTable};

struct StepView {
  StepState state = StepState::kWaiting;
  int number = 0;                      ///< among the steps that are not left out, from 1; 0 where it is
  std::optional<core::LocalDate> due;  ///< the first day on which it is offered, where that is known
  std::optional<core::LocalDate> finished;
  const AssignmentRecord* assignment = nullptr;  ///< the newest that came of it; in `all`
};

/// Where every step stands at an instant, in days of the client's zone. `all`: the client's assignments.
///
/// Days: at once, the day the programme begins; after the previous, the day that one was finished; a delay
/// and an interval count from there and from the day the previous was due; a fixed date counts from the
/// beginning, which is day 1. "The previous" is the one before that is not left out; the first step counts
/// from the beginning. A rest moves what had not come due when it began by as many days as it took. A day set
/// by hand stays.
[[nodiscard]] std::vector<StepView> look(const ProgrammeRun& run, std::span<const AssignmentRecord> all,
                                         const std::string& zone, core::Instant now);

/// What is wished for a step when a programme is adapted.
struct StepWish {
  std::string step;
  bool left_out = false;
  std::string reason;
  std::optional<core::LocalDate> on;
};
/// Reads `steps` of the contract's ProgrammeStartInput and ProgrammeAdaptInput.
[[nodiscard]] std::vector<StepWish> decode_wishes(core::Decoder& in);

/// What surrounds a run when something happens to it. Keep it as long as the call.
struct RunSurroundings {
  std::span<const AssignmentRecord> assignments;
  const std::string& zone;  ///< the client's
};

struct RunStart {
  core::Id id;
  core::Id treatment;
  std::optional<core::LocalDate> starts;  ///< nothing: today
  std::vector<StepWish> wishes;           ///< empty: as the programme is
};
/// A run of a programme as the catalogue has it now. kInvalid with pointers below /steps.
[[nodiscard]] core::Result<ProgrammeRun> start(const RunStart& start, const catalogue::Programme& programme,
                                               const std::string& zone, core::Instant now);

/// Each returns the run after the event, one version on. kConflict with reason "wrong-state" where the run is
/// over (or rests) or the step is not where the event needs it.
///
/// The order of `wishes` becomes the order of the steps. Steps that have begun keep their order among
/// themselves and what was decided about them: kInvalid with pointers otherwise, and where a step is missing.
[[nodiscard]] core::Result<ProgrammeRun> adapt(ProgrammeRun run, const std::vector<StepWish>& wishes,
                                               const RunSurroundings& around, core::Instant now);
/// The step becomes an assignment, of which the caller makes the proposal. Due steps, and in advance those
/// whose day is known; kConflict "not-due" for others.
[[nodiscard]] core::Result<ProgrammeRun> take_up(ProgrammeRun run, std::string_view step,
                                                 const core::Id& assignment, const RunSurroundings& around,
                                                 core::Instant now);
/// The step has done its part: what comes after it may begin, while its homework goes on.
[[nodiscard]] core::Result<ProgrammeRun> finish(ProgrammeRun run, std::string_view step,
                                                const RunSurroundings& around, core::Instant now);
[[nodiscard]] core::Result<ProgrammeRun> pause(ProgrammeRun run, const std::string& reason,
                                               const std::string& zone, core::Instant now);
[[nodiscard]] core::Result<ProgrammeRun> resume(ProgrammeRun run, const std::string& reason,
                                                const std::string& zone, core::Instant now);
[[nodiscard]] core::Result<ProgrammeRun> end(ProgrammeRun run, const std::string& reason, core::Instant now);

/// Where an assignment that came of a programme stands in it, for its views.
struct ProgrammePlace {
  core::Id run;
  std::string step_id;
  std::string name;
  std::string client_name;
  int number = 0;
  int of = 0;
  bool countable = false;  ///< no step is work without counts, so a client may read "step 2 of 6"
};
/// Nothing where none of the runs is that of the origin.
[[nodiscard]] std::optional<ProgrammePlace> place_of(const std::optional<ProgrammeOrigin>& origin,
                                                     std::span<const ProgrammeRun> runs,
                                                     const catalogue::Catalogue& catalogue);

/// The contract's ProgrammeRun.
[[nodiscard]] core::json::object to_json(const ProgrammeRun& run, const RunSurroundings& around,
                                         const catalogue::Catalogue& catalogue, core::Instant now);

/// The sealed part of a stored run: everything but ids and version.
[[nodiscard]] std::string pack(const ProgrammeRun& run);
[[nodiscard]] core::Result<void> unpack(std::string_view text, ProgrammeRun& run);

}  // namespace intersession::homework

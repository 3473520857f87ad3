#include "homework/programme_run.hpp"

#include <algorithm>

namespace intersession::homework {

using catalogue::DeliveryKind;
using core::Instant;
using core::LocalDate;
using core::Result;
using std::chrono::days;

namespace {

LocalDate day_of(Instant instant, const std::string& zone) {
  return std::chrono::floor<days>(core::to_local(instant, zone));
}

/// `by` days after a day, not counting those in which the programme rested.
LocalDate moved(const ProgrammeRun& run, LocalDate base, days by) {
  LocalDate day = base + by;
  for (const auto& rest : run.rests) {
    if (rest.to and rest.from >= base and rest.from < day) day += *rest.to - rest.from;
  }
  return day;
}

/// The newest assignment that came of the one a step was taken up with; nullptr where that was declined.
const AssignmentRecord* newest_of(std::span<const AssignmentRecord> all, const std::optional<core::Id>& id) {
  const AssignmentRecord* newest = nullptr;
  for (auto next = id; next;) {
    const auto found = std::ranges::find(all, *next, &AssignmentRecord::id);
    if (found == all.end() or found->state == State::kDeclined) break;
    newest = &*found;
    next = found->superseded_by;
  }
  return newest;
}

std::optional<LocalDate> finished_on(const RunStep& step, const AssignmentRecord* newest,
                                     const std::string& zone) {
  if (newest == nullptr) return std::nullopt;
  if (step.finished_at) return day_of(*step.finished_at, zone);
  if (newest->state != State::kRetired) return std::nullopt;
  return day_of(newest->history.back().at, zone);
}

/// What a step counts from: the one before it that is not left out, else the beginning.
struct Previous {
  std::optional<LocalDate> due;
  std::optional<LocalDate> finished;
};

std::optional<LocalDate> due_on(const ProgrammeRun& run, const RunStep& step, const Previous& previous) {
  if (step.on) return step.on;
  const auto& delivery = step.step.delivery;
  switch (delivery.kind) {
    case DeliveryKind::kAtOnce:
      return run.starts;
    case DeliveryKind::kAfterPrevious:
      return previous.finished;
    case DeliveryKind::kAfterPreviousPlusDelay:
      if (not previous.finished) return std::nullopt;
      return moved(run, *previous.finished, days{delivery.days});
    case DeliveryKind::kFixedInterval:
      if (not previous.due) return std::nullopt;
      return moved(run, *previous.due, days{delivery.days});
    case DeliveryKind::kFixedDate:
      return moved(run, run.starts, days{delivery.day_of_programme - 1});
  }
  return std::nullopt;
}

core::Error wrong_state(std::string sentence) {
  return {core::ErrorCode::kConflict, std::move(sentence), {}, "wrong-state"};
}

Result<void> must_run(const ProgrammeRun& run) {
  if (run.state == RunState::kRunning) return {};
  return std::unexpected(wrong_state(run.state == RunState::kPaused
                                         ? "This programme rests. Let it go on first."
                                         : "This programme has ended."));
}

void note(ProgrammeRun& run, RunEvent event, Instant now, std::string_view step = "",
          const std::string& reason = "") {
  ++run.version;
  run.history.push_back({event, now, std::string(step), reason});
}

bool has_begun(const StepView& view) {
  return view.state == StepState::kBegun or view.state == StepState::kFinished;
}

struct Found {
  RunStep& step;
  StepView view;
};

Result<Found> find_step(ProgrammeRun& run, std::string_view id, const RunSurroundings& around, Instant now) {
  const auto views = look(run, around.assignments, around.zone, now);
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    if (run.steps[i].step.id == id) return Found{run.steps[i], views[i]};
  }
  return core::fail(core::ErrorCode::kNotFound, "This does not exist.", "not-found");
}

/// The steps in the order of the wishes and with what they say; problems by pointer.
struct Arranged {
  std::vector<RunStep> steps;
  std::vector<core::FieldError> problems;
};

void change_step(RunStep& step, const StepWish& wish, bool begun, const std::string& pointer,
                 std::vector<core::FieldError>& problems) {
  if (begun) {
    if (wish.left_out) problems.push_back({pointer + "/leftOut", "This step has begun."});
    if (wish.on != step.on) problems.push_back({pointer + "/on", "This step has begun."});
    return;
  }
  step.left_out = wish.left_out;
  step.reason = wish.left_out ? wish.reason : std::string();
  step.on = wish.on;
}

Arranged arrange(const ProgrammeRun& run, const std::vector<StepWish>& wishes,
                 const std::vector<StepView>& views) {
  Arranged result;
  std::size_t last_begun = 0;
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    const std::string pointer = core::pointer_to("/steps", i);
    const auto& wish = wishes[i];
    const auto named = [&](const RunStep& each) { return each.step.id == wish.step; };
    const auto found = std::ranges::find_if(run.steps, named);
    if (found == run.steps.end()) {
      result.problems.push_back({pointer + "/stepId", "This programme has no such step."});
      continue;
    }
    if (std::ranges::any_of(result.steps, named)) {
      result.problems.push_back({pointer + "/stepId", "This step is named twice."});
      continue;
    }
    const auto place = static_cast<std::size_t>(found - run.steps.begin());
    const bool begun = has_begun(views[place]);
    if (begun and place < last_begun) {
      result.problems.push_back({pointer + "/stepId", "Steps that have begun keep their order."});
    }
    if (begun) last_begun = place;
    result.steps.push_back(*found);
    change_step(result.steps.back(), wish, begun, pointer, result.problems);
  }
  if (result.problems.empty() and result.steps.size() != run.steps.size()) {
    result.problems.push_back({"/steps", "Every step is named; one that is not wanted is left out."});
  }
  if (result.problems.empty() and std::ranges::all_of(result.steps, &RunStep::left_out)) {
    result.problems.push_back({"/steps", "At least one step is needed."});
  }
  return result;
}

core::Error invalid(std::vector<core::FieldError> fields) {
  return {core::ErrorCode::kInvalid, "Something in the request is not right.", std::move(fields), {}};
}

}  // namespace

std::vector<StepView> look(const ProgrammeRun& run, std::span<const AssignmentRecord> all,
                           const std::string& zone, Instant now) {
  const LocalDate today = day_of(now, zone);
  std::vector<StepView> views;
  Previous previous{run.starts, run.starts};
  int number = 0;
  for (const auto& step : run.steps) {
    StepView view{.state = StepState::kLeftOut, .assignment = newest_of(all, step.assignment)};
    if (not step.left_out) {
      view.number = ++number;
      view.due = due_on(run, step, previous);
      view.finished = finished_on(step, view.assignment, zone);
      previous = {view.due, view.finished};
      if (view.assignment != nullptr) {
        view.state = view.finished ? StepState::kFinished : StepState::kBegun;
      } else if (run.state != RunState::kRunning) {
        // How long it will rest nobody knows yet.
        view.state = StepState::kWaiting;
        view.due.reset();
      } else {
        view.state = view.due and *view.due <= today ? StepState::kDue : StepState::kWaiting;
      }
    }
    views.push_back(view);
  }
  return views;
}

Result<ProgrammeRun> start(const RunStart& start, const catalogue::Programme& programme,
                           const std::string& zone, Instant now) {
  ProgrammeRun run{.id = start.id,
                   .treatment = start.treatment,
                   .programme_id = programme.id,
                   .programme_version = programme.version,
                   .name = programme.name,
                   .client_name = programme.client_name,
                   .starts = start.starts.value_or(day_of(now, zone))};
  for (const auto& step : programme.steps) run.steps.push_back({.step = step});
  if (not start.wishes.empty()) {
    auto arranged = arrange(run, start.wishes, look(run, {}, zone, now));
    if (not arranged.problems.empty()) return std::unexpected(invalid(std::move(arranged.problems)));
    run.steps = std::move(arranged.steps);
  }
  run.history.push_back({RunEvent::kStart, now, {}, {}});
  return run;
}

Result<ProgrammeRun> adapt(ProgrammeRun run, const std::vector<StepWish>& wishes,
                           const RunSurroundings& around, Instant now) {
  if (run.state == RunState::kEnded) return std::unexpected(wrong_state("This programme has ended."));
  auto arranged = arrange(run, wishes, look(run, around.assignments, around.zone, now));
  if (not arranged.problems.empty()) return std::unexpected(invalid(std::move(arranged.problems)));
  run.steps = std::move(arranged.steps);
  note(run, RunEvent::kAdapt, now);
  return run;
}

Result<ProgrammeRun> take_up(ProgrammeRun run, std::string_view id, const core::Id& assignment,
                             const RunSurroundings& around, Instant now) {
  if (auto runs = must_run(run); not runs) return std::unexpected(runs.error());
  const auto found = find_step(run, id, around, now);
  if (not found) return std::unexpected(found.error());
  const bool ahead = found->view.state == StepState::kWaiting and found->view.due;
  if (found->view.state == StepState::kWaiting and not ahead) {
    return core::fail(core::ErrorCode::kConflict, "This step waits for the one before it.", "not-due");
  }
  if (found->view.state != StepState::kDue and not ahead) {
    return std::unexpected(wrong_state("This step has begun already, or is left out."));
  }
  found->step.assignment = assignment;
  found->step.finished_at.reset();
  note(run, RunEvent::kTakeUp, now, id);
  return run;
}

Result<ProgrammeRun> finish(ProgrammeRun run, std::string_view id, const RunSurroundings& around,
                            Instant now) {
  if (auto runs = must_run(run); not runs) return std::unexpected(runs.error());
  const auto found = find_step(run, id, around, now);
  if (not found) return std::unexpected(found.error());
  if (found->view.state != StepState::kBegun) {
    return std::unexpected(wrong_state("This step has not begun, or is finished already."));
  }
  found->step.finished_at = now;
  note(run, RunEvent::kFinish, now, id);
  return run;
}

Result<ProgrammeRun> pause(ProgrammeRun run, const std::string& reason, const std::string& zone,
                           Instant now) {
  if (auto runs = must_run(run); not runs) return std::unexpected(runs.error());
  run.state = RunState::kPaused;
  run.rests.push_back({day_of(now, zone), std::nullopt});
  note(run, RunEvent::kPause, now, "", reason);
  return run;
}

Result<ProgrammeRun> resume(ProgrammeRun run, const std::string& reason, const std::string& zone,
                            Instant now) {
  if (run.state != RunState::kPaused) return std::unexpected(wrong_state("This programme does not rest."));
  auto& rest = run.rests.back();
  rest.to = std::max(rest.from, day_of(now, zone));
  // A rest from before the beginning moves the beginning, and everything with it.
  if (rest.from < run.starts) run.starts += *rest.to - rest.from;
  run.state = RunState::kRunning;
  note(run, RunEvent::kResume, now, "", reason);
  return run;
}

Result<ProgrammeRun> end(ProgrammeRun run, const std::string& reason, Instant now) {
  if (run.state == RunState::kEnded) return std::unexpected(wrong_state("This programme has ended."));
  run.state = RunState::kEnded;
  note(run, RunEvent::kEnd, now, "", reason);
  return run;
}

std::optional<ProgrammePlace> place_of(const std::optional<ProgrammeOrigin>& origin,
                                       std::span<const ProgrammeRun> runs,
                                       const catalogue::Catalogue& catalogue) {
  if (not origin) return std::nullopt;
  const auto run = std::ranges::find(runs, origin->run, &ProgrammeRun::id);
  if (run == runs.end()) return std::nullopt;
  ProgrammePlace place{.run = run->id,
                       .step_id = origin->step,
                       .name = run->name,
                       .client_name = run->client_name,
                       .countable = true};
  for (const auto& each : run->steps) {
    if (each.left_out) continue;
    ++place.of;
    if (each.step.id == origin->step) place.number = place.of;
    const auto* activity = catalogue.find(each.step.activity_id);
    place.countable = place.countable and activity != nullptr and activity->completion_emphasis;
  }
  return place;
}

}  // namespace intersession::homework

// When the steps of a programme fall due, and what adapting, resting and ending do, without I/O.
#include "homework/programme_run.hpp"

#include <gtest/gtest.h>

#include "catalogue/data.hpp"
#include "homework/learning.hpp"

namespace intersession::homework {
namespace {

using catalogue::Delivery;
using enum catalogue::DeliveryKind;
using core::Instant;
using core::LocalDate;

core::Id id(unsigned char n) {
  core::Id made;
  made.bytes.fill(n);
  return made;
}

LocalDate day(std::string_view text) {
  return core::parse_date(text).value();
}

/// A programme of steps "a", "b", "c", … with these deliveries.
catalogue::Programme programme(const std::vector<Delivery>& deliveries) {
  catalogue::Programme made{.id = "made-up", .version = 3, .name = "Made up", .client_name = "For you"};
  for (const auto& delivery : deliveries) {
    const std::string name(1, static_cast<char>('a' + made.steps.size()));
    made.steps.push_back({.id = name, .activity_id = "activity-scheduling", .delivery = delivery});
    made.steps.back().note = "Note of " + name;
  }
  return made;
}

/// A client's days with one programme; the clock is a wall-clock time of the zone.
class Running {
 public:
  explicit Running(const std::vector<Delivery>& deliveries, std::string zone = "Europe/Oslo",
                   std::string_view begins = "2026-11-24T10:00")
      : zone_(std::move(zone)) {
    at(begins);
    run = *start({.id = id(1), .treatment = id(2)}, programme(deliveries), zone_, now);
  }

  void at(std::string_view local) { now = core::to_instant(core::parse_local(local).value(), zone_); }
  [[nodiscard]] RunSurroundings around() const { return {all, zone_}; }
  [[nodiscard]] std::vector<StepView> views() const { return look(run, all, zone_, now); }
  /// One letter for each step: w(aiting), d(ue), b(egun), f(inished), l(eft out).
  [[nodiscard]] std::string states() const {
    std::string letters;
    for (const auto& view : views()) letters += core::word_for(kStepStates, view.state).front();
    return letters;
  }
  [[nodiscard]] std::string due(std::size_t step) const {
    const auto on = views()[step].due;
    return on ? core::format_date(*on) : "unknown";
  }
  /// Takes a step up: an assignment in the state `active`.
  core::Id take(std::string_view step) {
    const auto made = id(static_cast<unsigned char>(10 + all.size()));
    run = *take_up(run, step, made, around(), now);
    all.push_back({.id = made, .state = State::kActive});
    return made;
  }
  AssignmentRecord& record(const core::Id& wanted) {
    return *std::ranges::find(all, wanted, &AssignmentRecord::id);
  }
  void becomes(const core::Id& wanted, State state) {
    record(wanted).state = state;
    record(wanted).history.push_back({"review", state, now, Party::kMember, ""});
  }
  core::Result<ProgrammeRun> adapted(const std::vector<StepWish>& wishes) {
    return adapt(run, wishes, around(), now);
  }

  Instant now{};
  ProgrammeRun run;
  std::vector<AssignmentRecord> all;

 private:
  std::string zone_;
};

std::string reason_of(const core::Result<ProgrammeRun>& result) {
  return result ? "done" : result.error().reason;
}
std::string pointer_of(const core::Result<ProgrammeRun>& result) {
  return result or result.error().fields.empty() ? "none" : result.error().fields.front().pointer;
}

TEST(ProgrammeRun, OffersWhatComesAtOnceAndWhatFollowsWhenThatIsFinished) {
  Running kim({{kAtOnce}, {kAfterPrevious}, {kAtOnce}});
  EXPECT_EQ(kim.states(), "dwd");
  EXPECT_EQ(kim.due(1), "unknown");
  const auto first = kim.take("a");
  EXPECT_EQ(kim.states(), "bwd");
  kim.at("2026-12-01T10:00");
  kim.becomes(first, State::kRetired);
  EXPECT_EQ(kim.states(), "fdd");
  EXPECT_EQ(kim.due(1), "2026-12-01");
}

TEST(ProgrammeRun, CountsADelayFromTheDayThePreviousWasFinished) {
  Running kim({{kAtOnce}, {kAfterPreviousPlusDelay, 7}});
  const auto first = kim.take("a");
  kim.at("2026-12-01T23:30");  // where the client is; in UTC it is 22:30
  kim.becomes(first, State::kRetired);
  EXPECT_EQ(kim.due(1), "2026-12-08");
  kim.at("2026-12-07T23:59:59");
  EXPECT_EQ(kim.states(), "fw");
  kim.at("2026-12-08T00:00");
  EXPECT_EQ(kim.states(), "fd");
}

TEST(ProgrammeRun, CountsAnIntervalFromTheDayThePreviousWasDueFinishedOrNot) {
  Running kim({{kAtOnce}, {kFixedInterval, 7}, {kFixedInterval, 7}});
  EXPECT_EQ(kim.due(1), "2026-12-01");
  EXPECT_EQ(kim.due(2), "2026-12-08");
  kim.at("2026-12-08T00:00");
  EXPECT_EQ(kim.states(), "ddd") << "nothing was taken up, and the days came all the same";
}

TEST(ProgrammeRun, CountsAFixedDateFromTheBeginningWhichIsDayOne) {
  Running kim({{kAtOnce}, {kFixedDate, 0, 90}, {kFixedDate, 0, 1}});
  EXPECT_EQ(kim.due(1), "2027-02-21");
  EXPECT_EQ(kim.due(2), "2026-11-24");
  EXPECT_EQ(kim.states(), "dwd");
}

TEST(ProgrammeRun, TurnsAtTheClientsMidnightAlsoWhereClocksChange) {
  struct Case {
    std::string zone;
    std::string begins;
    int days;
    std::string last;  ///< second before the day
    std::string first;
  };
  const std::vector<Case> cases{
      // Clocks go forward between beginning and day, and on the day itself.
      {"Europe/Oslo", "2027-03-20T10:00", 7, "2027-03-26T23:59:59", "2027-03-27T00:00"},
      {"Europe/Oslo", "2027-03-20T10:00", 8, "2027-03-27T23:59:59", "2027-03-28T00:00"},
      {"Europe/Oslo", "2026-10-20T10:00", 6, "2026-10-25T23:59:59", "2026-10-26T00:00"},
      // In Beirut the clock goes from 23:59:59 to 01:00: the day begins an hour late.
      {"Asia/Beirut", "2027-03-20T10:00", 8, "2027-03-27T23:59:59", "2027-03-28T01:00"},
      {"Pacific/Auckland", "2027-04-01T22:00", 3, "2027-04-03T23:59:59", "2027-04-04T00:00"},
      {"America/New_York", "2026-10-30T22:00", 2, "2026-10-31T23:59:59", "2026-11-01T00:00"},
      {"America/New_York", "2026-10-30T22:00", 3, "2026-11-01T23:59:59", "2026-11-02T00:00"}};
  for (const auto& each : cases) {
    Running kim({{kAtOnce}, {kFixedInterval, each.days}, {kFixedDate, 0, each.days + 1}}, each.zone,
                each.begins);
    EXPECT_EQ(kim.due(0), each.begins.substr(0, 10)) << each.zone << ": not the day in UTC";
    kim.at(each.last);
    const auto second_before = kim.now;
    EXPECT_EQ(kim.states(), "dww") << each.zone << each.last;
    kim.at(each.first);
    EXPECT_EQ(kim.now - second_before, std::chrono::seconds{1}) << each.zone << each.first;
    EXPECT_EQ(kim.states(), "ddd") << each.zone << each.first;
  }
}

TEST(ProgrammeRun, LeftOutStepsHaveNoNumberAndNothingCountsFromThem) {
  Running kim({{kAtOnce}, {kAfterPrevious}, {kAfterPrevious}});
  kim.run = *kim.adapted({{"a"}, {"b", true, "Not wanted"}, {"c"}});
  EXPECT_EQ(kim.states(), "dlw");
  EXPECT_EQ(kim.views()[1].number, 0);
  EXPECT_EQ(kim.views()[2].number, 2);
  kim.becomes(kim.take("a"), State::kRetired);
  EXPECT_EQ(kim.states(), "fld");
}

TEST(ProgrammeRun, ASuccessorCarriesItsStepOn) {
  Running kim({{kAtOnce}, {kAfterPrevious}});
  const auto first = kim.take("a");
  const auto second = id(77);
  kim.becomes(first, State::kSuperseded);
  kim.record(first).superseded_by = second;
  kim.all.push_back({.id = second, .state = State::kActive, .supersedes = first});
  EXPECT_EQ(kim.states(), "bw");
  EXPECT_EQ(kim.views()[0].assignment->id, second);
  kim.becomes(second, State::kRetired);
  EXPECT_EQ(kim.states(), "fd");
}

TEST(ProgrammeRun, WhatWasDeclinedIsOfferedAgain) {
  Running kim({{kAtOnce}, {kAfterPrevious}});
  kim.becomes(kim.take("a"), State::kDeclined);
  EXPECT_EQ(kim.states(), "dw");
  kim.take("a");
  EXPECT_EQ(kim.states(), "bw");
}

TEST(ProgrammeRun, AStepMayBeSaidToBeFinishedWhileItsHomeworkGoesOn) {
  Running kim({{kAtOnce}, {kAfterPrevious}});
  EXPECT_EQ(reason_of(finish(kim.run, "a", kim.around(), kim.now)), "wrong-state");
  kim.take("a");
  kim.run = *finish(kim.run, "a", kim.around(), kim.now);
  EXPECT_EQ(kim.states(), "fd");
  EXPECT_EQ(reason_of(finish(kim.run, "a", kim.around(), kim.now)), "wrong-state");
}

TEST(ProgrammeRun, TakesUpInAdvanceOnlyWhatHasADay) {
  Running kim({{kAtOnce}, {kFixedDate, 0, 30}, {kAfterPrevious}});
  kim.take("b");
  EXPECT_EQ(kim.states(), "dbw");
  EXPECT_EQ(reason_of(take_up(kim.run, "c", id(90), kim.around(), kim.now)), "not-due");
  EXPECT_EQ(reason_of(take_up(kim.run, "b", id(90), kim.around(), kim.now)), "wrong-state");
  EXPECT_EQ(reason_of(take_up(kim.run, "z", id(90), kim.around(), kim.now)), "not-found");
}

TEST(ProgrammeRun, ARestMovesWhatHadNotComeDueByItsDays) {
  Running kim({{kAtOnce}, {kFixedDate, 0, 11}, {kFixedInterval, 7}, {kFixedDate, 0, 3}});
  kim.run = *kim.adapted({{"a"}, {"b"}, {"c"}, {"d"}});
  EXPECT_EQ(kim.due(1), "2026-12-04");
  EXPECT_EQ(kim.due(2), "2026-12-11");
  EXPECT_EQ(kim.due(3), "2026-11-26");
  kim.at("2026-11-28T09:00");
  kim.run = *pause(kim.run, "Flu", "Europe/Oslo", kim.now);
  EXPECT_EQ(kim.states(), "wwww") << "nothing is offered while it rests";
  EXPECT_EQ(reason_of(take_up(kim.run, "a", id(90), kim.around(), kim.now)), "wrong-state");
  EXPECT_EQ(reason_of(pause(kim.run, "", "Europe/Oslo", kim.now)), "wrong-state");
  kim.at("2026-12-08T09:00");
  kim.run = *resume(kim.run, "", "Europe/Oslo", kim.now);
  EXPECT_EQ(kim.due(1), "2026-12-14") << "ten days later";
  EXPECT_EQ(kim.due(2), "2026-12-21");
  EXPECT_EQ(kim.due(3), "2026-11-26") << "it had come due before the rest";
  EXPECT_EQ(kim.states(), "dwwd");
  EXPECT_EQ(reason_of(resume(kim.run, "", "Europe/Oslo", kim.now)), "wrong-state");
}

TEST(ProgrammeRun, ARestBeforeTheBeginningMovesTheBeginning) {
  Running kim({{kAtOnce}, {kFixedDate, 0, 11}});
  kim.run = *start({.id = id(1), .treatment = id(2), .starts = day("2026-12-01")},
                   programme({{kAtOnce}, {kFixedDate, 0, 11}}), "Europe/Oslo", kim.now);
  EXPECT_EQ(kim.states(), "ww");
  kim.run = *pause(kim.run, "", "Europe/Oslo", kim.now);
  kim.at("2026-11-28T09:00");
  kim.run = *resume(kim.run, "", "Europe/Oslo", kim.now);
  EXPECT_EQ(kim.due(0), "2026-12-05");
  EXPECT_EQ(kim.due(1), "2026-12-15");
}

TEST(ProgrammeRun, ADaySetByHandStandsInPlaceOfTheRuleAndStays) {
  Running kim({{kAtOnce}, {kAfterPrevious}, {kFixedInterval, 7}});
  kim.run = *kim.adapted({{"a"}, {"b", false, "", day("2026-12-05")}, {"c"}});
  EXPECT_EQ(kim.due(1), "2026-12-05");
  EXPECT_EQ(kim.due(2), "2026-12-12") << "what follows counts from there";
  kim.run = *pause(kim.run, "", "Europe/Oslo", kim.now);
  kim.at("2026-11-30T09:00");
  kim.run = *resume(kim.run, "", "Europe/Oslo", kim.now);
  EXPECT_EQ(kim.due(1), "2026-12-05");
}

TEST(ProgrammeRun, AdaptingReordersWhatHasNotBegunAndNothingElse) {
  Running kim({{kAtOnce}, {kAtOnce}, {kAfterPrevious}, {kAfterPrevious}});
  kim.take("a");
  kim.take("b");
  kim.run = *kim.adapted({{"a"}, {"d"}, {"b"}, {"c"}});
  EXPECT_EQ(kim.run.steps[1].step.id, "d");
  EXPECT_EQ(pointer_of(kim.adapted({{"b"}, {"a"}, {"c"}, {"d"}})), "/steps/1/stepId");
  EXPECT_EQ(pointer_of(kim.adapted({{"a", true}, {"d"}, {"b"}, {"c"}})), "/steps/0/leftOut");
  EXPECT_EQ(pointer_of(kim.adapted({{"a", false, "", day("2026-12-24")}, {"d"}, {"b"}, {"c"}})),
            "/steps/0/on");
  EXPECT_EQ(pointer_of(kim.adapted({{"a"}, {"d"}, {"b"}})), "/steps");
  EXPECT_EQ(pointer_of(kim.adapted({{"a"}, {"d"}, {"b"}, {"b"}})), "/steps/3/stepId");
  EXPECT_EQ(pointer_of(kim.adapted({{"a"}, {"d"}, {"b"}, {"x"}})), "/steps/3/stepId");
  Running bo({{kAtOnce}, {kAtOnce}});
  EXPECT_EQ(pointer_of(bo.adapted({{"a", true}, {"b", true}})), "/steps") << "something must be left";
}

TEST(ProgrammeRun, EndedOffersNothingAndCannotBeChanged) {
  Running kim({{kAtOnce}, {kAtOnce}});
  kim.take("a");
  kim.run = *end(kim.run, "Moved away", kim.now);
  EXPECT_EQ(kim.states(), "bw");
  EXPECT_EQ(kim.run.history.back().reason, "Moved away");
  EXPECT_EQ(reason_of(end(kim.run, "Again", kim.now)), "wrong-state");
  EXPECT_EQ(reason_of(kim.adapted({{"a"}, {"b"}})), "wrong-state");
  EXPECT_EQ(reason_of(take_up(kim.run, "b", id(90), kim.around(), kim.now)), "wrong-state");
  EXPECT_EQ(reason_of(pause(kim.run, "", "Europe/Oslo", kim.now)), "wrong-state");
}

TEST(ProgrammeRun, KeepsTheStepsItBeganWithThroughTheStore) {
  Running kim({{kAtOnce}, {kAfterPreviousPlusDelay, 7}, {kFixedInterval, 3}, {kFixedDate, 0, 90}});
  kim.take("a");
  kim.run = *finish(kim.run, "a", kim.around(), kim.now);
  kim.run = *pause(kim.run, "Flu", "Europe/Oslo", kim.now);
  kim.run = *kim.adapted({{"a"}, {"c", true, "No need"}, {"b", false, "", day("2027-01-01")}, {"d"}});
  ProgrammeRun read{.id = kim.run.id, .treatment = kim.run.treatment, .version = kim.run.version};
  ASSERT_TRUE(unpack(pack(kim.run), read));
  EXPECT_EQ(pack(read), pack(kim.run));
  EXPECT_EQ(read.programme_version, 3);
  EXPECT_EQ(read.steps[2].step.note, "Note of b");
  EXPECT_EQ(read.steps[3].step.delivery.day_of_programme, 90);
  EXPECT_EQ(read.steps[1].reason, "No need");
}

TEST(ProgrammeRun, ClientsReadNumbersOnlyWhereNothingIsWorkWithoutCounts) {
  const auto catalogue = catalogue::testing::real_catalogue();
  for (const auto& [name, countable] : {std::pair{"behavioural-activation-depression", true},
                                        {"emotion-focused-depression", false},
                                        {"affect-phobia-psychodynamic", false},
                                        {"couple-communication-course", false}}) {
    const auto run = *start({.id = id(1), .treatment = id(2)}, *catalogue->find_programme(name),
                            "Europe/Oslo", core::parse_instant("2026-11-24T09:00:00Z").value());
    const auto place = place_of(ProgrammeOrigin{id(1), run.steps[1].step.id}, std::vector{run}, *catalogue);
    ASSERT_TRUE(place);
    EXPECT_EQ(place->countable, countable) << name;
    EXPECT_EQ(place->number, 2);
    EXPECT_EQ(place->of, static_cast<int>(run.steps.size()));
  }
}

TEST(Learning, IsGatheredOverAllAssignmentsInTheOrderOfTime) {
  const auto review = [](std::string text, std::string_view at) {
    return Review{.at = core::parse_instant(at).value(), .learning = std::move(text)};
  };
  std::vector<AssignmentRecord> all(3);
  all[0] = {.id = id(1), .state = State::kSuperseded, .superseded_by = id(2)};
  all[0].reviews = {review("", "2026-11-20T09:00:00Z"), review("It passed", "2026-11-10T09:00:00Z")};
  all[1] = {.id = id(2), .state = State::kRetired, .supersedes = id(1), .superseded_by = id(3)};
  all[2] = {.id = id(3), .state = State::kActive, .supersedes = id(2)};
  EXPECT_EQ(learning_so_far(all[2], all), "It passed") << "two steps up";
  all[1].reviews = {review("Nobody looked", "2026-11-12T09:00:00Z")};
  EXPECT_EQ(learning_so_far(all[2], all), "Nobody looked");
  all[2].reviews = {review("I can", "2026-11-11T09:00:00Z")};
  EXPECT_EQ(learning_so_far(all[2], all), "I can");
  const auto found = learnings(all);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].text, "It passed");
  EXPECT_EQ(found[1].text, "I can");
  EXPECT_EQ(found[2].text, "Nobody looked");
}

}  // namespace
}  // namespace intersession::homework

#include "measures/measure_plan.hpp"

#include <gtest/gtest.h>

#include "measures/data.hpp"
#include "measures/waiting.hpp"

namespace intersession::measures {
namespace {

using namespace std::chrono_literals;

core::Instant at(const char* text) {
  return *core::parse_instant(text);
}
core::Id id(unsigned char n) {
  return core::Id{{n}};
}

MeasurePlan plan(Rhythm rhythm, const char* started = "2026-11-02T09:00:00Z") {
  return {.id = id(1),
          .treatment = id(2),
          .version = 1,
          .measure = "gad-7",
          .rhythm = rhythm,
          .started_at = at(started)};
}
care::Session session(unsigned char n, const char* starts,
                      care::SessionState state = care::SessionState::kPlanned) {
  return {.id = id(n),
          .treatment = id(2),
          .version = 1,
          .state = state,
          .zone = "Europe/Oslo",
          .starts_at = at(starts)};
}
Surroundings around(std::vector<care::Session> sessions = {}, std::vector<care::StageChange> stages = {}) {
  return {"Europe/Oslo", std::move(sessions), std::move(stages)};
}
std::vector<std::string> keys(const std::vector<Slot>& slots) {
  std::vector<std::string> found;
  for (const auto& slot : slots) found.push_back(slot.key);
  return found;
}

TEST(MeasurePlan, EverySessionOpensTwoDaysBeforeAndStaysALittle) {
  const auto of = around({session(10, "2026-11-01T10:00:00Z", care::SessionState::kHeld),
                          session(11, "2026-11-09T10:00:00Z"),
                          session(12, "2026-11-16T10:00:00Z", care::SessionState::kCancelled),
                          session(13, "2026-11-23T10:00:00Z")});
  const auto every = plan(Rhythm::kEverySession);
  EXPECT_FALSE(slot_to_answer(every, of, {}, at("2026-11-07T09:00:00Z")));
  const auto slot = slot_to_answer(every, of, {}, at("2026-11-07T10:00:00Z"));
  ASSERT_TRUE(slot);
  EXPECT_EQ(slot->key, "session:" + id(11).text());
  EXPECT_EQ(slot->due, at("2026-11-09T10:00:00Z"));
  EXPECT_EQ(slot->session, id(11));
  // Expiry is soft: after the session it can still be answered for a week.
  EXPECT_TRUE(slot_to_answer(every, of, {}, at("2026-11-12T10:00:00Z")));
  EXPECT_FALSE(slot_to_answer(every, of, {}, at("2026-11-16T10:00:00Z")));
  // What was filled in on paper can still be keyed in.
  EXPECT_EQ(newest_slot(every, of, {}, at("2026-11-16T10:00:00Z"))->session, id(11));
  EXPECT_FALSE(newest_slot(every, of, {slot->key}, at("2026-11-16T10:00:00Z")));
  EXPECT_FALSE(slot_to_answer(every, of, {slot->key}, at("2026-11-08T10:00:00Z")));
  EXPECT_EQ(slot_to_answer(every, of, {}, at("2026-11-22T10:00:00Z"))->session, id(13));
}

TEST(MeasurePlan, EveryOtherSessionSkipsOne) {
  const auto of = around({session(11, "2026-11-09T10:00:00Z"), session(12, "2026-11-16T10:00:00Z"),
                          session(13, "2026-11-23T10:00:00Z")});
  EXPECT_EQ(keys(slots(plan(Rhythm::kEveryOtherSession), of, at("2026-12-01T00:00:00Z"))),
            (std::vector<std::string>{"session:" + id(11).text(), "session:" + id(13).text()}));
}

TEST(MeasurePlan, WeeksAndMonthsFollowTheClientsCalendar) {
  const auto weeks = slots(plan(Rhythm::kWeekly), around(), at("2026-11-15T23:30:00Z"));
  // In Oslo it is already the sixteenth: the third week has begun.
  EXPECT_EQ(keys(weeks), (std::vector<std::string>{"week:2026-11-02", "week:2026-11-09", "week:2026-11-16"}));
  EXPECT_EQ(weeks[0].opens, at("2026-11-02T09:00:00Z"));
  EXPECT_EQ(weeks[1].opens, at("2026-11-08T23:00:00Z"));
  EXPECT_EQ(weeks[1].closes, weeks[2].opens);
  const auto months =
      slots(plan(Rhythm::kMonthly, "2026-01-31T09:00:00Z"), around(), at("2026-04-01T12:00:00Z"));
  EXPECT_EQ(keys(months),
            (std::vector<std::string>{"month:2026-01-31", "month:2026-02-28", "month:2026-03-31"}));
}

TEST(MeasurePlan, AYearOfWeeksIsKeptShort) {
  EXPECT_LE(slots(plan(Rhythm::kWeekly, "2020-01-01T09:00:00Z"), around(), at("2026-04-01T12:00:00Z")).size(),
            58U);
}

TEST(MeasurePlan, StagesOpenOnce) {
  const std::vector<care::StageChange> stages{{care::Stage::kEarly, at("2026-10-01T00:00:00Z"), ""},
                                              {care::Stage::kMiddle, at("2026-11-10T00:00:00Z"), ""},
                                              {care::Stage::kMaintenance, at("2026-12-01T00:00:00Z"), ""}};
  const auto now = at("2026-12-02T00:00:00Z");
  EXPECT_EQ(keys(slots(plan(Rhythm::kStageChange), around({}, stages), now)),
            (std::vector<std::string>{"stage:1", "stage:2"}));
  EXPECT_EQ(keys(slots(plan(Rhythm::kEnd), around({}, stages), now)), std::vector<std::string>{"end"});
  EXPECT_EQ(slot_to_answer(plan(Rhythm::kStart), around(), {}, at("2026-11-03T00:00:00Z"))->key, "start");
  EXPECT_FALSE(slot_to_answer(plan(Rhythm::kOnce), around(), {"once"}, at("2026-11-03T00:00:00Z")));
}

TEST(MeasurePlan, WaitsFromItsDueTimeToItsAnswerOrItsClose) {
  const auto of = around({session(11, "2026-11-09T10:00:00Z")});
  const std::vector<MeasurePlan> plans{plan(Rhythm::kEverySession)};
  const auto waits = [&](const char* when, const std::vector<AnsweredSlot>& answered = {}) {
    return waiting(plans, answered, of, at(when)).size();
  };
  EXPECT_EQ(waits("2026-11-09T09:59:59Z"), 0U);
  EXPECT_EQ(waits("2026-11-09T10:00:00Z"), 1U);
  EXPECT_EQ(waits("2026-11-16T09:59:59Z"), 1U);
  EXPECT_EQ(waits("2026-11-16T10:00:00Z"), 0U);
  const std::string slot = "session:" + id(11).text();
  EXPECT_EQ(waits("2026-11-10T10:00:00Z", {{id(1), slot}}), 0U);
  EXPECT_EQ(waits("2026-11-10T10:00:00Z", {{id(2), slot}}), 1U) << "another measure's answer";
  EXPECT_EQ(answers_matter_since(plans, of, at("2026-11-10T10:00:00Z")), at("2026-11-07T10:00:00Z"));
  EXPECT_EQ(answers_matter_since(plans, of, at("2026-11-08T10:00:00Z")), std::nullopt);
  EXPECT_EQ(
      turns(plans, of, at("2026-11-03T10:00:00Z")),
      (std::vector{at("2026-11-07T10:00:00Z"), at("2026-11-09T10:00:00Z"), at("2026-11-16T10:00:00Z")}));
}

TEST(MeasurePlan, AnEndedOneAsksNothing) {
  auto ended = plan(Rhythm::kWeekly);
  ended.ended_at = at("2026-11-10T00:00:00Z");
  EXPECT_TRUE(slot_to_answer(ended, around(), {}, at("2026-11-09T23:00:00Z")));
  EXPECT_FALSE(slot_to_answer(ended, around(), {}, at("2026-11-10T00:00:00Z")));
}

TEST(MeasurePlan, WordsMustFitTheInstrument) {
  const auto all = testing::real_instruments();
  const auto& tracker = *all->find("problem-tracker");
  const auto make = [&](std::vector<ItemWords> words) {
    return apply(std::nullopt, id(1),
                 {.treatment = id(2), .measure = "problem-tracker", .words = std::move(words)}, tracker,
                 at("2026-11-02T09:00:00Z"));
  };
  EXPECT_EQ(make({}).error().fields.front().pointer, "/words");
  EXPECT_EQ(make({{"p9", "x"}}).error().fields.front().pointer, "/words/0/item");
  EXPECT_EQ(make({{"p1", "x"}, {"p1", "y"}}).error().fields.front().pointer, "/words/0/item");
  const auto made = make({{"p1", "waking at four"}});
  ASSERT_TRUE(made);
  EXPECT_EQ(asked_items(tracker, made->words), std::vector<std::string>{"p1"});
  const auto form = worded_form(tracker, made->words);
  ASSERT_EQ(form.at("item").as_array().size(), 2U);  // the stem, and the one that is worded
  EXPECT_EQ(form.at("item").as_array()[1].at("text").as_string(), "waking at four");
  EXPECT_FALSE(apply(std::nullopt, id(1), {.treatment = id(2), .measure = "gad-7", .words = {{"q1", "x"}}},
                     *all->find("gad-7"), {}));
}

TEST(MeasurePlan, EndsOnceAndForAll) {
  const auto all = testing::real_instruments();
  const auto& gad = *all->find("gad-7");
  MeasurePlanInput input{.treatment = id(2), .measure = "gad-7", .ended = true};
  const auto ended = apply(plan(Rhythm::kWeekly), id(1), input, gad, at("2026-11-10T00:00:00Z"));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->ended_at, at("2026-11-10T00:00:00Z"));
  input.ended = false;
  EXPECT_EQ(apply(*ended, id(1), input, gad, at("2026-11-11T00:00:00Z")).error().reason, "measure-ended");
  input.measure = "k10";
  EXPECT_FALSE(apply(plan(Rhythm::kWeekly), id(1), input, *all->find("k10"), {}));
  MeasurePlan read{.id = ended->id, .treatment = ended->treatment, .version = ended->version};
  ASSERT_TRUE(unpack(pack(*ended), read));
  EXPECT_EQ(pack(read), pack(*ended));
}

}  // namespace
}  // namespace intersession::measures

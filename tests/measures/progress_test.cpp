#include "measures/progress.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "measures/data.hpp"
#include "measures/session_scores.hpp"

namespace intersession::measures {
namespace {

core::Instant at(const char* text) {
  return *core::parse_instant(text);
}
core::Id id(unsigned char n) {
  return core::Id{{n}};
}

const Instruments& instruments() {
  static const auto kAll = testing::real_instruments();
  return *kAll;
}

Submission submission(unsigned char n, const char* measure, const char* local, const Answers& answers,
                      std::string slot = "week:x", std::vector<ItemWords> words = {}) {
  Submission made{
      .id = id(n), .received_at = at("2026-12-01T00:00:00Z"), .measure = measure, .words = std::move(words)};
  made.content = {
      .plan = id(1), .slot = std::move(slot), .answered_at = *core::parse_local(local), .zone = "UTC"};
  const auto* instrument = instruments().find(measure);
  made.scored = score(*instrument, answers, asked_items(*instrument, made.words));
  return made;
}
homework::Entry entry(unsigned char n, const char* local, homework::Outcome outcome,
                      std::optional<int> quality) {
  homework::Entry made{.id = id(n)};
  made.content.assignment = id(7);
  made.content.outcome = outcome;
  made.content.occurred_at = *core::parse_local(local);
  made.content.quality = quality;
  return made;
}
care::Session session(unsigned char n, const char* starts,
                      care::SessionState state = care::SessionState::kHeld) {
  return {.id = id(n), .state = state, .zone = "UTC", .starts_at = at(starts)};
}
Course course() {
  Course made{.zone = "UTC"};
  made.find_instrument = [](std::string_view name) { return instruments().find(name); };
  return made;
}
Answers gad(double each) {
  Answers answers;
  for (int i = 1; i <= 7; ++i) answers["q" + std::to_string(i)] = each;
  return answers;
}

TEST(Progress, PutsScoresInSeriesAndLeavesGapsOpen) {
  auto of = course();
  of.submissions = {submission(1, "mechanism-mcog", "2026-11-02T08:00", {{"q1", 80}}),
                    submission(2, "gad-7", "2026-11-02T08:00", gad(2)),
                    submission(3, "gad-7", "2026-11-09T08:00", {{"q1", 1}}),
                    submission(4, "gad-7", "2026-11-16T08:00", gad(1))};
  const auto all = series(of);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].measure, "gad-7");  // outcomes first
  ASSERT_EQ(all[0].points.size(), 3U);
  EXPECT_FALSE(all[0].points[1].score.value);
  EXPECT_EQ(all[0].values(), (std::vector<double>{14, 7}));
  const auto shown = progress_to_json(of, true);
  const auto& gad_series = shown.at("series").as_array()[0].as_object();
  EXPECT_EQ(gad_series.at("n").to_number<int>(), 2);
  EXPECT_FALSE(gad_series.at("points").as_array()[1].as_object().contains("value"));
  EXPECT_EQ(gad_series.at("points").as_array()[1].at("absent").as_string(), "too-many-missing");
  EXPECT_EQ(gad_series.at("change").at("kind").as_string(), "reliably-better");
  EXPECT_EQ(gad_series.at("change").at("direction").as_string(), "easier");
}

TEST(Progress, AClientReadsNoBandsCutOffsOrSources) {
  auto of = course();
  of.submissions = {submission(2, "gad-7", "2026-11-02T08:00", gad(2)),
                    submission(3, "gad-7", "2026-11-09T08:00", gad(3))};
  const auto text = core::to_json(progress_to_json(of, false));
  for (const char* word : {"band", "cutoff", "Severe", "source", "verification", "urgent", "review"})
    EXPECT_EQ(text.find(word), std::string::npos) << word;
  EXPECT_NE(text.find("reliably-worse"), std::string::npos);
}

TEST(Progress, OwnWordsThatChangeBeginANewSeries) {
  auto of = course();
  of.submissions = {
      submission(1, "problem-tracker", "2026-11-02T08:00", {{"p1", 8}}, "a", {{"p1", "nights"}}),
      submission(2, "problem-tracker", "2026-11-09T08:00", {{"p1", 6}}, "b", {{"p1", "nights"}}),
      submission(3, "problem-tracker", "2026-11-16T08:00", {{"p1", 9}}, "c", {{"p1", "the meeting"}})};
  const auto all = series(of);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "nights");
  EXPECT_EQ(all[0].values(), (std::vector<double>{8, 6}));
  EXPECT_EQ(all[1].name, "the meeting");
}

TEST(Progress, CountsHomeworkByWeekWithHowManyWereRated) {
  using homework::Outcome;
  const std::vector<homework::Entry> entries{entry(1, "2026-11-02T08:00", Outcome::kDone, 4),
                                             entry(2, "2026-11-08T23:00", Outcome::kPartly, 1),
                                             entry(3, "2026-11-08T23:30", Outcome::kNotReached, std::nullopt),
                                             entry(4, "2026-11-16T08:00", Outcome::kTried, std::nullopt)};
  const auto weeks = homework_weeks(entries);
  ASSERT_EQ(weeks.size(), 2U);  // the week between has no record, and none is made up
  EXPECT_EQ(core::format_date(weeks[0].from), "2026-11-02");
  EXPECT_EQ(weeks[0].records.size(), 3U);
  EXPECT_EQ(weeks[0].done, 2);
  EXPECT_EQ(weeks[0].rated, 2);
  EXPECT_EQ(weeks[0].quality, 2.5);
  EXPECT_EQ(core::format_date(weeks[1].from), "2026-11-16");
  EXPECT_FALSE(weeks[1].quality);
}

/// A hundred and twenty courses that fall by about `fall` a session from 14, some faster than others.
std::vector<CourseOfScores> courses(int clients) {
  std::vector<CourseOfScores> made;
  for (int c = 0; c < clients; ++c) {
    CourseOfScores one;
    const double start = 8 + c % 10;
    for (int session = 1; session <= 6; ++session) {
      const double wobble = (c * 7 + session * 3) % 5 - 2;
      one.scores.emplace_back(session, std::clamp(start - session * 0.4 * (c % 4) + wobble, 0.0, 21.0));
    }
    made.push_back(std::move(one));
  }
  return made;
}

TEST(RangeSeen, IsNotDrawnBelowAHundredClients) {
  const auto& scale = *instruments().find("gad-7")->find_scale("total");
  EXPECT_EQ(RangeSeen::learn(scale, courses(99)), nullptr);
  auto few = courses(120);
  for (std::size_t i = 0; i < 30; ++i)
    few[i].scores.resize(3);  // a first score and two later ones are too few
  EXPECT_EQ(RangeSeen::learn(scale, few), nullptr);
  const auto range = RangeSeen::learn(scale, courses(120));
  ASSERT_NE(range, nullptr);
  EXPECT_EQ(range->clients(), 120);
  const auto limits = range->limits(14, 5);
  ASSERT_EQ(limits.size(), 4U);
  EXPECT_EQ(limits.front().session, 2);
  for (const auto& limit : limits) {
    EXPECT_LT(limit.low, limit.high);
    EXPECT_GE(limit.low, 0);
    EXPECT_LE(limit.high, 21);
    EXPECT_EQ(limit.high, std::floor(limit.high));  // whole scores: rounded outward
  }
}

TEST(RangeSeen, NumbersScoresBySessionFromTheFirstOn) {
  const std::vector<core::Instant> sessions{at("2026-11-03T10:00:00Z"), at("2026-11-10T10:00:00Z"),
                                            at("2026-11-17T10:00:00Z"), at("2026-11-24T10:00:00Z")};
  const std::vector<std::pair<core::Instant, double>> points{
      {at("2026-11-03T10:05:00Z"), 15},  // as it begins
      {at("2026-11-09T20:00:00Z"), 14},  // the evening before
      {at("2026-11-24T10:05:00Z"), 9},
      {at("2026-11-24T10:30:00Z"), 8}};
  const auto course = by_session(points, sessions);
  EXPECT_EQ(course.scores, (std::vector<std::pair<int, double>>{{1, 15}, {2, 14}, {4, 8}}));
}

TEST(Progress, OutsideTheRangeLooksAtHomeworkFirst) {
  const auto& scale = *instruments().find("gad-7")->find_scale("total");
  const std::shared_ptr<const RangeSeen> range = RangeSeen::learn(scale, courses(120));
  auto of = course();
  RangesSeen ranges;
  ranges.ranges["gad-7/total"] = range;
  of.ranges = std::make_shared<const RangesSeen>(ranges);
  of.sessions = {session(10, "2026-11-03T10:00:00Z"), session(11, "2026-11-10T10:00:00Z")};
  of.submissions = {submission(1, "gad-7", "2026-11-03T09:00", gad(1)),
                    submission(2, "gad-7", "2026-11-10T09:00", gad(3)),
                    submission(3, "alliance-3", "2026-11-10T09:00", {{"bond", 5}, {"goal", 6}, {"task", 4}})};
  of.assignments = {{.id = id(7), .name = "Thought record", .runs = true, .confidence = 3}};
  of.entries = {entry(21, "2026-11-08T08:00", homework::Outcome::kTried, 1)};
  of.entries.front().content.obstacle_text = "no quiet place";
  of.entries.front().content.difficulty = 3;
  const auto shown = progress_to_json(of, true);
  const auto& seen = shown.at("series").as_array()[0].at("rangeSeenHere").as_object();
  EXPECT_TRUE(seen.at("outside").as_bool());
  EXPECT_EQ(seen.at("clients").to_number<int>(), 120);
  std::vector<std::string> kinds;
  for (const auto& each : seen.at("support").as_array()) kinds.emplace_back(each.at("kind").as_string());
  EXPECT_EQ(kinds,
            (std::vector<std::string>{"confidence", "difficulty", "obstacle", "no-rationale", "alliance"}));
  // Each number leads to what it rests on: the agreement, the entry, the answers.
  for (const auto& each : seen.at("support").as_array()) {
    const auto& line = each.as_object();
    const std::string kind(line.at("kind").as_string());
    EXPECT_EQ(line.contains("entryId"), kind == "difficulty" or kind == "obstacle") << kind;
    EXPECT_EQ(line.contains("submissionId"), kind == "alliance") << kind;
    EXPECT_EQ(line.contains("assignmentId"), kind != "alliance") << kind;
  }
  const auto outside = outside_range(of);
  ASSERT_EQ(outside.size(), 1U);
  EXPECT_EQ(outside[0].name, "GAD-7");
  EXPECT_EQ(outside[0].submission, of.submissions[1].id);
  EXPECT_EQ(outside[0].clients, 120);
  // A client never sees it, and without the owner's word nobody does.
  EXPECT_EQ(core::to_json(progress_to_json(of, false)).find("rangeSeenHere"), std::string::npos);
  const auto kept = std::exchange(of.ranges, nullptr);
  EXPECT_TRUE(outside_range(of).empty());
  EXPECT_EQ(core::to_json(progress_to_json(of, true)).find("rangeSeenHere"), std::string::npos);
  // Better than the range is no reason to look.
  of.ranges = kept;
  of.submissions[1] = submission(2, "gad-7", "2026-11-10T09:00", gad(0));
  EXPECT_FALSE(
      progress_to_json(of, true).at("series").as_array()[0].at("rangeSeenHere").at("outside").as_bool());
}

TEST(SessionScores, BelongToTheSessionTheyWereFilledInFor) {
  auto of = course();
  of.sessions = {session(10, "2026-11-03T10:00:00Z"),
                 session(11, "2026-11-10T10:00:00Z", care::SessionState::kCancelled),
                 session(12, "2026-11-17T10:00:00Z")};
  of.submissions = {
      submission(1, "gad-7", "2026-11-03T11:00", gad(3)),  // within the hours of grace
      submission(2, "gad-7", "2026-11-12T08:00", gad(2)),  // five days before the next
      submission(3, "gad-7", "2026-11-16T08:00", gad(1),
                 "session:" + id(12).text()),              // answered last: counts
      submission(4, "gad-7", "2026-11-24T08:00", gad(0)),  // no session after it
      submission(5, "mechanism-mcog", "2026-11-16T08:00", {{"q1", 40}}),
      submission(6, "gad-7", "2026-11-16T09:00", {{"q1", 1}}, "session:" + id(12).text())};  // no score
  const auto scores = session_scores(of);
  ASSERT_EQ(scores.size(), 3U);
  EXPECT_EQ(scores[0].session, id(10));
  EXPECT_EQ(scores[0].number, 1);
  EXPECT_EQ(scores[0].value, 21);
  EXPECT_EQ(scores[1].session, id(12));
  EXPECT_EQ(scores[1].number, 2);
  EXPECT_EQ(scores[1].value, 7);
  EXPECT_EQ(scores[2].mechanism, "MCOG");
  EXPECT_TRUE(scores[2].higher_is_worse);
}

}  // namespace
}  // namespace intersession::measures

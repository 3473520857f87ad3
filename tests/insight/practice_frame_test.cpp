#include "insight/practice_frame.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "insight/one_client.hpp"
#include "insight/study.hpp"

namespace intersession::insight {
namespace {

using std::chrono::days;

core::Id id(unsigned char n) {
  core::Id out;
  out.bytes[0] = n;
  return out;
}

core::Instant week(int n) {
  return core::Instant{days{20000 + 7 * n}};
}

care::Session session(unsigned char n, int at, care::SessionState state = care::SessionState::kHeld) {
  care::Session s;
  s.id = id(n);
  s.treatment = id(200);
  s.state = state;
  s.starts_at = week(at);
  return s;
}

homework::AssignmentRecord reviewed(unsigned char in_session, std::optional<int> quantity,
                                    std::string not_done = "") {
  homework::AssignmentRecord record;
  record.activity_id = "walk";
  homework::Review review;
  review.session = id(in_session);
  review.quantity = quantity;
  review.not_done_reason = std::move(not_done);
  record.reviews.push_back(review);
  return record;
}

double at(const PracticeFrame& frame, std::string_view column, std::size_t row) {
  return frame.table.number(column)->at(row);
}

ClientRecords client() {
  ClientRecords c;
  c.label = "client 1";
  c.sessions = {session(1, 0), session(2, 1, care::SessionState::kCancelled), session(3, 2),
                session(4, 9, care::SessionState::kPlanned)};
  c.assignments = {reviewed(3, 4), reviewed(3, 1)};
  care::Goal goal;
  goal.ratings = {{3, week(0)}, {6, week(2)}};
  c.goals = {goal};
  return c;
}

PracticeFrame framed(const ClientRecords& c) {
  return practice_frame(
      std::span(&c, 1), [](std::string_view activity) { return "kind of " + std::string(activity); },
      week(3));
}

TEST(PracticeFrame, StandsAtTheSessionOfTheReviewAndLeavesGapsForCancelledOnes) {
  const auto frame = framed(client());
  ASSERT_EQ(frame.table.rows(), 2U);  // the planned one is still to come
  EXPECT_EQ(frame.table.session, (std::vector<std::int32_t>{1, 3}));
  EXPECT_TRUE(std::isnan(at(frame, "hw_qty", 0)));
  EXPECT_EQ(at(frame, "hw_qty", 1), 2.5);
  EXPECT_EQ(at(frame, "hw_done", 1), 1);
  EXPECT_EQ(frame.table.label("hw_type")->levels, (std::vector<std::string>{"kind of walk"}));
  EXPECT_EQ(frame.clients, 1U);
}

TEST(PracticeFrame, TakesDistanceToGoalsWhereNothingIsMeasured) {
  const auto frame = framed(client());
  EXPECT_TRUE(frame.outcome.empty());
  EXPECT_EQ(at(frame, "outcome", 0), 7);
  EXPECT_EQ(at(frame, "outcome", 1), 4);
}

measures::SessionScore score(unsigned char in_session, std::string measure, double value,
                             measures::Purpose purpose = measures::Purpose::kOutcome,
                             bool higher_is_worse = true) {
  return {.session = id(in_session),
          .measure = std::move(measure),
          .scale = "total",
          .purpose = purpose,
          .higher_is_worse = higher_is_worse,
          .value = value};
}

TEST(PracticeFrame, TakesTheOutcomeThatWasFilledInMostOften) {
  auto c = client();
  c.scores = {score(1, "phq-9", 15), score(1, "other", 3), score(3, "phq-9", 9),
              score(3, "belief", 5, measures::Purpose::kMechanism)};
  const auto frame = framed(c);
  EXPECT_EQ(frame.outcome.measure, "phq-9");
  EXPECT_EQ(at(frame, "outcome", 0), 15);
  EXPECT_EQ(at(frame, "outcome", 1), 9);
  EXPECT_TRUE(std::isnan(at(frame, "mech", 0)));
  EXPECT_EQ(at(frame, "mech", 1), 5);
  EXPECT_NE(source_sentence(frame, {.not_consenting = 2}, "PHQ-9").find("PHQ-9"), std::string::npos);
}

TEST(PracticeFrame, TurnsAScaleWhereHigherIsBetterRound) {
  auto c = client();
  c.scores = {score(1, "wellbeing", 15, measures::Purpose::kOutcome, false)};
  EXPECT_EQ(at(framed(c), "outcome", 0), -15);
}

TEST(PracticeFrame, NotDoneIsNotMissing) {
  auto c = client();
  c.assignments = {reviewed(1, 0), reviewed(3, std::nullopt, "ill")};
  const auto frame = framed(c);
  EXPECT_EQ(at(frame, "hw_done", 0), 0);
  EXPECT_EQ(at(frame, "hw_qty", 0), 0);
  EXPECT_EQ(at(frame, "hw_done", 1), 0);
  EXPECT_TRUE(std::isnan(at(frame, "hw_qty", 1)));
}

TEST(PracticeFrame, TooLittleIsRefusedWithoutANumber) {
  auto frame = framed(client());
  const auto data = evidence::Prepared::from(std::move(frame.table));
  ASSERT_TRUE(data);
  const auto study = study_json(*data, {});
  EXPECT_TRUE(study.contains("refused"));
  EXPECT_FALSE(study.contains("headline"));
  EXPECT_FALSE(study.contains("main"));
  const auto empty = evidence::Prepared::from(practice_frame({}, {}, week(3)).table);
  ASSERT_FALSE(empty);
  EXPECT_EQ(refused_study(empty.error()).at("verdict"), "refused");
}

TEST(ClientSentence, SpeaksOfWeeksAndNeverOfCauses) {
  const auto text = client_sentence(-0.52, -0.9, -0.14, 18);
  EXPECT_EQ(text.find(" cause"), std::string::npos);
  EXPECT_NE(text.find("lower by about 0.52 (uncertainty from 0.14 to 0.90), in 18 weeks"), std::string::npos);
}

TEST(ClientSentence, NamesBothDirectionsWhereBothArePossible) {
  EXPECT_NE(client_sentence(-0.1, -0.5, 0.3, 14)
                .find("lower by about 0.10 (uncertainty from 0.50 lower to 0.30 higher), in 14 weeks"),
            std::string::npos);
  EXPECT_NE(client_sentence(0.4, 0.1, 0.7, 14).find("higher by about 0.40 (uncertainty from 0.10 to 0.70)"),
            std::string::npos);
}

TEST(PracticeFrame, WordsThatFewClientsShareAreEmptied) {
  evidence::SessionTable table;
  evidence::Labels stage{{"early", "late"}, {}};
  for (std::int32_t client = 0; client < 6; ++client)
    for (std::int32_t session = 1; session <= 5; ++session) {
      table.client.code.push_back(client), table.session.push_back(session);
      stage.code.push_back(client == 0 ? 1 : client == 1 and session == 1 ? -1 : 0);
    }
  table.labels = {{"stage", stage}};
  empty_rare_words(table, 5);
  for (std::size_t r = 0; r < table.rows(); ++r)
    EXPECT_EQ(table.labels[0].values.code[r], stage.code[r] == 0 ? 0 : -1) << r;
}

}  // namespace
}  // namespace intersession::insight

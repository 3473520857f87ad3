#include "homework/engagement.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "homework/agenda.hpp"

namespace intersession::homework {
namespace {

using Set = std::set<std::string>;

// The worked example of a behavioural experiment: every topic rated.
constexpr std::string_view kInput = R"({
  "from": "2026-11-17", "to": "2026-11-24", "ratedAt": "2026-11-24T08:00:00Z",
  "ratings": {"quantity": 4, "quality": 3, "difficulty": 3, "obstacles": 1, "comprehension": 4,
    "rationale": 4, "collaboration": 4, "specificity": 4, "goals": 3, "pleasure": 1, "mastery": 3,
    "progress": 3}})";

struct Read {
  EngagementCheck check;
  Set problems;
};
Read read(const core::json::value& value) {
  core::Decoder in(value);
  Read result{decode_engagement(in), {}};
  if (const auto problem = in.finish()) {
    for (const auto& field : problem->fields) result.problems.insert(field.pointer);
  }
  return result;
}
core::json::object input() {
  return core::parse_json(kInput).value().get_object();
}

TEST(Engagement, ScoresThreeComponentsWithDifficultyAndObstaclesTurnedRound) {
  const auto check = read(input()).check;
  EXPECT_DOUBLE_EQ(*score(check, Component::kEngagement).mean, 2.75);
  EXPECT_DOUBLE_EQ(*score(check, Component::kBeliefs).mean, 3.8);
  EXPECT_NEAR(*score(check, Component::kConsequences).mean, 2.3333, 0.0001);
}

TEST(Engagement, WhatIsMissingIsMissing) {
  auto value = input();
  value["ratings"].get_object().erase("obstacles");
  const auto check = read(value).check;
  EXPECT_FALSE(check.rating(Topic::kObstacles).has_value());
  const auto engagement = score(check, Component::kEngagement);
  EXPECT_EQ(engagement.answered, 3);
  EXPECT_EQ(engagement.topics, 4);
  EXPECT_FALSE(engagement.mean.has_value()) << "a mean over three topics is another quantity";
  EXPECT_TRUE(score(check, Component::kBeliefs).mean.has_value());
  const auto out = to_json(check);
  EXPECT_FALSE(out.at("ratings").as_object().contains("obstacles"));
  EXPECT_FALSE(out.at("components").at("engagement").as_object().contains("mean"));
}

TEST(Engagement, GivesNoNumberOverAllTopics) {
  const auto out = to_json(read(input()).check);
  for (const auto& member : out) EXPECT_FALSE(member.value().is_number()) << member.key();
}

TEST(Engagement, NamesEveryPlaceThatIsWrong) {
  const auto broken = [](std::string_view key, core::json::value value) {
    auto object = input();
    object[key] = std::move(value);
    return read(object).problems;
  };
  EXPECT_EQ(read(input()).problems, Set{});
  EXPECT_EQ(broken("ratings", core::json::object{}), Set{"/ratings"});
  EXPECT_EQ(broken("ratings", {{"quantity", 5}}), Set{"/ratings/quantity"});
  EXPECT_EQ(broken("ratings", {{"quantity", 1.5}}), Set{"/ratings/quantity"});
  EXPECT_EQ(broken("ratings", {{"percent", 80}, {"quality", 1}}), Set{"/ratings/percent"});
  EXPECT_EQ(broken("to", "2026-11-16"), Set{"/to"});
  EXPECT_EQ(broken("from", "2020-01-01"), Set{"/from"});
  EXPECT_EQ(broken("from", "yesterday"), Set{"/from"});
  auto lacking = input();
  lacking.erase("from");
  EXPECT_EQ(read(lacking).problems, Set{"/from"});
}

RC_GTEST_PROP(Engagement, StoredFormIsReadBackTheSame, ()) {
  EngagementCheck check;
  check.from = core::parse_date("2026-11-01").value();
  check.to = check.from + std::chrono::days{*rc::gen::inRange(0, 60)};
  check.rated_at = core::from_micros(*rc::gen::inRange<std::int64_t>(0, 2'000'000'000'000'000));
  check.ratings[0] = 0;
  for (auto& rating : check.ratings) {
    if (const int given = *rc::gen::inRange(-1, 5); given >= 0) rating = given;
  }
  EngagementCheck stored;
  RC_ASSERT(unpack(pack(check), stored).has_value());
  RC_ASSERT(stored.ratings == check.ratings);
  RC_ASSERT(stored.from == check.from and stored.to == check.to and stored.rated_at == check.rated_at);
  RC_ASSERT(pack(stored) == pack(check));
}

// -- when the client is asked

class Asking : public ::testing::Test {
 protected:
  static core::Instant at(std::string_view text) { return core::parse_instant(text).value(); }
  Asking() {
    record.state = State::kActive;
    Agreement agreement;
    agreement.plan.what = "Walk";
    agreement.plan.recurrence =
        Recurrence{.freq = Frequency::kDaily, .start = core::parse_date("2026-11-17").value()};
    agreement.accepted_by_client_at = agreement.accepted_by_member_at = at("2026-11-17T10:00:00Z");
    record.agreements.push_back(agreement);
    next.starts_at = at("2026-11-24T10:00:00Z");
  }
  bool asks(std::string_view now) { return asks_for_check(record, {"UTC", {}}, {}, checks, &next, at(now)); }
  AssignmentRecord record;
  std::vector<EngagementCheck> checks;
  care::Session next;
};

TEST_F(Asking, InTheTwoDaysBeforeTheNextSession) {
  EXPECT_FALSE(asks("2026-11-22T09:59:00Z"));
  EXPECT_TRUE(asks("2026-11-22T10:00:00Z"));
  record.state = State::kReported;
  EXPECT_FALSE(asks("2026-11-23T10:00:00Z")) << "taken up already";
}

TEST_F(Asking, OnceBetweenTwoReviewsAndOnlyAfterSomethingWasDue) {
  checks.push_back(
      {.assignment = record.id, .rater = Rater::kTherapist, .rated_at = at("2026-11-22T11:00:00Z")});
  EXPECT_TRUE(asks("2026-11-23T10:00:00Z")) << "the therapist's rating is not the client's";
  checks.push_back(
      {.assignment = record.id, .rater = Rater::kClient, .rated_at = at("2026-11-22T12:00:00Z")});
  EXPECT_FALSE(asks("2026-11-23T10:00:00Z"));
  checks.back().rated_at = at("2026-11-10T12:00:00Z");
  EXPECT_TRUE(asks("2026-11-23T10:00:00Z")) << "that one was about the time before";
  next.starts_at = at("2026-11-17T20:00:00Z");
  EXPECT_FALSE(asks("2026-11-17T19:00:00Z")) << "nothing was due yet";
}

TEST(NotReached, CountsTheLastRecordsInARow) {
  const auto entry = [](EntryKind kind, std::optional<Outcome> outcome) {
    Entry each;
    each.content.kind = kind;
    each.content.outcome = outcome;
    return each;
  };
  std::vector<Entry> entries;
  EXPECT_EQ(not_reached_in_a_row(entries), 0);
  entries.push_back(entry(EntryKind::kRecord, Outcome::kNotReached));
  entries.push_back(entry(EntryKind::kObstacle, std::nullopt));
  entries.push_back(entry(EntryKind::kRecord, Outcome::kNotReached));
  EXPECT_EQ(not_reached_in_a_row(entries), 2) << "an obstacle told in between changes nothing";
  entries.push_back(entry(EntryKind::kRecord, Outcome::kDecidedNotTo));
  EXPECT_EQ(not_reached_in_a_row(entries), 0) << "deciding not to is a full answer";
}

}  // namespace
}  // namespace intersession::homework

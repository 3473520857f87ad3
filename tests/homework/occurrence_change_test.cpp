#include "homework/occurrence_change.hpp"

#include <gtest/gtest.h>

#include "homework/agenda.hpp"

namespace intersession::homework {
namespace {

using core::LocalDate;
using core::LocalTime;

LocalDate date(std::string_view text) {
  return core::parse_date(text).value();
}
core::Instant instant(std::string_view text) {
  return core::parse_instant(text).value();
}

/// A walk at 18:30 on Tuesdays and Fridays, agreed on Monday, 23 November 2026.
class OccurrenceChanges : public ::testing::Test {
 protected:
  OccurrenceChanges() {
    record.state = State::kActive;
    Agreement agreement;
    agreement.plan.recurrence = Recurrence{.freq = Frequency::kWeekly,
                                           .by_day = {2, 5},
                                           .times = {std::chrono::minutes{18 * 60 + 30}},
                                           .start = date("2026-11-23")};
    agreement.accepted_by_client_at = agreement.accepted_by_member_at = instant("2026-11-23T09:00:00Z");
    record.agreements.push_back(agreement);
  }
  std::vector<Occurrence> all(std::string_view first = "2026-11-23", std::string_view last = "2026-12-06") {
    return occurrences_of(record, calendar, {}, now, date(first), date(last));
  }
  core::Result<std::optional<OccurrenceChange>> change(const core::Id& id, ChangeInput input) {
    return change_occurrence(record, all(), id, input, date("2026-11-24"));
  }
  /// Applies a change as the store keeps it.
  void apply(const core::Id& id, ChangeInput input) {
    const auto made = change(id, input).value();
    std::erase_if(record.changes, [&](const auto& each) { return each.occurrence == id; });
    if (made) record.changes.push_back(unpack_change(pack(*made)).value());
  }
  std::vector<std::string> days(std::string_view first = "2026-11-23", std::string_view last = "2026-12-06") {
    std::vector<std::string> found;
    for (const auto& each : all(first, last)) {
      found.push_back(core::format_local(each.window.from).substr(5, 11) + " " +
                      std::string(core::word_for(kOccurrenceStates, each.state)));
    }
    return found;
  }

  AssignmentRecord record;
  Calendar calendar{"Europe/Oslo", {}};
  core::Instant now = instant("2026-11-24T08:00:00Z");
};

using Days = std::vector<std::string>;

TEST_F(OccurrenceChanges, AMovedOneKeepsItsIdAndItsTimeOfDay) {
  const auto tuesday = all().front();
  apply(tuesday.window.occurrence, {ChangeKind::kMove, date("2026-11-26")});
  EXPECT_EQ(days(), (Days{"11-26T18:30 open", "11-27T18:30 open", "12-01T18:30 open", "12-04T18:30 open"}));
  EXPECT_EQ(all().front().window.occurrence, tuesday.window.occurrence);
  EXPECT_EQ(all().front().moved_from, tuesday.window.from);
  EXPECT_EQ(days("2026-11-23", "2026-11-25"), Days{}) << "not twice";
}

TEST_F(OccurrenceChanges, MovedAgainItStillKnowsWhereItWasAgreed) {
  const auto tuesday = all().front();
  apply(tuesday.window.occurrence, {ChangeKind::kMove, date("2026-11-26")});
  apply(tuesday.window.occurrence, {ChangeKind::kMove, date("2026-11-25")});
  EXPECT_EQ(days("2026-11-23", "2026-11-26"), Days{"11-25T18:30 open"});
  EXPECT_EQ(all().front().moved_from, tuesday.window.from);
  apply(tuesday.window.occurrence, {ChangeKind::kRestore, std::nullopt});
  EXPECT_EQ(days("2026-11-23", "2026-11-26"), Days{"11-24T18:30 open"});
  EXPECT_FALSE(all().front().moved_from.has_value());
}

TEST_F(OccurrenceChanges, ALeftOutOneIsShownNeverDueAndCanBeTakenUpAgain) {
  const auto tuesday = all().front();
  apply(tuesday.window.occurrence, {ChangeKind::kSkip, std::nullopt});
  EXPECT_EQ(days("2026-11-23", "2026-11-27"), (Days{"11-24T18:30 skipped", "11-27T18:30 open"}));
  EXPECT_FALSE(waits_for_review(record, calendar, instant("2026-11-26T08:00:00Z")))
      << "what was left out is not waited for";
  apply(tuesday.window.occurrence, {ChangeKind::kRestore, std::nullopt});
  EXPECT_EQ(days("2026-11-23", "2026-11-26"), Days{"11-24T18:30 open"});
  EXPECT_TRUE(waits_for_review(record, calendar, instant("2026-11-26T08:00:00Z")));
}

TEST_F(OccurrenceChanges, MovingKeepsTheWallClockOverAClockChange) {
  // Clocks go forward in Oslo on 28 March 2027.
  record.agreements.front().plan.recurrence->start = date("2027-03-22");
  now = instant("2027-03-22T08:00:00Z");
  const auto friday = all("2027-03-26", "2027-03-26").front();
  const auto made = change_occurrence(record, all("2027-03-22", "2027-04-02"), friday.window.occurrence,
                                      {ChangeKind::kMove, date("2027-03-29")}, date("2027-03-22"))
                        .value();
  EXPECT_EQ(core::format_local(made->now->from), "2027-03-29T18:30:00");
}

TEST_F(OccurrenceChanges, ANewAgreementBeginsWithoutChanges) {
  apply(all().front().window.occurrence, {ChangeKind::kMove, date("2026-11-26")});
  auto newer = record.agreements.front();
  newer.version = 2;
  record.agreements.insert(record.agreements.begin(), newer);
  EXPECT_EQ(days("2026-11-23", "2026-11-27"), (Days{"11-24T18:30 open", "11-27T18:30 open"}));
}

TEST_F(OccurrenceChanges, SaysWhatCannotBeChanged) {
  const auto id = all().front().window.occurrence;
  const auto reason = [&](const core::Id& which, ChangeInput input) {
    const auto made = change(which, input);
    if (made) return std::string("allowed");
    return made.error().fields.empty() ? made.error().reason : made.error().fields.front().pointer;
  };
  EXPECT_EQ(reason(core::Id{}, {ChangeKind::kSkip, {}}), "not-found");
  EXPECT_EQ(reason(id, {ChangeKind::kMove, date("2026-11-23")}), "/to") << "past";
  EXPECT_EQ(reason(id, {ChangeKind::kMove, date("2026-12-26")}), "/to") << "too far";
  EXPECT_EQ(reason(id, {ChangeKind::kMove, date("2026-12-25")}), "allowed");
  now = instant("2026-11-25T08:00:00Z");
  EXPECT_EQ(reason(id, {ChangeKind::kSkip, {}}), "not-open") << "it is over";
  now = instant("2026-11-24T08:00:00Z");
  record.state = State::kPaused;
  EXPECT_EQ(reason(id, {ChangeKind::kSkip, {}}), "not-open");
  record.state = State::kActive;
  record.agreements.front().plan.recurrence =
      Recurrence{.freq = Frequency::kWeekly, .per_week = 2, .start = date("2026-11-23")};
  EXPECT_EQ(reason(all().front().window.occurrence, {ChangeKind::kMove, date("2026-11-26")}), "/to")
      << "any day of the week needs no move";
  EXPECT_EQ(reason(all().front().window.occurrence, {ChangeKind::kSkip, {}}), "allowed");
}

TEST(ChangeInput, AMoveHasADayAndNothingElseHas) {
  const auto problem = [](std::string_view text) {
    const auto value = core::parse_json(text).value();
    core::Decoder in(value);
    (void)decode_change(in);
    const auto found = in.finish();
    return found ? found->fields.front().pointer : "";
  };
  EXPECT_EQ(problem(R"({"change": "move", "to": "2026-11-26"})"), "");
  EXPECT_EQ(problem(R"({"change": "skip"})"), "");
  EXPECT_EQ(problem(R"({"change": "move"})"), "/to");
  EXPECT_EQ(problem(R"({"change": "skip", "to": "2026-11-26"})"), "/to");
  EXPECT_EQ(problem(R"({"change": "delete"})"), "/change");
}

}  // namespace
}  // namespace intersession::homework

// What is kept stays true: between two turns, time alone changes neither Today nor the row.
#include "caseload/validity.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "catalogue/data.hpp"

namespace intersession::caseload {
namespace {

using core::Instant;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kZones[] = {"Europe/Oslo", "America/New_York", "Asia/Kathmandu"};
const Instant kBegin = core::parse_instant("2026-09-01T00:00:00Z").value();

core::Id id(int number) {
  core::Id id;
  id.bytes[0] = 1;
  id.bytes[15] = static_cast<unsigned char>(number);
  return id;
}

homework::AssignmentRecord assignment(int number, homework::Recurrence recurrence, Instant agreed) {
  homework::AssignmentRecord record{.id = id(number), .treatment = id(1), .state = homework::State::kActive};
  record.activity_id = "activity-scheduling";
  record.created_at = agreed;
  homework::Agreement agreement{.created_at = agreed};
  agreement.plan.what = "Walk";
  agreement.plan.recurrence = std::move(recurrence);
  agreement.accepted_by_member_at = agreement.accepted_by_client_at = agreed;
  record.agreements.push_back(std::move(agreement));
  record.history.push_back({"propose", homework::State::kProposed, agreed, homework::Party::kMember, ""});
  return record;
}

/// A measure of every rhythm; one of the weeks was answered.
std::vector<measures::MeasurePlan> any_measures(ClientFile& file) {
  std::vector<measures::MeasurePlan> plans;
  for (const auto& rhythm : measures::kRhythmTable) {
    measures::MeasurePlan plan{
        .id = id(80 + static_cast<int>(plans.size())), .treatment = id(1), .version = 1};
    plan.measure = "gad-7";
    plan.rhythm = rhythm.value;
    plan.started_at = kBegin + minutes{*rc::gen::inRange(0, 60 * 24 * 80)};
    file.row.answered.push_back({plan.id, "week:2026-11-02"});
    plans.push_back(std::move(plan));
  }
  file.treatments.back().stage_log.push_back(
      {care::Stage::kMaintenance, kBegin + days{50} + minutes{*rc::gen::inRange(0, 60 * 24 * 30)}, ""});
  return plans;
}

/// A client with everything that time may turn: sessions held and to come, windows of every kind, entries.
ClientFile any_file() {
  ClientFile file;
  file.client.id = id(9);
  file.client.details = {
      .name = "Kim Berg",
      .call_name = "Kim",
      .zone = *rc::gen::elementOf(std::vector<std::string>(std::begin(kZones), std::end(kZones)))};
  file.access = "signed-in";
  const auto minute = [](int from, int to) { return minutes{*rc::gen::inRange(from, to)}; };
  care::Treatment treatment{.id = id(1), .version = 1, .started_at = kBegin + minute(0, 60 * 24)};
  treatment.stage_log.push_back({care::Stage::kEarly, treatment.started_at, ""});
  file.treatments.push_back(std::move(treatment));
  for (int week = 0; week < 12; ++week) {
    const Instant at = kBegin + days{7 * week} + minute(0, 60 * 48);
    const bool held = *rc::gen::arbitrary<bool>();
    file.sessions.push_back({.id = id(20 + week),
                             .treatment = id(1),
                             .version = 1,
                             .state = held ? care::SessionState::kHeld : care::SessionState::kPlanned,
                             .starts_local = core::to_local(at, file.client.details.zone),
                             .zone = file.client.details.zone,
                             .starts_at = at,
                             .opened_at = held ? std::optional(at + minutes{3}) : std::nullopt});
  }
  const auto start = std::chrono::floor<days>(core::to_local(kBegin, file.client.details.zone));
  using homework::Frequency;
  const Instant agreed = kBegin + minute(0, 60 * 24 * 14);
  file.assignments = {
      assignment(
          2, {.freq = Frequency::kDaily, .times = {minutes{8 * 60}, minutes{20 * 60 + 30}}, .start = start},
          agreed),
      assignment(3, {.freq = Frequency::kWeekly, .per_week = 3, .start = start}, agreed),
      assignment(4, {.freq = Frequency::kSession, .start = start}, agreed),
      assignment(5, {.freq = Frequency::kOnce, .start = start + days{*rc::gen::inRange(0, 80)}}, agreed)};
  for (int i = 0; i < 6; ++i) {
    const Instant at = kBegin + minute(0, 60 * 24 * 60);
    homework::Entry entry{.id = id(60 + i), .received_at = at};
    entry.content.assignment = id(2 + i % 4);
    entry.content.outcome = homework::Outcome::kDone;
    entry.content.occurred_at = core::to_local(at, file.client.details.zone);
    file.entries.push_back(std::move(entry));
  }
  std::ranges::sort(file.entries, {}, &homework::Entry::received_at);
  std::ranges::transform(file.entries, std::back_inserter(file.row.entries), homework::head_of);
  file.row.measure_plans = any_measures(file);
  return file;
}

std::string shown(const ClientFile& file, Instant now) {
  static const auto kCatalogue = catalogue::testing::real_catalogue();
  const auto& catalogue = *kCatalogue;
  const auto today = today_to_json(file, care::PracticeSettings{}, "Dr Lund", now);
  return core::to_json(today) + core::to_json(to_json(make_row(facts_of(file, catalogue, now), now)));
}

RC_GTEST_PROP(Validity, NothingTurnsWithinIt, ()) {
  const auto file = any_file();
  // After what was recorded, as every real answer is; across a change of the clocks.
  const Instant now = kBegin + days{60} + minutes{*rc::gen::inRange(0, 60 * 24 * 30)} +
                      std::chrono::seconds{*rc::gen::inRange(0, 60)};
  const auto validity = validity_of(file, now);
  RC_ASSERT(validity.holds(now));
  const auto text = shown(file, now);
  RC_ASSERT(shown(file, validity.from) == text);
  RC_ASSERT(shown(file, validity.until - std::chrono::microseconds{1}) == text);
  const auto span = std::chrono::floor<std::chrono::seconds>(validity.until - validity.from).count();
  const Instant between = validity.from + std::chrono::seconds{*rc::gen::inRange<std::int64_t>(0, span)};
  RC_ASSERT(shown(file, between) == text);
}

TEST(Validity, EndsAtTheClientsMidnightAtTheLatest) {
  ClientFile file;
  file.client.details.zone = "Europe/Oslo";
  const auto validity = validity_of(file, core::parse_instant("2026-11-24T09:00:00Z").value());
  EXPECT_EQ(validity.from, core::parse_instant("2026-11-23T23:00:00Z").value());
  EXPECT_EQ(validity.until, core::parse_instant("2026-11-24T23:00:00Z").value());
  EXPECT_FALSE(validity.holds(validity.until));
}

}  // namespace
}  // namespace intersession::caseload

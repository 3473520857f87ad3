// When a practice can be told of something, and whose an alert is when.
#include "safety/open_hours.hpp"

#include <gtest/gtest.h>

#include <set>

namespace intersession::safety {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kOslo = "Europe/Oslo";

core::Instant oslo(std::string_view local) {
  return core::to_instant(core::parse_local(local).value(), kOslo);
}
std::string local(core::Instant at) {
  return core::format_local(core::to_local(at, kOslo));
}

const OpenHours kWeekdays{.days = {1, 2, 3, 4, 5}, .from = hours{9}, .until = hours{17}};

TEST(OpenHours, BeginWithTheirFirstMinuteAndEndBeforeTheirLast) {
  EXPECT_EQ(local(kWeekdays.next(oslo("2026-11-24T08:59:59"), kOslo)), "2026-11-24T09:00:00");
  EXPECT_EQ(local(kWeekdays.next(oslo("2026-11-24T09:00"), kOslo)), "2026-11-24T09:00:00");
  EXPECT_EQ(local(kWeekdays.next(oslo("2026-11-24T16:59:59"), kOslo)), "2026-11-24T16:59:59");
  EXPECT_EQ(local(kWeekdays.next(oslo("2026-11-24T17:00"), kOslo)), "2026-11-25T09:00:00");
}

TEST(OpenHours, GoOverTheWeekendAndOverAChangeOfTheClock) {
  EXPECT_EQ(local(kWeekdays.next(oslo("2026-11-27T17:00"), kOslo)), "2026-11-30T09:00:00");
  const OpenHours sundays{.days = {7}, .from = hours{2} + minutes{30}, .until = hours{4}};
  EXPECT_EQ(local(sundays.next(oslo("2027-03-27T12:00"), kOslo)), "2027-03-28T03:00:00")
      << "half past two does not exist that night";
  const OpenHours one{.days = {3}, .from = hours{9}, .until = hours{10}};
  EXPECT_EQ(local(one.next(oslo("2026-11-25T10:00"), kOslo)), "2026-12-02T09:00:00") << "a week later";
}

TEST(OpenHours, AreReadInFullOrNamed) {
  const auto read = [](const char* text) {
    const auto value = core::parse_json(text).value();
    core::Decoder in(value);
    const auto found = decode_open_hours(in);
    const auto problem = in.finish();
    std::set<std::string> places;
    if (problem) {
      for (const auto& each : problem->fields) places.insert(each.pointer);
    }
    return std::pair{found, places};
  };
  const auto whole = read(R"({"openDays": ["FR", "MO"], "openFrom": "09:00", "openUntil": "17:30"})");
  EXPECT_TRUE(whole.second.empty());
  EXPECT_EQ(whole.first, (OpenHours{.days = {1, 5}, .from = hours{9}, .until = hours{17} + minutes{30}}));
  core::json::object out;
  add_to(out, whole.first);
  EXPECT_EQ(core::to_json(out), R"({"openDays":["MO","FR"],"openFrom":"09:00","openUntil":"17:30"})");
  EXPECT_TRUE(read("{}").first.always());
  EXPECT_EQ(read(R"({"openDays": ["MO"]})").second, (std::set<std::string>{"/openFrom", "/openUntil"}));
  EXPECT_EQ(read(R"({"openFrom": "09:00"})").second, std::set<std::string>{"/openFrom"});
  EXPECT_EQ(read(R"({"openDays": ["MO", "MO"], "openFrom": "09:00", "openUntil": "17:00"})").second,
            std::set<std::string>{"/openDays"});
  for (const char* until : {"9:00", "24:00", "09:60", "0900", "09:00"}) {
    EXPECT_EQ(
        read((std::string(R"({"openDays": ["MO"], "openFrom": "09:00", "openUntil": ")") + until + "\"}")
                 .c_str())
            .second,
        std::set<std::string>{"/openUntil"})
        << until;
  }
}

TEST(AlertTimes, FollowTheClockWhileThePracticeIsOpen) {
  const auto times = alert_times(oslo("2026-11-24T10:00"), hours{24}, kWeekdays, kOslo, false);
  EXPECT_EQ(local(times.therapist), "2026-11-24T10:00:00");
  EXPECT_EQ(local(times.fallback), "2026-11-25T10:00:00");
  EXPECT_EQ(local(times.owner), "2026-11-26T10:00:00");
}

TEST(AlertTimes, WaitForTheMorningAndLeaveEverybodyAFairChance) {
  const auto times = alert_times(oslo("2026-11-27T18:00"), hours{24}, kWeekdays, kOslo, false);
  EXPECT_EQ(local(times.therapist), "2026-11-30T09:00:00") << "Friday evening: Monday";
  EXPECT_EQ(local(times.fallback), "2026-11-30T10:00:00") << "the time is long over; an hour to look first";
  EXPECT_EQ(local(times.owner), "2026-11-30T11:00:00");
}

TEST(AlertTimes, HoldNothingBackThatARuleSendsAtOnce) {
  const auto times = alert_times(oslo("2026-11-28T02:00"), hours{24}, kWeekdays, kOslo, true);
  EXPECT_EQ(local(times.therapist), "2026-11-28T02:00:00");
  EXPECT_EQ(local(times.fallback), "2026-11-30T10:00:00");
}

TEST(AlertTimes, DoNotWaitWhereNothingIsSettled) {
  const auto received = oslo("2026-11-28T02:00");
  const auto times = alert_times(received, hours{0}, {}, kOslo, false);
  EXPECT_EQ(times.therapist, received);
  EXPECT_EQ(times.fallback, received);
  EXPECT_EQ(times.owner, received);
}

}  // namespace
}  // namespace intersession::safety

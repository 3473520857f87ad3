#include "homework/recurrence.hpp"

#include <gtest/gtest.h>
#include <libical/ical.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace intersession::homework {
namespace {

using core::LocalDate;
using core::LocalTime;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

LocalDate date(std::string_view text) {
  return core::parse_date(text).value();
}
LocalTime local(std::string_view text) {
  return core::parse_local(text).value();
}

core::Id id_of(unsigned char last) {
  core::Id id;
  id.bytes[15] = last;
  return id;
}

Schedule always(const Recurrence& rule) {
  return {id_of(7), 1, rule, LocalTime::min(), {}};
}

/// The rule as RRULE text; libical expands one clock time.
std::string rrule(const Recurrence& rule) {
  std::string text = "FREQ=" + std::string(core::word_for(kFrequencies, rule.freq)) +
                     ";INTERVAL=" + std::to_string(rule.interval) + ";WKST=MO";
  for (std::size_t i = 0; i < rule.by_day.size(); ++i) {
    text += (i == 0 ? ";BYDAY=" : ",") + std::string(core::word_for(kWeekdays, rule.by_day[i]));
  }
  return text;
}

icaltimetype ical_time(LocalTime time) {
  const auto text = core::format_local(time);
  std::string compact;
  for (const char c : text) {
    if (c != '-' and c != ':') compact += c;
  }
  return icaltime_from_string(compact.c_str());
}

/// What libical makes of the rule at one clock time, in wall-clock time, from `first` to `last`.
/// libical 3.0.16 begins the week on Sunday where Sunday is the only day of the rule, whatever WKST says (every
/// second Sunday from Wednesday 2023-01-04 begins on the 15th); with a Monday beside it, it does not.
std::vector<LocalTime> expected(Recurrence rule, minutes time, LocalDate first, LocalDate last) {
  const bool only_sunday = rule.by_day == std::vector<unsigned>{7};
  if (only_sunday) rule.by_day = {1, 7};
  auto recurrence = icalrecurrencetype_from_string(rrule(rule).c_str());
  const auto stop = std::min(last, rule.until.value_or(last));
  std::vector<LocalTime> found;
  icalrecur_iterator* it = icalrecur_iterator_new(recurrence, ical_time(LocalTime{rule.start + time}));
  for (auto next = icalrecur_iterator_next(it); not icaltime_is_null_time(next);
       next = icalrecur_iterator_next(it)) {
    const std::chrono::year_month_day day{std::chrono::year{next.year},
                                          std::chrono::month{static_cast<unsigned>(next.month)},
                                          std::chrono::day{static_cast<unsigned>(next.day)}};
    const LocalDate on{day};
    if (on > stop) break;
    if (only_sunday and std::chrono::weekday{on} == std::chrono::Monday) continue;
    if (on >= first) found.push_back(on + hours{next.hour} + minutes{next.minute});
  }
  icalrecur_iterator_free(it);
  return found;
}

/// The instant that libical's own zone rules give a wall-clock time.
core::Instant ical_instant(LocalTime time, const char* zone) {
  icaltimezone* found = icaltimezone_get_builtin_timezone(zone);
  if (found == nullptr) throw std::runtime_error(std::string("libical lacks the zone ") + zone);
  return core::Instant{std::chrono::seconds{icaltime_as_timet_with_zone(ical_time(time), found)}};
}

const std::vector<const char*>& zones() {
  static const std::vector<const char*> kZones{"Europe/Oslo",       "America/New_York", "Australia/Lord_Howe",
                                               "Asia/Kathmandu",    "America/St_Johns", "Pacific/Auckland",
                                               "America/Sao_Paulo", "Europe/Dublin",    "UTC"};
  return kZones;
}

Recurrence any_rule() {
  Recurrence rule;
  rule.freq = *rc::gen::element(Frequency::kDaily, Frequency::kWeekly);
  rule.interval = *rc::gen::inRange(1, 5);
  rule.start = date("2023-01-01") + days{*rc::gen::inRange(0, 1500)};
  if (rule.freq == Frequency::kWeekly) {
    for (unsigned day = 1; day <= 7; ++day) {
      if (*rc::gen::inRange(0, 3) == 0) rule.by_day.push_back(day);
    }
  }
  if (*rc::gen::arbitrary<bool>()) rule.until = rule.start + days{*rc::gen::inRange(0, 200)};
  return rule;
}

RC_GTEST_PROP(Recurrence, FixedTimesFallWhereLibicalPutsThem, ()) {
  Recurrence rule = any_rule();
  std::set<minutes> times;
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) times.insert(minutes{*rc::gen::inRange(0, 24 * 60)});
  rule.times.assign(times.begin(), times.end());
  const LocalDate first = rule.start + days{*rc::gen::inRange(-30, 60)};
  const LocalDate last = first + days{*rc::gen::inRange(0, 90)};
  std::vector<LocalTime> all;
  for (const auto time : rule.times) {
    for (const auto at : expected(rule, time, first, last)) all.push_back(at);
  }
  std::ranges::sort(all);
  const auto found = windows(always(rule), first, last);
  RC_ASSERT(found.size() == all.size());
  const char* zone = *rc::gen::elementOf(zones());
  for (std::size_t i = 0; i < all.size(); ++i) {
    RC_ASSERT(found[i].at == all[i]);
    RC_ASSERT(found[i].from == all[i]);
    RC_ASSERT(found[i].to > found[i].from);
    // A wall-clock time that a zone skips has no agreed instant (ours: the first after the gap), and of one
    // that comes twice the two libraries may choose differently; all others must be the same instant.
    const auto instant = core::to_instant(all[i], zone);
    const bool exists = core::to_local(instant, zone) == all[i];
    const bool twice = core::to_local(instant + minutes{60}, zone) == all[i] or
                       core::to_local(instant + minutes{30}, zone) == all[i];
    if (exists and not twice) RC_ASSERT(instant == ical_instant(all[i], zone));
  }
}

RC_GTEST_PROP(Recurrence, AnyTimeOfDayIsTheWholeDay, ()) {
  const Recurrence rule = any_rule();
  const LocalDate first = rule.start + days{*rc::gen::inRange(-30, 60)};
  const LocalDate last = first + days{*rc::gen::inRange(0, 90)};
  const auto all = expected(rule, minutes{0}, first, last);
  const auto found = windows(always(rule), first, last);
  RC_ASSERT(found.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    RC_ASSERT(found[i].from == all[i]);
    RC_ASSERT(found[i].to == all[i] + days{1});
    RC_ASSERT(not found[i].at.has_value());
  }
}

RC_GTEST_PROP(Recurrence, PartsOfARangeHoldTheSameOccurrencesAsTheWhole, ()) {
  Recurrence rule = any_rule();
  if (rule.freq == Frequency::kWeekly and *rc::gen::arbitrary<bool>()) {
    rule.by_day.clear();
    rule.per_week = *rc::gen::inRange(1, 8);
  }
  const LocalDate first = rule.start - days{10};
  const LocalDate last = rule.start + days{80};
  const LocalDate cut = first + days{*rc::gen::inRange(0, 90)};
  std::set<core::Id> whole;
  const auto all = windows(always(rule), first, last);
  for (const auto& window : all) whole.insert(window.occurrence);
  RC_ASSERT(whole.size() == all.size());
  std::set<core::Id> parts;
  for (const auto& window : windows(always(rule), first, cut)) parts.insert(window.occurrence);
  for (const auto& window : windows(always(rule), cut + days{1}, last)) parts.insert(window.occurrence);
  RC_ASSERT(parts == whole);
}

RC_GTEST_PROP(Recurrence, TextFormIsReadBackTheSame, ()) {
  Recurrence rule = any_rule();
  if (rule.freq == Frequency::kWeekly and rule.by_day.empty() and *rc::gen::arbitrary<bool>()) {
    rule.per_week = *rc::gen::inRange(1, 22);
  } else {
    std::set<minutes> times;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) times.insert(minutes{*rc::gen::inRange(0, 24 * 60)});
    rule.times.assign(times.begin(), times.end());
  }
  const core::json::value text = to_json(rule);
  core::Decoder in(text);
  const Recurrence read = decode_recurrence(in);
  RC_ASSERT(not in.finish().has_value());
  RC_ASSERT(read == rule);
}

TEST(Recurrence, WeeksBeginOnMondayAndAreCutToStartAndEnd) {
  // Wednesday 2026-11-25 to Tuesday 2026-12-08.
  Recurrence rule{.freq = Frequency::kWeekly, .per_week = 2, .start = date("2026-11-25")};
  rule.until = date("2026-12-08");
  const auto found = windows(always(rule), date("2026-11-01"), date("2026-12-31"));
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].from, local("2026-11-25T00:00"));
  EXPECT_EQ(found[0].to, local("2026-11-30T00:00"));
  EXPECT_EQ(found[1].from, found[0].from);
  EXPECT_NE(found[1].occurrence, found[0].occurrence);
  EXPECT_EQ(found[2].from, local("2026-11-30T00:00"));
  EXPECT_EQ(found[2].to, local("2026-12-07T00:00"));
  EXPECT_EQ(found[4].from, local("2026-12-07T00:00"));
  EXPECT_EQ(found[4].to, local("2026-12-09T00:00"));
}

TEST(Recurrence, SeveralTimesShareTheDay) {
  Recurrence rule{
      .freq = Frequency::kDaily, .times = {minutes{8 * 60}, minutes{20 * 60}}, .start = date("2026-03-28")};
  rule.until = date("2026-03-29");  // Oslo springs forward
  const auto found = windows(always(rule), date("2026-03-01"), date("2026-04-30"));
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].to, local("2026-03-28T20:00"));
  EXPECT_EQ(found[1].to, local("2026-03-29T00:00"));
  EXPECT_EQ(found[2].at, local("2026-03-29T08:00"));
  EXPECT_EQ(core::to_instant(*found[2].at, "Europe/Oslo") - core::to_instant(*found[0].at, "Europe/Oslo"),
            hours{23});
}

TEST(Recurrence, SessionWindowsRunFromTheAgreementFromSessionToSession) {
  const std::vector<SessionPoint> sessions{{id_of(1), local("2026-11-17T10:00")},
                                           {id_of(2), local("2026-11-24T10:00")},
                                           {id_of(3), local("2026-12-01T10:00")}};
  Schedule schedule{id_of(7), 1, Recurrence{.freq = Frequency::kSession, .start = date("2026-11-17")},
                    local("2026-11-17T10:40"), sessions};
  auto found = windows(schedule, date("2026-11-01"), date("2026-12-10"));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].from, local("2026-11-17T10:40"));
  EXPECT_EQ(found[0].to, local("2026-11-24T10:00"));
  EXPECT_EQ(found[1].to, local("2026-12-01T10:00"));
  EXPECT_EQ(found[2].from, local("2026-12-01T10:00"));
  EXPECT_EQ(found[2].to, local("2026-12-11T00:00")) << "open until somebody plans a session";

  // Work without a schedule goes from session to session too, and a moved session keeps the names.
  schedule.recurrence.reset();
  const std::vector<SessionPoint> moved{sessions[0], {id_of(2), local("2026-11-26T09:00")}, sessions[2]};
  schedule.sessions = moved;
  const auto after = windows(schedule, date("2026-11-01"), date("2026-12-10"));
  ASSERT_EQ(after.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(after[i].occurrence, found[i].occurrence);
  EXPECT_EQ(after[0].to, local("2026-11-26T09:00"));
}

TEST(Recurrence, OnceIsOnItsDayOnly) {
  const Recurrence rule{.freq = Frequency::kOnce, .times = {minutes{600}}, .start = date("2026-11-24")};
  EXPECT_EQ(windows(always(rule), date("2026-11-25"), date("2026-12-24")).size(), 0U);
  const auto found = windows(always(rule), date("2026-11-20"), date("2026-12-24"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at, local("2026-11-24T10:00"));
}

TEST(Recurrence, WhatWasOverBeforeTheAgreementWasNeverDue) {
  const Recurrence rule{.freq = Frequency::kDaily, .times = {minutes{480}}, .start = date("2026-11-23")};
  Schedule schedule = always(rule);
  schedule.agreed = local("2026-11-24T11:00");
  const auto found = windows(schedule, date("2026-11-20"), date("2026-11-25"));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].from, local("2026-11-24T08:00")) << "still open when it was agreed";
}

TEST(Recurrence, OccurrencesAreNamedByAssignmentVersionAndWindow) {
  const Recurrence rule{.freq = Frequency::kOnce, .start = date("2026-11-24")};
  Schedule schedule = always(rule);
  const auto name = [&] { return windows(schedule, rule.start, rule.start).front().occurrence; };
  const auto first = name();
  EXPECT_EQ(first, name());
  // SHA-256 of 15 zero bytes, 07, 8 bytes of version 1 and "2026-11-24T00:00:00", by another program.
  EXPECT_EQ(first.text(), "401b0c866f36a48d2d5883a07a9fe403");
  schedule.agreement_version = 2;
  EXPECT_NE(first, name());
  schedule.agreement_version = 1;
  schedule.assignment = id_of(8);
  EXPECT_NE(first, name());
}

TEST(Recurrence, RulesThatContradictThemselvesAreNamed) {
  const auto problems = [](std::string_view text) {
    const auto value = core::parse_json(text).value();
    core::Decoder in(value, "/plan/recurrence");
    (void)decode_recurrence(in);
    std::set<std::string> pointers;
    if (const auto problem = in.finish()) {
      for (const auto& field : problem->fields) pointers.insert(field.pointer.substr(16));
    }
    return pointers;
  };
  using Set = std::set<std::string>;
  EXPECT_EQ(problems(R"({"freq":"DAILY","start":"2026-11-24"})"), Set{});
  EXPECT_EQ(problems(R"({"freq":"DAILY"})"), Set{"/start"});
  EXPECT_EQ(problems(R"({"freq":"MONTHLY","start":"2026-11-24"})"), Set{"/freq"});
  EXPECT_EQ(problems(R"({"freq":"DAILY","start":"2026-02-30"})"), Set{"/start"});
  EXPECT_EQ(problems(R"({"freq":"DAILY","start":"2026-11-24","until":"2026-11-23"})"), Set{"/until"});
  EXPECT_EQ(problems(R"({"freq":"DAILY","start":"2026-11-24","byDay":["MO"]})"), Set{"/byDay"});
  EXPECT_EQ(problems(R"({"freq":"WEEKLY","start":"2026-11-24","byDay":["MO","MO"]})"), Set{"/byDay"});
  EXPECT_EQ(problems(R"({"freq":"WEEKLY","start":"2026-11-24","byDay":["MO"],"perWeek":2})"),
            Set{"/perWeek"});
  EXPECT_EQ(problems(R"({"freq":"WEEKLY","start":"2026-11-24","perWeek":2,"times":["08:00"]})"),
            Set{"/times"});
  EXPECT_EQ(problems(R"({"freq":"DAILY","start":"2026-11-24","perWeek":2})"), Set{"/perWeek"});
  EXPECT_EQ(problems(R"({"freq":"SESSION","start":"2026-11-24","times":["08:00"]})"), Set{"/times"});
  EXPECT_EQ(problems(R"({"freq":"ONCE","start":"2026-11-24","interval":2})"), Set{"/interval"});
  EXPECT_EQ(problems(R"({"freq":"DAILY","start":"2026-11-24","times":["24:00","8:00"]})"),
            (Set{"/times/0", "/times/1"}));
  EXPECT_EQ(problems(R"({"freq":"DAILY","start":"2026-11-24","count":3})"), Set{"/count"});
}

}  // namespace
}  // namespace intersession::homework

#include "safety/open_hours.hpp"

#include <algorithm>
#include <cstdio>

namespace intersession::safety {

namespace {

constexpr std::chrono::hours kFairChance{1};

std::optional<std::chrono::minutes> parse_time(std::string_view text) {
  if (text.size() != 5 or text[2] != ':') return std::nullopt;
  const auto local = core::parse_local("2026-01-01T" + std::string(text));
  if (not local) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::minutes>(*local -
                                                          std::chrono::floor<std::chrono::days>(*local));
}

std::string format_time(std::chrono::minutes time) {
  std::string text = core::format_local(core::LocalTime{} + time);  // 1970-01-01T09:00:00
  return text.substr(11, 5);
}

std::chrono::minutes time_of(core::Decoder& in, std::string_view key) {
  const auto text = in.optional_text(key, 5);
  if (not text) {
    in.problem(key, "Days need a time as well.");
    return {};
  }
  const auto time = parse_time(*text);
  if (not time) in.problem(key, "Please write the time as 09:00.");
  return time.value_or(std::chrono::minutes{});
}

}  // namespace

core::Instant OpenHours::next(core::Instant at, std::string_view zone) const {
  if (always()) return at;
  const auto today = std::chrono::floor<std::chrono::days>(core::to_local(at, zone));
  for (int ahead = 0; ahead <= 7; ++ahead) {
    const auto day = today + std::chrono::days{ahead};
    const int number = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
    if (std::ranges::find(days, number) == days.end()) continue;
    if (at < core::to_instant(core::LocalTime{day} + from, zone))
      return core::to_instant(core::LocalTime{day} + from, zone);
    if (at < core::to_instant(core::LocalTime{day} + until, zone)) return at;
  }
  return at;  // cannot be: one of eight days is open
}

OpenHours decode_open_hours(core::Decoder& in) {
  OpenHours hours;
  hours.days = in.words<int>("openDays", kDays.size(), kDays);
  std::ranges::sort(hours.days);
  if (std::ranges::adjacent_find(hours.days) != hours.days.end())
    in.problem("openDays", "Each day can be named once.");
  if (hours.days.empty()) {
    const bool unread = in.has_problems();  // days that could not be read are named already
    for (const char* key : {"openFrom", "openUntil"}) {
      if (in.optional_text(key, 5) and not unread) in.problem(key, "A time needs days as well.");
    }
    return hours;
  }
  hours.from = time_of(in, "openFrom");
  hours.until = time_of(in, "openUntil");
  if (not in.has_problems() and hours.until <= hours.from)
    in.problem("openUntil", "This must be later than the time before it.");
  return hours;
}

void add_to(core::json::object& out, const OpenHours& hours) {
  core::json::array days;
  for (const int day : hours.days) days.emplace_back(core::word_for(kDays, day));
  out["openDays"] = std::move(days);
  if (hours.always()) return;
  out["openFrom"] = format_time(hours.from);
  out["openUntil"] = format_time(hours.until);
}

AlertTimes alert_times(core::Instant received, std::chrono::hours look_within, const OpenHours& hours,
                       std::string_view zone, bool at_once) {
  if (look_within == std::chrono::hours{0}) return {received, received, received};
  const auto looked = hours.next(received, zone);
  AlertTimes times;
  times.therapist = at_once ? received : looked;
  times.fallback = hours.next(std::max(received + look_within, looked + kFairChance), zone);
  times.owner = hours.next(std::max(received + 2 * look_within, times.fallback + kFairChance), zone);
  return times;
}

}  // namespace intersession::safety

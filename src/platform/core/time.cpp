#include "platform/core/time.hpp"

#include <date/tz.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <stdexcept>

namespace intersession::core {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

namespace {

const date::time_zone& zone_named(std::string_view name) {
  return *date::locate_zone(name);
}

/// Reads exactly `width` digits at `text[at]` and moves on; nothing where they are not digits.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t width) {
  if (at + width > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' or text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  at += width;
  return value;
}

bool skip(std::string_view text, std::size_t& at, char expected) {
  if (at >= text.size() or text[at] != expected) return false;
  ++at;
  return true;
}

std::optional<LocalDate> read_date(std::string_view text, std::size_t& at) {
  const auto year = digits(text, at, 4);
  if (not year or not skip(text, at, '-')) return std::nullopt;
  const auto month = digits(text, at, 2);
  if (not month or not skip(text, at, '-')) return std::nullopt;
  const auto day = digits(text, at, 2);
  if (not day) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year{*year},
                                        std::chrono::month{static_cast<unsigned>(*month)},
                                        std::chrono::day{static_cast<unsigned>(*day)}};
  if (not ymd.ok()) return std::nullopt;
  return LocalDate{ymd};
}

std::optional<seconds> read_clock(std::string_view text, std::size_t& at, bool seconds_required) {
  const auto hour = digits(text, at, 2);
  if (not hour or *hour > 23 or not skip(text, at, ':')) return std::nullopt;
  const auto minute = digits(text, at, 2);
  if (not minute or *minute > 59) return std::nullopt;
  if (not skip(text, at, ':')) {
    if (seconds_required) return std::nullopt;
    return hours{*hour} + minutes{*minute};
  }
  const auto second = digits(text, at, 2);
  if (not second or *second > 59) return std::nullopt;
  return hours{*hour} + minutes{*minute} + seconds{*second};
}

/// Writes the last `count` decimal digits of a number.
void put_digits(char* to, unsigned number, int count) {
  for (int i = count - 1; i >= 0; --i, number /= 10) to[i] = static_cast<char>('0' + number % 10);
}

std::string format_clock(seconds of_day) {
  const auto total = static_cast<unsigned>(of_day.count());
  std::string clock = "00:00:00";
  put_digits(clock.data(), total / 3600, 2);
  put_digits(clock.data() + 3, total / 60 % 60, 2);
  put_digits(clock.data() + 6, total % 60, 2);
  return clock;
}

}  // namespace

bool is_zone(std::string_view name) {
  try {
    (void)date::locate_zone(name);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

LocalTime to_local(Instant instant, std::string_view zone) {
  const auto offset = utc_offset(instant, zone);
  return LocalTime{std::chrono::floor<seconds>(instant.time_since_epoch()) + offset};
}

seconds utc_offset(Instant instant, std::string_view zone) {
  return zone_named(zone).get_info(std::chrono::floor<seconds>(instant)).offset;
}

Instant to_instant(LocalTime local, std::string_view zone) {
  const date::local_seconds wall{local.time_since_epoch()};
  const auto info = zone_named(zone).get_info(wall);
  if (info.result == date::local_info::nonexistent) return Instant{info.first.end.time_since_epoch()};
  return Instant{(wall.time_since_epoch() - info.first.offset)};
}

std::string format_instant(Instant instant) {
  const auto day = std::chrono::floor<days>(instant);
  const auto rest = instant - day;
  const auto whole = std::chrono::floor<seconds>(rest);
  std::array<char, 12> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%06dZ", static_cast<int>((rest - whole).count()));
  return format_date(LocalDate{day.time_since_epoch()}) + "T" + format_clock(whole) + fraction.data();
}

std::optional<Instant> parse_instant(std::string_view text) {
  std::size_t at = 0;
  const auto day = read_date(text, at);
  if (not day or not skip(text, at, 'T')) return std::nullopt;
  const auto clock = read_clock(text, at, true);
  if (not clock) return std::nullopt;
  microseconds fraction{0};
  if (skip(text, at, '.')) {
    int scale = 100'000;
    const std::size_t begin = at;
    while (at < text.size() and text[at] >= '0' and text[at] <= '9' and scale > 0) {
      fraction += microseconds{(text[at++] - '0') * scale};
      scale /= 10;
    }
    if (at == begin) return std::nullopt;
  }
  seconds offset{0};
  if (not skip(text, at, 'Z')) {
    if (at >= text.size() or (text[at] != '+' and text[at] != '-')) return std::nullopt;
    const int sign = text[at++] == '+' ? 1 : -1;
    const auto hour = digits(text, at, 2);
    if (not hour or *hour > 18 or not skip(text, at, ':')) return std::nullopt;
    const auto minute = digits(text, at, 2);
    if (not minute or *minute > 59) return std::nullopt;
    offset = sign * (hours{*hour} + minutes{*minute});
  }
  if (at != text.size()) return std::nullopt;
  return Instant{day->time_since_epoch() + *clock + fraction - offset};
}

std::string format_local(LocalTime local) {
  const auto day = std::chrono::floor<days>(local);
  return format_date(day) + "T" + format_clock(local - day);
}

std::optional<LocalTime> parse_local(std::string_view text) {
  std::size_t at = 0;
  const auto day = read_date(text, at);
  if (not day or not skip(text, at, 'T')) return std::nullopt;
  const auto clock = read_clock(text, at, false);
  if (not clock or at != text.size()) return std::nullopt;
  return *day + *clock;
}

std::string format_date(LocalDate date) {
  const std::chrono::year_month_day ymd{date};
  const int year = static_cast<int>(ymd.year());
  std::array<char, 16> buffer{};
  if (year < 0 or year > 9999) {
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u", year, static_cast<unsigned>(ymd.month()),
                  static_cast<unsigned>(ymd.day()));
    return buffer.data();
  }
  // Names of windows are made from dates by the thousand: by hand, in place of printf.
  put_digits(buffer.data(), static_cast<unsigned>(year), 4);
  put_digits(buffer.data() + 5, static_cast<unsigned>(ymd.month()), 2);
  put_digits(buffer.data() + 8, static_cast<unsigned>(ymd.day()), 2);
  buffer[4] = buffer[7] = '-';
  return {buffer.data(), 10};
}

std::optional<LocalDate> parse_date(std::string_view text) {
  std::size_t at = 0;
  const auto day = read_date(text, at);
  if (not day or at != text.size()) return std::nullopt;
  return day;
}

}  // namespace intersession::core

#include "homework/recurrence.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace intersession::homework {

namespace json = core::json;
using core::LocalDate;
using core::LocalTime;
using std::chrono::days;
using std::chrono::minutes;

namespace {

std::optional<minutes> parse_clock(std::string_view text) {
  if (text.size() != 5) return std::nullopt;
  const auto local = core::parse_local("2000-01-01T" + std::string(text));
  if (not local) return std::nullopt;
  return std::chrono::floor<minutes>(*local - std::chrono::floor<days>(*local));
}

std::string format_clock(minutes time) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%02d:%02d", static_cast<int>(time.count() / 60),
                static_cast<int>(time.count() % 60));
  return buffer.data();
}

unsigned iso_weekday(LocalDate date) {
  return std::chrono::weekday{date}.iso_encoding();
}

LocalDate monday_of(LocalDate date) {
  return date - days{iso_weekday(date) - 1};
}

/// Floor division, for days before the start.
std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 and (a < 0) != (b < 0) ? 1 : 0);
}

core::Id occurrence_id(const Schedule& schedule, std::string_view name) {
  core::Bytes input(schedule.assignment.bytes.begin(), schedule.assignment.bytes.end());
  for (int shift = 56; shift >= 0; shift -= 8) {
    input.push_back(
        static_cast<unsigned char>(static_cast<std::uint64_t>(schedule.agreement_version) >> shift));
  }
  const auto bytes = core::as_bytes(name);
  input.insert(input.end(), bytes.begin(), bytes.end());
  return *core::Id::from_bytes(core::ByteView(core::sha256(input)).first(16));
}

/// Collects the windows that overlap [begin, end).
class Collector {
 public:
  Collector(const Schedule& schedule, LocalDate first, LocalDate last)
      : schedule_(schedule), begin_(first), end_(last + days{1}) {}

  void add(LocalTime from, LocalTime to, std::string_view name, std::optional<LocalTime> at = std::nullopt) {
    if (from >= end_ or to <= begin_ or from >= to or to <= schedule_.agreed) return;
    found.push_back({occurrence_id(schedule_, name), from, to, at});
  }
  /// All windows of one day.
  void add_day(LocalDate date, const std::vector<minutes>& times) {
    const LocalTime midnight = date + days{1};
    if (times.empty()) add(date, midnight, core::format_local(date));
    for (std::size_t i = 0; i < times.size(); ++i) {
      const LocalTime at = date + times[i];
      const LocalTime to = i + 1 < times.size() ? LocalTime{date + times[i + 1]} : midnight;
      add(at, to, core::format_local(at), at);
    }
  }
  [[nodiscard]] LocalTime end() const { return end_; }

  std::vector<Window> found;

 private:
  const Schedule& schedule_;
  LocalTime begin_;
  LocalTime end_;
};

bool falls_on(const Recurrence& rule, LocalDate date) {
  if (date < rule.start or (rule.until and date > *rule.until)) return false;
  switch (rule.freq) {
    case Frequency::kOnce:
      return date == rule.start;
    case Frequency::kDaily:
      return (date - rule.start).count() % rule.interval == 0;
    case Frequency::kWeekly: {
      const auto week = (monday_of(date) - monday_of(rule.start)).count() / 7;
      if (week % rule.interval != 0) return false;
      if (rule.by_day.empty()) return iso_weekday(date) == iso_weekday(rule.start);
      return std::ranges::find(rule.by_day, iso_weekday(date)) != rule.by_day.end();
    }
    case Frequency::kSession:
      return false;
  }
  return false;
}

void add_weeks(Collector& out, const Recurrence& rule, LocalDate first, LocalDate last) {
  const LocalDate begin = monday_of(rule.start);
  const std::int64_t step = 7 * std::int64_t{rule.interval};
  const auto skipped = std::max<std::int64_t>(0, floor_div((first - begin).count(), step));
  for (LocalDate week = begin + days{skipped * step}; week <= last; week += days{step}) {
    const LocalDate from = std::max(week, rule.start);
    const LocalDate to = rule.until ? std::min(week + days{7}, *rule.until + days{1}) : week + days{7};
    for (int k = 1; k <= *rule.per_week; ++k) {
      out.add(from, to, core::format_local(from) + "/" + std::to_string(k));
    }
  }
}

/// From the agreement to the next session, and so on. Sessions before the agreement do not count, nor does one
/// of the same day: that is the one it was agreed in, whatever time had been planned for it.
void add_sessions(Collector& out, const Schedule& schedule) {
  LocalTime from = schedule.agreed;
  const auto agreed_on = std::chrono::floor<days>(schedule.agreed);
  if (schedule.recurrence) from = std::max(from, LocalTime{schedule.recurrence->start});
  const LocalTime stop = schedule.recurrence and schedule.recurrence->until
                             ? *schedule.recurrence->until + days{1}
                             : LocalTime::max();
  std::string name = "agreement";
  for (const auto& session : schedule.sessions) {
    if (session.starts <= from or std::chrono::floor<days>(session.starts) <= agreed_on) continue;
    out.add(from, std::min(session.starts, stop), name);
    from = session.starts;
    name = "session:" + session.id.text();
  }
  out.add(from, std::min(out.end(), stop), name);
}

/// Rules that one member alone cannot show.
void check_together(core::Decoder& in, const Recurrence& rule, bool has_interval) {
  const bool repeats = rule.freq == Frequency::kDaily or rule.freq == Frequency::kWeekly;
  if (rule.until and *rule.until < rule.start) in.problem("until", "The last day is before the first.");
  if (not repeats and has_interval) in.problem("interval", "This fits only DAILY and WEEKLY.");
  if (not repeats and rule.freq != Frequency::kSession and rule.until) {
    in.problem("until", "Something done once has no last day.");
  }
  if (not rule.by_day.empty() and rule.freq != Frequency::kWeekly) {
    in.problem("byDay", "Days of the week fit only WEEKLY.");
  }
  if (rule.freq == Frequency::kSession and not rule.times.empty()) {
    in.problem("times", "Clock times do not fit SESSION.");
  }
  if (not rule.per_week) return;
  if (rule.freq != Frequency::kWeekly) in.problem("perWeek", "This fits only WEEKLY.");
  if (not rule.by_day.empty())
    in.problem("perWeek", "Choose either days of the week or how often in a week.");
  if (not rule.times.empty()) in.problem("times", "Clock times need days of the week.");
}

}  // namespace

Recurrence decode_recurrence(core::Decoder& in) {
  Recurrence rule;
  rule.freq = in.word<Frequency>("freq", kFrequencies);
  const auto interval = in.optional_integer("interval", 1, 12);
  rule.interval = static_cast<int>(interval.value_or(1));
  rule.by_day = in.words<unsigned>("byDay", 7, kWeekdays);
  std::ranges::sort(rule.by_day);
  if (std::ranges::adjacent_find(rule.by_day) != rule.by_day.end()) {
    in.problem("byDay", "The same day stands twice.");
  }
  const auto times = in.texts("times", 12, 5);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (const auto time = parse_clock(times[i])) {
      rule.times.push_back(*time);
    } else {
      in.problem_at(core::pointer_to(in.pointer() + "/times", i),
                    "This must be a time of day, such as 18:30.");
    }
  }
  std::ranges::sort(rule.times);
  if (std::ranges::adjacent_find(rule.times) != rule.times.end()) {
    in.problem("times", "The same time stands twice.");
  }
  if (const auto count = in.optional_integer("perWeek", 1, 21)) rule.per_week = static_cast<int>(*count);
  const auto start = in.optional_date("start");
  if (not in.has("start")) in.problem("start", "This is required.");
  rule.start = start.value_or(LocalDate{});
  rule.until = in.optional_date("until");
  check_together(in, rule, interval.has_value());
  return rule;
}

json::object to_json(const Recurrence& rule) {
  json::object out;
  out["freq"] = core::word_for(kFrequencies, rule.freq);
  if (rule.interval != 1) out["interval"] = rule.interval;
  if (not rule.by_day.empty()) {
    json::array by_day;
    for (const unsigned day : rule.by_day) by_day.emplace_back(core::word_for(kWeekdays, day));
    out["byDay"] = std::move(by_day);
  }
  if (not rule.times.empty()) {
    json::array times;
    for (const auto time : rule.times) times.emplace_back(format_clock(time));
    out["times"] = std::move(times);
  }
  if (rule.per_week) out["perWeek"] = *rule.per_week;
  out["start"] = core::format_date(rule.start);
  if (rule.until) out["until"] = core::format_date(*rule.until);
  return out;
}

namespace {

/// Takes out what was moved or left out, and puts moved windows where they are now.
void apply_changes(std::vector<Window>& found, const Schedule& schedule, LocalDate first, LocalDate last) {
  bool moved = false;
  for (const auto& change : schedule.changes) {
    if (change.agreement_version != schedule.agreement_version) continue;
    std::erase_if(found, [&](const Window& window) { return window.occurrence == change.occurrence; });
    if (not change.now or change.now->to <= first or change.now->from >= last + days{1}) continue;
    found.push_back(*change.now);
    moved = true;
  }
  if (moved) std::ranges::stable_sort(found, {}, &Window::from);
}

}  // namespace

std::vector<Window> windows(const Schedule& schedule, LocalDate first, LocalDate last) {
  Collector out(schedule, first, last);
  if (not schedule.recurrence or schedule.recurrence->freq == Frequency::kSession) {
    add_sessions(out, schedule);
  } else if (schedule.recurrence->per_week) {
    add_weeks(out, *schedule.recurrence, first, last);
  } else {
    const auto& rule = *schedule.recurrence;
    for (LocalDate date = std::max(first, rule.start); date <= last; date += days{1}) {
      if (falls_on(rule, date)) out.add_day(date, rule.times);
    }
  }
  apply_changes(out.found, schedule, first, last);
  return std::move(out.found);
}

}  // namespace intersession::homework

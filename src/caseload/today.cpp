#include "caseload/today.hpp"

#include <algorithm>
#include <tuple>

namespace intersession::caseload {

namespace json = core::json;
using homework::OccurrenceState;
using std::chrono::days;

Week week_of(core::LocalDate day) {
  const core::LocalDate monday = day - days{static_cast<int>(std::chrono::weekday{day}.iso_encoding()) - 1};
  return {monday, monday + days{6}};
}

std::vector<TodayItem> arrange(std::vector<TodayItem> items, core::LocalTime now) {
  const auto place = [&](const TodayItem& item) {
    const auto& occurrence = item.occurrence;
    if (occurrence.state == OccurrenceState::kRecorded) return 2;
    if (occurrence.state == OccurrenceState::kPast) return 3;
    return occurrence.window.from <= now ? 0 : 1;
  };
  std::erase_if(items, [&](const TodayItem& item) {
    return item.occurrence.state == OccurrenceState::kSkipped or
           (item.occurrence.state == OccurrenceState::kPast and item.occurrence.window.to + days{2} <= now);
  });
  std::ranges::stable_sort(items, {}, [&](const TodayItem& item) {
    const auto& window = item.occurrence.window;
    // Of what is open now, an agreed clock time comes before "any time", and the earlier end before the
    // later.
    return std::tuple{place(item), not window.at.has_value(), window.to, window.from};
  });
  return items;
}

json::object to_json(const TodayItem& item) {
  const auto& plan = *item.plan;
  json::object out{{"occurrence", homework::to_json(item.occurrence)},
                   {"name", item.name},
                   {"what", plan.what},
                   {"minutes", item.minutes}};
  if (not plan.where.empty()) out["where"] = plan.where;
  if (not plan.when.empty()) out["when"] = plan.when;
  if (not plan.if_then.empty()) {
    out["ifThen"] = json::object{{"if", plan.if_then.front().when}, {"then", plan.if_then.front().then}};
  }
  if (not item.client_rationale.empty()) out["clientRationale"] = item.client_rationale;
  return out;
}

}  // namespace intersession::caseload

#include "measures/session_scores.hpp"

#include <algorithm>
#include <tuple>

namespace intersession::measures {

namespace {

constexpr std::chrono::hours kGrace{2};
constexpr std::chrono::days kReach{7};

std::vector<const care::Session*> that_took_place(const std::vector<care::Session>& sessions) {
  std::vector<const care::Session*> found;
  for (const auto& session : sessions) {
    if (session.state == care::SessionState::kHeld or session.state == care::SessionState::kOpen)
      found.push_back(&session);
  }
  std::ranges::stable_sort(found, {}, &care::Session::starts_at);
  return found;
}

/// The index of the session that a point belongs to; -1 where there is none.
std::ptrdiff_t session_of(const Point& point, const std::vector<const care::Session*>& sessions) {
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    if (point.slot == "session:" + sessions[i]->id.text()) return static_cast<std::ptrdiff_t>(i);
  }
  if (point.slot.starts_with("session:")) return -1;
  const auto next = std::ranges::find_if(
      sessions, [&](const auto* session) { return session->starts_at + kGrace >= point.answered_at; });
  if (next == sessions.end() or (*next)->starts_at - point.answered_at > kReach) return -1;
  return next - sessions.begin();
}

}  // namespace

std::vector<SessionScore> session_scores(const Course& course) {
  const auto sessions = that_took_place(course.sessions);
  std::vector<SessionScore> found;
  for (const auto& each : series(course)) {
    for (const auto& point : each.points) {
      const auto index = session_of(point, sessions);
      if (not point.score.value or index < 0) continue;
      const auto* session = sessions[static_cast<std::size_t>(index)];
      std::erase_if(found, [&](const auto& earlier) {
        return earlier.session == session->id and earlier.measure == each.measure and
               earlier.scale == each.scale;
      });
      found.push_back({.session = session->id,
                       .number = static_cast<int>(index) + 1,
                       .starts_at = session->starts_at,
                       .measure = each.measure,
                       .scale = each.scale,
                       .purpose = each.instrument->purpose,
                       .mechanism = each.instrument->mechanism,
                       .higher_is_worse = each.instrument->higher_is_worse,
                       .value = *point.score.value,
                       .answered_at = point.answered_at});
    }
  }
  std::ranges::stable_sort(found, {}, &SessionScore::number);
  return found;
}

}  // namespace intersession::measures

#include "safety/leave.hpp"

#include <algorithm>

namespace intersession::safety {

namespace {

constexpr std::chrono::days kLongest{366};

}  // namespace

Leave decode_leave(core::Decoder& in) {
  Leave leave;
  leave.member = in.id("memberId");
  leave.cover = in.id("coverMemberId");
  const auto from = in.optional_date("from");
  const auto until = in.optional_date("until");
  if (not from and not in.has_problems()) in.problem("from", "The first day is needed.");
  if (not until and not in.has_problems()) in.problem("until", "The last day is needed.");
  leave.from = from.value_or(core::LocalDate{});
  leave.until = until.value_or(core::LocalDate{});
  return leave;
}

core::json::object to_json(const Leave& leave) {
  core::json::object out{{"leaveId", leave.id.text()},
                         {"version", leave.version},
                         {"memberId", leave.member.text()},
                         {"coverMemberId", leave.cover.text()},
                         {"from", core::format_date(leave.from)},
                         {"until", core::format_date(leave.until)}};
  if (leave.ended_at) out["endedAt"] = core::format_instant(*leave.ended_at);
  return out;
}

std::optional<core::Error> problem_with(const Leave& wanted, const std::vector<Leave>& all,
                                        core::LocalDate today) {
  const auto field = [](std::string pointer, std::string message) {
    return core::fail_field(std::move(pointer), std::move(message)).error();
  };
  if (wanted.until < wanted.from) return field("/until", "The last day comes before the first.");
  if (wanted.until < today) return field("/until", "This is over already.");
  if (wanted.until - wanted.from > kLongest) return field("/until", "A leave lasts at most a year.");
  if (wanted.cover == wanted.member) return field("/coverMemberId", "Somebody else has to stand in.");
  for (const auto& each : all) {
    if (each.id == wanted.id or not each.overlaps(wanted)) continue;
    if (each.member == wanted.member) return field("/from", "There is another leave in these days.");
    if (each.member == wanted.cover)
      return field("/coverMemberId", "This member is away in these days as well.");
    if (each.cover == wanted.member)
      return core::Error{
          core::ErrorCode::kConflict,
          "This member stands in for a colleague in these days. Choose somebody else there first.",
          {},
          "stands-in"};
  }
  return std::nullopt;
}

core::Id there_for(const core::Id& member, const std::vector<Leave>& all, core::LocalDate day) {
  const auto away =
      std::ranges::find_if(all, [&](const Leave& each) { return each.member == member and each.is_on(day); });
  return away == all.end() ? member : away->cover;
}

}  // namespace intersession::safety

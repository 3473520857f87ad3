#include "measures/change.hpp"

#include <cmath>
#include <limits>

#include "evidence/reliable_change.hpp"

namespace intersession::measures {

namespace json = core::json;

namespace {

json::object figure_to_json(const Figure& figure) {
  return {{"value", figure.value},
          {"source", figure.source},
          {"verification", core::word_for(kChecks, figure.check)}};
}

void judge(Change& change, const Instrument& instrument) {
  const auto& figures = *change.figures;
  if (not figures.reliable) return;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();  // no cut-off: nothing crosses it
  const evidence::ChangeRule rule{.least_change = figures.reliable->value,
                                  .cutoff = figures.cutoff ? figures.cutoff->value : none,
                                  .higher_is_worse = instrument.higher_is_worse};
  const auto judged = evidence::reliable_change(change.first, change.last, rule);
  if (not judged) return;
  switch (judged->kind) {
    case evidence::ChangeClass::recovered:
      change.crossed_cutoff =
          not figures.recovered_at_or_below or change.last <= *figures.recovered_at_or_below;
      [[fallthrough]];
    case evidence::ChangeClass::improved:
      change.kind = ChangeKind::kReliablyBetter;
      break;
    case evidence::ChangeClass::deteriorated:
      change.kind = ChangeKind::kReliablyWorse;
      break;
    case evidence::ChangeClass::unchanged:
      change.kind = ChangeKind::kWithinError;
  }
}

}  // namespace

std::optional<Change> change(const Instrument& instrument, std::string_view scale,
                             std::span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  Change change{.first = values.front(), .last = values.back(), .figures = instrument.change_of(scale)};
  if (change.figures == nullptr) return change;
  judge(change, instrument);
  if (const auto& least = change.figures->smallest_difference)
    change.noticeable = std::abs(change.raw()) >= least->value - 1e-9;
  return change;
}

json::object to_json(const Change& change) {
  json::object out{{"first", change.first},
                   {"last", change.last},
                   {"raw", change.raw()},
                   {"kind", core::word_for(kChangeKinds, change.kind)},
                   {"crossedCutoff", change.crossed_cutoff}};
  if (change.noticeable) out["noticeable"] = *change.noticeable;
  if (change.figures == nullptr) return out;
  const auto& figures = *change.figures;
  if (figures.reliable) out["reliableChange"] = figure_to_json(*figures.reliable);
  if (figures.deviation) out["deviation"] = *figures.deviation;
  if (figures.reliability) out["reliability"] = *figures.reliability;
  if (figures.cutoff) out["cutoff"] = figure_to_json(*figures.cutoff);
  if (figures.smallest_difference) out["smallestDifference"] = figure_to_json(*figures.smallest_difference);
  json::array others;
  for (const auto& other : figures.alternatives) others.push_back(figure_to_json(other));
  if (not others.empty()) out["alternatives"] = std::move(others);
  return out;
}

}  // namespace intersession::measures

#include "measures/settings.hpp"

#include <algorithm>
#include <iterator>

#include "access/scope.hpp"

namespace intersession::measures {

namespace json = core::json;

namespace {

json::object settings_to_json(const MeasureSettings& settings) {
  json::object out{{"commercial", settings.commercial}, {"rangeSeenHere", settings.range_seen_here}};
  if (settings.notice_read_at) out["noticeReadAt"] = core::format_instant(*settings.notice_read_at);
  if (settings.notice_read_by) out["noticeReadBy"] = settings.notice_read_by->text();
  return out;
}

}  // namespace

MeasureSettingsInput decode_measure_settings(core::Decoder& in) {
  return {.commercial = in.boolean("commercial"),
          .range_seen_here = in.boolean("rangeSeenHere"),
          .notice_read = in.optional_boolean("noticeRead").value_or(false)};
}

core::Result<MeasureSettings> apply(const MeasureSettings& before, const MeasureSettingsInput& input,
                                    const core::Id& account, core::Instant now) {
  MeasureSettings after = before;
  ++after.version;
  after.commercial = input.commercial;
  after.range_seen_here = input.range_seen_here;
  if (input.notice_read and not after.notice_read_at) {
    after.notice_read_at = now;
    after.notice_read_by = account;
  }
  if (after.range_seen_here and not after.notice_read_at)
    return core::fail_field("/noticeRead", "Please read the notice first.");
  return after;
}

json::object to_json(const MeasureSettings& settings) {
  auto out = settings_to_json(settings);
  out["version"] = settings.version;
  return out;
}

ThresholdInput decode_threshold(core::Decoder& in) {
  return {.at_least = in.number("atLeast", -1e6, 1e6),
          .reason = in.text("reason", 500),
          .less_sensitive = in.optional_boolean("lessSensitive").value_or(false)};
}

core::Result<MeasureSettings> change_threshold(const MeasureSettings& before, const Instrument& instrument,
                                               const std::string& item, const ThresholdInput& input,
                                               const core::Id& member, core::Instant now) {
  const auto rule = std::ranges::find(instrument.alerts, item, &AlertRule::item);
  const auto* scored = instrument.find_item(item);
  if (rule == instrument.alerts.end() or scored == nullptr) return std::unexpected(access::not_found());
  if (input.at_least > scored->max) return core::fail_field("/atLeast", "No answer reaches this.");
  if (input.at_least <= scored->min) return core::fail_field("/atLeast", "Every answer would meet this.");
  if (input.at_least > rule->came_with and not input.less_sensitive)
    return core::fail_field("/lessSensitive",
                            "Fewer answers would bring a person than by the rule that came "
                            "with the measure. Please confirm that this is meant.");
  MeasureSettings after = before;
  ++after.version;
  after.thresholds.push_back({instrument.id, item, input.at_least, input.reason, member, now});
  return after;
}

std::vector<ThresholdChange> changes_of(const MeasureSettings& settings, std::string_view measure) {
  std::vector<ThresholdChange> found;
  std::ranges::copy_if(settings.thresholds, std::back_inserter(found),
                       [&](const auto& each) { return each.measure == measure; });
  return found;
}

Instrument with_thresholds(Instrument instrument, const MeasureSettings& settings) {
  for (const auto& change : changes_of(settings, instrument.id)) {
    const auto rule = std::ranges::find(instrument.alerts, change.item, &AlertRule::item);
    const auto* scored = instrument.find_item(change.item);
    // An instrument of the practice's own may have lost the item or its range since.
    if (rule == instrument.alerts.end() or scored == nullptr or change.at_least > scored->max) continue;
    rule->when_at_least = change.at_least;
    rule->source = "threshold changed by this practice on " + core::format_instant(change.at).substr(0, 10) +
                   ": " + change.reason;
  }
  return instrument;
}

std::string pack(const MeasureSettings& settings) {
  auto out = settings_to_json(settings);
  json::array thresholds;
  for (const auto& each : settings.thresholds) {
    thresholds.push_back(json::object{{"measure", each.measure},
                                      {"item", each.item},
                                      {"atLeast", each.at_least},
                                      {"reason", each.reason},
                                      {"member", each.member.text()},
                                      {"at", core::format_instant(each.at)}});
  }
  if (not thresholds.empty()) out["thresholds"] = std::move(thresholds);
  return core::to_json(out);
}

core::Result<void> unpack(std::string_view text, MeasureSettings& settings) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  settings.commercial = in.boolean("commercial");
  settings.range_seen_here = in.boolean("rangeSeenHere");
  settings.notice_read_at = in.optional_instant("noticeReadAt");
  settings.notice_read_by = in.optional_id("noticeReadBy");
  in.objects("thresholds", 10'000, [&](core::Decoder& each) {
    settings.thresholds.push_back({each.text("measure", 60), each.text("item", 80),
                                   each.number("atLeast", -1e6, 1e6), each.text("reason", 500),
                                   each.id("member"), each.instant("at")});
  });
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

}  // namespace intersession::measures

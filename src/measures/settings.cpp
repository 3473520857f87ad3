#include "measures/settings.hpp"

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

std::string pack(const MeasureSettings& settings) {
  return core::to_json(settings_to_json(settings));
}

core::Result<void> unpack(std::string_view text, MeasureSettings& settings) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  core::Decoder in(*value);
  settings.commercial = in.boolean("commercial");
  settings.range_seen_here = in.boolean("rangeSeenHere");
  settings.notice_read_at = in.optional_instant("noticeReadAt");
  settings.notice_read_by = in.optional_id("noticeReadBy");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return {};
}

}  // namespace intersession::measures

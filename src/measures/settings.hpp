// What the owner decided about measures.
#pragma once

#include <optional>
#include <string>

#include "platform/core/json.hpp"

namespace intersession::measures {

struct MeasureSettings {
  std::int64_t version = 0;  ///< 0: never changed
  /// The practice works for profit: measures for non-commercial use are not offered.
  bool commercial = false;
  /// The range seen here is drawn. Off by default; switched on after the notice was read.
  bool range_seen_here = false;
  std::optional<core::Instant> notice_read_at;
  std::optional<core::Id> notice_read_by;
};

struct MeasureSettingsInput {
  bool commercial = false;
  bool range_seen_here = false;
  bool notice_read = false;
};
/// Reads the input without its version.
[[nodiscard]] MeasureSettingsInput decode_measure_settings(core::Decoder& in);
/// kInvalid where the range would be switched on and the notice was never read.
[[nodiscard]] core::Result<MeasureSettings> apply(const MeasureSettings& before,
                                                  const MeasureSettingsInput& input, const core::Id& account,
                                                  core::Instant now);
[[nodiscard]] core::json::object to_json(const MeasureSettings& settings);
[[nodiscard]] std::string pack(const MeasureSettings& settings);
[[nodiscard]] core::Result<void> unpack(std::string_view text, MeasureSettings& settings);

}  // namespace intersession::measures

// What the owner decided about measures.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "measures/instrument.hpp"
#include "platform/core/json.hpp"

namespace intersession::measures {

/// From which answer on a rule of an instrument brings a person, as this practice decided. Kept for good: the
/// newest of an item holds, the earlier ones tell how it was.
struct ThresholdChange {
  std::string measure;
  std::string item;
  double at_least = 0;
  std::string reason;
  core::Id member;
  core::Instant at{};
};

struct MeasureSettings {
  std::int64_t version = 0;  ///< 0: never changed
  /// The practice works for profit: measures for non-commercial use are not offered.
  bool commercial = false;
  /// The range seen here is drawn. Off by default; switched on after the notice was read.
  bool range_seen_here = false;
  std::optional<core::Instant> notice_read_at;
  std::optional<core::Id> notice_read_by;
  std::vector<ThresholdChange> thresholds;  ///< oldest first
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

/// What the owner sends. `less_sensitive`: said yes to that fewer answers bring a person than by the rule
/// that came with the instrument.
struct ThresholdInput {
  double at_least = 0;
  std::string reason;
  bool less_sensitive = false;
};
[[nodiscard]] ThresholdInput decode_threshold(core::Decoder& in);
/// not_found() where the instrument has no rule for the item; kInvalid where no answer, or every one, would
/// meet the new number, and where it is less sensitive and nobody said yes to that.
[[nodiscard]] core::Result<MeasureSettings> change_threshold(const MeasureSettings& before,
                                                             const Instrument& instrument,
                                                             const std::string& item,
                                                             const ThresholdInput& input,
                                                             const core::Id& member, core::Instant now);
/// The changes of one instrument, oldest first.
[[nodiscard]] std::vector<ThresholdChange> changes_of(const MeasureSettings& settings,
                                                      std::string_view measure);
/// The instrument with the practice's numbers in its rules, and who chose them.
[[nodiscard]] Instrument with_thresholds(Instrument instrument, const MeasureSettings& settings);

/// Without the thresholds: those are shown with their measure.
[[nodiscard]] core::json::object to_json(const MeasureSettings& settings);
[[nodiscard]] std::string pack(const MeasureSettings& settings);
[[nodiscard]] core::Result<void> unpack(std::string_view text, MeasureSettings& settings);

}  // namespace intersession::measures

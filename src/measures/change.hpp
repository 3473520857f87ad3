// What happened to a score between two times, said only as far as a source carries it.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "measures/instrument.hpp"

namespace intersession::measures {

/// Reliable change after Jacobson & Truax (1991): larger than what the error of measurement alone would show
/// in 95 of 100. Where no figure has a traceable source, the raw change stands alone.
enum class ChangeKind { kRawOnly, kWithinError, kReliablyBetter, kReliablyWorse };
inline constexpr core::Word<ChangeKind> kChangeKindTable[] = {
    {"raw-only", ChangeKind::kRawOnly},
    {"within-error", ChangeKind::kWithinError},
    {"reliably-better", ChangeKind::kReliablyBetter},
    {"reliably-worse", ChangeKind::kReliablyWorse}};
inline constexpr std::span<const core::Word<ChangeKind>> kChangeKinds{kChangeKindTable};

struct Change {
  double first = 0;
  double last = 0;
  ChangeKind kind = ChangeKind::kRawOnly;
  bool crossed_cutoff = false;  ///< reliably better and out of the clinical range: clinically significant
  /// Whether the change is at least the smallest difference that people notice; nothing where no figure is
  /// known.
  std::optional<bool> noticeable;
  const ChangeFigures* figures = nullptr;  ///< what it rests on; nullptr: nothing known

  [[nodiscard]] double raw() const { return last - first; }
};

/// Change from the first to the last of the values, in the order of time. Nothing below two values.
/// Precondition: the instrument has the scale.
[[nodiscard]] std::optional<Change> change(const Instrument& instrument, std::string_view scale,
                                           std::span<const double> values);

/// Change of one scale for the API, with the sources of every figure.
[[nodiscard]] core::json::object to_json(const Change& change);

}  // namespace intersession::measures

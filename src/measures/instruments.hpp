// The instruments that come with the product, loaded and checked as a whole.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "catalogue/catalogue.hpp"
#include "measures/instrument.hpp"

namespace intersession::measures {

/// What decides whether a practice may use an instrument.
struct Terms {
  bool commercial = false;    ///< the practice says that it works for profit
  bool safety_ready = false;  ///< somebody is told of an alarming answer, and when
};

/// False where the licence does not let this practice have it. Such an instrument is not shown to it at all.
[[nodiscard]] bool is_offered(const Instrument& instrument, const Terms& terms);
/// kConflict: "licence" where it is not offered, "safety-not-ready" where it asks about safety and nobody
/// would be told, "in-person-only" where it would be sent to a phone although somebody must be there.
[[nodiscard]] core::Result<void> may_assign(const Instrument& instrument, const Terms& terms, bool to_phone);

/// Immutable once loaded; thread-safe.
class Instruments {
 public:
  /// Loads measures/<licence class>/<id>.json with <id>.scoring.json, and the ratings of mechanisms.json: all
  /// or none. The first error names file, item and reason of everything wrong in it. Without `non_commercial`
  /// that licence class is left out.
  [[nodiscard]] static core::Result<std::shared_ptr<const Instruments>> load(
      std::span<const catalogue::DataFile> files, bool non_commercial = true);

  [[nodiscard]] const Instrument* find(std::string_view id) const;
  [[nodiscard]] const std::map<std::string, Instrument, std::less<>>& all() const { return instruments_; }

 private:
  std::map<std::string, Instrument, std::less<>> instruments_;
};

}  // namespace intersession::measures

// The instruments that a practice has: those that come with the product and those it brought in.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "measures/instruments.hpp"
#include "measures/settings.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::measures {

class Shelf {
 public:
  /// `own`: the practice's, and those that came with the product where it changed a threshold.
  Shelf(std::shared_ptr<const Instruments> built_in, std::map<std::string, Instrument, std::less<>> own,
        MeasureSettings settings)
      : built_in_(std::move(built_in)), own_(std::move(own)), settings_(std::move(settings)) {}

  [[nodiscard]] const Instrument* find(std::string_view id) const;
  /// Everything, by id.
  [[nodiscard]] std::vector<const Instrument*> all() const;
  /// What the owner decided, thresholds among it.
  [[nodiscard]] const MeasureSettings& settings() const { return settings_; }

 private:
  std::shared_ptr<const Instruments> built_in_;
  std::map<std::string, Instrument, std::less<>> own_;
  MeasureSettings settings_;
};

namespace store {

/// Unseals and reads each of the practice's own.
[[nodiscard]] core::Result<Shelf> shelf(db::Connection& connection, const core::Id& practice,
                                        vault::Vault& vault, std::shared_ptr<const Instruments> built_in);

}  // namespace store

}  // namespace intersession::measures

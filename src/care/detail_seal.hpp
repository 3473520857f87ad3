// The sealed column `detail` of this room's tables.
#pragma once

#include <string>
#include <string_view>

#include "access/scope.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::care {

/// Seals and opens `detail` of one table for one client (or, with a nil client, for the practice).
class DetailSeal {
 public:
  DetailSeal(const vault::SealingKey& key, const core::Id& practice, const core::Id& client,
             std::string_view table)
      : key_(key), practice_(practice), client_(client), table_(table) {}
  DetailSeal(const vault::SealingKey& key, const access::ClientAccess& access, std::string_view table)
      : DetailSeal(key, access.practice(), access.client(), table) {}

  [[nodiscard]] core::Bytes seal(const core::Id& row, std::int64_t version, std::string_view text) const {
    return key_.seal(context(row, version), text);
  }
  [[nodiscard]] core::Result<std::string> open(const core::Id& row, std::int64_t version,
                                               core::ByteView sealed) const {
    return key_.open(context(row, version), sealed);
  }

 private:
  [[nodiscard]] vault::FieldContext context(const core::Id& row, std::int64_t version) const {
    return {practice_, client_, table_, "detail", row, version};
  }

  const vault::SealingKey& key_;
  core::Id practice_;
  core::Id client_;
  std::string_view table_;
};

}  // namespace intersession::care

// Every activity that a practice can draw on: those that come with the product and those it made itself.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "catalogue/own_activity.hpp"
#include "platform/core/kept.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::catalogue {

/// An activity that lives as long as somebody looks at it; nullptr: there is none.
using ActivityRef = std::shared_ptr<const Activity>;

/// Thread-safe; outlives the rooms. Published versions of own activities never change, so that what was read
/// and checked once is kept (within a bound) and asks the database no more. Errors are those of the vault and
/// the database.
class Shelf {
 public:
  Shelf(std::shared_ptr<const Catalogue> shipped, vault::Vault& vault);

  [[nodiscard]] const Catalogue& shipped() const { return *shipped_; }

  /// The version that an assignment started with. Of a shipped activity there is only one: `version` is not
  /// asked.
  [[nodiscard]] core::Result<ActivityRef> find(db::Connection& connection, const core::Id& practice,
                                               std::string_view id, int version);
  /// The newest version; with `retired`, also of what is no longer offered. Ask inside a read: a write may
  /// see a version that is never committed, and what is found is kept.
  [[nodiscard]] core::Result<ActivityRef> newest(db::Connection& connection, const core::Id& practice,
                                                 std::string_view id, bool retired = false);
  /// The newest version of every own activity that is offered.
  [[nodiscard]] core::Result<std::vector<ActivityRef>> offered(db::Connection& connection,
                                                               const core::Id& practice);
  /// The first function of an activity, the kind of homework it is; empty where it is not known.
  [[nodiscard]] std::string kind_of(db::Connection& connection, const core::Id& practice,
                                    std::string_view id);
  /// The same in a read of its own, where one is needed at all.
  [[nodiscard]] std::string kind_of(db::Database& database, const core::Id& practice, std::string_view id);

 private:
  struct Name {
    core::Id practice;
    core::Id activity;
    int version = 0;
    bool operator==(const Name&) const = default;
  };
  struct NameHash {
    std::size_t operator()(const Name& name) const noexcept {
      return std::hash<core::Id>{}(name.activity) + static_cast<std::size_t>(name.version);
    }
  };

  [[nodiscard]] ActivityRef shipped(std::string_view id) const;
  [[nodiscard]] core::Result<ActivityRef> own(db::Connection& connection, const Name& name);

  std::shared_ptr<const Catalogue> shipped_;
  KnownCodes known_;
  vault::Vault& vault_;
  core::Kept<Name, ActivityRef, NameHash> kept_{std::size_t{32} * 1024 * 1024};
};

}  // namespace intersession::catalogue

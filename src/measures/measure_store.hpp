// Rows of measure plans, submissions, settings and the practice's own instruments.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/scope.hpp"
#include "measures/measure_plan.hpp"
#include "measures/settings.hpp"
#include "measures/submission.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::measures::store {

/// All of the client's plans, oldest first, the ended ones too.
[[nodiscard]] core::Result<std::vector<MeasurePlan>> plans(db::Connection& connection,
                                                           const access::ClientAccess& access,
                                                           const vault::SealingKey& key);
/// Writes version 1 as a new row and later versions over the one before; kConflict ("stale-version") where
/// that is not there, not_found() where the treatment is not the client's.
[[nodiscard]] core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key, const MeasurePlan& plan);

/// All that came in, each as it was last corrected, in the order of the times they were filled in.
[[nodiscard]] core::Result<std::vector<Submission>> submissions(db::Connection& connection,
                                                                const access::ClientAccess& access,
                                                                const vault::SealingKey& key);
/// The same of those that were filled in at `since` or later.
[[nodiscard]] core::Result<std::vector<Submission>> submissions_since(db::Connection& connection,
                                                                      const access::ClientAccess& access,
                                                                      const vault::SealingKey& key,
                                                                      core::Instant since);
/// not_found() where the client has none with this id.
[[nodiscard]] core::Result<Submission> submission(db::Connection& connection,
                                                  const access::ClientAccess& access,
                                                  const vault::SealingKey& key, const core::Id& id);
/// Stores a new one. The same content as the first revision again is no second row: `fresh` is false and the
/// first time stands. kConflict ("submission-differs") where the id has other content.
struct SavedSubmission {
  bool fresh = true;
  core::Instant received_at{};
};
[[nodiscard]] core::Result<SavedSubmission> save(db::Connection& connection,
                                                 const access::ClientAccess& access,
                                                 const vault::SealingKey& key, const Submission& submission);

/// Every revision of one, the first one first; empty where the client has none with this id.
[[nodiscard]] core::Result<std::vector<Submission>> revisions(db::Connection& connection,
                                                              const access::ClientAccess& access,
                                                              const vault::SealingKey& key,
                                                              const core::Id& id);
/// Adds submission.revision, which is the next one; kConflict ("stale-version") where it is there already.
[[nodiscard]] core::Result<void> correct(db::Connection& connection, const access::ClientAccess& access,
                                         const vault::SealingKey& key, const Submission& submission);

/// Settings that were never saved are the defaults. `key`: the practice's.
[[nodiscard]] core::Result<MeasureSettings> settings(db::Connection& connection, const core::Id& practice,
                                                     const vault::SealingKey& key);
[[nodiscard]] core::Result<void> save(db::Connection& connection, const core::Id& practice,
                                      const vault::SealingKey& key, const MeasureSettings& settings);

/// An instrument that the practice brought in, as text {"questionnaire": …, "scoring": …}.
struct SiteInstrument {
  core::Id id;
  std::int64_t version = 1;
  std::string text;
};
[[nodiscard]] core::Result<std::vector<SiteInstrument>> site_instruments(db::Connection& connection,
                                                                         const core::Id& practice,
                                                                         const vault::SealingKey& key);
[[nodiscard]] core::Result<void> save(db::Connection& connection, const core::Id& practice,
                                      const vault::SealingKey& key, const SiteInstrument& instrument,
                                      core::Instant now);

}  // namespace intersession::measures::store

#include "measures/measure_store.hpp"

#include <algorithm>

#include "care/client_store.hpp"
#include "care/detail_seal.hpp"
#include "care/treatment_store.hpp"

namespace intersession::measures::store {

using access::ClientAccess;
using care::DetailSeal;
using core::Id;
using core::Result;

namespace {

constexpr std::string_view kPlanTable = "measure_plan";
constexpr std::string_view kSubmissionTable = "measure_submission";
constexpr std::string_view kCorrectionTable = "measure_correction";
constexpr std::string_view kSettingsTable = "measure_settings";
constexpr std::string_view kSiteTable = "site_instrument";

std::unexpected<core::Error> stale() {
  return core::fail(core::ErrorCode::kConflict, "This was changed elsewhere.", "stale-version");
}

/// Reads columns submission_id, received_at, detail.
Result<Submission> read_submission(const db::Row& row, const DetailSeal& seal) {
  Submission submission{.id = row.id(0), .received_at = row.instant(1)};
  const auto text = seal.open(submission.id, 1, row.bytes(2));
  if (not text) return std::unexpected(text.error());
  if (auto read = unpack(*text, submission); not read) return std::unexpected(read.error());
  return submission;
}

/// Reads columns submission_id, received_at, detail, revision of a correction of something that first arrived
/// at `received_at`.
Result<Submission> read_correction(const db::Row& row, const DetailSeal& seal, core::Instant received_at) {
  Submission submission{.id = row.id(0), .received_at = received_at};
  submission.revision = row.integer(3);
  submission.corrected_at = row.instant(1);
  const auto text = seal.open(submission.id, submission.revision, row.bytes(2));
  if (not text) return std::unexpected(text.error());
  if (auto read = unpack(*text, submission); not read) return std::unexpected(read.error());
  return submission;
}

/// Puts the last correction of each in its place.
Result<void> apply_corrections(db::Connection& connection, const ClientAccess& access,
                               const vault::SealingKey& key, std::vector<Submission>& submissions) {
  const DetailSeal seal(key, access, kCorrectionTable);
  for (const auto& row : connection.query("SELECT submission_id, received_at, detail, revision "
                                          "FROM measure_correction WHERE practice_id = ?1 AND client_id = ?2 "
                                          "ORDER BY submission_id, revision",
                                          access.practice(), access.client())) {
    const auto place = std::ranges::find(submissions, row.id(0), &Submission::id);
    if (place == submissions.end()) continue;
    auto corrected = read_correction(row, seal, place->received_at);
    if (not corrected) return std::unexpected(corrected.error());
    *place = *std::move(corrected);
  }
  return {};
}

}  // namespace

Result<std::vector<MeasurePlan>> plans(db::Connection& connection, const ClientAccess& access,
                                       const vault::SealingKey& key) {
  const DetailSeal seal(key, access, kPlanTable);
  std::vector<MeasurePlan> found;
  for (const auto& row :
       connection.query("SELECT plan_id, treatment_id, version, detail FROM measure_plan "
                        "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY created_at, plan_id",
                        access.practice(), access.client())) {
    MeasurePlan plan{.id = row.id(0), .treatment = row.id(1), .version = row.integer(2)};
    const auto text = seal.open(plan.id, plan.version, row.bytes(3));
    if (not text) return std::unexpected(text.error());
    if (auto read = unpack(*text, plan); not read) return std::unexpected(read.error());
    found.push_back(std::move(plan));
  }
  return found;
}

Result<void> save(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                  const MeasurePlan& plan) {
  const auto detail = DetailSeal(key, access, kPlanTable).seal(plan.id, plan.version, pack(plan));
  std::int64_t changed = 0;
  if (plan.version == 1) {
    if (not care::store::has_treatment(connection, access, plan.treatment))
      return std::unexpected(access::not_found());
    changed = connection.execute(
        "INSERT INTO measure_plan (practice_id, client_id, plan_id, treatment_id, version, detail, "
        "created_at) "
        "VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6) ON CONFLICT (practice_id, client_id, plan_id) DO NOTHING",
        access.practice(), access.client(), plan.id, plan.treatment, detail, access.now());
  } else {
    changed = connection.execute(
        "UPDATE measure_plan SET version = ?4, detail = ?5 "
        "WHERE practice_id = ?1 AND client_id = ?2 AND plan_id = ?3 AND version = ?4 - 1",
        access.practice(), access.client(), plan.id, plan.version, detail);
  }
  if (changed != 1) return stale();
  care::store::touch(connection, access);
  return {};
}

Result<std::vector<Submission>> submissions(db::Connection& connection, const ClientAccess& access,
                                            const vault::SealingKey& key) {
  return submissions_since(connection, access, key, core::Instant::min());
}

Result<std::vector<Submission>> submissions_since(db::Connection& connection, const ClientAccess& access,
                                                  const vault::SealingKey& key, core::Instant since) {
  const DetailSeal seal(key, access, kSubmissionTable);
  std::vector<Submission> found;
  for (const auto& row : connection.query("SELECT submission_id, received_at, detail FROM measure_submission "
                                          "WHERE practice_id = ?1 AND client_id = ?2 AND answered_at >= ?3 "
                                          "ORDER BY answered_at, received_at, submission_id",
                                          access.practice(), access.client(), since)) {
    auto submission = read_submission(row, seal);
    if (not submission) return std::unexpected(submission.error());
    found.push_back(*std::move(submission));
  }
  if (auto done = apply_corrections(connection, access, key, found); not done)
    return std::unexpected(done.error());
  return found;
}

Result<std::vector<Submission>> revisions(db::Connection& connection, const ClientAccess& access,
                                          const vault::SealingKey& key, const Id& id) {
  std::vector<Submission> found;
  const auto row = connection.query_one(
      "SELECT submission_id, received_at, detail FROM measure_submission "
      "WHERE practice_id = ?1 AND client_id = ?2 AND submission_id = ?3",
      access.practice(), access.client(), id);
  if (not row) return found;
  auto first = read_submission(*row, DetailSeal(key, access, kSubmissionTable));
  if (not first) return std::unexpected(first.error());
  found.push_back(*std::move(first));
  const DetailSeal seal(key, access, kCorrectionTable);
  for (const auto& each :
       connection.query("SELECT submission_id, received_at, detail, revision FROM measure_correction "
                        "WHERE practice_id = ?1 AND client_id = ?2 AND submission_id = ?3 ORDER BY revision",
                        access.practice(), access.client(), id)) {
    auto corrected = read_correction(each, seal, found.front().received_at);
    if (not corrected) return std::unexpected(corrected.error());
    found.push_back(*std::move(corrected));
  }
  return found;
}

Result<Submission> submission(db::Connection& connection, const ClientAccess& access,
                              const vault::SealingKey& key, const Id& id) {
  auto all = revisions(connection, access, key, id);
  if (not all) return std::unexpected(all.error());
  if (all->empty()) return std::unexpected(access::not_found());
  return std::move(all->back());
}

Result<void> correct(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                     const Submission& submission) {
  const auto detail =
      DetailSeal(key, access, kCorrectionTable).seal(submission.id, submission.revision, pack(submission));
  const auto changed = connection.execute(
      "INSERT INTO measure_correction (practice_id, client_id, submission_id, revision, account_id, detail, "
      "received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
      "ON CONFLICT (practice_id, client_id, submission_id, revision) DO NOTHING",
      access.practice(), access.client(), submission.id, submission.revision, access.principal().account(),
      detail, access.now());
  if (changed != 1) return stale();
  connection.execute(
      "UPDATE measure_submission SET answered_at = ?4 "
      "WHERE practice_id = ?1 AND client_id = ?2 AND submission_id = ?3",
      access.practice(), access.client(), submission.id, submission.content.answered());
  care::store::touch(connection, access);
  return {};
}

Result<SavedSubmission> save(db::Connection& connection, const ClientAccess& access,
                             const vault::SealingKey& key, const Submission& submission) {
  const auto detail = DetailSeal(key, access, kSubmissionTable).seal(submission.id, 1, pack(submission));
  const auto& content = submission.content;
  const auto changed = connection.execute(
      "INSERT INTO measure_submission (practice_id, client_id, submission_id, plan_id, detail, answered_at, "
      "received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
      "ON CONFLICT (practice_id, client_id, submission_id) DO NOTHING",
      access.practice(), access.client(), submission.id, content.plan, detail, content.answered(),
      access.now());
  if (changed == 1) {
    care::store::touch(connection, access);
    return SavedSubmission{true, access.now()};
  }
  const auto all = revisions(connection, access, key, submission.id);
  if (not all) return std::unexpected(all.error());
  const auto& stored = all->front();
  if (canonical(stored.content) != canonical(content)) {
    return core::fail(core::ErrorCode::kConflict,
                      "This was sent before with other answers. The first ones stand.", "submission-differs");
  }
  return SavedSubmission{false, stored.received_at};
}

Result<MeasureSettings> settings(db::Connection& connection, const Id& practice,
                                 const vault::SealingKey& key) {
  MeasureSettings settings;
  const auto row =
      connection.query_one("SELECT version, detail FROM measure_settings WHERE practice_id = ?1", practice);
  if (not row) return settings;
  settings.version = row->integer(0);
  const auto text =
      DetailSeal(key, practice, Id{}, kSettingsTable).open(practice, settings.version, row->bytes(1));
  if (not text) return std::unexpected(text.error());
  if (auto read = unpack(*text, settings); not read) return std::unexpected(read.error());
  return settings;
}

Result<void> save(db::Connection& connection, const Id& practice, const vault::SealingKey& key,
                  const MeasureSettings& settings) {
  const auto detail =
      DetailSeal(key, practice, Id{}, kSettingsTable).seal(practice, settings.version, pack(settings));
  const auto changed = connection.execute(
      "INSERT INTO measure_settings (practice_id, version, detail) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (practice_id) DO UPDATE SET version = excluded.version, detail = excluded.detail "
      "WHERE measure_settings.version = excluded.version - 1",
      practice, settings.version, detail);
  if (changed != 1) return stale();
  return {};
}

Result<std::vector<SiteInstrument>> site_instruments(db::Connection& connection, const Id& practice,
                                                     const vault::SealingKey& key) {
  const DetailSeal seal(key, practice, Id{}, kSiteTable);
  std::vector<SiteInstrument> found;
  for (const auto& row :
       connection.query("SELECT instrument_id, version, detail FROM site_instrument WHERE practice_id = ?1 "
                        "ORDER BY created_at, instrument_id",
                        practice)) {
    auto text = seal.open(row.id(0), row.integer(1), row.bytes(2));
    if (not text) return std::unexpected(text.error());
    found.push_back({row.id(0), row.integer(1), *std::move(text)});
  }
  return found;
}

Result<void> save(db::Connection& connection, const Id& practice, const vault::SealingKey& key,
                  const SiteInstrument& instrument, core::Instant now) {
  const auto detail =
      DetailSeal(key, practice, Id{}, kSiteTable).seal(instrument.id, instrument.version, instrument.text);
  const auto changed = connection.execute(
      "INSERT INTO site_instrument (practice_id, instrument_id, version, detail, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (practice_id, instrument_id) DO UPDATE "
      "SET version = excluded.version, detail = excluded.detail "
      "WHERE site_instrument.version = excluded.version - 1",
      practice, instrument.id, instrument.version, detail, now);
  if (changed != 1) return stale();
  return {};
}

}  // namespace intersession::measures::store

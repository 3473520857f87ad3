#include "app/practice_evidence.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>

#include "access/audit.hpp"
#include "access/operator.hpp"
#include "app/catalogue_files.hpp"
#include "app/cellar.hpp"
#include "care/practice_store.hpp"
#include "catalogue/shelf_store.hpp"
#include "evidence/federation.hpp"
#include "evidence/simulation.hpp"
#include "insight/practice_options.hpp"
#include "insight/r_script.hpp"
#include "insight/records_store.hpp"
#include "insight/report_page.hpp"
#include "insight/study.hpp"

namespace intersession::app {

namespace {

namespace fs = std::filesystem;
using core::Result;

int complain(const core::Error& error) {
  std::fprintf(stderr, "intersession: %s\n", error.message.c_str());
  return 1;
}

bool write_file(const fs::path& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  std::error_code ignored;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, ignored);
  return out.good();
}

struct Read {
  std::string practice;
  insight::PracticeFrame frame;
  insight::LeftOut left_out;
  std::string measure;  // what people call the outcome
  core::Instant at{};
  insight::StudyOptions options;
};

/// The audit row is durable before the first record is opened.
Result<Read> read_practice(const PracticeEvidenceConfig& config, std::string_view action, bool names) {
  if (not fs::exists(config.data / "master.key")) {
    return core::fail(core::ErrorCode::kInvalid, "There is no key file in " + config.data.string() + ".");
  }
  core::SystemRandom random;
  const core::SystemClock clock;
  const auto catalogue = read_catalogue(config.catalogue);
  if (not catalogue) return std::unexpected(catalogue.error());
  auto cellar = Cellar::open({.folder = config.data, .database = config.database}, random, clock);
  if (not cellar) return std::unexpected(cellar.error());
  const auto practice = cellar->data->read([](db::Connection& connection) -> Result<std::optional<core::Id>> {
    return care::store::first_practice(connection);
  });
  if (not practice) return std::unexpected(practice.error());
  if (not *practice)
    return core::fail(core::ErrorCode::kInvalid, "No practice has been set up in this data folder.");
  const auto now = clock.now();
  const auto scope = access::Operator::reads(**practice, access::Purpose::kExport, now);
  const auto noted = cellar->data->write(**practice, [&](db::Connection& connection) -> Result<void> {
    access::record(connection, scope,
                   {.action = action, .resource_kind = "practice", .resource = **practice});
    return {};
  });
  if (not noted) return std::unexpected(noted.error());
  Read out{.at = now};
  const auto read = cellar->data->read([&](db::Connection& connection) -> Result<void> {
    const auto key = cellar->vault->practice_key(**practice);
    if (not key) return std::unexpected(key.error());
    const auto known = care::store::practice(connection, **practice, **key);
    if (not known) return std::unexpected(known.error());
    out.practice = known->settings.name;
    auto records = insight::store::records(connection, scope, *cellar->vault, catalogue->instruments,
                                           {.study = config.study, .names = names});
    if (not records) return std::unexpected(records.error());
    out.left_out = records->left_out;
    catalogue::Shelf shelf(catalogue->catalogue, *cellar->vault);
    out.frame = insight::practice_frame(
        records->clients,
        [&](std::string_view activity) { return shelf.kind_of(connection, **practice, activity); }, now);
    const auto* instrument = records->shelf->find(out.frame.outcome.measure);
    out.measure = insight::name_of(instrument, out.frame.outcome);
    out.options = insight::options_for(instrument, out.frame.outcome);
    return {};
  });
  cellar->close();
  if (not read) return std::unexpected(read.error());
  return out;
}

std::string dictionary(const insight::PracticeFrame& frame) {
  const auto& outcome = frame.outcome;
  const auto rare = std::to_string(insight::least_clients_of_a_word);
  return std::string(
             "column,meaning,values\n"
             "client,\"a number that stands for one client in this file only\",text\n"
             "session,\"number of the appointment; cancelled ones count, so that they leave a gap\",1 or "
             "more\n"
             "hw_type,\"kind of the homework reviewed at this session\",text; empty where fewer than ") +
         rare +
         " clients share it\n"
         "stage,\"stage of therapy\",early / middle / late / maintenance; empty where fewer than " +
         rare + " clients share it\n" + "outcome,\"" +
         (outcome.empty() ? "distance to the goals: 10 minus the mean rating of that day"
                          : outcome.measure + " (" + outcome.scale + ") at the beginning of the session") +
         "\",number; higher is worse\n"
         "mech,\"mechanism measured at the beginning of the session\",number; higher is worse\n"
         "hw_qty,\"how much of the homework was done, rated at its review\",0 to 4\n"
         "hw_quality,\"how well it was done, rated at its review\",0 to 4\n"
         "difficulty,\"how hard it was, rated at its review\",0 to 4\n"
         "hw_done,\"whether any of it was done\",0 or 1\n";
}

}  // namespace

int report_of_practice(const PracticeEvidenceConfig& config) {
  auto read = read_practice(config, "evidence.report", config.names);
  if (not read) return complain(read.error());
  const auto source = insight::source_sentence(read->frame, read->left_out, read->measure);
  const auto data = evidence::Prepared::from(std::move(read->frame.table));
  auto options = read->options;
  options.practice.smallest_effect = config.smallest_effect;
  auto study = data ? insight::study_json(*data, options) : insight::refused_study(data.error());
  study["engine"] = "intersession-evidence 0.1.0";
  const auto page = insight::report_page(
      study,
      {.title = read->practice, .source = source, .made_on = core::format_instant(read->at).substr(0, 10)});
  if (not write_file(config.out, page))
    return complain({core::ErrorCode::kInvalid, "Cannot write " + config.out.string() + ".", {}, {}});
  if (config.json)
    std::printf("%s\n", core::to_json(study).c_str());
  else
    std::printf("%s\n%s\nThe report is in %s\n", source.c_str(),
                std::string(study.at("verdict_text").as_string()).c_str(), config.out.c_str());
  return study.contains("refused") ? 2 : 0;
}

int export_for_study(const PracticeEvidenceConfig& config) {
  auto read = read_practice(config, "evidence.export", false);
  if (not read) return complain(read.error());
  if (read->frame.clients < evidence::cell_limit) {
    std::fprintf(stderr,
                 "intersession: refused: %zu clients with sessions agreed to the study %s; below %zu nothing "
                 "is exported.\n",
                 read->frame.clients, config.study.c_str(), evidence::cell_limit);
    return 2;
  }
  insight::empty_rare_words(read->frame.table);
  std::error_code failed;
  fs::create_directories(config.out, failed);
  const auto table = config.out / "sessions.csv";
  const bool written = not failed and write_file(table, evidence::sessions_csv(read->frame.table)) and
                       write_file(config.out / "dictionary.csv", dictionary(read->frame)) and
                       write_file(config.out / "fit.R", insight::r_script({.model = "M1"}, "sessions.csv"));
  if (not written)
    return complain({core::ErrorCode::kInvalid, "Cannot write into " + config.out.string() + ".", {}, {}});
  std::printf("%zu sessions of %zu clients in %s\n", read->frame.sessions, read->frame.clients,
              table.c_str());
  return 0;
}

}  // namespace intersession::app

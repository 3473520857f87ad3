#include "app/evidence_command.hpp"

#include <cstdio>
#include <fstream>

#include "app/config.hpp"
#include "app/evidence_progress.hpp"
#include "app/input_file.hpp"
#include "app/practice_evidence.hpp"
#include "evidence/catalogue.hpp"
#include "insight/analyses.hpp"
#include "insight/frame_table.hpp"
#include "insight/one_client.hpp"
#include "insight/pictures.hpp"
#include "insight/r_script.hpp"
#include "insight/report_page.hpp"
#include "insight/result_text.hpp"
#include "insight/session_input.hpp"
#include "insight/small_tables.hpp"
#include "insight/study.hpp"

namespace intersession::app {

namespace {

namespace json = core::json;
using insight::Answer;

constexpr int kAnswered = 0, kError = 1, kRefused = 2;
constexpr const char* kEngine = "intersession-evidence 0.1.0";

int error(const std::string& sentence) {
  std::fprintf(stderr, "intersession: %s\n", sentence.c_str());
  return kError;
}

bool write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  return out.good();
}

/// One run over one table.
class Run {
 public:
  explicit Run(EvidenceOptions& options) : o_(options) {}

  int go() {
    if (o_.command == "simulate") return simulate();
    if (o_.command == "power") return finish(power());
    if (o_.command == "export" or (o_.command == "report" and not o_.data.empty())) return practice();
    if (o_.file.empty()) return error("Name a table, or --data for a practice.");
    progress_.stage("read");
    auto file = InputFile::open(o_.file);
    if (not file) return error(file.error().message);
    file_ = &*file;
    if (o_.command == "single-case") return small_table(insight::read_phases, &Run::single_case);
    if (o_.command == "pool" and o_.summaries)
      return small_table(insight::read_studies, &Run::pool_summaries);
    return sessions();
  }

 private:
  int practice() {
    if (o_.data.empty()) return error("Name the practice's data folder with --data.");
    const auto complete = with_catalogue(o_.catalogue, std::filesystem::canonical("/proc/self/exe"));
    if (not complete) return error(complete.error().message);
    const PracticeEvidenceConfig config{.data = o_.data,
                                        .database = o_.database,
                                        .catalogue = *complete,
                                        .out = o_.out,
                                        .study = o_.study,
                                        .names = o_.names,
                                        .json = o_.json,
                                        .smallest_effect = o_.fit.smallest_effect};
    return o_.command == "export" ? export_for_study(config) : report_of_practice(config);
  }

  int sessions() {
    evidence::SessionSchema schema{
        .covariates = o_.fit.covariates, .groupings = o_.groupings, .ignored = o_.ignored};
    for (const auto& each : o_.map) {
      auto mapping = insight::parse_mapping(each);
      if (not mapping) return error("--map needs name=column, such as outcome=phq9, and not '" + each + "'.");
      schema.renamed.push_back(*std::move(mapping));
    }
    if (not o_.r_script.empty() and
        not write_file(o_.r_script, insight::r_script(o_.fit, std::filesystem::absolute(o_.file).string(),
                                                      schema.renamed)))
      return error("Cannot write " + o_.r_script.string() + ".");
    if (o_.command == "fit" and o_.plot.empty()) schema.keep = insight::columns_for(o_.fit);
    auto table = evidence::read_sessions(
        [this](std::span<char> into) -> evidence::Outcome<std::size_t> {
          const auto got = file_->read(into);
          if (not got) return evidence::refuse(evidence::Code::malformed_input, got.error().message);
          return *got;
        },
        file_->size(), schema);
    if (not table) return unreadable(table.error());
    progress_.stage("prepare");
    if (o_.command == "pool") return finish(insight::pool_clinics_json(*table));
    const auto data = evidence::Prepared::from(*std::move(table));
    if (not data) return finish(std::unexpected(data.error()));
    if (o_.command == "report") return report(*data);
    if (not o_.frame.empty() and not write_frame(*data))
      return error("Cannot write " + o_.frame.string() + ".");
    auto answered = answer(*data);
    if (o_.plot.empty()) return finish(std::move(answered));
    const auto study = study_of(*data);
    if (not draw(study)) return error("Cannot write the pictures into " + o_.plot.string() + ".");
    return finish(std::move(answered));
  }

  json::object study_of(const evidence::Prepared& data) {
    insight::StudyOptions options;
    options.practice = {.smallest_effect = o_.fit.smallest_effect,
                        .lower_is_better = not o_.higher_is_better,
                        .therapists = data.table().label("therapist") != nullptr,
                        .covariates = o_.fit.covariates,
                        .threads = o_.fit.threads};
    options.rule = usable_rule();
    auto study =
        insight::study_json(data, options, [this](std::string_view stage) { progress_.stage(stage); });
    study["engine"] = kEngine;
    study["input_sha256"] = input_hash();
    return study;
  }

  /// The ten pictures, and what they were drawn from.
  bool draw(const json::object& study) const {
    std::error_code failed;
    std::filesystem::create_directories(o_.plot, failed);
    bool written = not failed and write_file(o_.plot / "study.json", core::to_json(study) + "\n");
    for (const auto& picture : insight::all_pictures(study))
      written = written and write_file(o_.plot / (picture.name + ".svg"), picture.svg);
    return written;
  }

  int report(const evidence::Prepared& data) {
    auto study = study_of(data);
    const bool refused = study.contains("refused");
    const auto page = insight::report_page(
        study, {.title = o_.file.filename().string(),
                .source = "From the table " + o_.file.filename().string() + ".",
                .made_on = core::format_instant(core::SystemClock().now()).substr(0, 10)});
    if (not write_file(o_.out, page)) return error("Cannot write " + o_.out.string() + ".");
    if (not o_.plot.empty() and not draw(study))
      return error("Cannot write the pictures into " + o_.plot.string() + ".");
    progress_.finish();
    if (o_.json)
      print(std::move(study));
    else
      std::printf("%s\nThe report is in %s\n", std::string(study.at("verdict_text").as_string()).c_str(),
                  o_.out.c_str());
    return refused ? kRefused : kAnswered;
  }

  Answer answer(const evidence::Prepared& data) {
    progress_.stage("fit");
    if (o_.command == "fit") return fit(data);
    if (o_.command == "mediate") return insight::mediation_json(data);
    if (o_.command == "clpm") return insight::panel_json(data, o_.x, o_.y, o_.waves);
    if (o_.command == "n-of-1") return n_of_1(data);
    if (o_.command == "change") return change(data);
    return insight::response_json(
        data, {.scale = {.integer = o_.integer_scale, .lowest = o_.lowest, .highest = o_.highest},
               .any_number_of_clients = o_.any_number_of_clients,
               .baselines = o_.baselines,
               .sessions = o_.sessions});
  }

  /// True also where the model has no rows: the answer says so.
  bool write_frame(const evidence::Prepared& data) const {
    const auto frame = insight::frame_for(data, o_.fit.model, o_.fit);
    if (not frame) return true;
    const auto outcome = insight::spec_for(o_.fit.model, o_.fit)->outcome;
    return write_file(o_.frame, insight::frame_csv(data, *frame, outcome));
  }

  Answer fit(const evidence::Prepared& data) {
    auto request = o_.fit;
    request.lower_is_better = not o_.higher_is_better;
    if (not o_.checks.empty()) request.checks = o_.checks == "yes";
    return insight::run_fit(data, request, [this](std::string_view stage) { progress_.stage(stage); });
  }

  /// Every client, or the one asked for, beside the others.
  Answer n_of_1(const evidence::Prepared& data) {
    const auto others = insight::learn_others(data, {.integer = o_.integer_scale});
    const auto rule = usable_rule();
    if (not o_.client.empty()) return insight::n_of_1_json(data, o_.client, others, rule);
    json::array all;
    for (std::size_t c = 0; c < data.clients(); ++c) {
      auto one = insight::n_of_1_json(data, data.client_name(c), others, rule);
      if (not one) return one;
      all.push_back(*std::move(one));
    }
    return json::object{
        {"id", "N1"}, {"n_of_1", std::move(all)}, {"verdict", "not_judged"}, {"warnings", json::array()}};
  }

  evidence::Outcome<evidence::ChangeRule> change_rule() const {
    evidence::ChangeRule rule;
    if (const auto preset = evidence::preset_rule(o_.measure)) {
      rule = *preset;
    } else if (not o_.measure.empty()) {
      return evidence::refuse(
          evidence::Code::invalid_argument,
          "There is no preset for this measure; give --sd and --reliability, or --least-change.",
          {o_.measure});
    } else {
      rule.source = "given on the command line";
      rule.higher_is_worse = not o_.higher_is_better;
    }
    if (o_.sd > 0) rule.sd = o_.sd, rule.reliability = o_.reliability, rule.least_change = 0;
    if (o_.least_change > 0) rule.least_change = o_.least_change;
    if (o_.cutoff != 0) rule.cutoff = o_.cutoff;
    return rule;
  }

  /// Nothing where no measure was named.
  std::optional<evidence::ChangeRule> usable_rule() const {
    const auto rule = change_rule();
    return rule and (rule->least_change > 0 or rule->sd > 0) ? std::optional(*rule) : std::nullopt;
  }

  Answer change(const evidence::Prepared& data) const {
    const auto rule = change_rule();
    if (not rule) return std::unexpected(rule.error());
    return insight::change_json(data, *rule);
  }

  /// A table that is small by its nature, read as a whole.
  template <class Read, class Table>
  int small_table(Read read, Answer (Run::*look)(const Table&) const) {
    const auto text = file_->rest();
    if (not text) return error(text.error().message);
    const auto table = read(*text);
    if (not table) return unreadable(table.error());
    progress_.stage("fit");
    return finish((this->*look)(*table));
  }

  Answer single_case(const insight::Phases& phases) const {
    return insight::single_case_json(
        phases.a, phases.b,
        {.improvement =
             o_.improvement == "increase" ? evidence::Improvement::increase : evidence::Improvement::decrease,
         .start_was_randomised = o_.randomised,
         .least_phase = o_.least_phase});
  }

  Answer pool_summaries(const std::vector<evidence::Study>& studies) const {
    return insight::pool_json(
        studies, o_.method == "DL" ? evidence::Between::dersimonian_laird : evidence::Between::reml);
  }

  Answer power() {
    progress_.stage("fit");
    const auto found =
        evidence::power(o_.power, [this](int done) { progress_.step(done, o_.power.replications); });
    if (not found) return std::unexpected(found.error());
    return json::object{{"id", "power"},
                        {"replications", found->replications},
                        {"fitted", found->fitted},
                        {"truth", insight::number(found->truth)},
                        {"power", insight::number(found->power)},
                        {"power_se", insight::number(found->power_error)},
                        {"wrong_side", insight::number(found->wrong_side)},
                        {"coverage", insight::number(found->coverage)},
                        {"mean_estimate", insight::number(found->mean_estimate)},
                        {"mean_se", insight::number(found->mean_se)},
                        {"mean_rows", insight::number(found->mean_rows)},
                        {"verdict", "not_judged"},
                        {"warnings", json::array()}};
  }

  int simulate() {
    const auto table = evidence::simulate_sessions(o_.power.truth);
    if (not table) return error(table.error().sentence);
    const auto text = evidence::sessions_csv(*table);
    if (o_.out.empty()) {
      std::fwrite(text.data(), 1, text.size(), stdout);
      return kAnswered;
    }
    return write_file(o_.out, text) ? kAnswered : error("Cannot write " + o_.out.string() + ".");
  }

  /// A table that is none, or whose outcomes are no numbers.
  int unreadable(const evidence::ReadProblems& problems) {
    const bool refused = insight::only_outcome_values(problems);
    json::array list;
    for (const auto& p : problems) list.push_back(insight::problem(p));
    if (o_.json) {
      json::object out =
          refused ? json::object{{"refused", list.front()}} : json::object{{"error", list.front()}};
      out["problems"] = std::move(list);
      print(std::move(out));
    } else {
      progress_.finish();
      for (const auto& p : problems)
        std::fprintf(stderr, "intersession: %s: %s\n", o_.file.c_str(), p.sentence.c_str());
    }
    return refused ? kRefused : kError;
  }

  int finish(Answer answer) {
    progress_.finish();
    const bool refused = not answer or answer->contains("refused");
    json::object out;
    if (not answer) {
      out["id"] = o_.command == "fit" ? o_.fit.model : o_.command;
      out["refused"] = insight::problem(answer.error());
      out["warnings"] = json::array();
      out["verdict"] = "refused";
    } else {
      out = *std::move(answer);
    }
    print(std::move(out));
    return refused ? kRefused : kAnswered;
  }

  void print(json::object out) {
    progress_.finish();
    out["engine"] = kEngine;
    out["input_sha256"] = input_hash();
    out["timing"] = progress_.timing();
    const std::string text = o_.json ? core::to_json(out) + "\n" : insight::result_text(out);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }

  /// Null where there is no file, or it could not be read to its end.
  json::value input_hash() const {
    const auto hash = file_ == nullptr ? core::Result<std::string>() : file_->sha256();
    return hash and not hash->empty() ? json::value(*hash) : json::value(nullptr);
  }

  EvidenceOptions& o_;
  EvidenceProgress progress_;
  InputFile* file_ = nullptr;
};

}  // namespace

int run_evidence(EvidenceOptions options) {
  return Run(options).go();
}

}  // namespace intersession::app

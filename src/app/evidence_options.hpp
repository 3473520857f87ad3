// What `intersession evidence …` was asked for.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>

#include "evidence/power.hpp"
#include "insight/fit_request.hpp"

namespace intersession::app {

struct EvidenceOptions {
  std::string command;         ///< "fit", "mediate", …; empty: none was given
  std::filesystem::path file;  ///< the table
  bool json = false;           ///< JSON in place of the readable table
  std::filesystem::path plot;  ///< folder for the ten pictures; empty: none
  std::filesystem::path r_script;
  std::filesystem::path frame;  ///< fit: the rows that the model used; empty: none
  std::filesystem::path out;    ///< report: the HTML file; simulate: the table (empty: standard output)
  std::vector<std::string> map, groupings, ignored;

  insight::FitRequest fit;
  bool higher_is_better = false;
  std::string checks;  ///< "", "yes", "no"

  int waves = 8;
  std::string x = "hw_qty", y = "outcome";
  std::string client;
  std::string improvement = "decrease";
  bool randomised = false;
  std::size_t least_phase = 3;

  std::string measure;
  double sd = 0, reliability = 0, least_change = 0, cutoff = 0;
  bool integer_scale = false, any_number_of_clients = false;
  double lowest = -1e300, highest = 1e300;  ///< of the scale; by default it has no ends
  std::vector<double> baselines;
  std::vector<int> sessions;

  bool summaries = false;
  std::string method = "REML";

  evidence::PowerRequest power;

  std::filesystem::path data, catalogue;  ///< report, export: a practice's folder
  std::string database, study;
  bool names = false;
};

/// Adds `evidence` and its subcommands; `options` is filled when the command line is parsed.
void add_evidence(CLI::App& command, EvidenceOptions& options);

}  // namespace intersession::app

// Evidence from a practice's own records, at the command line: the report, and the export for a study.
//
// Reads with the key file, as the operator; writes one audit row before anything is read, and nothing else.
#pragma once

#include <filesystem>
#include <string>

namespace intersession::app {

struct PracticeEvidenceConfig {
  std::filesystem::path data;
  std::string database;
  std::filesystem::path catalogue;  ///< for the kinds of homework
  std::filesystem::path out;        ///< report: the page; export: a folder
  std::string study;                ///< export: the study that clients agreed to
  bool names = false;               ///< report: clients by name
  bool json = false;
  double smallest_effect = 0.5;
};

/// 0 written, 1 an error, 2 refused: the page says why and holds no figure.
[[nodiscard]] int report_of_practice(const PracticeEvidenceConfig& config);
/// Writes sessions.csv, dictionary.csv and fit.R. 2 where fewer clients than the cell limit agreed.
[[nodiscard]] int export_for_study(const PracticeEvidenceConfig& config);

}  // namespace intersession::app

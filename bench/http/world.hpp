// A practice as it is after some months, made through the stores: what the benchmark reads and writes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "platform/core/result.hpp"

namespace intersession::bench {

struct WorldSize {
  std::size_t clients = 2'600;           ///< of the practice
  std::size_t entries_per_client = 100;  ///< over those weeks
  std::size_t caseload = 60;             ///< clients of one therapist
  int weeks = 20;                        ///< of each treatment, with a session in each
  bool measures = false;                 ///< two weekly measures, answered every week
};

struct WorldPlace {
  std::filesystem::path data;
  std::string database;  ///< empty: SQLite in the folder; else postgresql://…
  std::filesystem::path catalogue;
};

/// Makes the practice in an empty folder: owner, therapists, and for each client keys, treatment, goal,
/// a session held in each week and one planned, two daily assignments in force, entries in revisions with their
/// occurrences, what was answered to measures, and the audit chain of all of it.
[[nodiscard]] core::Result<void> make_world(const WorldPlace& place, const WorldSize& size);

/// Signs eight therapists and every client in, now, and writes two tables for http_load into the folder:
/// bench-therapists.tsv (cookie) and bench-clients.tsv (cookie, assignment, day).
[[nodiscard]] core::Result<void> sign_everybody_in(const WorldPlace& place);

}  // namespace intersession::bench

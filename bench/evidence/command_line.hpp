// `intersession evidence` as a whole process: its processor time and its memory.
#pragma once

#include <cstddef>
#include <string>

namespace bench {

/// A folder of its own below the temporary one; removed at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  /// The table of so many rows.
  std::string file(std::size_t rows) const { return path_ + "/sessions-" + std::to_string(rows) + ".csv"; }

 private:
  std::string path_;
};

struct Run {
  std::size_t rows = 0;  // of the table
  double seconds = 0;    // processor time, user and system, from start to end; the best of three
  double mebibytes = 0;  // largest resident set
};

/// Simulates a table of about so many rows into `csv` and fits M1 to it: reading, intervals, JSON, no checks.
/// Ends the program where that fails. The memory is right only while the calling process is small.
Run command_line(const std::string& csv, std::size_t rows);

}  // namespace bench

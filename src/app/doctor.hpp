// `intersession doctor`: looks an installation over and says what needs somebody.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "platform/core/result.hpp"
#include "platform/core/time.hpp"

namespace intersession::app {

struct DoctorConfig {
  std::filesystem::path data = "data";
  std::string database;
  std::filesystem::path catalogue;
  std::filesystem::path mail;  ///< settings of the mail server; empty: not looked at
  std::string on;              ///< look as if it were this day (2026-11-26); empty: today
};

/// Lines of the catalogue's helplines that nobody has checked for as long as the file allows. Refused where
/// the file cannot be read or a line has no date.
[[nodiscard]] core::Result<std::vector<std::string>> stale_helplines(const std::filesystem::path& catalogue,
                                                                     core::LocalDate today);

/// Prints one line for each thing it looks at. 0: all in order; 1: something needs somebody, or could not be
/// read.
[[nodiscard]] int doctor(const DoctorConfig& config);

}  // namespace intersession::app

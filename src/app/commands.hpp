// The commands besides `serve`.
#pragma once

#include <filesystem>
#include <string>

namespace intersession::app {

struct AuditConfig {
  std::filesystem::path data = "data";
  std::string database;
  std::string anchor;
};

/// Prints every practice's head and verdict. 0 whole, 1 could not read, 2 broken, 3 shorter than the anchor.
[[nodiscard]] int verify_audit(const AuditConfig& config);

/// Prints the route table. 0, or 1 for an unknown format.
[[nodiscard]] int print_routes(const std::string& format, const std::filesystem::path& catalogue_folder);

}  // namespace intersession::app

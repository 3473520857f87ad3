// The real catalogue, read from the source tree.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"

namespace intersession::catalogue::testing {

inline std::vector<DataFile> real_files() {
  const std::filesystem::path root = std::filesystem::path(INTERSESSION_SOURCE_DIR) / "catalogue";
  std::vector<DataFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".json") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    files.push_back({std::filesystem::relative(entry.path(), root).generic_string(), text.str()});
  }
  return files;
}

inline std::shared_ptr<const Catalogue> real_catalogue() {
  auto catalogue = Catalogue::load(real_files());
  if (not catalogue) throw std::runtime_error(catalogue.error().message);
  return *catalogue;
}

}  // namespace intersession::catalogue::testing

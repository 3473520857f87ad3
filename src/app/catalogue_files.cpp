#include "app/catalogue_files.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace intersession::app {

namespace fs = std::filesystem;

core::Result<CatalogueData> read_catalogue(const fs::path& folder) {
  std::error_code error;
  std::vector<catalogue::DataFile> files;
  for (auto entry = fs::recursive_directory_iterator(folder, error); not error and entry != fs::end(entry);
       entry.increment(error)) {
    // What research says and helplines to choose from are shown by the clinic app, which is built with them.
    const auto kind = entry->path().parent_path().filename();
    if (entry->path().extension() != ".json" or kind == "evidence" or kind == "helplines") continue;
    std::ifstream stream(entry->path(), std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (not stream) {
      return core::fail(core::ErrorCode::kInvalid, "Cannot read " + entry->path().string() + ".",
                        "catalogue");
    }
    files.push_back({fs::relative(entry->path(), folder).generic_string(), text.str()});
  }
  if (error) {
    return core::fail(core::ErrorCode::kInvalid,
                      "Cannot read the catalogue folder " + folder.string() + ": " + error.message() + ".",
                      "catalogue");
  }
  std::ranges::sort(files, {}, &catalogue::DataFile::path);
  auto catalogue = catalogue::Catalogue::load(files);
  if (not catalogue) return std::unexpected(catalogue.error());
  auto instruments = measures::Instruments::load(files, INTERSESSION_NON_COMMERCIAL_MEASURES != 0);
  if (not instruments) return std::unexpected(instruments.error());
  return CatalogueData{*std::move(catalogue), *std::move(instruments)};
}

}  // namespace intersession::app

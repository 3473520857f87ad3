// The catalogue's folder on disk.
#pragma once

#include <filesystem>
#include <memory>

#include "catalogue/catalogue.hpp"
#include "measures/instruments.hpp"

namespace intersession::app {

/// What the folder holds, loaded and checked.
struct CatalogueData {
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  std::shared_ptr<const measures::Instruments> instruments;
};

/// Reads every JSON file of a catalogue folder and loads them; the error names file, pointer and reason. A
/// build with INTERSESSION_NON_COMMERCIAL_MEASURES=OFF leaves out the measures of that licence class.
[[nodiscard]] core::Result<CatalogueData> read_catalogue(const std::filesystem::path& folder);

}  // namespace intersession::app

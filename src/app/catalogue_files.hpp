// The catalogue's folder on disk.
#pragma once

#include <filesystem>
#include <memory>

#include "catalogue/catalogue.hpp"

namespace intersession::app {

/// Reads every JSON file of a catalogue folder and loads them; the error names file, pointer and reason.
[[nodiscard]] core::Result<std::shared_ptr<const catalogue::Catalogue>> read_catalogue(
    const std::filesystem::path& folder);

}  // namespace intersession::app

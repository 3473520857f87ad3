// What the command line says.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "platform/core/result.hpp"

namespace intersession::app {

/// Settings of `intersession serve`.
struct ServeConfig {
  std::filesystem::path data = "data";  ///< database, keys and master key; made where it does not exist
  std::string listen = "127.0.0.1:8080";
  std::string origin;               ///< empty: http:// and the listen address
  std::string database;             ///< empty: SQLite in the data folder; else postgresql://…
  bool demo = false;                ///< load the synthetic practice into an empty database
  std::filesystem::path catalogue;  ///< empty: found beside the program
  std::filesystem::path web;        ///< empty: found beside the program
  std::filesystem::path stories;    ///< empty: found beside the program
  std::vector<std::string> trusted_proxies;
  std::size_t connections_per_address = 64;
  std::filesystem::path mail;  ///< settings file of the mail server; empty: no message leaves
};

/// Fills in the folders that were not given: <program>/../share/intersession/… of an installation, or the
/// source tree around build/<preset>/. kInvalid in one sentence where a folder is nowhere.
[[nodiscard]] core::Result<ServeConfig> with_folders(ServeConfig config,
                                                     const std::filesystem::path& program);

/// The folder of the catalogue alone, found as in with_folders().
[[nodiscard]] core::Result<std::filesystem::path> with_catalogue(const std::filesystem::path& given,
                                                                 const std::filesystem::path& program);

/// Refuses what would be unsafe: a demo on an address that others can reach.
[[nodiscard]] core::Result<void> check(const ServeConfig& config);

}  // namespace intersession::app

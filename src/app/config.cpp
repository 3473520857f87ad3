#include "app/config.hpp"

#include "platform/http/server.hpp"

namespace intersession::app {

namespace fs = std::filesystem;

namespace {

core::Result<fs::path> find_folder(const fs::path& given, const fs::path& program, const char* installed,
                                   const char* in_tree, const char* option) {
  if (not given.empty()) return given;
  const fs::path home = program.parent_path();
  for (const fs::path& candidate : {home / "../share/intersession" / installed, home / ".." / in_tree}) {
    if (fs::is_directory(candidate)) return fs::weakly_canonical(candidate);
  }
  return core::fail(core::ErrorCode::kInvalid, std::string("Cannot find the folder ") + installed +
                                                   " beside the program; name it with " + option + ".");
}

}  // namespace

core::Result<ServeConfig> with_folders(ServeConfig config, const fs::path& program) {
  const auto set = [&](fs::path& folder, const char* installed, const char* in_tree,
                       const char* option) -> core::Result<void> {
    auto found = find_folder(folder, program, installed, in_tree, option);
    if (not found) return std::unexpected(found.error());
    folder = *std::move(found);
    return {};
  };
  if (auto done = set(config.catalogue, "catalogue", "../catalogue", "--catalogue"); not done) {
    return std::unexpected(done.error());
  }
  if (auto done = set(config.web, "web", "web", "--web"); not done) return std::unexpected(done.error());
  if (config.demo) {
    if (auto done = set(config.stories, "stories", "../tests/scenarios/demo", "--stories"); not done) {
      return std::unexpected(done.error());
    }
  }
  return config;
}

core::Result<fs::path> with_catalogue(const fs::path& given, const fs::path& program) {
  return find_folder(given, program, "catalogue", "../catalogue", "--catalogue");
}

core::Result<void> check(const ServeConfig& config) {
  const auto address = http::parse_listen(config.listen);
  if (not address) return std::unexpected(address.error());
  const bool loopback =
      address->host == "localhost" or address->host == "::1" or address->host.starts_with("127.");
  if (config.demo and not loopback) {
    return core::fail(core::ErrorCode::kInvalid,
                      "The demo practice is for this machine only: --demo refuses the address " +
                          config.listen + ". Start without --demo, or listen on 127.0.0.1.");
  }
  return {};
}

}  // namespace intersession::app

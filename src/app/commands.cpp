#include "app/commands.hpp"

#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <vector>

#include "access/audit.hpp"
#include "app/catalogue_files.hpp"
#include "app/cellar.hpp"
#include "app/house.hpp"

namespace intersession::app {

namespace {

int complain(const core::Error& error) {
  std::fprintf(stderr, "intersession: %s\n", error.message.c_str());
  return 1;
}

/// Every practice whose chain there should be; that of the anchor too, of which there may be no trace left.
core::Result<std::vector<core::Id>> practices(db::Database& database,
                                              const std::optional<access::AuditHead>& anchor) {
  auto found = access::audited_practices(database);
  if (found and anchor and std::ranges::find(*found, anchor->practice) == found->end())
    found->push_back(anchor->practice);
  return found;
}

int report(const access::AuditReport& found) {
  std::printf("%s  %lld entries, head %s\n", found.whole() ? "whole  " : "BROKEN ",
              static_cast<long long>(found.entries), found.head.text().c_str());
  if (found.broken_at > 0)
    std::printf("         first wrong or missing entry: %lld\n", static_cast<long long>(found.broken_at));
  if (found.shorter_than_head) std::printf("         the chain is shorter than its head or the anchor\n");
  if (found.anchor_differs) std::printf("         the chain is not the one that the anchor saw\n");
  if (found.whole()) return 0;
  return found.shorter_than_head and found.broken_at == 0 ? 3 : 2;
}

}  // namespace

int verify_audit(const AuditConfig& config) {
  core::SystemRandom random;
  const core::SystemClock clock;
  std::optional<access::AuditHead> anchor;
  if (not config.anchor.empty()) {
    anchor = access::AuditHead::parse(config.anchor);
    if (not anchor) {
      return complain({core::ErrorCode::kInvalid,
                       "The anchor must read practice:seq:hash, as verify-audit prints it.",
                       {},
                       {}});
    }
  }
  auto cellar = Cellar::open({.folder = config.data, .database = config.database}, random, clock);
  if (not cellar) return complain(cellar.error());
  const auto all = practices(*cellar->data, anchor);
  if (not all) return complain(all.error());
  int worst = 0;
  for (const auto& practice : *all) {
    const bool anchored = anchor and anchor->practice == practice;
    const auto found = access::verify_audit(*cellar->data, practice, anchored ? anchor : std::nullopt);
    if (not found) return complain(found.error());
    worst = std::max(worst, report(*found));
  }
  cellar->close();
  return worst;
}

int print_routes(const std::string& format, const std::filesystem::path& catalogue_folder) {
  if (format != "json")
    return complain({core::ErrorCode::kInvalid, "The only form of --routes is json.", {}, {}});
  const auto catalogue = read_catalogue(catalogue_folder);
  if (not catalogue) return complain(catalogue.error());
  // Routes hold on to what they work with, so an empty installation is made for them and removed.
  std::string folder = (std::filesystem::temp_directory_path() / "intersession-routes-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) {
    return complain({core::ErrorCode::kInvalid, "Cannot make a temporary folder.", {}, {}});
  }
  core::SystemRandom random;
  const core::SystemClock clock;
  auto cellar = Cellar::open({.folder = folder}, random, clock);
  if (not cellar) return complain(cellar.error());
  access::PasswordHasher passwords;
  {
    const House house({*cellar->data, *cellar->vault, passwords, catalogue->catalogue, catalogue->instruments,
                       random, clock, http::Origin::parse("http://127.0.0.1:8080").value()});
    std::printf("%s\n", house.router().routes_json().c_str());
  }
  cellar->close();
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace intersession::app

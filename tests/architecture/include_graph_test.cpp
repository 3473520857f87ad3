// The rules of the house (docs/architecture.md) over the real include graph.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;    ///< below src/
  std::string target;  ///< as written
  bool quoted = false;
};

const fs::path kSource = fs::path(INTERSESSION_SOURCE_DIR) / "src";

/// Lower folders that each folder of src/ may include; every folder may include itself.
const std::map<std::string, std::set<std::string>>& allowed() {
  static const std::map<std::string, std::set<std::string>> kAllowed = [] {
    std::map<std::string, std::set<std::string>> rules{
        {"evidence", {}},
        {"platform/core", {}},
        {"platform/db", {"platform/core"}},
        {"platform/vault", {"platform/core", "platform/db"}},
        {"platform/http", {"platform/core"}},
        {"platform/jobs", {"platform/core", "platform/db", "platform/vault"}},
        {"platform/messaging", {"platform/core"}},
    };
    std::set<std::string> below;
    for (const char* folder : {"platform/core", "platform/db", "platform/vault", "platform/http",
                               "platform/jobs", "platform/messaging"}) {
      below.insert(folder);
    }
    // From the ground up: each room knows those before it.
    for (const char* room : {"access", "care", "catalogue", "homework", "measures", "safety", "reminders",
                             "insight", "supervision", "exchange", "caseload", "app"}) {
      rules[room] = below;
      below.insert(room);
    }
    rules["measures"].insert("evidence");
    rules["insight"].insert("evidence");
    rules["app"].insert("evidence");
    for (const char* sibling : {"reminders", "insight", "supervision", "exchange"}) {
      for (const char* other : {"reminders", "insight", "supervision", "exchange"})
        rules[sibling].erase(other);
    }
    return rules;
  }();
  return kAllowed;
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.find_last_of('/'));
}

std::vector<Include> includes() {
  static const std::regex kInclude(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(kSource)) {
    const auto extension = entry.path().extension();
    if (extension != ".hpp" and extension != ".cpp") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::smatch match;
      if (std::regex_search(line, match, kInclude)) {
        found.push_back({fs::relative(entry.path(), kSource).generic_string(), match[2], match[1] == "\""});
      }
    }
  }
  return found;
}

TEST(IncludeGraph, ArrowsPointDown) {
  const auto all = includes();
  ASSERT_GT(all.size(), 100U);
  for (const auto& include : all) {
    if (not include.quoted) continue;
    const std::string from = folder_of(include.file);
    const std::string to = folder_of(include.target);
    ASSERT_TRUE(allowed().contains(from))
        << include.file << " stands in a folder that the house does not have";
    EXPECT_TRUE(from == to or allowed().at(from).contains(to))
        << include.file << " must not include " << include.target;
  }
}

TEST(IncludeGraph, RoutesBelongToTheirRoom) {
  for (const auto& include : includes()) {
    if (not include.target.ends_with("_routes.hpp")) continue;
    const std::string from = folder_of(include.file);
    EXPECT_TRUE(from == "app" or from == folder_of(include.target))
        << include.file << " includes " << include.target;
  }
}

TEST(IncludeGraph, PureFilesKnowNoTransportAndNoDatabase) {
  static const std::set<std::string> kRooms = {"care",      "catalogue",   "homework", "measures", "safety",
                                               "reminders", "supervision", "exchange", "insight"};
  static const std::regex kImpure("(_store|_routes|_seal|room|_work|_files)");
  for (const auto& include : includes()) {
    const std::string stem = fs::path(include.file).stem().string();
    if (not kRooms.contains(folder_of(include.file)) or std::regex_search(stem, kImpure)) continue;
    for (const char* world : {"platform/db/", "platform/http/", "platform/vault/", "platform/jobs/"}) {
      EXPECT_FALSE(include.target.starts_with(world)) << include.file << " includes " << include.target;
    }
  }
}

TEST(IncludeGraph, LibrariesStayBehindTheirWalls) {
  for (const auto& include : includes()) {
    const std::string from = folder_of(include.file);
    if (include.target == "sqlite3.h" or include.target == "libpq-fe.h") {
      EXPECT_EQ(from, "platform/db") << include.file;
    }
    if (include.target.starts_with("boost/asio") or include.target.starts_with("boost/beast")) {
      EXPECT_EQ(from, "platform/http") << include.file;
    }
    if (include.target.starts_with("Eigen/")) {
      EXPECT_EQ(from, "evidence") << include.file;
    }
  }
}

TEST(IncludeGraph, NoCircles) {
  std::map<std::string, std::set<std::string>> edges;
  for (const auto& include : includes()) {
    if (include.quoted) edges[include.file].insert(include.target);
  }
  std::map<std::string, int> state;  // 1: on the way, 2: done
  std::vector<std::string> way;
  const std::function<void(const std::string&)> visit = [&](const std::string& file) {
    if (state[file] == 2) return;
    ASSERT_NE(state[file], 1) << "circle over " << file;
    state[file] = 1;
    for (const auto& next : edges[file]) visit(next);
    state[file] = 2;
  };
  for (const auto& [file, targets] : edges) visit(file);
}

/// g++ 12 destroys a capturing lambda inside a co_await expression twice (docs/decisions).
TEST(Source, NoLambdaInsideCoAwait) {
  static const std::regex kLambda(R"(co_await[^;]*\[)");
  for (const auto& entry : fs::recursive_directory_iterator(kSource)) {
    if (not entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      EXPECT_FALSE(std::regex_search(line, kLambda)) << entry.path() << ": " << line;
    }
  }
}

}  // namespace

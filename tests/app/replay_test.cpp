// The same stories lived on SQLite and on PostgreSQL leave the same: row by row in the plain columns and in
// the length of what is sealed, and word by word in what the routes say of it when it is opened again.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "app/installation.hpp"
#include "app/story.hpp"

namespace intersession::app {
namespace {

namespace fs = std::filesystem;
namespace json = core::json;
using testing::must;

/// What an installation holds: the name of a table or the path of a route, and what is there.
using Content = std::map<std::string, std::vector<std::string>>;

std::vector<json::value> stories() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(INTERSESSION_SOURCE_DIR) / "tests/scenarios/demo"))
    paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<json::value> all;
  for (const auto& path : paths) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    all.push_back(
        must(core::parse_json(text.str(), {.depth = 24, .nodes = 200'000, .string_points = 20'000})));
  }
  return all;
}

struct Column {
  std::string name;
  bool id = false;
  bool sealed = false;  ///< compared by its length: ciphertext and hashes
};

std::map<std::string, std::vector<Column>> tables(db::Connection& connection) {
  const bool sqlite = connection.engine() == db::Engine::kSqlite;
  const std::string query =
      sqlite ? "SELECT t.name, c.name, c.type FROM pragma_table_list t JOIN pragma_table_info(t.name) c "
               "WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
             : "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM "
               "information_schema.columns "
               "WHERE table_schema = current_schema() ORDER BY 1, 2";
  std::map<std::string, std::vector<Column>> found;
  for (const auto& row : connection.query(query)) {
    const bool bytes = row.text(2) == "BLOB" or row.text(2) == "bytea";
    // A password's hash has a salt of its own.
    const bool id = bytes and row.text(1).ends_with("_id");
    found[row.text(0)].push_back({row.text(1), id, (bytes and not id) or row.text(1) == "password"});
  }
  return found;
}

std::string cell(const db::Row& row, int index, const Column& column) {
  if (row.is_null(index)) return "null";
  if (column.sealed) return std::to_string(row.integer(index)) + " bytes";
  return row.text(index);
}

/// Every row of every table, with ids in hex, sealed columns by their length.
Content rows(db::Database& database) {
  return must(database.read([](db::Connection& connection) {
    Content content;
    const bool sqlite = connection.engine() == db::Engine::kSqlite;
    for (const auto& [table, columns] : tables(connection)) {
      if (table == "schema_migration") continue;
      std::string list;
      for (const auto& column : columns) {
        list += list.empty() ? "" : ", ";
        if (column.sealed)
          list += "length(" + column.name + ")";
        else if (column.id)
          list += sqlite
                      ? "CASE WHEN " + column.name + " IS NOT NULL THEN lower(hex(" + column.name + ")) END"
                      : "encode(" + column.name + ", 'hex')";
        else
          list += "CAST(" + column.name + " AS TEXT)";
      }
      auto& lines = content[table];
      for (const auto& row : connection.query("SELECT " + list + " FROM " + table)) {
        std::string line;
        for (std::size_t i = 0; i < columns.size(); ++i)
          line += columns[i].name + "=" + cell(row, static_cast<int>(i), columns[i]) + " ";
        lines.push_back(std::move(line));
      }
      std::ranges::sort(lines);
    }
    return content;
  }));
}

/// Everything that the rooms say of the clients of the stories, opened with their keys.
Content words(testing::Installation& installation, const std::vector<json::value>& all) {
  Content content;
  const auto therapist = installation.owner.principal.account();
  const auto keep = [&](const core::Id& account, const std::string& path) {
    const auto response = installation.ask(account, http::Method::kGet, path);
    content[path].push_back(std::to_string(response.status) + " " + std::string(response.content()));
  };
  for (const char* path : {"/api/v1/caseload", "/api/v1/practice", "/api/v1/members"}) keep(therapist, path);
  std::vector<std::string> names;
  for (const auto& story : all) std::ranges::copy(story_clients(story), std::back_inserter(names));
  for (const auto& name : names) {
    const auto client = story_id(name, "client");
    const std::string base = "/api/v1/clients/" + client.text();
    keep(therapist, base);
    keep(therapist, base + "/session-screen");
    const auto record = json::parse(content[base].front().substr(4));
    for (const auto& assignment : record.at("assignments").as_array())
      keep(therapist, base + "/assignments/" + std::string(assignment.at("assignmentId").as_string()));
    const auto account = must(installation.data->read([&](db::Connection& connection) {
      return connection.query_one("SELECT account_id FROM account WHERE client_id = ?1", client)->id(0);
    }));
    for (const char* path : {"/api/v1/me/today", "/api/v1/me/assignments", "/api/v1/me/entries"})
      keep(account, path);
  }
  return content;
}

struct Lived {
  Content rows;
  Content words;
};

Lived live(const std::string& engine) {
  const auto all = stories();
  const auto now = core::parse_instant("2026-11-20T15:00:00Z").value();
  testing::Installation installation(engine, now - std::chrono::days{120});
  const Stage stage{installation.house, installation.clock, installation.owner.principal};
  for (const auto& story : all) must(play(stage, story, now));
  installation.clock.set(now);
  Lived lived{.rows = rows(*installation.data)};
  lived.rows.merge(rows(*installation.keys));
  lived.words = words(installation, all);
  return lived;
}

void expect_same(const Content& one, const Content& other) {
  ASSERT_EQ(one.size(), other.size());
  for (const auto& [name, lines] : one) {
    const auto found = other.find(name);
    ASSERT_NE(found, other.end()) << name;
    ASSERT_EQ(lines.size(), found->second.size()) << name;
    for (std::size_t i = 0; i < lines.size(); ++i) ASSERT_EQ(lines[i], found->second[i]) << name;
  }
}

TEST(ReplayTest, TheSameStoriesLeaveTheSameOnBothEngines) {
  const Lived sqlite = live("sqlite");
  const Lived postgres = live("postgres");
  for (const char* table : {"client", "assignment", "entry", "audit", "client_key", "relation"})
    EXPECT_GT(sqlite.rows.at(table).size(), 5U) << table;
  EXPECT_GT(sqlite.words.size(), 30U);
  for (const auto& [path, answers] : sqlite.words)
    for (const auto& answer : answers) EXPECT_TRUE(answer.starts_with("200 ")) << path << ": " << answer;
  expect_same(sqlite.rows, postgres.rows);
  expect_same(sqlite.words, postgres.words);
}

// Whoever opens the demo begins with Sam (docs/tutorial.md): there must be something to look at on every day.
TEST(ReplayTest, SamHasRecordedSomethingWheneverTheDemoIsMade) {
  const auto all = stories();
  const auto sam = std::ranges::find_if(
      all, [](const json::value& story) { return story_clients(story) == std::vector<std::string>{"sam"}; });
  ASSERT_NE(sam, all.end());
  const auto first = core::parse_instant("2026-11-23T05:00:00Z").value();
  for (std::chrono::hours later{0}; later < std::chrono::hours{168}; later += std::chrono::hours{10}) {
    const auto now = first + later;
    testing::Installation installation("sqlite", now - std::chrono::days{120});
    must(play({installation.house, installation.clock, installation.owner.principal}, *sam, now));
    installation.clock.set(now);
    const auto recorded = must(installation.data->read([](db::Connection& connection) {
      return connection
          .query("SELECT count(*) FROM entry WHERE received_at > (SELECT MAX(created_at) FROM review)")[0]
          .integer(0);
    }));
    EXPECT_GT(recorded, 0) << core::format_instant(now);
  }
}

TEST(ReplayTest, TheComparisonSeesARowAndAWord) {
  testing::Installation one("sqlite");
  testing::Installation other("sqlite");
  ASSERT_EQ(rows(*one.data), rows(*other.data));
  ASSERT_EQ(words(one, {}), words(other, {}));
  must(other.data->write(core::Id{}, [](db::Connection& connection) {
    connection.execute("UPDATE practice SET zone = 'Europe/Paris'");
  }));
  EXPECT_NE(rows(*one.data), rows(*other.data));
  EXPECT_NE(words(one, {}), words(other, {}));
}

}  // namespace
}  // namespace intersession::app

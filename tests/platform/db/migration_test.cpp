#include "platform/db/migration.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "platform/db/test_database.hpp"

namespace intersession::db {
namespace {

TEST(Ddl, SpeaksBothDialects) {
  constexpr std::string_view neutral =
      "-- INT and TEXT stay in comments\n"
      "CREATE TABLE a (id ID, n INT, t TEXT, b BYTES, r REAL, INTENT INT, note TEXT DEFAULT 'INT; STRICT',\n"
      "  PRIMARY KEY (id, n)) STRICT, WITHOUT ROWID;\n"
      "CREATE INDEX i ON a (n, t);\n";
  EXPECT_EQ(
      translate_ddl(neutral, Engine::kSqlite),
      "-- INT and TEXT stay in comments\n"
      "CREATE TABLE a (id BLOB, n INT, t TEXT, b BLOB, r REAL, INTENT INT, note TEXT DEFAULT 'INT; STRICT',\n"
      "  PRIMARY KEY (id, n)) STRICT, WITHOUT ROWID;\n"
      "CREATE INDEX i ON a (n, t);\n");
  const std::string postgres = translate_ddl(neutral, Engine::kPostgres);
  EXPECT_NE(
      postgres.find("(id BYTEA, n BIGINT, t TEXT COLLATE \"C\", b BYTEA, r DOUBLE PRECISION, INTENT BIGINT, "
                    "note TEXT COLLATE \"C\" DEFAULT 'INT; STRICT'"),
      std::string::npos)
      << postgres;
  EXPECT_EQ(postgres.find("ROWID"), std::string::npos);
  EXPECT_EQ(postgres.find(") STRICT"), std::string::npos);
  EXPECT_NE(postgres.find("CREATE INDEX i ON a (n, t);"), std::string::npos) << postgres;
}

TEST(Ddl, LeavesOutWhatIsForTheOtherEngine) {
  constexpr std::string_view both = "a;\n-- sqlite only\nb;\n-- end\n-- postgres only\nc;\n-- end\nd;\n";
  const std::string sqlite = translate_ddl(both, Engine::kSqlite);
  const std::string postgres = translate_ddl(both, Engine::kPostgres);
  EXPECT_NE(sqlite.find("b;"), std::string::npos);
  EXPECT_EQ(sqlite.find("c;"), std::string::npos);
  EXPECT_EQ(postgres.find("b;"), std::string::npos);
  EXPECT_NE(postgres.find("c;"), std::string::npos);
  EXPECT_NE(sqlite.find("d;"), std::string::npos);
  EXPECT_NE(postgres.find("d;"), std::string::npos);
}

constexpr Migration kFirst{1, "first", "CREATE TABLE one (id ID NOT NULL PRIMARY KEY) STRICT;"};
constexpr Migration kSecond{
    2, "second", "CREATE TABLE two (n INT NOT NULL PRIMARY KEY) STRICT; INSERT INTO two (n) VALUES (5);"};
const core::Instant kNow = core::from_micros(42);

class Migrate : public test::OnBothEngines {
 protected:
  core::Result<void> migrate(std::vector<Migration> migrations) {
    return database().migrate(migrations, kNow);
  }
  bool exists(const std::string& table) {
    return database()
        .read([&](Connection& c) { return c.query("SELECT 1 FROM " + table).size(); })
        .has_value();
  }
};

TEST_P(Migrate, AppliesEachOnce) {
  ASSERT_TRUE(migrate({kFirst}));
  EXPECT_TRUE(exists("one"));
  EXPECT_FALSE(exists("two"));
  ASSERT_TRUE(migrate({kFirst, kSecond}));
  ASSERT_TRUE(migrate({kFirst, kSecond}));
  const auto rows = database().read([](Connection& connection) {
    EXPECT_EQ(connection.query("SELECT n FROM two").size(), 1U);
    return connection.query(
        "SELECT version, name, sha256, applied_at FROM schema_migration ORDER BY version");
  });
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[1].integer(0), 2);
  EXPECT_EQ((*rows)[1].text(1), "second");
  EXPECT_EQ((*rows)[1].bytes(2), core::sha256(core::as_bytes(kSecond.sql)));
  EXPECT_EQ((*rows)[1].instant(3), kNow);
}

TEST_P(Migrate, RefusesADatabaseFromALaterVersion) {
  ASSERT_TRUE(migrate({kFirst, kSecond}));
  const auto refused = migrate({kFirst});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "schema-newer");
  EXPECT_NE(refused.error().message.find("newer version"), std::string::npos);
}

TEST_P(Migrate, RefusesAPastThatReadsDifferently) {
  ASSERT_TRUE(migrate({kFirst}));
  Migration other = kFirst;
  other.sql = "CREATE TABLE one (id ID NOT NULL PRIMARY KEY) STRICT; ";
  const auto refused = migrate({other, kSecond});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "schema-changed");
  EXPECT_FALSE(exists("two"));
}

TEST_P(Migrate, AFailingStepLeavesNothingAndTheOnesBeforeItStay) {
  constexpr Migration broken{2, "broken",
                             "CREATE TABLE two (n INT NOT NULL PRIMARY KEY) STRICT; SELECT nonsense;"};
  ASSERT_FALSE(migrate({kFirst, broken}));
  EXPECT_TRUE(exists("one"));
  EXPECT_FALSE(exists("two"));
  EXPECT_TRUE(migrate({kFirst, kSecond}));
}

TEST_P(Migrate, RefusesGapsInTheNumbers) {
  const auto refused = migrate({kSecond});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "migration-order");
}

TEST_P(Migrate, RefusesALooseTable) {
  const Migration loose{1, "loose", "CREATE TABLE one (id ID NOT NULL PRIMARY KEY);"};
  EXPECT_EQ(migrate({loose}).has_value(), GetParam() == Engine::kPostgres);
  EXPECT_EQ(exists("one"), GetParam() == Engine::kPostgres);
}

INTERSESSION_ON_BOTH_ENGINES(Migrate);

}  // namespace
}  // namespace intersession::db

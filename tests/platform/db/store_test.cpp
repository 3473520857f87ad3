// What every store may rely on, on both engines.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "platform/db/test_database.hpp"

namespace intersession::db {
namespace {

constexpr Migration kSchema[] = {{1, "things",
                                  "CREATE TABLE owner (id ID NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;\n"
                                  "CREATE TABLE thing (\n"
                                  "  owner_id ID REFERENCES owner (id),\n"
                                  "  number INT NOT NULL,\n"
                                  "  amount REAL,\n"
                                  "  name TEXT,\n"
                                  "  content BYTES,\n"
                                  "  at INT,\n"
                                  "  CHECK (number >= -9223372036854775807),\n"
                                  "  PRIMARY KEY (number)\n"
                                  ") STRICT;\n"}};

const core::Id kPractice{{1, 2, 3}};

class Store : public test::OnBothEngines {
 protected:
  void SetUp() override {
    const auto migrated = database().migrate(kSchema, core::Instant{});
    ASSERT_TRUE(migrated) << migrated.error().message;
  }
  /// Writes and expects success.
  template <class... Args>
  std::int64_t execute(std::string_view sql, const Args&... args) {
    const auto changed =
        database().write(kPractice, [&](Connection& connection) { return connection.execute(sql, args...); });
    EXPECT_TRUE(changed) << changed.error().message;
    return changed.value_or(-1);
  }
  template <class... Args>
  Rows query(std::string_view sql, const Args&... args) {
    auto rows = database().read([&](Connection& connection) { return connection.query(sql, args...); });
    if (not rows) throw std::runtime_error(rows.error().message);
    return *rows;
  }
  std::int64_t count() { return query("SELECT count(*) FROM thing")[0].integer(0); }
};

TEST_P(Store, GivesBackWhatWasBound) {
  const core::Id id{{0, 255, 7, 0, 1}};
  const std::string text = "gr\xC3\xBC\xC3\x9F ' \" ? \\ \xF0\x9F\x8C\xB1";
  const core::Bytes bytes{0, 1, 0, 255, 39};
  const core::Instant at = core::from_micros(1'795'000'000'123'456);
  execute("INSERT INTO owner (id) VALUES (?1)", id);
  execute("INSERT INTO thing (owner_id, number, amount, name, content, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
          id, std::numeric_limits<std::int64_t>::max(), -0.1, text, bytes, at);
  const Row row = query("SELECT owner_id, number, amount, name, content, at FROM thing")[0];
  EXPECT_EQ(row.id(0), id);
  EXPECT_EQ(row.integer(1), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(row.real(2), -0.1);
  EXPECT_EQ(row.text(3), text);
  EXPECT_EQ(row.bytes(4), bytes);
  EXPECT_EQ(row.instant(5), at);
  EXPECT_EQ(row.columns(), 6U);
}

TEST_P(Store, TellsNothingFromEmpty) {
  execute("INSERT INTO thing (number, amount, name, content, at) VALUES (1, ?1, ?2, ?3, ?4)",
          std::optional<double>(), "", core::Bytes{}, nullptr);
  execute("INSERT INTO thing (number, amount, name, content, at) VALUES (2, ?1, ?2, ?3, ?4)",
          std::optional(2.5), std::optional<std::string>(), std::nullopt, std::optional<core::Instant>());
  const Rows rows = query("SELECT amount, name, content, at, owner_id FROM thing ORDER BY number");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].real_or_null(0), std::nullopt);
  EXPECT_EQ(rows[0].text_or_null(1), "");
  EXPECT_EQ(rows[0].bytes_or_null(2), core::Bytes{});
  EXPECT_EQ(rows[0].instant_or_null(3), std::nullopt);
  EXPECT_EQ(rows[0].id_or_null(4), std::nullopt);
  EXPECT_EQ(rows[1].real_or_null(0), 2.5);
  EXPECT_TRUE(rows[1].is_null(1) and rows[1].is_null(2) and rows[1].is_null(3));
}

TEST_P(Store, GivesBackAnyTextBytesAndNumbers) {
  rc::check([&](std::int64_t number, const core::Bytes& content) {
    std::string name = core::to_hex(content) + "\xC3\xA9";
    const double amount = static_cast<double>(number) / 3;
    execute("DELETE FROM thing");
    if (number == std::numeric_limits<std::int64_t>::min()) return;
    execute("INSERT INTO thing (number, amount, name, content) VALUES (?1, ?2, ?3, ?4)", number, amount, name,
            content);
    const Row row = query("SELECT number, amount, name, content FROM thing WHERE name = ?1 AND number = ?2",
                          name, number)[0];
    RC_ASSERT(row.integer(0) == number);
    RC_ASSERT(row.real(1) == amount);
    RC_ASSERT(row.text(2) == name);
    RC_ASSERT(row.bytes(3) == content);
  });
}

TEST_P(Store, KeepsAMegabyteInOneCell) {
  const std::string text(1 << 20, 'x');
  execute("INSERT INTO thing (number, name) VALUES (1, ?1)", text);
  EXPECT_EQ(query("SELECT name FROM thing")[0].text(0), text);
}

TEST_P(Store, RefusesTextThatOneEngineWouldChange) {
  for (const std::string& bad : {std::string("a\0b", 3), std::string("\xff"), std::string("\xed\xa0\x80")}) {
    const auto written = database().write(kPractice, [&](Connection& connection) {
      connection.execute("INSERT INTO thing (number, name) VALUES (1, ?1)", bad);
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().reason, "check");
  }
  const auto nan = database().write(kPractice, [&](Connection& connection) {
    connection.execute("INSERT INTO thing (number, amount) VALUES (1, ?1)",
                       std::numeric_limits<double>::quiet_NaN());
  });
  EXPECT_FALSE(nan);
  EXPECT_EQ(count(), 0);
}

TEST_P(Store, CountsRowsChanged) {
  EXPECT_EQ(execute("INSERT INTO thing (number, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')"), 3);
  EXPECT_EQ(execute("UPDATE thing SET name = 'd' WHERE number > ?1", 1), 2);
  EXPECT_EQ(execute("UPDATE thing SET name = 'd' WHERE number > ?1", 9), 0);
  EXPECT_EQ(execute("INSERT INTO thing (number) VALUES (1) ON CONFLICT DO NOTHING"), 0);
  EXPECT_EQ(execute("DELETE FROM thing"), 3);
  EXPECT_EQ(execute("SELECT 1"), 0);
}

TEST_P(Store, UpsertsAndReturns) {
  const auto upsert = [&](const char* name) {
    return database().write(kPractice, [&](Connection& connection) {
      return connection
          .query_one(
              "INSERT INTO thing (number, name) VALUES (?1, ?2) ON CONFLICT (number) DO UPDATE "
              "SET name = thing.name || excluded.name RETURNING name",
              5, name)
          ->text(0);
    });
  };
  EXPECT_EQ(*upsert("a"), "a");
  EXPECT_EQ(*upsert("b"), "ab");
}

TEST_P(Store, AggregatesComeAsNumbers) {
  execute("INSERT INTO thing (number, amount) VALUES (10001, 0.5), (-3, 0.25), (20000, NULL)");
  const Row row = query(
      "SELECT sum(number), sum(amount), count(*) FILTER (WHERE amount IS NULL), min(number) < 0,"
      " sum(number) - 29998 FROM thing")[0];
  EXPECT_EQ(row.integer(0), 29998);
  EXPECT_EQ(row.real(1), 0.75);
  EXPECT_EQ(row.integer(2), 1);
  EXPECT_TRUE(row.boolean(3));
  EXPECT_EQ(row.integer(4), 0);
  execute("INSERT INTO thing (number) VALUES (9223372036854775807)");
  EXPECT_NEAR(query("SELECT avg(number) FROM thing WHERE number < 30000")[0].real(0), 9999.3333333, 1e-6);
  EXPECT_EQ(query("SELECT sum(number) FROM thing WHERE number > 30000")[0].integer(0), 9223372036854775807);
}

TEST_P(Store, SortsTextByBytes) {
  execute("INSERT INTO thing (number, name) VALUES (1, 'b'), (2, 'B'), (3, 'a'), (4, '\xC3\xA4'), (5, '_')");
  std::string order;
  for (const Row& row : query("SELECT number FROM thing ORDER BY name"))
    order += std::to_string(row.integer(0));
  EXPECT_EQ(order, "25314");
}

TEST_P(Store, AsksWhetherAnArgumentIsNothing) {
  execute("INSERT INTO thing (number, name) VALUES (1, 'a'), (2, 'b')");
  const auto matching = [&](std::optional<std::string> name) {
    return query("SELECT number FROM thing WHERE ?1 IS NULL OR name = ?1", name).size();
  };
  EXPECT_EQ(matching(std::nullopt), 2U);
  EXPECT_EQ(matching("b"), 1U);
}

TEST_P(Store, QuotedAndCommentedQuestionMarksAreNoParameters) {
  EXPECT_EQ(
      query("SELECT '?9''?8', ?1 -- ?7\n /* ?6 */ || \"name\" FROM (SELECT CAST('x' AS TEXT) AS name) s",
            "y")[0]
          .text(1),
      "yx");
}

TEST_P(Store, ALoopMayWriteToTheTableItReads) {
  execute("INSERT INTO thing (number) VALUES (1), (2), (3)");
  const auto written = database().write(kPractice, [&](Connection& connection) {
    for (const Row& row : connection.query("SELECT number FROM thing")) {
      connection.execute("INSERT INTO thing (number) VALUES (?1)", row.integer(0) + 100);
      connection.execute("DELETE FROM thing WHERE number = ?1", row.integer(0));
    }
  });
  EXPECT_TRUE(written);
  EXPECT_EQ(query("SELECT sum(number) FROM thing")[0].integer(0), 306);
}

TEST_P(Store, OneRowOrNothing) {
  execute("INSERT INTO thing (number) VALUES (1), (2)");
  const auto found = database().read([&](Connection& connection) {
    EXPECT_EQ(connection.query_one("SELECT number FROM thing WHERE number = ?1", 2)->integer(0), 2);
    EXPECT_FALSE(connection.query_one("SELECT number FROM thing WHERE number = ?1", 3));
    return connection.query_one("SELECT number FROM thing").has_value();
  });
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, core::ErrorCode::kInternal);
}

struct Refusal {
  const char* sql;
  core::ErrorCode code;
  const char* reason;
};

TEST_P(Store, NamesWhatTheDatabaseRefused) {
  execute("INSERT INTO thing (number) VALUES (1)");
  const Refusal refusals[] = {
      {"INSERT INTO thing (number) VALUES (1)", core::ErrorCode::kConflict, "unique"},
      {"INSERT INTO thing (number, owner_id) VALUES (2, ?1)", core::ErrorCode::kConflict, "foreign-key"},
      {"INSERT INTO thing (number) VALUES (NULL)", core::ErrorCode::kInternal, "check"},
      {"INSERT INTO thing (number) VALUES (-9223372036854775807 - 1)", core::ErrorCode::kInternal, "check"},
      {"INSERT INTO nowhere (number) VALUES (1)", core::ErrorCode::kInternal, "sql"},
      {"SELEC 1", core::ErrorCode::kInternal, "sql"},
      {"SELECT 1; SELECT 2", core::ErrorCode::kInternal, "sql"},
      {"SELECT ?", core::ErrorCode::kInternal, "sql"},
      {"SELECT ?2", core::ErrorCode::kInternal, "sql"},
      {"SELECT ?0", core::ErrorCode::kInternal, "sql"},
      {"SELECT ?1, ?2", core::ErrorCode::kInternal, "sql"},
  };
  for (const Refusal& refusal : refusals) {
    const auto written = database().write(kPractice, [&](Connection& connection) {
      connection.execute("INSERT INTO thing (number) VALUES (77)");
      if (std::string_view(refusal.sql).find("?1") == std::string_view::npos) {
        connection.execute(refusal.sql);
      } else {
        connection.execute(refusal.sql, kPractice);
      }
    });
    ASSERT_FALSE(written) << refusal.sql;
    EXPECT_EQ(written.error().code, refusal.code) << refusal.sql << ": " << written.error().message;
    EXPECT_EQ(written.error().reason, refusal.reason) << refusal.sql << ": " << written.error().message;
  }
  EXPECT_EQ(count(), 1);
}

TEST_P(Store, WrongColumnTypesAreBugsOfTheCaller) {
  const auto as = [&](auto ask) {
    return database().read([&](Connection& connection) {
      ask(connection.query("SELECT CAST(7 AS BIGINT), CAST('t' AS TEXT), NULL")[0]);
    });
  };
  EXPECT_TRUE(as([](const Row& row) { return row.real(0); }));
  EXPECT_FALSE(as([](const Row& row) { return row.text(0); }));
  EXPECT_FALSE(as([](const Row& row) { return row.integer(1); }));
  EXPECT_FALSE(as([](const Row& row) { return row.id(1); }));
  EXPECT_FALSE(as([](const Row& row) { return row.integer(2); }));
  EXPECT_FALSE(as([](const Row& row) { return row.integer(3); }));
  EXPECT_FALSE(as([](const Row& row) { return row.is_null(-1); }));
}

TEST_P(Store, AFailedStatementEndsItsWriteEvenWhenSwallowed) {
  execute("INSERT INTO thing (number) VALUES (1)");
  const auto written = database().write(kPractice, [&](Connection& connection) {
    connection.execute("INSERT INTO thing (number) VALUES (2)");
    try {
      connection.execute("INSERT INTO thing (number) VALUES (1)");
    } catch (const DatabaseError& error) {
      EXPECT_EQ(error.fault(), Fault::kUnique);
    }
    EXPECT_THROW(connection.execute("INSERT INTO thing (number) VALUES (3)"), DatabaseError);
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, "unique");
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(execute("INSERT INTO thing (number) VALUES (4)"), 1);
}

TEST_P(Store, AnErrorOfTheRoomsOwnUndoesTheWrite) {
  const auto written = database().write(kPractice, [&](Connection& connection) -> core::Result<int> {
    connection.execute("INSERT INTO thing (number) VALUES (1)");
    return core::fail(core::ErrorCode::kPrecondition, "Somebody else was faster.", "revision");
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, core::ErrorCode::kPrecondition);
  EXPECT_EQ(written.error().reason, "revision");
  EXPECT_EQ(count(), 0);
}

TEST_P(Store, AnExceptionUndoesTheWriteAndPassesThrough) {
  struct Odd {};
  EXPECT_THROW((void)database().write(kPractice,
                                      [&](Connection& connection) {
                                        connection.execute("INSERT INTO thing (number) VALUES (1)");
                                        throw Odd{};
                                      }),
               Odd);
  EXPECT_THROW((void)database().read([](Connection&) -> int { throw Odd{}; }), Odd);
  EXPECT_EQ(count(), 0);
}

TEST_P(Store, WorkMayDoNothing) {
  EXPECT_EQ(*database().write(kPractice, [](Connection&) { return 7; }), 7);
  EXPECT_EQ(*database().read([](Connection&) { return std::string("x"); }), "x");
  EXPECT_TRUE(database().write(kPractice, [](Connection&) -> core::Result<void> { return {}; }));
}

TEST_P(Store, AReadCannotWrite) {
  const auto read = database().read(
      [&](Connection& connection) { connection.execute("INSERT INTO thing (number) VALUES (1)"); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, core::ErrorCode::kInternal);
  EXPECT_EQ(count(), 0);
}

TEST_P(Store, ALookUpIsOneStatementAndCannotWrite) {
  ASSERT_TRUE(database().write(core::Id{}, [](Connection& connection) {
    connection.execute("INSERT INTO thing (number) VALUES (7)");
  }));
  const auto number = database().look_up(
      [](Connection& connection) { return connection.query("SELECT number FROM thing")[0].integer(0); });
  ASSERT_TRUE(number) << number.error().message;
  EXPECT_EQ(*number, 7);

  const auto wrote = database().look_up(
      [](Connection& connection) { connection.execute("INSERT INTO thing (number) VALUES (1)"); });
  ASSERT_FALSE(wrote);
  EXPECT_EQ(wrote.error().code, core::ErrorCode::kInternal);
  const auto second = database().look_up([](Connection& connection) {
    (void)connection.query("SELECT 1");
    return connection.query("SELECT 2")[0].integer(0);
  });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, core::ErrorCode::kInternal);
  EXPECT_EQ(count(), 1) << "and reads go on as before";
}

TEST_P(Store, TheConnectionKnowsItsEngine) {
  EXPECT_EQ(*database().read([](Connection& connection) { return connection.engine(); }), GetParam());
  EXPECT_EQ(database().engine(), GetParam());
}

INTERSESSION_ON_BOTH_ENGINES(Store);

}  // namespace
}  // namespace intersession::db

#include "evidence/sessions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>

#include "evidence/catalogue.hpp"
#include "evidence/csv.hpp"
#include "evidence/reference.hpp"

namespace intersession::evidence {
namespace {

using ::testing::HasSubstr;

std::string first_problem(std::string_view text, const SessionSchema& schema = {}) {
  const auto table = read_sessions(text, schema);
  return table ? "" : table.error().front().sentence;
}

TEST(CsvScanner, ReadsQuotesAndLineEnds) {
  CsvScanner scanner(
      "\xEF\xBB\xBF"
      "a,\"b \"\"x\"\", y\"\r\n1,\"two\nlines\"\nlast,");
  EXPECT_EQ(*scanner.next().value(), (std::vector<std::string_view>{"a", "b \"x\", y"}));
  EXPECT_EQ(*scanner.next().value(), (std::vector<std::string_view>{"1", "two\nlines"}));
  EXPECT_EQ(*scanner.next().value(), (std::vector<std::string_view>{"last", ""}));
  EXPECT_EQ(scanner.line(), 4u);
  EXPECT_FALSE(scanner.next().value());
}

TEST(CsvScanner, NamesTheLineOfABrokenQuote) {
  for (const auto& [text, sentence] :
       {std::pair("a\nb,\"open\nmore", "Line 2, column 2: a quote is opened and never closed."),
        std::pair("a\"b\n", "Line 1, column 1: a quote in the middle of a field."),
        std::pair("x\n\"a\"b\n", "Line 2, column 1: text after a closing quote.")}) {
    CsvScanner scanner(text);
    auto record = scanner.next();
    if (record) record = scanner.next();
    ASSERT_FALSE(record) << text;
    EXPECT_EQ(record.error().sentence, sentence);
  }
}

TEST(ReadSessions, NamesLineAndColumn) {
  EXPECT_THAT(first_problem(""), HasSubstr("empty"));
  EXPECT_EQ(first_problem("client,session\n"),
            "Line 1, column 'outcome': this column is needed and missing.");
  EXPECT_EQ(first_problem("client,session,outcome,mood\n"),
            "Line 1, column 'mood': this column is not known; declare it as a covariate or a grouping, or "
            "leave it out.");
  EXPECT_EQ(first_problem("client,session,outcome,outcome\n"),
            "Line 1, column 'outcome': this column name appears twice.");
  EXPECT_EQ(first_problem("client,session,outcome\nA,1,5\nA,2,5,5\n"),
            "Line 3: 4 fields where the header has 3.");
  EXPECT_EQ(first_problem("client,session,outcome\nA,0,5\n"),
            "Line 2, column 'session': a session number of 1 or more is needed.");
  EXPECT_EQ(first_problem("client,session,outcome\n,1,5\n"),
            "Line 2, column 'client': the client is missing.");
  for (const char* bad : {"5;0", "NA", " 5", "5 ", "0x5", "inf", "nan", "1e999", "five"})
    EXPECT_THAT(first_problem(std::string("client,session,outcome\nA,1,") + bad + "\n"),
                HasSubstr("Line 2, column 'outcome'"))
        << bad;
  EXPECT_EQ(first_problem("client,session,outcome,hw_done\nA,1,5,2\n"),
            "Line 2, column 'hw_done': 0 or 1 is needed.");
  EXPECT_THAT(first_problem("client,session,outcome,date\nA,1,5,2024-02-30\n"), HasSubstr("is not a date"));
}

TEST(ReadSessions, CollectsAllProblems) {
  const auto table = read_sessions("client,session,outcome\nA,x,5\nA,2,y\n");
  ASSERT_FALSE(table);
  ASSERT_EQ(table.error().size(), 2u);
  EXPECT_EQ(table.error()[1].lines, std::vector<std::size_t>{3});
}

TEST(ReadSessions, KeepsDeclaredColumnsAndMissingValues) {
  const auto table = read_sessions("client,session,outcome,mood,ward\nA,1,5,,W\nA,2,,3.5,\n",
                                   {.covariates = {"mood"}, .groupings = {"ward"}})
                         .value();
  EXPECT_TRUE(std::isnan((*table.number("mood"))[0]));
  EXPECT_EQ((*table.number("mood"))[1], 3.5);
  EXPECT_EQ(table.label("ward")->code, (std::vector<std::int32_t>{0, -1}));
}

TEST(ReadSessions, StoresOnlyWhatIsKeptAndChecksTheRest) {
  const char* text = "client,session,therapist,outcome,mech,hw_qty\nA,1,T,5,1,2\n";
  const auto table = read_sessions(text, {.keep = {"outcome", "hw_qty"}}).value();
  EXPECT_EQ(table.number("mech"), nullptr);
  EXPECT_EQ(table.label("therapist"), nullptr);
  EXPECT_EQ((*table.number("hw_qty"))[0], 2);
  EXPECT_EQ(first_problem("client,session,outcome,mech\nA,1,5,much\n", {.keep = {"outcome"}}),
            "Line 2, column 'mech': 'much' is not a number (leave it empty when missing).");
}

TEST(ReadSessions, PieceByPieceTheTableIsTheSame) {
  const std::string texts[] = {testing::read_text("evidence/S6_small.csv"),
                               "client,session,outcome\r\n\"A, \"\"b\"\"\",1,5\r\nB,2,",
                               "\"client\",\"session\",\"outcome\"\n\"A\nB\",1,5\n\"C\",1,6\n\"C\",2,7\n",
                               "client,session,outcome\nA,1,5\nA,2,\"6\"\nA,3,x\nA,0,y",
                               "client,session,outcome\nA,1,5\nA,2\n",
                               "client,session,outcome\nA,1,\"open",
                               "client,session,outcome\nA,1,\"open\nA,2,6\nA,3,7\n",
                               "client,session,outcome\nA\"B,1,5\nA,2,\"6\"\nA,3,\"7\"x\n",
                               "client,session,outcome",
                               "\xEF\xBB\xBF"
                               "client,session,outcome\nA,1,5\n",
                               ""};
  for (const auto& text : texts) {
    const auto whole = read_sessions(text);
    for (const std::size_t piece : {1u, 3u, 16u, 200u, 1u << 20}) {
      std::size_t at = 0;
      const ReadPiece read = [&](std::span<char> into) -> Outcome<std::size_t> {
        const auto count = text.copy(into.data(), into.size(), at);
        at += count;
        return count;
      };
      const auto pieces = read_sessions(read, text.size(), {}, piece);
      ASSERT_EQ(whole.has_value(), pieces.has_value()) << text << piece;
      if (whole) {
        EXPECT_EQ(whole->line, pieces->line);
        EXPECT_EQ(whole->client.levels, pieces->client.levels);
        EXPECT_EQ(whole->session, pieces->session);
        for (std::size_t k = 0; k < whole->numbers.size(); ++k)
          for (std::size_t r = 0; r < whole->rows(); ++r)
            EXPECT_EQ(std::bit_cast<std::uint64_t>(whole->numbers[k].values[r]),
                      std::bit_cast<std::uint64_t>(pieces->numbers[k].values[r]));
      } else {
        ASSERT_EQ(whole.error().size(), pieces.error().size()) << text << piece;
        for (std::size_t k = 0; k < whole.error().size(); ++k)
          EXPECT_EQ(whole.error()[k].sentence, pieces.error()[k].sentence);
      }
    }
  }
  const ReadPiece fails = [](std::span<char>) -> Outcome<std::size_t> {
    return refuse(Code::malformed_input, "The disk is gone.");
  };
  EXPECT_EQ(read_sessions(fails, 100).error().front().sentence, "The disk is gone.");
}

TEST(ReadSessions, ColumnsAreRenamedAndIgnoredByTheirNamesInTheFile) {
  const std::string text = "client,session,phq9,outcome,note\nA,1,5,x,\"a, b\"\nA,2,6,,7\n";
  const auto table =
      read_sessions(text, {.ignored = {"note", "outcome"}, .renamed = {{"outcome", "phq9"}}}).value();
  EXPECT_EQ(*table.number("outcome"), (std::vector<double>{5, 6}));
  EXPECT_EQ(table.numbers.size(), 1u);
  EXPECT_TRUE(table.labels.empty());
  const auto nowhere = read_sessions(text, {.ignored = {"note"}, .renamed = {{"mech", "gad7"}}});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().front().code, Code::missing_column);
  EXPECT_THAT(nowhere.error().front().sentence, HasSubstr("'gad7'"));
}

TEST(Catalogue, KnowsTheColumnsThatEachModelReads) {
  // Fitting with these columns alone is fitting with all.
  const auto text = testing::read_text("evidence/S4_types.csv");
  for (const auto& id : catalogue_ids()) {
    const auto spec = *catalogue_model(id);
    if (spec.by == "stage" or spec.by == "rater") continue;  // not in this table
    const auto few =
        build_frame(Prepared::from(read_sessions(text, {.keep = columns_of(spec)}).value()).value(), spec);
    ASSERT_TRUE(few) << id << few.error().sentence;
    const auto all = build_frame(testing::sessions("S4_types"), spec).value();
    EXPECT_EQ(few->y, all.y) << id;
    for (std::size_t k = 0; k < all.p(); ++k) EXPECT_EQ(few->fixed[k].values, all.fixed[k].values) << id;
    EXPECT_EQ(few->outer, all.outer) << id;
  }
}

TEST(ParseNumber, IsRoundedAsTheLibraryDoes) {
  for (const char* text : {"0", "-0", "5.", ".5", "-.25", "0.1", "123456789012345", "12345678.9012345", "1e5",
                           "-7e-3", "1234567890123456789", "0.000000000000001", "3.141592653589793"})
    EXPECT_EQ(std::bit_cast<std::uint64_t>(parse_number(text).value()),
              std::bit_cast<std::uint64_t>(std::strtod(text, nullptr)))
        << text;
  for (const char* text : {"", "-", ".", "-.", "+1", "1.2.3", "1,5", "1 ", "0x1", "--1"})
    EXPECT_FALSE(parse_number(text)) << text;
}

TEST(Prepared, RefusesDuplicateSessionsWithTheirLines) {
  const auto data = Prepared::from(read_sessions("client,session,outcome\nA,1,5\nB,1,5\nA,1,6\n").value());
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().code, Code::duplicate_session);
  EXPECT_EQ(data.error().lines, std::vector<std::size_t>{4});
  EXPECT_THAT(data.error().sentence, HasSubstr("A session 1"));
  EXPECT_EQ(Prepared::from({}).error().code, Code::no_complete_rows);
}

TEST(Prepared, LagsBySessionNumberNeverByRow) {
  const auto data =
      Prepared::from(read_sessions("client,session,outcome,hw_qty\nA,1,5,2\nA,3,6,4\nA,4,7,6\n").value())
          .value();
  const auto x = data.column("xw1").value();
  EXPECT_TRUE(std::isnan(x[0]));
  EXPECT_TRUE(std::isnan(x[1]));  // session 2 was not attended
  EXPECT_DOUBLE_EQ(x[2], 0);      // 4 minus the person mean 4
}

TEST(Prepared, DerivedVariablesMatchReference) {
  const auto& data = testing::sessions("S1_main");
  const auto reference = testing::read_json("evidence/S1_main.ref.json");
  const char* names[] = {"xb",  "xw0", "xw1", "xd1", "qb",   "qw1", "mb",
                         "mw1", "yb",  "yw1", "dfb", "dfw0", "lt"};
  std::map<std::string, std::vector<double>> columns;
  for (const auto* n : names) columns[n] = data.column(n).value();
  const auto type = data.lagged_label("hw_type").value();
  for (const auto& item : reference.at("derived_first_45_rows").as_array()) {
    const auto& row = item.as_object();
    std::size_t c = 0;
    while (data.client_name(c) != row.at("client").as_string()) ++c;
    std::size_t r = data.first_row(c);
    while (data.session()[r] != row.at("session").as_int64()) ++r;
    for (const auto* n : names) {
      const double expected = testing::number(row.at(n));
      if (std::isnan(expected))
        EXPECT_TRUE(std::isnan(columns[n][r])) << n;
      else
        testing::check_absolute("S1_main derived variables", n, columns[n][r], expected, 1e-10);
    }
    const auto& label = row.at("type1");
    if (label.is_null())
      EXPECT_EQ(type[r], -1);
    else
      EXPECT_EQ(data.table().label("hw_type")->levels[static_cast<std::size_t>(type[r])], label.as_string());
  }
}

TEST(Prepared, UsesTheTherapistOfMostSessions) {
  const auto data =
      Prepared::from(
          read_sessions("client,session,outcome,therapist\nA,1,5,T1\nA,2,5,T2\nA,3,5,T2\nB,1,5,T1\n").value())
          .value();
  std::size_t changed = 0;
  const auto group = data.main_group("therapist", changed).value();
  EXPECT_EQ(changed, 1u);
  EXPECT_EQ(group[0], 1);
  EXPECT_EQ(group[1], 0);
}

TEST(Prepared, WeeksCountFromTheFirstDate) {
  const auto data =
      Prepared::from(
          read_sessions("client,session,outcome,date\nA,1,5,2024-02-26\nA,2,5,2024-03-11\n").value())
          .value();
  EXPECT_DOUBLE_EQ(data.column("weeks").value()[1], 2);
  EXPECT_EQ(data.column("nothing").error().code, Code::unknown_variable);
}

TEST(Catalogue, LeavesOutLevelsWithTooFewRows) {
  auto table = read_sessions(testing::read_text("evidence/S4_types.csv")).value();
  auto& type = table.labels[2].values;
  ASSERT_EQ(table.labels[2].name, "hw_type");
  type.levels.push_back("letter");
  int changed = 0;
  for (auto& code : type.code)
    if (code == 0 and changed++ < 8) code = static_cast<std::int32_t>(type.levels.size() - 1);
  const auto frame = build_frame(Prepared::from(table).value(), catalogue_model("T1").value()).value();
  ASSERT_EQ(frame.notes.size(), 1u);
  EXPECT_EQ(frame.notes[0].code, Code::level_too_few);
  EXPECT_EQ(frame.notes[0].names, std::vector<std::string>{"letter"});
  for (const auto& c : frame.fixed) EXPECT_THAT(c.name, ::testing::Not(HasSubstr("letter")));
}

TEST(Catalogue, SplitsCovariatesThatVaryWithinClients) {
  auto spec = catalogue_model("M1").value();
  spec.covariates = {"difficulty"};
  const auto frame = build_frame(testing::sessions("S1_main"), spec).value();
  ASSERT_EQ(frame.p(), 6u);
  EXPECT_EQ(frame.fixed[4].name, "difficulty_w0");
  EXPECT_EQ(frame.fixed[5].name, "difficulty_b");
  spec.covariates = {"nothing"};
  EXPECT_EQ(build_frame(testing::sessions("S1_main"), spec).error().code, Code::unknown_variable);
}

}  // namespace
}  // namespace intersession::evidence

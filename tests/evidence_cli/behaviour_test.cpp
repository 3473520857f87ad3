// Exit codes, refusals, tables that are none, threads, names of columns, simulation and power.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "evidence_cli/program.hpp"
#include "platform/core/bytes.hpp"

namespace intersession::evidence_cli {
namespace {

namespace json = boost::json;

std::string simulated(const std::string& arguments) {
  const auto output = evidence("simulate " + arguments);
  EXPECT_EQ(output.code, 0) << output.err;
  return output.out;
}

std::string refusal(const Output& output) {
  EXPECT_EQ(output.code, 2) << output.out << output.err;
  const auto result = output.json();
  EXPECT_EQ(result.at("verdict").as_string(), "refused");
  EXPECT_FALSE(result.contains("fixef"));
  EXPECT_FALSE(result.at("refused").at("text").as_string().empty());
  return std::string(result.at("refused").at("code").as_string());
}

TEST(Evidence, ATableForPeopleByDefault) {
  const auto output = evidence("fit --model M1 '" + fixture("S1_main.csv") + "'");
  EXPECT_EQ(output.code, 0);
  for (const char* part :
       {"outcome ~ xw1 + xb + lt + (1 + xw1 | client)", "1008 sessions, 120 clients", "-0.6721", "reversed"})
    EXPECT_NE(output.out.find(part), std::string::npos) << part << "\n" << output.out;
  EXPECT_EQ(output.out.find(" cause"), std::string::npos);
  EXPECT_EQ(output.out.find('{'), std::string::npos);
  EXPECT_EQ(output.err, "");
}

TEST(Evidence, JudgesTheMainModelBesideItsChecks) {
  const auto own = evidence("fit --model M1 --json '" + fixture("S1_main.csv") + "'").json();
  EXPECT_EQ(own.at("verdict").as_string(), "supported");
  for (const char* check : {"A1", "M1d", "M1c", "M1r"})
    EXPECT_TRUE(own.at("checks").as_object().contains(check)) << check;
  EXPECT_EQ(own.at("effects").at("within").at("estimate"), own.at("fixef").at("xw1"));
  const auto none = evidence("fit --model M1 --json '" + fixture("S7_null.csv") + "'").json();
  EXPECT_NE(none.at("verdict").as_string(), "supported");
}

TEST(Evidence, OneAndTwoThreadsGiveTheSameBytes) {
  for (const char* model : {"M1", "M2", "A1", "T1", "M3b"}) {
    const auto with = [&](const char* threads) {
      auto result = evidence("fit --json --model " + std::string(model) + " --threads " + threads + " '" +
                             fixture("S1_main.csv") + "'")
                        .json();
      result.erase("timing");
      return json::serialize(result);
    };
    EXPECT_EQ(with("1"), with("2")) << model;
  }
  const auto power = [&](const char* threads) {
    auto result =
        evidence("power --json --clients 20 --replications 20 --threads " + std::string(threads)).json();
    result.erase("timing");
    return json::serialize(result);
  };
  EXPECT_EQ(power("1"), power("2"));
}

TEST(Evidence, RefusesWhatTheDataCannotCarry) {
  const auto fit = [](const std::string& text, const std::string& model = "M1") {
    return evidence("fit --json --model " + model + " '" + file_with(text) + "'");
  };
  EXPECT_EQ(refusal(fit(simulated("--clients 4 --therapists 1"))), "too_few_clients");
  EXPECT_EQ(refusal(fit("client,session,outcome,hw_qty\nA,1,3,1\nA,1,4,2\n")), "duplicate_session");
  EXPECT_EQ(refusal(fit("client,session,outcome,hw_qty\nA,1,3,1\nB,1,4,2\n")), "no_complete_rows");
  EXPECT_EQ(refusal(fit("client,session,outcome\nA,1,3\n")), "unknown_variable");
  std::string same = "client,session,outcome,hw_qty\n";
  for (int c = 0; c < 8; ++c)
    for (int s = 1; s < 6; ++s)
      same += "C" + std::to_string(c) + "," + std::to_string(s) + "," + std::to_string((c * 7 + s * 3) % 11) +
              "," + std::to_string(c) + "\n";
  EXPECT_EQ(refusal(fit(same)), "no_within_variation");
  EXPECT_EQ(refusal(evidence("response --json '" + fixture("S6_small.csv") + "'")), "too_few_clients");
  const auto few = evidence("pool --json '" + file_with(simulated("--clients 30")) + "'");
  EXPECT_EQ(refusal(few), "too_few_clinics");
  EXPECT_EQ(few.json().at("per_clinic").as_array().size(), 1U);  // listed all the same
  EXPECT_EQ(refusal(evidence("pool --json --summaries '" + file_with("name,yi,vi\nA,1,1\nB,2,1\n") + "'")),
            "too_few_clinics");
  EXPECT_EQ(refusal(evidence("single-case --json '" + file_with("phase,value\nA,1\nB,2\n") + "'")),
            "few_usable_rows");
  EXPECT_EQ(refusal(evidence("n-of-1 --json --client nobody '" + fixture("S3_nof1.csv") + "'")),
            "unknown_variable");
}

TEST(Evidence, OutcomesThatAreNoNumbersAreRefusedWithTheirLines) {
  const auto output =
      evidence("fit --model M1 --json '" +
               file_with("client,session,outcome,hw_qty\nA,1,bad,1\nA,2,4,1\nA,3,NA,1\n") + "'");
  EXPECT_EQ(output.code, 2);
  const auto result = output.json();
  ASSERT_EQ(result.at("problems").as_array().size(), 2U);
  EXPECT_EQ(result.at("problems").as_array()[1].at("lines").as_array()[0], 4);
  EXPECT_EQ(result.at("refused").at("names").as_array()[0].as_string(), "outcome");
}

TEST(Evidence, TheHashIsOfTheWholeFileHoweverItIsRead) {
  std::string large = simulated("--clients 2600 --seed 3"), early = large, quoted = large,
              small = "phase,value\n";
  ASSERT_GT(large.size(), std::size_t{1} << 20);  // more than one piece
  for (std::size_t k = 0; k < 200; ++k)
    early.replace(early.find(",exposure,"), 10, ",");  // too many problems
  quoted.replace(quoted.find(",T1,"), 4, ",\"T\n1\",");
  for (int k = 0; k < 6; ++k) small += std::string(k < 3 ? "A," : "B,") + std::to_string(k) + "\n";
  const auto hash = [](const Output& output) { return output.json().at("input_sha256").as_string(); };
  const auto expected = [](const std::string& text) {
    return core::to_hex(core::sha256(core::as_bytes(text)));
  };
  EXPECT_EQ(hash(evidence("fit --model M1 --json '" + file_with(large) + "'")), expected(large));
  EXPECT_EQ(hash(evidence("fit --model M1 --json '" + file_with(early) + "'")), expected(early));
  EXPECT_EQ(hash(evidence("fit --model M1 --json '" + file_with(quoted) + "'")), expected(quoted));
  EXPECT_EQ(hash(evidence("single-case --json '" + file_with(small) + "'")), expected(small));
}

/// The table with a date in each row, sessions seven days apart.
std::string with_dates(const std::string& table) {
  std::string out;
  for (std::size_t at = 0; at < table.size();) {
    const auto end = table.find('\n', at);
    const auto row = table.substr(at, end - at);
    at = end + 1;
    if (out.empty()) {
      out = row + ",date\n";
      continue;
    }
    std::size_t field = 0;
    for (int k = 0; k < 3; ++k) field = row.find(',', field) + 1;  // clinic, therapist, client, session
    const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::year(2024) / 1 / 1) +
                                          std::chrono::days(7 * (std::stoi(row.substr(field)) - 1))};
    char text[16];
    std::snprintf(text, sizeof text, "%d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    out += row + "," + text + "\n";
  }
  return out;
}

TEST(Evidence, WeeksInPlaceOfSessionsAreTheSameWhereSessionsAreWeekly) {
  const auto file = file_with(with_dates(simulated("--clients 40 --seed 5")));
  const auto fit = [&](const std::string& options) {
    const auto output = evidence("fit --json --checks no " + options + " '" + file + "'");
    EXPECT_EQ(output.code, 0) << options << output.out << output.err;
    return output.json();
  };
  const auto sessions = fit("--model M1"), weeks = fit("--model M1 --log-weeks");
  EXPECT_NEAR(weeks.at("fixef").at("lw").to_number<double>(),
              sessions.at("fixef").at("lt").to_number<double>(), 1e-6);
  EXPECT_NEAR(weeks.at("crit").to_number<double>(), sessions.at("crit").to_number<double>(), 1e-6);
  const auto car = fit("--model A1 --car"), over_weeks = fit("--model A1 --weeks");
  EXPECT_EQ(over_weeks.at("correlation").as_string(), "CAR1");
  EXPECT_NEAR(over_weeks.at("phi").to_number<double>(), car.at("phi").to_number<double>(), 1e-6);
  EXPECT_EQ(fit("--model E1 --log-weeks").at("fixef").as_object().contains("base_c:lw"), true);
  const auto undated = evidence("fit --json --model M1 --log-weeks '" + fixture("S1_main.csv") + "'");
  EXPECT_EQ(refusal(undated), "unknown_variable");
}

TEST(Evidence, TheRowsOfAModelAreWrittenWhenAskedFor) {
  const auto to = folder() + "/frame.csv";
  const auto own =
      evidence("fit --json --checks no --model M2 --frame '" + to + "' '" + fixture("S1_main.csv") + "'")
          .json();
  const auto text = read(to);
  EXPECT_EQ(text.substr(0, text.find('\n')), "client,therapist,session,outcome,xw1,xb,lt");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n') - 1, own.at("nobs").to_number<int>());
}

TEST(Evidence, AFitSaysWhatItsChecksFound) {
  const auto codes = [](const std::string& arguments) {
    const auto output = evidence("fit --json " + arguments);
    EXPECT_EQ(output.code, 0) << arguments << output.out << output.err;
    const auto result = output.json();
    std::string all;
    for (const auto& note : result.at("warnings").as_array())
      all += " " + std::string(note.at("code").as_string());
    return all;
  };
  const auto reversed =
      file_with(simulated("--clients 120 --direct 0 --path-b 0 --sd-within 0 --reversed -0.6"));
  EXPECT_NE(codes("--model M1 '" + reversed + "'").find("feedback"), std::string::npos);
  EXPECT_EQ(codes("--model M1 '" + fixture("S1_main.csv") + "'").find("feedback"), std::string::npos);
  const auto few = file_with(simulated("--clients 60 --therapists 4"));
  EXPECT_NE(codes("--model M2 '" + few + "'").find("too_few_therapists"), std::string::npos);
}

TEST(Evidence, ExpectedLimitsEndWhereTheScaleEnds) {
  const auto own =
      evidence("response --json --lowest 0 --highest 9 --baseline 10 -- '" + fixture("S1_main.csv") + "'")
          .json();
  for (const auto& band : own.at("envelope").as_array()) {
    EXPECT_GE(band.at("lower80two").to_number<double>(), 0);
    EXPECT_LE(band.at("upper80two").to_number<double>(), 9);
  }
}

TEST(Evidence, OneClientStandsBesideTheOthers) {
  const auto own =
      evidence("n-of-1 --json --client C1 --measure PHQ-9 '" + fixture("S1_main.csv") + "'").json();
  EXPECT_TRUE(own.at("shrunken_slope").is_object());
  EXPECT_TRUE(own.at("change").as_object().contains("class"));
  EXPECT_TRUE(own.at("expected_range").as_object().contains("status"));
  // Too few others: what they would say is refused, the client's own course is told.
  const auto alone = evidence("n-of-1 --json --client C1 '" + fixture("S3_nof1.csv") + "'").json();
  EXPECT_TRUE(alone.at("shrunken_slope").is_null());
  EXPECT_EQ(alone.at("change").at("refused").at("code").as_string(), "invalid_argument");
  EXPECT_EQ(alone.at("expected_range").at("refused").at("code").as_string(), "too_few_clients");
}

TEST(Evidence, TheReportTellsOfThoseWhoLeftEarly) {
  const auto page = folder() + "/report.html";
  const auto output = evidence("report --json --out '" + page + "' '" + fixture("S1_main.csv") + "'");
  ASSERT_EQ(output.code, 0) << output.err;
  const auto study = output.json();
  const auto& left = study.at("drop_out").as_object();
  EXPECT_EQ(left.at("left").to_number<int>() + left.at("completers").to_number<int>(), 120);
  EXPECT_TRUE(study.at("checks").as_object().contains("predetermined_reversed"));
  const auto text = read(page);
  EXPECT_NE(text.find("Those who left early"), std::string::npos);
  EXPECT_NE(text.find(left.at("text").as_string().c_str()), std::string::npos);
}

struct Broken {
  const char* what;
  std::string text;
  const char* line;
  const char* column;  ///< empty: the line is enough
};

TEST(Evidence, TablesThatAreNoneNameLineAndColumn) {
  const std::string head = "client,session,outcome,hw_qty\n";
  const Broken corpus[] = {
      {"nothing", "", "Line 1", ""},
      {"no header", "A,1,2,3\n", "Line 1", "'A'"},
      {"no outcome", "client,session,hw_qty\nA,1,2\n", "Line 1", "'outcome'"},
      {"unknown column", "client,session,outcome,mood\nA,1,2,3\n", "Line 1", "'mood'"},
      {"a column twice", "client,session,outcome,outcome\nA,1,2,3\n", "Line 1", "'outcome'"},
      {"too few fields", head + "A,1,2,3\nA,2,3\n", "Line 3", ""},
      {"too many fields", head + "A,1,2,3,4\n", "Line 2", ""},
      {"an empty line", head + "A,1,2,3\n\nA,2,2,3\n", "Line 3", ""},
      {"semicolons", "client;session;outcome;hw_qty\nA;1;2;3\n", "Line 1", ""},
      {"decimal comma", head + "A,1,\"2,5\",x\n", "Line 2", "'hw_qty'"},
      {"word for missing", head + "A,1,2,NA\n", "Line 2", "'hw_qty'"},
      {"not finite", head + "A,1,2,inf\n", "Line 2", "'hw_qty'"},
      {"spaces", head + "A,1,2, 3\n", "Line 2", "'hw_qty'"},
      {"session 0", head + "A,0,2,3\n", "Line 2", "'session'"},
      {"session 1.5", head + "A,1.5,2,3\n", "Line 2", "'session'"},
      {"no client", head + ",1,2,3\n", "Line 2", "'client'"},
      {"open quote", head + "A,1,2,3\n\"A,2,2,3\n", "Line 3", "column 1"},
      {"quote inside", head + "A,1,2,3\nA\"B,2,2,3\n", "Line 3", "column 1"},
      {"zero byte", head + std::string("A,1,2,\0003\n", 9), "Line 2", ""},
      {"not a date", "client,session,outcome,date\nA,1,2,2026-02-30\n", "Line 2", "'date'"},
      {"half done", "client,session,outcome,hw_done\nA,1,2,0.5\n", "Line 2", "'hw_done'"},
  };
  for (const auto& each : corpus) {
    const auto file = file_with(each.text);
    const auto output = evidence("fit --model M1 '" + file + "'");
    EXPECT_EQ(output.code, 1) << each.what;
    EXPECT_EQ(output.out, "") << each.what;
    EXPECT_NE(output.err.find(each.line), std::string::npos) << each.what << ": " << output.err;
    EXPECT_NE(output.err.find(each.column), std::string::npos) << each.what << ": " << output.err;
    const auto as_json = evidence("fit --model M1 --json '" + file + "'");
    EXPECT_EQ(as_json.code, 1) << each.what;
    EXPECT_TRUE(as_json.json().contains("error")) << each.what;
  }
}

TEST(Evidence, ErrorsOfTheCommandLineEndWithOne) {
  for (const std::string arguments :
       {"", "fit", "fit --model M9 x.csv", "fit --model M1 /no/such/file.csv", "fit --model M1 /tmp",
        "nonsense", "single-case --improvement sideways x.csv", "power --replications 3",
        "simulate --clients 0"})
    EXPECT_EQ(evidence(arguments).code, 1) << arguments;
}

TEST(Evidence, ColumnsOfOtherNames) {
  auto text = simulated("--clients 20 --therapists 2");
  const auto as_is = evidence("fit --model M1 --json '" + file_with(text) + "'").json();
  text.replace(text.find("outcome"), 7, "phq9");
  text.replace(text.find("hw_type"), 7, "remark");
  const auto file = file_with(text);
  EXPECT_EQ(evidence("fit --model M1 '" + file + "'").code, 1);
  const auto mapped = evidence("fit --model M1 --json --map outcome=phq9 --ignore remark '" + file + "'");
  ASSERT_EQ(mapped.code, 0) << mapped.err;
  EXPECT_EQ(mapped.json().at("fixef"), as_is.at("fixef"));
  EXPECT_EQ(evidence("fit --model M1 --map outcome=nowhere '" + file + "'").code, 1);
  EXPECT_EQ(evidence("fit --model M1 --map outcome '" + file + "'").code, 1);
}

TEST(Evidence, EveryModelOfTheCatalogueRuns) {
  // Stage and rater are no part of the simulation; they are laid over it by session and client.
  std::string text = simulated("--clients 60 --seed 4"), out;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const auto end = text.find('\n', at);
    const auto row = text.substr(at, end - at);
    out += row +
           (line == 0       ? ",stage,rater"
            : line % 3 == 0 ? ",early,client"
            : line % 3 == 1 ? ",middle,therapist"
                            : ",late,client") +
           "\n";
    at = end + 1;
  }
  const auto file = file_with(out);
  for (const char* model : {"M1",  "M1ri", "M1u", "M1t", "M1c", "M1d",  "M1q", "M1y", "M1r", "M2", "M3a",
                            "M3b", "M1s",  "M1p", "T1",  "A1",  "A1ri", "G1",  "G2",  "G3",  "E1"}) {
    const auto output = evidence("fit --json --model " + std::string(model) + " '" + file + "'");
    ASSERT_EQ(output.code, 0) << model << output.out << output.err;
    EXPECT_EQ(output.json().at("id").as_string(), model);
  }
}

TEST(Evidence, SimulatesTheSameRowsForTheSameSeed) {
  EXPECT_EQ(simulated("--clients 10 --therapists 2 --seed 9"),
            simulated("--clients 10 --therapists 2 --seed 9"));
  EXPECT_NE(simulated("--clients 10 --therapists 2 --seed 9"),
            simulated("--clients 10 --therapists 2 --seed 10"));
}

TEST(Evidence, PowerRisesWithClientsAndIsSmallWithoutEffect) {
  const auto power = [](const std::string& arguments) {
    return evidence("power --json --replications 60 --threads 2 " + arguments)
        .json()
        .at("power")
        .to_number<double>();
  };
  const std::string weak = " --direct -0.1 --path-b 0 --sd-within 0.1";
  const double few = power("--clients 16" + weak), many = power("--clients 160" + weak);
  EXPECT_LT(few, many);
  EXPECT_GT(many, 0.6);
  EXPECT_LT(power("--clients 40 --direct 0 --path-b 0"), 0.2);
}

}  // namespace
}  // namespace intersession::evidence_cli

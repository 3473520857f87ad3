// The ten pictures and the report: well-formed, alone, and showing no other number than the tables.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>

#include "evidence_cli/program.hpp"

namespace intersession::evidence_cli {
namespace {

namespace json = boost::json;

const char* const names[] = {"trajectory", "forest",   "clients", "within-between", "change",
                             "phases",     "expected", "paths",   "adherence",      "diagnostics"};

/// Empty where the text is well-formed XML of elements, quoted attributes, text and the five entities.
std::string flaw_of(const std::string& xml) {
  static const std::regex tag(
      R"re(<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z][A-Za-z0-9:-]*="[^"<&]*(?:&(?:amp|lt|gt|quot|apos);[^"<&]*)*")*)\s*(/?)>)re");
  static const std::regex words(R"re((?:[^<>&]|&(?:amp|lt|gt|quot|apos);)*)re");
  std::vector<std::string> open;
  auto at = xml.cbegin();
  for (std::smatch found; std::regex_search(at, xml.cend(), found, tag);) {
    const std::string between = found.prefix();
    if (not std::regex_match(between, words) and (open.empty() or open.back() != "style"))
      return "not text: " + between.substr(0, 80);
    if (found[1].length() > 0) {
      if (open.empty() or open.back() != found[2]) return "closes " + found[2].str();
      open.pop_back();
    } else if (found[4].length() == 0) {
      open.push_back(found[2]);
    }
    at = found.suffix().first;
  }
  if (not open.empty()) return "never closes " + open.back();
  const std::string rest(at, xml.cend());
  return rest.find_first_not_of(" \n") == std::string::npos ? "" : "after the end: " + rest.substr(0, 80);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// "line 12 rect 3 circle 40 path 2 text 20", the structure of a picture.
std::string structure(const std::string& svg) {
  std::string out;
  for (const char* element : {"line", "rect", "circle", "path", "text"})
    out += std::string(out.empty() ? "" : " ") + element + " " +
           std::to_string(count(svg, std::string("<") + element + " "));
  return out;
}

void stands_alone(const std::string& text, const std::string& what) {
  for (const char* outside :
       {"<script", "href", "src=", "url(", "@import", "<image", "<foreignObject", "onload"})
    EXPECT_EQ(text.find(outside), std::string::npos) << what << " holds " << outside;
  EXPECT_EQ(count(text, "http"), count(text, "http://www.w3.org/2000/svg")) << what;
}

std::string drawn(const std::string& arguments, const std::string& file, int code = 0) {
  const auto to = folder();
  const auto output = evidence("fit --model M1 " + arguments + " --plot '" + to + "' '" + file + "'");
  EXPECT_EQ(output.code, code) << output.out << output.err;
  return to;
}

TEST(Pictures, AreWellFormedAndStandAlone) {
  const auto to = drawn("--measure PHQ-9", fixture("S1_main.csv"));
  for (const std::string name : names) {
    const auto svg = read(to + "/" + name + ".svg");
    EXPECT_EQ(flaw_of(svg), "") << name;
    stands_alone(svg, name);
    EXPECT_EQ(count(svg, "<title id=\"ev-" + name + "-t\">"), 1U) << name;
    EXPECT_EQ(count(svg, "<desc id=\"ev-" + name + "-d\">"), 1U) << name;
    EXPECT_NE(svg.find("role=\"img\" aria-labelledby=\"ev-" + name + "-t ev-" + name + "-d\""),
              std::string::npos)
        << name;
    EXPECT_NE(svg.find("prefers-color-scheme:dark"), std::string::npos) << name;
    EXPECT_EQ(svg.find(" cause"), std::string::npos) << name;
    EXPECT_EQ(svg.find("nan"), std::string::npos) << name;
  }
}

TEST(Pictures, KeepTheirStructure) {
  std::string text = read(fixture("S1_main.csv")), with_phases;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size(); ++line) {  // phases, so that all ten are drawn
    const auto end = text.find('\n', at);
    const auto row = text.substr(at, end - at);
    std::size_t comma = 0;
    for (int k = 0; k < 3; ++k) comma = row.find(',', comma) + 1;
    with_phases += row + (line == 0 ? ",phase" : std::atoi(row.c_str() + comma) < 6 ? ",A" : ",B") + "\n";
    at = end + 1;
  }
  const auto to = drawn("--measure PHQ-9 --grouping phase", file_with(with_phases));
  const auto golden = json::parse(read(fixture("pictures.golden.json"))).as_object();
  for (const std::string name : names)
    EXPECT_EQ(structure(read(to + "/" + name + ".svg")), golden.at(name).as_string()) << name;
}

TEST(Pictures, ShowTheNumbersOfTheStudy) {
  const auto to = drawn("", fixture("S1_main.csv"));
  const auto study = json::parse(read(to + "/study.json")).as_object();
  const auto two = [](const json::value& v) {
    char out[32];
    std::snprintf(out, sizeof out, "%.2f", std::abs(v.to_number<double>()));
    return std::string(out);
  };
  const auto forest = read(to + "/forest.svg");
  for (const char* field : {"estimate", "ci95_lo", "ci95_hi"})
    EXPECT_NE(forest.find(two(study.at("headline").at(field))), std::string::npos) << field;
  EXPECT_NE(read(to + "/within-between.svg")
                .find("between clients " + two(study.at("effects").at("between").at("estimate"))),
            std::string::npos);
  EXPECT_EQ(study.at("main").at("fixef"),
            evidence("fit --model M1 --json '" + fixture("S1_main.csv") + "'").json().at("fixef"));
}

TEST(Pictures, CarryTheRefusalWhereTheyCannotBeDrawn) {
  const auto to = drawn("", fixture("S3_nof1.csv"), 2);  // four clients
  for (const std::string name : names) {
    const auto svg = read(to + "/" + name + ".svg");
    EXPECT_EQ(flaw_of(svg), "") << name;
    if (name == "trajectory") continue;  // one client's course needs no group
    EXPECT_EQ(count(svg, "<circle"), 0U) << name;
    EXPECT_GT(count(svg, "<text"), 2U) << name;
  }
  EXPECT_NE(read(to + "/forest.svg").find("fewer than five clients"), std::string::npos);
}

TEST(Pictures, NamesOfClientsCannotBreakThem) {
  std::string text = "client,session,outcome,hw_qty\n";
  for (int c = 0; c < 6; ++c)
    for (int s = 1; s < 9; ++s)
      text += std::string("\"<b>&\"\"'") + std::to_string(c) + "\"," + std::to_string(s) + "," +
              std::to_string((c * 5 + s * 7) % 13) + "," + std::to_string((c + s * s) % 5) + "\n";
  const auto file = file_with(text);
  const auto to = drawn("", file);
  for (const std::string name : names) EXPECT_EQ(flaw_of(read(to + "/" + name + ".svg")), "") << name;
  const auto page = file_with("", ".html");
  EXPECT_EQ(evidence("report --out '" + page + "' '" + file + "'").code, 0);
  EXPECT_EQ(read(page).find("<b>"), std::string::npos);
}

TEST(Report, TellsWhatIsKnownAndStandsAlone) {
  const auto page = file_with("", ".html");
  const auto output =
      evidence("report --measure PHQ-9 --out '" + page + "' '" + fixture("S1_main.csv") + "'");
  ASSERT_EQ(output.code, 0) << output.err;
  const auto html = read(page);
  stands_alone(html, "report");
  EXPECT_EQ(flaw_of(std::regex_replace(html, std::regex("<!doctype html>|<meta [^>]*>"), "")), "");
  EXPECT_EQ(html.find(" cause"), std::string::npos);
  EXPECT_NE(html.find("Reversed"), std::string::npos);
  EXPECT_NE(html.find("<h2>Limits</h2>"), std::string::npos);
  EXPECT_NE(
      html.find("In weeks with one unit more homework than usual, the following score was lower by about"),
      std::string::npos);
  EXPECT_NE(html.find("Other explanations: good weeks make homework easier; therapy itself; other events."),
            std::string::npos);
  EXPECT_EQ(count(html, "<details>"), 120U);
  std::map<std::string, int> ids;
  static const std::regex id(R"re(id="([^"]*)")re");
  for (auto at = std::sregex_iterator(html.begin(), html.end(), id); at != std::sregex_iterator(); ++at)
    ++ids[(*at)[1]];
  for (const auto& [name, n] : ids) EXPECT_EQ(n, 1) << name;
}

TEST(Report, RefusesPlainlyWithTooFewClients) {
  const auto page = file_with("", ".html");
  EXPECT_EQ(evidence("report --out '" + page + "' '" + fixture("S3_nof1.csv") + "'").code, 2);
  const auto html = read(page);
  EXPECT_NE(html.find("no figure is given"), std::string::npos);
  EXPECT_EQ(html.find("<h2>Figures</h2>"), std::string::npos);
}

TEST(RScript, NamesModelFileAndColumns) {
  const auto to = file_with("", ".R");
  const auto file = fixture("S1_main.csv");
  EXPECT_EQ(evidence("fit --model A1 --car --json --checks no --r-script '" + to + "' '" + file + "'").code,
            0);
  const auto script = read(to);
  for (const std::string part :
       {"lme(outcome ~ 1 + xw1 + xb + lt", "corCAR1(form = ~ session | client)", "REML", file.c_str()})
    EXPECT_NE(script.find(part), std::string::npos) << part;
}

}  // namespace
}  // namespace intersession::evidence_cli

#include "evidence/reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>
#include <sstream>

#include "evidence/csv.hpp"

namespace intersession::evidence::testing {
namespace {

struct Check {
  std::string where, what;
  double value, reference, difference, limit;
};
std::vector<Check>& checks() {
  static std::vector<Check> all;
  return all;
}

// Prints, after all tests, the largest difference of each kind of number in each fit.
class TableOfChecks : public ::testing::EmptyTestEventListener {
  void OnTestProgramEnd(const ::testing::UnitTest&) override {
    if (checks().empty()) return;
    std::map<std::pair<std::string, std::string>, Check> worst;
    for (const auto& c : checks()) {
      auto [at, fresh] = worst.emplace(std::pair(c.where, c.what), c);
      if (not fresh and not(c.difference / c.limit <= at->second.difference / at->second.limit))
        at->second = c;
    }
    std::cout << "\nReference checks: largest difference of each kind (" << checks().size() << " numbers)\n"
              << std::left << std::setw(58) << "fit" << std::setw(18) << "quantity" << std::right
              << std::setw(16) << "reference" << std::setw(12) << "difference" << std::setw(12) << "tolerance"
              << "\n";
    for (const auto& [key, c] : worst)
      std::cout << std::left << std::setw(58) << c.where << std::setw(18) << c.what << std::right
                << std::setw(16) << std::setprecision(8) << c.reference << std::setw(12)
                << std::setprecision(2) << c.difference << std::setw(12) << c.limit
                << (c.difference <= c.limit ? "" : "  <-- outside") << "\n";
  }
};

[[maybe_unused]] const bool listening = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new TableOfChecks);
  return true;
}();

// Random cases are the same in each run, so that nobody's build fails by luck. RC_PARAMS=seed=... tries
// others.
[[maybe_unused]] const bool seeded = ::setenv("RC_PARAMS", "seed=20261126", 0) == 0;

}  // namespace

std::string read_text(const std::string& path) {
  std::string full = INTERSESSION_SOURCE_DIR;
  full.append("/tests/fixtures/").append(path);  // g++ 12 warns wrongly of operator+ here
  std::ifstream in(full, std::ios::binary);
  if (not in) throw std::runtime_error("no fixture " + path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

boost::json::value read_json(const std::string& path) {
  return boost::json::parse(read_text(path));
}

const std::vector<std::string>& TextTable::text(const std::string& name) const {
  const auto at = std::find(header.begin(), header.end(), name);
  if (at == header.end()) throw std::runtime_error("no column " + name);
  return columns[static_cast<std::size_t>(at - header.begin())];
}

std::vector<double> TextTable::number(const std::string& name) const {
  std::vector<double> out;
  for (const auto& t : text(name))
    out.push_back(parse_number(t).value_or(std::numeric_limits<double>::quiet_NaN()));
  return out;
}

TextTable read_table(const std::string& path) {
  const auto text = read_text(path);
  CsvScanner scanner(text);
  std::vector<std::string_view> fields;
  TextTable table;
  while (scanner.next(fields).value()) {
    if (table.header.empty()) {
      table.header.assign(fields.begin(), fields.end());
      table.columns.resize(fields.size());
      continue;
    }
    for (std::size_t k = 0; k < fields.size(); ++k) table.columns[k].emplace_back(fields[k]);
  }
  return table;
}

const Prepared& sessions(const std::string& name) {
  static std::map<std::string, Prepared> all;
  auto at = all.find(name);
  if (at == all.end()) {
    auto table = read_sessions(read_text("evidence/" + name + ".csv"));
    if (not table) throw std::runtime_error(table.error().front().sentence);
    at = all.emplace(name, Prepared::from(std::move(*table)).value()).first;
  }
  return at->second;
}

const boost::json::object& model_with_id(const boost::json::array& models, std::string_view id) {
  for (const auto& m : models)
    if (m.as_object().at("id").as_string() == id) return m.as_object();
  throw std::runtime_error("no reference " + std::string(id));
}

double number(const boost::json::value& v) {
  return v.is_null() ? std::numeric_limits<double>::quiet_NaN() : v.to_number<double>();
}

void check(const std::string& where, const std::string& what, double value, double reference,
           double difference, double limit) {
  checks().push_back({where, what, value, reference, difference, limit});
  EXPECT_LE(difference, limit) << where << " " << what << ": " << std::setprecision(12) << value
                               << " against " << reference;
}

void check_absolute(const std::string& where, const std::string& what, double value, double reference,
                    double limit) {
  check(where, what, value, reference, std::abs(value - reference), limit);
}

void check_relative(const std::string& where, const std::string& what, double value, double reference,
                    double limit) {
  check(where, what, value, reference, std::abs(value - reference) / std::max(1e-300, std::abs(reference)),
        limit);
}

void check_fit(const std::string& where, const LinearFit& fit, const boost::json::object& reference,
               const std::vector<std::pair<std::string, std::string>>& renamed) {
  EXPECT_EQ(fit.nobs, static_cast<std::size_t>(number(reference.at("nobs")))) << where;
  EXPECT_EQ(fit.singular, reference.at("singular").as_bool()) << where;
  const double crit = number(reference.at("crit"));
  check(where, "criterion", fit.crit, crit, fit.crit - crit, 1e-5);
  // An optimum clearly below the reference's is a different place; there is nothing further to compare.
  if (fit.crit < crit - 1e-4) return;
  const auto named = [&](const std::string& n) {
    for (const auto& [ours, theirs] : renamed)
      if (ours == n) return theirs;
    return n;
  };
  const auto& fixef = reference.at("fixef").as_object();
  EXPECT_EQ(fixef.size(), fit.names.size()) << where;
  for (std::size_t k = 0; k < fit.names.size(); ++k) {
    const auto i = static_cast<Eigen::Index>(k);
    const auto n = named(fit.names[k]);
    const double se = number(reference.at("se").as_object().at(n));
    check(where, "beta / SE", fit.fixef[i], number(fixef.at(n)),
          std::abs(fit.fixef[i] - number(fixef.at(n))) / se, 1e-4);
    check_relative(where, "SE", fit.se[i], se, 1e-5);
    check_relative(where, "df Satterthwaite", fit.df[i],
                   number(reference.at("df_satterthwaite").as_object().at(n)), 0.005);
    check_absolute(where, "p", fit.p[i], number(reference.at("p_satterthwaite").as_object().at(n)), 1e-3);
    check(where, "CI / SE", fit.ci_lo[i], number(reference.at("ci95_lo").as_object().at(n)),
          std::abs(fit.ci_lo[i] - number(reference.at("ci95_lo").as_object().at(n))) / se, 5e-3);
  }
  check_relative(where, "sigma", fit.sigma, number(reference.at("sigma")), 1e-3);
  check_absolute(where, "log likelihood", fit.log_lik, number(reference.at("logLik")), 1e-5);
  for (const auto& item : reference.at("varcomp").as_array()) {
    const auto& v = item.as_object();
    const auto text = [&](const char* key) {
      return v.at(key).is_null() ? std::string() : std::string(v.at(key).as_string());
    };
    const auto same = std::find_if(fit.varcomp.begin(), fit.varcomp.end(), [&](const auto& c) {
      const auto group = text("grp");
      const bool in_group = c.group == group or group.starts_with(c.group + ".");
      return in_group and named(c.var1) == text("var1") and
             (c.var2.empty() ? "" : named(c.var2)) == text("var2");
    });
    ASSERT_NE(same, fit.varcomp.end()) << where << " " << text("grp") << " " << text("var1");
    const double sdcor = number(v.at("sdcor"));
    if (text("var2").empty())
      check(where, "SD of components", same->sdcor, sdcor,
            std::abs(same->sdcor - sdcor) / std::max(std::abs(sdcor), fit.sigma), 1e-3);
    else if (not fit.singular)
      check_absolute(where, "correlation", same->sdcor, sdcor, 2e-3);
  }
}

}  // namespace intersession::evidence::testing

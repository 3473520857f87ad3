// Reading reference results, and the table of achieved differences.
#pragma once

#include <boost/json.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "evidence/catalogue.hpp"
#include "evidence/linear_fit.hpp"

namespace intersession::evidence::testing {

std::string read_text(const std::string& path);  // below tests/fixtures
boost::json::value read_json(const std::string& path);
// Rows of a simple CSV file as text, with header names.
struct TextTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> columns;
  const std::vector<std::string>& text(const std::string& name) const;
  std::vector<double> number(const std::string& name) const;
};
TextTable read_table(const std::string& path);
const Prepared& sessions(const std::string& name);  // "S1_main"; read once

// The model object with this id inside a reference file's list.
const boost::json::object& model_with_id(const boost::json::array& models, std::string_view id);
double number(const boost::json::value& v);  // NaN for null

// One compared number. `limit` is the tolerance on `difference`; a check fails when difference > limit.
void check(const std::string& where, const std::string& what, double value, double reference,
           double difference, double limit);
void check_absolute(const std::string& where, const std::string& what, double value, double reference,
                    double limit);
void check_relative(const std::string& where, const std::string& what, double value, double reference,
                    double limit);

// Compares a fit with a reference of lmer within the tolerances of section 2. `renamed` maps names of the fit
// to names of the reference where they differ.
void check_fit(const std::string& where, const LinearFit& fit, const boost::json::object& reference,
               const std::vector<std::pair<std::string, std::string>>& renamed = {});

}  // namespace intersession::evidence::testing

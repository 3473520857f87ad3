// A model frame: the complete rows of one model, column by column, rows of a group (client) together.
//
// It is what every estimator reads; it knows nothing about sessions or homework, so published data sets can
// be fitted through it as well. Thread safety: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/problem.hpp"

namespace intersession::evidence {

struct FixedColumn {
  std::string name;
  std::vector<double> values;
};

// A random-effect column; `fixed` is the index of the fixed column with the same values, or -1 with own
// values.
struct RandomColumn {
  std::string name;
  int fixed = -1;
  std::vector<double> own = {};
};

struct Frame {
  std::string id;
  std::string formula;
  std::vector<double> y;
  std::vector<FixedColumn> fixed;
  std::vector<int> intercepts;       // fixed columns whose sum is 1 in every row; may be empty
  std::vector<RandomColumn> random;  // by group; with an outer grouping the first must be the intercept
  bool correlated = true;            // false: independent random effects, lme4's ||

  std::vector<std::size_t> offsets;  // groups + 1; rows of group g are [offsets[g], offsets[g + 1])
  std::vector<std::string> group_names;
  std::string group_label = "client";
  std::vector<std::int32_t> outer;  // per group; empty without an outer grouping
  std::vector<std::string> outer_names;
  std::string outer_label = "therapist";

  std::vector<double> time;        // per row; needed for AR(1)/CAR(1) only
  std::vector<std::uint32_t> row;  // per row: row of the source (Prepared), for looking back

  std::size_t rows_available = 0, clients_available = 0;
  std::vector<Note> notes;

  std::size_t rows() const { return y.size(); }
  std::size_t groups() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::size_t p() const { return fixed.size(); }
  std::size_t q() const { return random.size(); }
  const std::vector<double>& random_values(std::size_t k) const {
    const auto& column = random[k];
    return column.fixed >= 0 ? fixed[static_cast<std::size_t>(column.fixed)].values : column.own;
  }
};

// Puts rows of a group together (stable), given one label per row; fills offsets, group_names and outer from
// per-row labels. For data that do not come from Prepared. `outer` may be empty.
void group_rows(Frame& frame, const std::vector<std::string>& group,
                const std::vector<std::string>& outer = {});

// "y ~ a + b + (1 + a | client)" from the columns, without intercept text when it is absent.
std::string describe(const Frame& frame, const std::string& outcome);

}  // namespace intersession::evidence

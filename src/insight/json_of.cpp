#include "insight/json_of.hpp"

#include <cmath>
#include <limits>

namespace intersession::insight {

json::value number(double value) {
  return std::isfinite(value) ? json::value(value) : json::value(nullptr);
}

json::array numbers(std::span<const double> values) {
  json::array out;
  for (const double v : values) out.push_back(number(v));
  return out;
}

json::object by_name(const std::vector<std::string>& names, const Eigen::VectorXd& values) {
  json::object out;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto at = static_cast<Eigen::Index>(k);
    out[names[k]] = at < values.size() ? number(values[at]) : json::value(nullptr);
  }
  return out;
}

json::array matrix(const Eigen::MatrixXd& values) {
  json::array rows;
  for (Eigen::Index r = 0; r < values.rows(); ++r) {
    json::array row;
    for (Eigen::Index c = 0; c < values.cols(); ++c) row.push_back(number(values(r, c)));
    rows.push_back(std::move(row));
  }
  return rows;
}

json::object effect(const evidence::Effect& e) {
  return {{"estimate", number(e.estimate)},
          {"se", number(e.se)},
          {"df", number(e.df)},
          {"t", number(e.t)},
          {"p", number(e.p)},
          {"ci95_lo", number(e.lo)},
          {"ci95_hi", number(e.hi)}};
}

json::object effects_json(const evidence::WithinBetween& e) {
  return {{"within", effect(e.within)},
          {"between", effect(e.between)},
          {"contextual", effect(e.contextual)},
          {"reliability_of_means", number(e.reliability)},
          {"between_adjusted", number(e.between_adjusted)},
          {"typical_swing", number(e.typical_swing)},
          {"per_swing", number(e.per_swing)},
          {"per_swing_ci95_lo", number(e.per_swing_lo)},
          {"per_swing_ci95_hi", number(e.per_swing_hi)},
          {"standardised", number(e.standardised)},
          {"share_helpful", number(e.share_helpful)}};
}

json::object problem(const evidence::Refusal& refusal) {
  json::object out{{"code", evidence::name(refusal.code)}, {"text", refusal.sentence}};
  if (not refusal.names.empty()) out["names"] = core::json_texts(refusal.names);
  if (not refusal.lines.empty()) {
    json::array lines;
    for (const auto line : refusal.lines) lines.push_back(line);
    out["lines"] = std::move(lines);
  }
  return out;
}

json::value refused(const evidence::Refusal& refusal) {
  return json::object{{"refused", problem(refusal)}};
}

json::value refused(evidence::Code code, std::string why) {
  return refused(evidence::Refusal{code, std::move(why), {}, {}});
}

json::array warnings(std::span<const evidence::Note> notes) {
  json::array out;
  for (const auto& note : notes) out.push_back(problem({note.code, note.sentence, note.names, {}}));
  return out;
}

double read_number(const json::value& value) {
  return value.is_number() ? value.to_number<double>() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace intersession::insight

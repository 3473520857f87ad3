#include "evidence/prepared.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace intersession::evidence {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Renumbers clients by name and returns the row order (client, session); empty when rows are in order
// already.
std::vector<std::uint32_t> canonical_order(SessionTable& table) {
  auto& levels = table.client.levels;
  auto& code = table.client.code;
  std::vector<std::int32_t> by_name(levels.size());
  std::iota(by_name.begin(), by_name.end(), 0);
  const auto at = [&](std::int32_t i) -> const std::string& { return levels[static_cast<std::size_t>(i)]; };
  std::sort(by_name.begin(), by_name.end(), [&](auto a, auto b) { return at(a) < at(b); });
  std::vector<std::int32_t> rank(levels.size());
  std::vector<std::string> sorted(levels.size());
  for (std::size_t i = 0; i < by_name.size(); ++i) {
    rank[static_cast<std::size_t>(by_name[i])] = static_cast<std::int32_t>(i);
    sorted[i] = std::move(levels[static_cast<std::size_t>(by_name[i])]);
  }
  levels = std::move(sorted);
  for (auto& c : code) c = rank[static_cast<std::size_t>(c)];
  const auto key = [&](std::size_t r) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(code[r])) << 32) |
           static_cast<std::uint32_t>(table.session[r]);
  };
  bool ordered = true;
  for (std::size_t r = 1; ordered and r < code.size(); ++r) ordered = key(r) >= key(r - 1);
  if (ordered) return {};
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed(code.size());
  for (std::size_t r = 0; r < keyed.size(); ++r) keyed[r] = {key(r), static_cast<std::uint32_t>(r)};
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::uint32_t> order(keyed.size());
  for (std::size_t r = 0; r < keyed.size(); ++r) order[r] = keyed[r].second;
  return order;
}

template <class T>
void permute(std::vector<T>& values, const std::vector<std::uint32_t>& order) {
  if (values.empty()) return;
  std::vector<T> moved(order.size());
  for (std::size_t r = 0; r < order.size(); ++r) moved[r] = values[order[r]];
  values = std::move(moved);
}

struct Derived {
  std::string raw;
  std::string_view kind;  // "pm", "b", "w0", "w1", "d1"
};

// Splits "xw1" into {hw_qty, w1} and "alliance_w0" into {alliance, w0}; nullopt when the name is not derived.
std::optional<Derived> split(std::string_view variable) {
  static constexpr std::pair<std::string_view, std::string_view> letters[] = {
      {"df", "difficulty"}, {"x", "hw_qty"}, {"q", "hw_quality"}, {"m", "mech"}, {"y", "outcome"}};
  for (const std::string_view kind : {"_pm", "b", "w0", "w1", "d1"}) {
    if (not variable.ends_with(kind)) continue;
    const auto stem = variable.substr(0, variable.size() - kind.size());
    const auto bare = kind == "_pm" ? std::string_view("pm") : kind;
    for (const auto& [letter, raw] : letters)
      if (stem == letter) return Derived{std::string(raw), bare};
    if (stem.size() > 1 and stem.ends_with('_'))
      return Derived{std::string(stem.substr(0, stem.size() - 1)), bare};
  }
  return std::nullopt;
}

}  // namespace

std::string raw_column(std::string_view variable) {
  if (variable == "lt" or variable == "t0") return "session";
  if (variable == "weeks" or variable == "lw") return "date";
  if (variable == "base_c") return "outcome";
  const auto derived = split(variable);
  return derived ? derived->raw : std::string(variable);
}

Outcome<Prepared> Prepared::from(SessionTable table) {
  if (table.rows() == 0) return refuse(Code::no_complete_rows, "There are no sessions to analyse.");
  const auto order = canonical_order(table);
  if (not order.empty()) {
    permute(table.client.code, order);
    permute(table.session, order);
    permute(table.line, order);
    for (auto& c : table.labels) permute(c.values.code, order);
    for (auto& c : table.numbers) permute(c.values, order);
  }
  Prepared result(std::move(table));
  const auto& t = result.table_;
  std::vector<std::size_t> twice;
  std::vector<std::string> who;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const auto c = static_cast<std::size_t>(t.client.code[r]);
    if (r == 0 or t.client.code[r] != t.client.code[r - 1]) {
      result.first_row_.resize(c + 1, r);
    } else if (t.session[r] == t.session[r - 1]) {
      twice.push_back(t.line.empty() ? r + 1 : t.line[r]);
      who.push_back(t.client.levels[c] + " session " + std::to_string(t.session[r]));
    }
  }
  result.first_row_.resize(t.client.levels.size() + 1, t.rows());
  if (not twice.empty())
    return refuse(Code::duplicate_session,
                  "The same session of a client appears more than once: " + who.front() +
                      (who.size() > 1 ? " and " + std::to_string(who.size() - 1) + " more." : "."),
                  who, twice);
  result.table_.line = {};  // only a session that appears twice asks where it stood
  return result;
}

std::vector<double> Prepared::lag(const std::vector<double>& v) const {
  std::vector<double> out(v.size(), missing);
  const auto& t = table_;
  for (std::size_t r = 1; r < v.size(); ++r)
    if (t.client.code[r] == t.client.code[r - 1] and t.session[r] == t.session[r - 1] + 1) out[r] = v[r - 1];
  return out;
}

std::vector<double> Prepared::spread(const std::vector<double>& per_client) const {
  std::vector<double> out(rows());
  for (std::size_t c = 0; c < clients(); ++c)
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(first_row_[c]),
              out.begin() + static_cast<std::ptrdiff_t>(first_row_[c + 1]), per_client[c]);
  return out;
}

std::vector<double> Prepared::detrended(const std::vector<double>& v) const {
  std::vector<double> out(v.size(), missing);
  for (std::size_t c = 0; c < clients(); ++c) {
    double n = 0, mt = 0, mv = 0, sxx = 0, sxy = 0;
    for (std::size_t r = first_row_[c]; r < first_row_[c + 1]; ++r)
      if (not std::isnan(v[r])) n += 1, mt += table_.session[r], mv += v[r];
    if (n < 3) continue;
    mt /= n, mv /= n;
    for (std::size_t r = first_row_[c]; r < first_row_[c + 1]; ++r)
      if (not std::isnan(v[r])) {
        const double t = table_.session[r] - mt;
        sxx += t * t, sxy += t * (v[r] - mv);
      }
    if (sxx <= 0) continue;
    for (std::size_t r = first_row_[c]; r < first_row_[c + 1]; ++r)
      out[r] = v[r] - mv - sxy / sxx * (table_.session[r] - mt);
  }
  return out;
}

Outcome<std::vector<double>> Prepared::person_means(std::string_view raw) const {
  const auto* v = table_.number(raw);
  if (v == nullptr)
    return refuse(Code::unknown_variable, "There is no variable '" + std::string(raw) + "' in the data.",
                  {std::string(raw)});
  std::vector<double> means(clients(), missing);
  for (std::size_t c = 0; c < clients(); ++c) {
    double n = 0, sum = 0;
    for (std::size_t r = first_row_[c]; r < first_row_[c + 1]; ++r)
      if (not std::isnan((*v)[r])) n += 1, sum += (*v)[r];
    if (n > 0) means[c] = sum / n;
  }
  return means;
}

double Prepared::grand_mean(std::string_view raw, const std::vector<double>& means) const {
  for (const auto& [name, mean] : shared_means_)
    if (name == raw) return mean;
  double n = 0, sum = 0;
  for (const double m : means)
    if (not std::isnan(m)) n += 1, sum += m;
  return sum / n;
}

std::vector<double> Prepared::baselines() const {
  const auto* y = table_.number("outcome");
  std::vector<double> base(clients(), missing);
  for (std::size_t c = 0; c < clients() and y != nullptr; ++c)
    if (table_.session[first_row_[c]] == 1) base[c] = (*y)[first_row_[c]];
  return base;
}

double Prepared::baseline_mean() const {
  double n = 0, sum = 0;
  for (const double b : baselines())
    if (not std::isnan(b)) n += 1, sum += b;
  return n > 0 ? sum / n : missing;
}

Outcome<std::vector<double>> Prepared::column(std::string_view variable) const {
  std::vector<double> out(rows());
  if (variable == "lt" or variable == "t0" or variable == "session") {
    std::array<double, 64> logs{};  // sessions are small numbers, logarithms are dear
    for (std::size_t s = 1; s < logs.size(); ++s) logs[s] = std::log(static_cast<double>(s));
    for (std::size_t r = 0; r < rows(); ++r) {
      const double s = table_.session[r];
      if (variable == "lt")
        out[r] = s < 64 ? logs[static_cast<std::size_t>(table_.session[r])] : std::log(s);
      else
        out[r] = variable == "t0" ? s - 1 : s;
    }
    return out;
  }
  if (variable == "base_c") {
    const double centre = baseline_mean();
    auto base = baselines();
    for (double& b : base) b -= centre;
    return spread(base);
  }
  if (variable == "weeks" or variable == "lw") {
    const auto* day = table_.number("day");
    if (day == nullptr) return refuse(Code::unknown_variable, "The sessions have no dates.", {"date"});
    for (std::size_t c = 0; c < clients(); ++c) {
      double first = missing;
      for (std::size_t r = first_row_[c]; r < first_row_[c + 1]; ++r) {
        if (std::isnan(first)) first = (*day)[r];
        const double weeks = ((*day)[r] - first) / 7;
        out[r] = variable == "weeks" ? weeks : std::log1p(weeks);
      }
    }
    return out;
  }
  if (const auto* raw = table_.number(variable)) return *raw;
  const auto derived = split(variable);
  const auto* v = derived ? table_.number(derived->raw) : nullptr;
  if (v == nullptr)
    return refuse(Code::unknown_variable, "There is no variable '" + std::string(variable) + "' in the data.",
                  {std::string(variable)});
  if (derived->kind == "d1") return lag(detrended(*v));
  auto means = *person_means(derived->raw);
  if (derived->kind == "pm") return spread(means);
  if (derived->kind == "b") {
    const double centre = grand_mean(derived->raw, means);
    for (double& m : means) m -= centre;
    return spread(means);
  }
  out = derived->kind == "w1" ? lag(*v) : *v;
  for (std::size_t c = 0; c < clients(); ++c)
    for (std::size_t r = first_row_[c]; r < first_row_[c + 1]; ++r) out[r] -= means[c];
  return out;
}

Outcome<std::vector<std::int32_t>> Prepared::lagged_label(std::string_view label) const {
  const auto* v = table_.label(label);
  if (v == nullptr)
    return refuse(Code::unknown_variable, "There is no variable '" + std::string(label) + "' in the data.",
                  {std::string(label)});
  std::vector<std::int32_t> out(rows(), -1);
  for (std::size_t r = 1; r < rows(); ++r)
    if (table_.client.code[r] == table_.client.code[r - 1] and table_.session[r] == table_.session[r - 1] + 1)
      out[r] = v->code[r - 1];
  return out;
}

Outcome<std::vector<std::int32_t>> Prepared::main_group(std::string_view label, std::size_t& changed) const {
  const auto* v = table_.label(label);
  if (v == nullptr)
    return refuse(Code::unknown_variable, "There is no variable '" + std::string(label) + "' in the data.",
                  {std::string(label)});
  changed = 0;
  std::vector<std::int32_t> out(clients(), -1);
  std::vector<std::pair<std::int32_t, std::size_t>> seen;
  for (std::size_t c = 0; c < clients(); ++c) {
    seen.clear();
    for (std::size_t r = first_row_[c]; r < first_row_[c + 1]; ++r) {
      if (v->code[r] < 0) continue;
      const auto at =
          std::find_if(seen.begin(), seen.end(), [&](const auto& s) { return s.first == v->code[r]; });
      if (at == seen.end())
        seen.emplace_back(v->code[r], 1);
      else
        ++at->second;
    }
    if (seen.size() > 1) ++changed;
    const auto most =
        std::max_element(seen.begin(), seen.end(), [](auto& a, auto& b) { return a.second < b.second; });
    if (most != seen.end()) out[c] = most->first;
  }
  return out;
}

}  // namespace intersession::evidence

#include "evidence/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace intersession::evidence {
namespace {

const std::string one = "(Intercept)";

std::vector<ModelSpec> all_models() {
  const std::vector<std::string> main{one, "xw1", "xb", "lt"};
  const auto by = [](const char* id, const char* column, const char* label, const char* slope) {
    ModelSpec s{.id = id, .outcome = "outcome", .fixed = {"xb", "lt"}, .random = {one, "xw1"}};
    s.by = column, s.by_label = label, s.by_slope = slope;
    if (s.by_slope.empty()) s.fixed.insert(s.fixed.begin(), "xw1");
    return s;
  };
  const std::vector<std::string> done{one, "dfw0", "dfb", "rationale", "t0"};
  return {
      {.id = "M1", .outcome = "outcome", .fixed = main, .random = {one, "xw1"}},
      {.id = "M1ri", .outcome = "outcome", .fixed = main, .random = {one}},
      {.id = "M1u", .outcome = "outcome", .fixed = main, .random = {one, "xw1"}, .correlated = false},
      {.id = "M1t", .outcome = "outcome", .fixed = main, .random = {one, "xw1", "lt"}},
      {.id = "M1c", .outcome = "outcome", .fixed = {one, "xw0", "xb", "lt"}, .random = {one, "xw0"}},
      {.id = "M1d", .outcome = "outcome", .fixed = {one, "xd1", "xb", "lt"}, .random = {one, "xd1"}},
      {.id = "M1q",
       .outcome = "outcome",
       .fixed = {one, "xw1", "xb", "qw1", "qb", "lt"},
       .random = {one, "xw1"}},
      {.id = "M1y", .outcome = "outcome", .fixed = {one, "yw1", "xw1", "xb", "lt"}, .random = {one, "xw1"}},
      {.id = "M1r", .outcome = "hw_qty", .fixed = {one, "yw1", "yb", "t0"}, .random = {one, "yw1"}},
      {.id = "M2", .outcome = "outcome", .fixed = main, .random = {one, "xw1"}, .nested = true},
      {.id = "M3a", .outcome = "mech", .fixed = {one, "xw0", "xb", "t0"}, .random = {one, "xw0"}},
      {.id = "M3b",
       .outcome = "outcome",
       .fixed = {one, "mw1", "mb", "xw1", "xb", "lt"},
       .random = {one, "mw1", "xw1"}},
      by("T1", "hw_type", "type1", "xw1"),
      by("T1a", "hw_type", "type1", ""),
      by("M1s", "stage", "stage1", "xw1"),
      by("M1sa", "stage", "stage1", ""),
      by("M1p", "rater", "rater1", "xw1"),
      by("M1pa", "rater", "rater1", ""),
      {.id = "E1",
       .outcome = "outcome",
       .fixed = {one, "base_c", "lt", "base_c:lt"},
       .random = {one, "lt"},
       .first_session = 2},
      {.id = "G1", .outcome = "hw_done", .fixed = done, .random = {one}},
      {.id = "G2", .outcome = "hw_done", .fixed = done, .random = {one, "dfw0"}},
      {.id = "G3", .outcome = "hw_done", .fixed = done, .random = {one}, .nested = true},
  };
}

// Builds one frame; a class because many steps share the columns.
class FrameBuilder {
 public:
  FrameBuilder(const Prepared& data, const ModelSpec& spec) : data_(data), spec_(spec) {}

  Outcome<Frame> build() {
    frame_.id = spec_.id;
    if (auto ok = fetch(); not ok) return std::unexpected(ok.error());
    choose_rows();
    if (spec_.by.empty() == false) drop_small_levels();
    if (keep_.empty())
      return refuse(Code::no_complete_rows,
                    "No session has a value for everything this question needs (" + spec_.outcome +
                        " and its predictors).",
                    names_);
    fill();
    if (spec_.nested)
      if (auto ok = nest(); not ok) return std::unexpected(ok.error());
    frame_.formula = describe(frame_, spec_.outcome);
    return std::move(frame_);
  }

 private:
  Outcome<std::vector<double>> variable(const std::string& name) const {
    const auto colon = name.find(':');
    if (colon == std::string::npos) return data_.column(name);
    auto a = data_.column(name.substr(0, colon));
    const auto b = data_.column(name.substr(colon + 1));
    if (not a) return a;
    if (not b) return b;
    for (std::size_t r = 0; r < a->size(); ++r) (*a)[r] *= (*b)[r];
    return a;
  }

  Outcome<bool> add(const std::string& name) {
    if (name == one) return true;  // never missing; made when it is needed
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return true;
    auto v = variable(name);
    if (not v) return std::unexpected(v.error());
    names_.push_back(name);
    columns_.push_back(std::move(*v));
    return true;
  }

  Outcome<bool> fetch() {
    auto y = data_.column(spec_.outcome);
    if (not y) return std::unexpected(y.error());
    y_ = std::move(*y);
    fixed_ = spec_.fixed;
    for (const auto& c : spec_.covariates)
      if (auto ok = covariate(c); not ok) return ok;
    for (const auto& n : fixed_)
      if (auto ok = add(n); not ok) return ok;
    for (const auto& n : spec_.random)
      if (auto ok = add(n); not ok) return ok;
    if (not spec_.by_slope.empty())
      if (auto ok = add(spec_.by_slope); not ok) return ok;
    if (not spec_.by.empty()) {
      auto level = data_.lagged_label(spec_.by);
      if (not level) return std::unexpected(level.error());
      level_ = std::move(*level);
      level_names_ = data_.table().label(spec_.by)->levels;
    }
    return true;
  }

  // A covariate that varies inside some client is split; one that never does keeps its between part only.
  Outcome<bool> covariate(const std::string& name) {
    const auto within = data_.column(name + "_w0");
    if (not within) return std::unexpected(within.error());
    const bool varies =
        std::any_of(within->begin(), within->end(), [](double v) { return std::abs(v) > 1e-12; });
    if (varies) fixed_.push_back(name + "_w0");
    fixed_.push_back(name + "_b");
    return true;
  }

  void choose_rows() {
    const auto session = data_.session();
    for (std::size_t r = 0; r < data_.rows(); ++r) {
      bool complete =
          not std::isnan(y_[r]) and session[r] >= spec_.first_session and (level_.empty() or level_[r] >= 0);
      for (std::size_t k = 0; complete and k < columns_.size(); ++k)
        complete = not std::isnan(columns_[k][r]);
      if (complete) keep_.push_back(static_cast<std::uint32_t>(r));
    }
  }

  void drop_small_levels() {
    std::vector<std::size_t> rows(level_names_.size()), clients(level_names_.size());
    std::vector<std::int32_t> last(level_names_.size(), -1);
    for (const auto r : keep_) {
      const auto l = static_cast<std::size_t>(level_[r]);
      ++rows[l];
      if (const auto c = data_.table().client.code[r]; c != last[l]) ++clients[l], last[l] = c;
    }
    std::vector<bool> small(level_names_.size());
    std::vector<std::string> names;
    for (std::size_t l = 0; l < small.size(); ++l) {
      small[l] = rows[l] < least_level_rows or clients[l] < least_level_clients;
      if (small[l] and rows[l] > 0) names.push_back(level_names_[l]);
      if (not small[l]) used_levels_.push_back(l);
    }
    if (not names.empty())
      frame_.notes.push_back({Code::level_too_few,
                              "Too few sessions or clients to estimate: these are shown as 'too few'.",
                              names});
    std::erase_if(keep_, [&](auto r) { return small[static_cast<std::size_t>(level_[r])]; });
    std::sort(used_levels_.begin(), used_levels_.end(),
              [&](auto a, auto b) { return level_names_[a] < level_names_[b]; });
  }

  // Moves the complete rows to the front, column by column, in place: large data are in memory once.
  void compact() {
    const auto squeeze = [&](auto& v) {
      for (std::size_t i = 0; i < keep_.size(); ++i) v[i] = v[keep_[i]];
      v.resize(keep_.size());
    };
    squeeze(y_);
    for (auto& c : columns_) squeeze(c);
    if (not level_.empty()) squeeze(level_);
  }

  std::size_t place(const std::string& name) const {
    return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
  }

  std::vector<double> level_column(std::size_t level, const std::vector<double>* slope) const {
    std::vector<double> out(keep_.size(), 0.0);
    for (std::size_t i = 0; i < keep_.size(); ++i)
      if (level_[i] == static_cast<std::int32_t>(level)) out[i] = slope == nullptr ? 1.0 : (*slope)[i];
    return out;
  }

  void fill() {
    frame_.rows_available = data_.rows();
    frame_.clients_available = data_.clients();
    compact();
    frame_.y = std::move(y_);
    for (const auto l : used_levels_) {
      frame_.intercepts.push_back(static_cast<int>(frame_.fixed.size()));
      frame_.fixed.push_back({spec_.by_label + level_names_[l], level_column(l, nullptr)});
    }
    const std::size_t first = frame_.fixed.size();
    for (const auto& n : fixed_) {
      if (n == one) frame_.intercepts.push_back(static_cast<int>(frame_.fixed.size()));
      frame_.fixed.push_back({n, {}});
    }
    if (not spec_.by_slope.empty())
      for (const auto l : used_levels_)
        frame_.fixed.push_back({spec_.by_label + level_names_[l] + ":" + spec_.by_slope,
                                level_column(l, &columns_[place(spec_.by_slope)])});
    for (const auto& n : spec_.random) {
      const auto same =
          std::find_if(frame_.fixed.begin(), frame_.fixed.end(), [&](const auto& c) { return c.name == n; });
      if (same != frame_.fixed.end())
        frame_.random.push_back({n, static_cast<int>(same - frame_.fixed.begin()), {}});
      else
        frame_.random.push_back(
            {n, -1, n == one ? std::vector<double>(keep_.size(), 1.0) : columns_[place(n)]});
    }
    for (std::size_t k = 0; k < fixed_.size(); ++k) {
      const auto earlier =
          static_cast<std::size_t>(std::find(fixed_.begin(), fixed_.end(), fixed_[k]) - fixed_.begin());
      auto& values = frame_.fixed[first + k].values;
      if (fixed_[k] == one)
        values.assign(keep_.size(), 1.0);
      else if (earlier < k)  // named twice: the fit will say so
        values = frame_.fixed[first + earlier].values;
      else
        values = std::move(columns_[place(fixed_[k])]);
    }
    frame_.correlated = spec_.correlated;
    const auto& client = data_.table().client;
    frame_.time.resize(keep_.size());
    for (std::size_t i = 0; i < keep_.size(); ++i) {
      frame_.time[i] = data_.session()[keep_[i]];
      if (i == 0 or client.code[keep_[i]] != client.code[keep_[i - 1]]) {
        frame_.offsets.push_back(i);
        frame_.group_names.push_back(client.levels[static_cast<std::size_t>(client.code[keep_[i]])]);
        group_client_.push_back(static_cast<std::size_t>(client.code[keep_[i]]));
      }
    }
    frame_.offsets.push_back(keep_.size());
    frame_.row = keep_;
  }

  Outcome<bool> nest() {
    std::size_t changed = 0;
    const auto group = data_.main_group("therapist", changed);
    if (not group) return std::unexpected(group.error());
    if (changed > 0)
      frame_.notes.push_back(
          {Code::therapist_changed,
           std::to_string(changed) +
               " clients changed therapist; each counts for the therapist of most sessions.",
           {}});
    const auto& names = data_.table().label("therapist")->levels;
    std::vector<std::size_t> by_name(names.size());
    std::iota(by_name.begin(), by_name.end(), std::size_t{0});
    std::sort(by_name.begin(), by_name.end(), [&](auto a, auto b) { return names[a] < names[b]; });
    std::vector<std::int32_t> seen(names.size(), -2);
    for (const auto c : group_client_) {
      if ((*group)[c] < 0)
        return refuse(Code::malformed_input, "A client has no therapist in any session.",
                      {data_.client_name(c)});
      seen[static_cast<std::size_t>((*group)[c])] = -1;
    }
    for (const auto n : by_name)
      if (seen[n] == -1) {
        seen[n] = static_cast<std::int32_t>(frame_.outer_names.size());
        frame_.outer_names.push_back(names[n]);
      }
    for (const auto c : group_client_) frame_.outer.push_back(seen[static_cast<std::size_t>((*group)[c])]);
    return true;
  }

  const Prepared& data_;
  const ModelSpec& spec_;
  Frame frame_;
  std::vector<double> y_;
  std::vector<std::string> fixed_, names_;
  std::vector<std::vector<double>> columns_;
  std::vector<std::int32_t> level_;
  std::vector<std::string> level_names_;
  std::vector<std::size_t> used_levels_, group_client_;
  std::vector<std::uint32_t> keep_;
};

}  // namespace

Outcome<ModelSpec> catalogue_model(std::string_view id) {
  for (auto& m : all_models())
    if (m.id == id) return m;
  return refuse(Code::invalid_argument, "There is no model called '" + std::string(id) + "'.",
                {std::string(id)});
}

std::vector<std::string> catalogue_ids() {
  std::vector<std::string> ids;
  for (const auto& m : all_models()) ids.push_back(m.id);
  return ids;
}

std::vector<std::string> columns_of(const ModelSpec& spec) {
  std::vector<std::string> out{spec.outcome};
  const auto add = [&](std::string_view variable) {
    if (auto raw = raw_column(variable); raw != one and raw != "session") out.push_back(std::move(raw));
  };
  for (const auto* terms : {&spec.fixed, &spec.random})
    for (const auto& term : *terms) {
      const auto colon = term.find(':');
      add(std::string_view(term).substr(0, colon));
      if (colon != std::string::npos) add(std::string_view(term).substr(colon + 1));
    }
  if (not spec.by_slope.empty()) add(spec.by_slope);
  if (not spec.by.empty()) out.push_back(spec.by);
  if (spec.nested) out.emplace_back("therapist");
  out.insert(out.end(), spec.covariates.begin(), spec.covariates.end());
  return out;
}

Outcome<Frame> build_frame(const Prepared& data, const ModelSpec& spec) {
  return FrameBuilder(data, spec).build();
}

}  // namespace intersession::evidence

#include "insight/fit_request.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "evidence/catalogue.hpp"
#include "evidence/kenward_roger.hpp"
#include "evidence/practice_evidence.hpp"
#include "evidence/profile_interval.hpp"
#include "evidence/residual_correlation.hpp"
#include "evidence/subgroup_slopes.hpp"
#include "insight/fit_json.hpp"

namespace intersession::insight {

namespace {

using evidence::Code;
using evidence::Frame;
using evidence::LinearFit;
using evidence::Note;
using evidence::Outcome;
using evidence::Prepared;

constexpr std::array within_names{"xw1", "xw0", "xd1", "yw1", "dfw0"};

bool one_of(std::string_view id, std::initializer_list<std::string_view> ids) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

class Fitting {
 public:
  Fitting(const Prepared& data, const FitRequest& request, const Stage& stage)
      : data_(data), request_(request), stage_(stage) {}

  Outcome<json::object> run() {
    tell("frame");
    auto frame = frame_of(request_.model);
    if (not frame) return std::unexpected(frame.error());
    frame_ = std::move(*frame);
    if (auto fine = carries(); not fine) return std::unexpected(fine.error());
    tell("fit");
    const bool logistic = one_of(request_.model, {"G1", "G2", "G3"});
    if (auto fitted = logistic ? fit_logistic() : fit_linear(); not fitted)
      return std::unexpected(fitted.error());
    judge();
    out_["warnings"] = warnings(notes_);
    return std::move(out_);
  }

 private:
  void tell(std::string_view what) const {
    if (stage_) stage_(what);
  }
  bool correlated() const { return one_of(request_.model, {"A1", "A1ri"}); }
  bool extras() const { return request_.checks.value_or(frame_.rows() <= most_rows_for_checks); }

  Outcome<Frame> frame_of(std::string_view id) const { return frame_for(data_, id, request_); }

  /// What the data cannot carry is refused here; what they carry badly is noted.
  Outcome<bool> carries() {
    notes_ = frame_.notes;
    const auto clients = frame_.groups();
    if (clients < evidence::least_clients)
      return evidence::refuse(Code::too_few_clients,
                              "With fewer than five clients only single courses can be looked at, one client "
                              "at a time (n-of-1).");
    for (const auto& column : frame_.fixed) {
      if (std::find(within_names.begin(), within_names.end(), column.name) == within_names.end()) continue;
      const auto varying = clients_varying(column.values);
      if (varying == 0)
        return evidence::refuse(
            Code::no_within_variation,
            "This never varies within a client, so more or less of it cannot be compared.", {column.name});
      if (static_cast<double>(varying) < 0.6 * static_cast<double>(clients))
        notes_.push_back(
            {Code::little_within_variation,
             "The within effect rests on the " + std::to_string(varying) + " clients in whom it varied.",
             {column.name}});
    }
    if (clients < evidence::clients_for_ease)
      notes_.push_back({Code::few_clients,
                        "Few clients: " + std::to_string(clients) + ". Read the intervals, not the point.",
                        {}});
    if (clients < evidence::clients_for_slope and frame_.q() > 1)
      notes_.push_back(
          {Code::few_clients,
           "With fewer than 15 clients an own effect of each is hardly estimable; M1ri takes it as "
           "equal for all.",
           {}});
    if (request_.model == "M2" and frame_.outer_names.size() < evidence::least_therapists)
      notes_.push_back(
          {Code::too_few_therapists,
           "Fewer than five therapists: their differences are hardly estimable, and the figure for them says "
           "little.",
           {}});
    std::vector<std::size_t> rows;
    for (std::size_t g = 0; g < clients; ++g) rows.push_back(frame_.offsets[g + 1] - frame_.offsets[g]);
    const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
    std::nth_element(rows.begin(), middle, rows.end());
    if (*middle < 4)
      notes_.push_back(
          {Code::few_rows_per_client, "Half of the clients have fewer than four usable sessions.", {}});
    return true;
  }

  std::size_t clients_varying(const std::vector<double>& x) const {
    std::size_t count = 0;
    for (std::size_t g = 0; g < frame_.groups(); ++g)
      count += std::any_of(x.begin() + static_cast<std::ptrdiff_t>(frame_.offsets[g]),
                           x.begin() + static_cast<std::ptrdiff_t>(frame_.offsets[g + 1]),
                           [&](double v) { return std::abs(v - x[frame_.offsets[g]]) > 1e-12; });
    return count;
  }

  Outcome<bool> fit_linear() {
    const evidence::FitOptions options{.reml = not request_.ml, .threads = request_.threads};
    if (correlated()) {
      const bool continuous = request_.car or request_.weeks;
      const auto kind = continuous ? evidence::Correlation::car1 : evidence::Correlation::ar1;
      auto fit = evidence::fit_correlated(frame_, kind, options);
      if (not fit) return std::unexpected(fit.error());
      keep(std::move(*fit));
      out_["correlation"] = continuous ? "CAR1" : "AR1";
      out_["phi"] = number(fit_.phi);
      if (request_.intervals) {
        const auto phi = evidence::phi_interval(frame_, fit_, kind);
        out_["phi_ci95"] = json::array{number(phi.lo), number(phi.hi)};
      }
      return true;
    }
    model_.emplace(frame_, options.reml, options.threads);
    auto fit = evidence::fit_linear(*model_, options);
    if (not fit) return std::unexpected(fit.error());
    keep(std::move(*fit));
    small_sample();
    if (request_.intervals) profile();
    if (extras()) {
      const auto r2 = evidence::r_squared(*model_, fit_);
      out_["r2_marginal"] = number(r2.marginal);
      out_["r2_conditional"] = number(r2.conditional);
      out_["autocorrelation_lag1"] = number(evidence::lag1_autocorrelation(*model_, fit_));
    }
    if (one_of(request_.model, {"T1", "M1s", "M1p"})) subgroups();
    return true;
  }

  void keep(LinearFit fit) {
    fit_ = std::move(fit);
    out_ = fit_json(fit_, frame_);
    notes_.insert(notes_.end(), fit_.notes.begin(), fit_.notes.end());
  }

  /// Kenward-Roger beside Satterthwaite where clients are few.
  void small_sample() {
    if (frame_.groups() >= evidence::clients_for_satterthwaite or not fit_.reml) return;
    const auto kr = evidence::kenward_roger(*model_, fit_);
    if (not kr) return;
    json::object se, df, p;
    for (std::size_t k = 0; k < kr->effects.size(); ++k) {
      se[fit_.names[k]] = number(kr->effects[k].se);
      df[fit_.names[k]] = number(kr->effects[k].df);
      p[fit_.names[k]] = number(kr->effects[k].p);
    }
    out_["se_kr"] = std::move(se);
    out_["df_kr"] = std::move(df);
    out_["p_kr"] = std::move(p);
  }

  void profile() {
    json::array intervals;
    for (const auto& i : evidence::profile_intervals(frame_, fit_))
      intervals.push_back(json::object{{"grp", i.group},
                                       {"var1", i.var1},
                                       {"var2", i.var2},
                                       {"ci95_lo", number(i.lo)},
                                       {"ci95_hi", number(i.hi)}});
    out_["profile_ci95"] = std::move(intervals);
  }

  void subgroups() {
    const auto found = evidence::subgroup_slopes(data_, request_.model);
    if (not found) {
      notes_.push_back({found.error().code, found.error().sentence, found.error().names});
      return;
    }
    json::array slopes;
    for (const auto& s : found->slopes) {
      auto slope = effect(s.effect);
      slope["level"] = s.level;
      slope["rows"] = s.rows;
      slope["clients"] = s.clients;
      slope["p_holm"] = number(s.p_holm);
      slope["p_bh"] = number(s.p_bh);
      slopes.push_back(std::move(slope));
    }
    out_["slopes"] = std::move(slopes);
    out_["too_few"] = core::json_texts(found->too_few);
    out_["lrt_heterogeneity"] = {{"chisq", number(found->heterogeneity.chi_square)},
                                 {"df", number(found->heterogeneity.df)},
                                 {"p", number(found->heterogeneity.p)}};
  }

  Outcome<bool> fit_logistic() {
    const int points =
        request_.quadrature_points == 0 ? evidence::advised_quadrature(frame_) : request_.quadrature_points;
    const auto fit = evidence::fit_logistic(frame_, {.quadrature_points = points});
    if (not fit) return std::unexpected(fit.error());
    out_ = fit_json(*fit, frame_);
    notes_.insert(notes_.end(), fit->notes.begin(), fit->notes.end());
    return true;
  }

  std::optional<evidence::Effect> check(std::string_view id, std::string_view name, json::object& checks) {
    const auto frame = frame_of(id);
    if (not frame) return std::nullopt;
    const evidence::FitOptions options{.threads = request_.threads};
    const auto fit =
        id.starts_with("A1")
            ? evidence::fit_correlated(
                  *frame, request_.weeks ? evidence::Correlation::car1 : evidence::Correlation::ar1, options)
            : evidence::fit_linear(*frame, options);
    if (not fit) {
      notes_.push_back({fit.error().code,
                        "The check " + std::string(id) + " could not be made: " + fit.error().sentence,
                        fit.error().names});
      return std::nullopt;
    }
    const auto e = fit->effect(name);
    auto found = effect(e);
    found["nobs"] = fit->nobs;
    if (id.starts_with("A1")) found["phi"] = number(fit->phi);
    checks[id] = std::move(found);
    return e;
  }

  void judge() {
    out_["verdict"] = "not_judged";
    if (not one_of(request_.model, {"M1", "M1ri", "M1u", "M1t", "M2"}) or request_.ml) {
      out_["verdict_text"] = "This fit is a part of the question; M1 is the one that is judged.";
      return;
    }
    if (not extras()) {
      out_["verdict_text"] = "Not judged: above " + std::to_string(most_rows_for_checks) +
                             " rows the checks are made only when asked for (--checks).";
      return;
    }
    tell("check");
    json::object checks;
    evidence::VerdictInput in;
    in.main = fit_.effect("xw1");
    in.correlated = check(request_.model == "M1ri" ? "A1ri" : "A1", "xw1", checks);
    if (in.correlated and std::abs(in.correlated->estimate - in.main.estimate) > in.main.se)
      notes_.push_back(
          {Code::autocorrelation_changes_effect,
           "Carry-over between sessions changes the effect by more than its standard error; read "
           "the check with carry-over in its place.",
           {}});
    in.detrended = check("M1d", "xd1", checks);
    check("M1c", "xw0", checks);
    in.reversed = check("M1r", "yw1", checks);
    if (evidence::feedback_found(in.reversed)) notes_.push_back(evidence::feedback_note());
    if (const auto ahead = evidence::predetermined_effect(data_)) {
      in.predetermined = ahead->effect;
      checks["predetermined"] = effect(ahead->effect);
    }
    const auto effects =
        evidence::within_between(data_, *model_, fit_, {.lower_is_better = request_.lower_is_better});
    if (effects) {
      out_["effects"] = effects_json(*effects);
      if (effects->typical_swing > 0) in.typical_swing = effects->typical_swing;
    }
    in.smallest_effect = request_.smallest_effect;
    in.clients = frame_.groups();
    in.rows = frame_.rows();
    in.lower_is_better = request_.lower_is_better;
    const auto verdict = evidence::judge(in);
    out_["verdict"] = evidence::name(verdict.verdict);
    out_["verdict_text"] = verdict.sentence;
    out_["between_text"] = evidence::between_sentence(fit_.effect("xb"), request_.lower_is_better);
    out_["checks"] = std::move(checks);
  }

  const Prepared& data_;
  const FitRequest& request_;
  const Stage& stage_;
  Frame frame_;
  LinearFit fit_;
  std::optional<evidence::LinearModel> model_;
  std::vector<Note> notes_;
  json::object out_;
};

}  // namespace

Outcome<evidence::ModelSpec> spec_for(std::string_view id, const FitRequest& request) {
  auto spec = evidence::catalogue_model(id == "A1" ? "M1" : id == "A1ri" ? "M1ri" : id);
  if (not spec) return spec;
  spec->id = id;
  spec->covariates = request.covariates;
  if (request.log_weeks)
    for (auto* terms : {&spec->fixed, &spec->random})
      for (auto& term : *terms)
        if (term == "lt" or term.ends_with(":lt")) term.replace(term.size() - 2, 2, "lw");
  return spec;
}

Outcome<Frame> frame_for(const Prepared& data, std::string_view id, const FitRequest& request) {
  const auto spec = spec_for(id, request);
  if (not spec) return std::unexpected(spec.error());
  auto frame = evidence::build_frame(data, *spec);
  if (not frame or not request.weeks) return frame;
  const auto weeks = data.column("weeks");
  if (not weeks) return std::unexpected(weeks.error());
  for (std::size_t r = 0; r < frame->rows(); ++r) {
    frame->time[r] = (*weeks)[frame->row[r]];
    if (std::isnan(frame->time[r]))
      return evidence::refuse(Code::malformed_input, "Distances in weeks need a date in every row used.",
                              {"date"});
  }
  return frame;
}

std::vector<std::string> model_ids() {
  auto ids = evidence::catalogue_ids();
  ids.insert(std::find(ids.begin(), ids.end(), "E1"), {"A1", "A1ri"});
  return ids;
}

Outcome<json::object> run_fit(const Prepared& data, const FitRequest& request, const Stage& stage) {
  return Fitting(data, request, stage).run();
}

}  // namespace intersession::insight

#include "insight/study.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evidence/catalogue.hpp"
#include "evidence/distributions.hpp"
#include "evidence/subgroup_slopes.hpp"
#include "insight/adherence.hpp"
#include "insight/analyses.hpp"
#include "insight/fit_json.hpp"
#include "insight/one_client.hpp"

namespace intersession::insight {

namespace {

using evidence::Code;
using evidence::Frame;
using evidence::LinearFit;
using evidence::Prepared;

constexpr std::size_t most_quantiles = 99;  // points of the QQ picture
constexpr int most_lags = 6, most_sessions_shown = 30;

json::value told(Answer answer) {
  return answer ? json::value(*std::move(answer)) : refused(answer.error());
}

class Study {
 public:
  Study(const Prepared& data, const StudyOptions& options, const Stage& stage)
      : data_(data), options_(options), stage_(stage) {}

  json::object tell() {
    out_["id"] = "study";
    stage("fit");
    auto practice = evidence::practice_evidence(data_, options_.practice);
    if (practice) {
      main(*practice);
      checks(*practice);
      drop_out(practice->drop_out);
    } else {
      out_["refused"] = problem(practice.error());
      out_["counts"] = {{"clients", data_.clients()}, {"rows", data_.rows()}};
      out_["verdict"] = "refused";
      out_["verdict_text"] = practice.error().sentence;
      out_["warnings"] = json::array();
    }
    stage("check");
    out_["types"] = subgroup("T1", "hw_type", "kinds of homework");
    out_["stages"] = subgroup("M1s", "stage", "stages of therapy");
    out_["clinics"] = clinics();
    out_["therapists"] = therapists();
    if (options_.clients) out_["clients"] = clients();
    out_["change"] =
        options_.rule
            ? told(change_json(data_, *options_.rule))
            : refused(Code::invalid_argument,
                      "No measure with a known reliable change was named, so change is not classed.");
    out_["phases"] = phases();
    out_["response"] = told(response_json(data_, {.scale = options_.scale}));
    out_["mediation"] = practice ? told(mediation_json(data_)) : refused(practice.error());
    out_["adherence"] = adherence_json(data_);
    out_["diagnostics"] = diagnostics();
    return std::move(out_);
  }

 private:
  void stage(std::string_view name) const {
    if (stage_) stage_(name);
  }

  void main(const evidence::PracticeEvidence& p) {
    json::array missing;
    for (const auto& m : p.counts.missing)
      missing.push_back(json::object{{"variable", m.variable}, {"share", number(m.share)}});
    out_["counts"] = {{"clients", p.counts.clients},
                      {"clients_used", p.counts.clients_used},
                      {"rows", p.counts.rows},
                      {"rows_used", p.counts.rows_used},
                      {"rows_lost_to_lag", p.counts.rows_lost_to_lag},
                      {"sessions_median", number(p.counts.sessions_median)},
                      {"sessions_min", p.counts.sessions_min},
                      {"sessions_max", p.counts.sessions_max},
                      {"clients_varying", p.counts.clients_varying},
                      {"missing", std::move(missing)}};
    frame_ = evidence::build_frame(data_, spec(p.model)).value();
    fit_ = p.main;
    out_["main"] = fit_json(p.main, *frame_);
    out_["df_method"] = p.df_method;
    out_["headline"] = effect(p.headline);
    out_["headline_from_correlated"] = p.headline_from_correlated;
    out_["effects"] = effects_json(p.effects);
    out_["r2"] = {{"marginal", number(p.r2.marginal)}, {"conditional", number(p.r2.conditional)}};
    out_["autocorrelation_lag1"] = number(p.autocorrelation);
    out_["verdict"] = evidence::name(p.verdict.verdict);
    out_["verdict_text"] = p.verdict.sentence;
    out_["between_text"] = p.between;
    out_["warnings"] = warnings(p.notes);
    json::array influential;
    for (const auto& i : p.most_influential)
      influential.push_back(json::object{{"client", i.group},
                                         {"distance", number(i.distance)},
                                         {"within_without", number(i.without[p.main.index("xw1")])}});
    out_["most_influential"] = std::move(influential);
  }

  void drop_out(const std::optional<evidence::DropOut>& d) {
    if (not d) return;
    out_["drop_out"] = {{"complete_from", d->complete_from},
                        {"completers", d->completers},
                        {"left", d->left},
                        {"baseline", effect(d->baseline)},
                        {"slope", effect(d->slope)},
                        {"filled", d->filled},
                        {"effect_at_zero", number(d->effect_at_zero)},
                        {"tipping_delta", number(d->tipping_delta)},
                        {"text", d->sentence}};
  }

  void checks(const evidence::PracticeEvidence& p) {
    json::object found;
    const auto add = [&](const char* id, const std::optional<LinearFit>& fit, const char* name) {
      if (not fit) return;
      auto e = effect(fit->effect(name));
      e["nobs"] = fit->nobs;
      if (fit->phi != 0) e["phi"] = number(fit->phi);
      found[id] = std::move(e);
    };
    add("A1", p.correlated, "xw1");
    add("M1d", p.detrended, "xd1");
    add("M1c", p.concurrent, "xw0");
    add("M1r", p.reversed, "yw1");
    add("M1ri", p.intercept_only, "xw1");
    add("M2", p.nested, "xw1");
    if (p.predetermined) found["predetermined"] = effect(p.predetermined->effect);
    if (p.predetermined_reversed) found["predetermined_reversed"] = effect(p.predetermined_reversed->effect);
    out_["checks"] = std::move(found);
    phi_ = p.correlated ? std::optional(p.correlated->phi) : std::nullopt;
  }

  evidence::ModelSpec spec(std::string_view id) const {
    auto s = *evidence::catalogue_model(id);
    s.covariates = options_.practice.covariates;
    return s;
  }

  json::value subgroup(std::string_view model, std::string_view label, const std::string& what) const {
    if (data_.table().label(label) == nullptr)
      return refused(Code::missing_column,
                     "The table does not tell " + what + " apart (column " + std::string(label) + ").");
    const auto found = evidence::subgroup_slopes(data_, model);
    if (not found) return refused(found.error());
    json::array slopes;
    for (const auto& s : found->slopes) {
      auto one = effect(s.effect);
      one["level"] = s.level;
      one["rows"] = s.rows;
      one["clients"] = s.clients;
      one["p_holm"] = number(s.p_holm);
      slopes.push_back(std::move(one));
    }
    return json::object{{"slopes", std::move(slopes)},
                        {"heterogeneity",
                         {{"chisq", number(found->heterogeneity.chi_square)},
                          {"df", number(found->heterogeneity.df)},
                          {"p", number(found->heterogeneity.p)}}},
                        {"too_few", core::json_texts(found->too_few)}};
  }

  json::value clinics() const {
    const auto* clinic = data_.table().label("clinic");
    if (clinic == nullptr or clinic->levels.size() < 2)
      return refused(Code::too_few_clinics, "There is one clinic, so clinics are not compared.");
    return told(pool_clinics_json(data_.table()));
  }

  /// Therapists' own rows, each fitted with one effect for all; from ten clients on, as for clinics.
  json::value therapists() const {
    const auto* label = data_.table().label("therapist");
    if (label == nullptr) return refused(Code::missing_column, "The table does not tell therapists apart.");
    const auto frame = evidence::build_frame(data_, spec("M1ri"));
    if (not frame) return refused(frame.error());
    std::size_t changed = 0;
    const auto group = data_.main_group("therapist", changed).value();
    json::array slopes;
    for (std::size_t t = 0; t < label->levels.size(); ++t) {
      const auto own =
          rows_of(*frame, [&](std::size_t client) { return group[client] == static_cast<std::int32_t>(t); });
      if (own.groups() < 10) continue;
      const auto fit = evidence::fit_linear(own);
      if (not fit) continue;
      auto one = effect(fit->effect("xw1"));
      one["level"] = label->levels[t];
      one["rows"] = own.rows();
      one["clients"] = own.groups();
      slopes.push_back(std::move(one));
    }
    if (slopes.empty())
      return refused(Code::too_few_therapists, "No therapist has ten clients with enough sessions.");
    return json::object{{"slopes", std::move(slopes)}};
  }

  /// The groups of a frame whose client (a row number of data_) passes.
  template <class Pass>
  Frame rows_of(const Frame& all, Pass pass) const {
    Frame own = all;
    own.y.clear(), own.time.clear(), own.row.clear(), own.group_names.clear(), own.offsets = {0};
    for (auto& c : own.fixed) c.values.clear();
    for (auto& c : own.random) c.own.clear();
    for (std::size_t g = 0; g < all.groups(); ++g) {
      const auto client = static_cast<std::size_t>(data_.table().client.code[all.row[all.offsets[g]]]);
      if (not pass(client)) continue;
      for (std::size_t r = all.offsets[g]; r < all.offsets[g + 1]; ++r) {
        own.y.push_back(all.y[r]), own.time.push_back(all.time[r]), own.row.push_back(all.row[r]);
        for (std::size_t k = 0; k < all.fixed.size(); ++k)
          own.fixed[k].values.push_back(all.fixed[k].values[r]);
        for (std::size_t k = 0; k < all.random.size(); ++k)
          if (not all.random[k].own.empty()) own.random[k].own.push_back(all.random[k].own[r]);
      }
      own.group_names.push_back(all.group_names[g]);
      own.offsets.push_back(own.y.size());
    }
    return own;
  }

  json::value clients() {
    ShrunkenSlopes shrunken;
    if (fit_) {
      evidence::LinearModel model(*frame_, true, options_.practice.threads);
      if (const auto fit = evidence::fit_linear(model, {.threads = options_.practice.threads}))
        shrunken = shrunken_slopes(model, *fit);
    }
    const auto y = data_.column("outcome"), x = data_.column("hw_qty");
    if (not y or not x) return refused(not y ? y.error() : x.error());
    const auto* type = data_.table().label("hw_type");
    json::array all;
    for (std::size_t c = 0; c < data_.clients(); ++c) {
      json::object one{{"client", data_.client_name(c)}};
      json::array points;
      double sum_x = 0, sum_y = 0, n_x = 0, n_y = 0;
      for (std::size_t r = data_.first_row(c); r < data_.first_row(c + 1); ++r) {
        json::object point{
            {"session", data_.session()[r]}, {"outcome", number((*y)[r])}, {"hw_qty", number((*x)[r])}};
        if (type != nullptr and type->code[r] >= 0)
          point["hw_type"] = type->levels[static_cast<std::size_t>(type->code[r])];
        points.push_back(std::move(point));
        if (not std::isnan((*x)[r])) sum_x += (*x)[r], n_x += 1;
        if (not std::isnan((*y)[r])) sum_y += (*y)[r], n_y += 1;
      }
      one["points"] = std::move(points);
      one["mean_hw"] = number(sum_x / n_x);
      one["mean_outcome"] = number(sum_y / n_y);
      own_slope(c, one);
      const auto found = shrunken.find(data_.client_name(c));
      if (found != shrunken.end()) {
        auto slope = shrunken_json(found->second);
        one["sentence"] = client_sentence(found->second.slope, read_number(slope.at("ci95_lo")),
                                          read_number(slope.at("ci95_hi")), found->second.rows);
        one["shrunken_slope"] = std::move(slope);
      }
      all.push_back(std::move(one));
    }
    return all;
  }

  void own_slope(std::size_t c, json::object& one) const {
    const auto n = evidence::n_of_one(data_, data_.client_name(c), {.group_phi = phi_});
    if (not n) return;
    one["rows"] = n->rows;
    if (n->slope) one["own_slope"] = effect(*n->slope);
    if (n->depth != evidence::Depth::graph) one["tau"] = number(n->tau);
    one["warnings"] = warnings(n->notes);
  }

  /// Phases A and B of the first client that has both (text column "phase").
  json::value phases() const {
    const auto* phase = data_.table().label("phase");
    if (phase == nullptr)
      return refused(Code::missing_column,
                     "No phases A and B are marked (column phase), so no single-case figures are given.");
    const auto y = data_.column("outcome").value();
    for (std::size_t c = 0; c < data_.clients(); ++c) {
      std::vector<double> a, b;
      for (std::size_t r = data_.first_row(c); r < data_.first_row(c + 1); ++r) {
        if (phase->code[r] < 0 or std::isnan(y[r])) continue;
        const auto& level = phase->levels[static_cast<std::size_t>(phase->code[r])];
        if (level == "A" and b.empty()) a.push_back(y[r]);
        if (level == "B") b.push_back(y[r]);
      }
      if (a.size() < 3 or b.size() < 2) continue;
      auto found = single_case_json(
          a, b,
          {.improvement = options_.practice.lower_is_better ? evidence::Improvement::decrease
                                                            : evidence::Improvement::increase});
      if (found) (*found)["client"] = data_.client_name(c);
      return told(std::move(found));
    }
    return refused(Code::few_usable_rows, "No client has three values in phase A and two in phase B.");
  }

  json::value diagnostics() const {
    json::object out;
    json::array missing;
    for (const auto& at : evidence::missing_by_session(data_, {"outcome", "hw_qty"})) {
      if (at.clients == 0 or at.session > most_sessions_shown) continue;
      json::object one{{"session", at.session}, {"rows", at.clients}, {"hw_qty", nullptr}};
      for (const auto& [variable, share] : at.share) one[variable] = number(share);
      missing.push_back(std::move(one));
    }
    out["missing_by_session"] = std::move(missing);
    if (not fit_) return out;
    evidence::LinearModel model(*frame_, true, options_.practice.threads);
    const auto fit =
        evidence::fit_linear(model, {.threads = options_.practice.threads, .degrees_of_freedom = false});
    if (not fit) return out;
    const auto fitted = evidence::fitted_values(model, *fit);
    std::vector<double> residual(fitted.size());
    for (std::size_t r = 0; r < fitted.size(); ++r) residual[r] = (frame_->y[r] - fitted[r]) / fit->sigma;
    out["acf"] = autocorrelations(residual);
    out["by_fitted"] = by_fitted(fitted, residual);
    std::sort(residual.begin(), residual.end());
    json::array qq;
    const auto points = std::min(most_quantiles, residual.size());
    for (std::size_t k = 0; k < points; ++k) {
      const double p = (static_cast<double>(k) + 0.5) / static_cast<double>(points);
      const auto at = static_cast<std::size_t>(p * static_cast<double>(residual.size()));
      qq.push_back(
          json::object{{"normal", number(evidence::normal_quantile(p))}, {"residual", number(residual[at])}});
    }
    out["qq"] = std::move(qq);
    return out;
  }

  /// Mean and spread of the residuals in tenths of the fitted values: both should stay the same.
  static json::array by_fitted(const std::vector<double>& fitted, const std::vector<double>& residual) {
    std::vector<std::size_t> order(fitted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return fitted[a] < fitted[b]; });
    json::array out;
    const std::size_t parts = std::clamp<std::size_t>(order.size() / 5, 1, 10);
    for (std::size_t k = 0; k < parts; ++k) {
      double n = 0, at = 0, mean = 0, squares = 0;
      for (std::size_t i = k * order.size() / parts; i < (k + 1) * order.size() / parts; ++i) {
        const double r = residual[order[i]];
        n += 1, at += fitted[order[i]], mean += r, squares += r * r;
      }
      mean /= n;
      out.push_back(json::object{{"fitted", number(at / n)},
                                 {"mean", number(mean)},
                                 {"sd", number(std::sqrt(std::max(0.0, squares / n - mean * mean)))},
                                 {"n", n}});
    }
    return out;
  }

  /// Of residuals of one client, so many session numbers apart.
  json::array autocorrelations(const std::vector<double>& residual) const {
    json::array out;
    double variance = 0;
    for (const double v : residual) variance += v * v / static_cast<double>(residual.size());
    for (int lag = 1; lag <= most_lags; ++lag) {
      double sum = 0, pairs = 0;
      for (std::size_t g = 0; g < frame_->groups(); ++g)
        for (std::size_t r = frame_->offsets[g]; r < frame_->offsets[g + 1]; ++r)
          for (std::size_t s = r + 1; s < frame_->offsets[g + 1] and frame_->time[s] - frame_->time[r] <= lag;
               ++s)
            if (frame_->time[s] - frame_->time[r] == lag) sum += residual[r] * residual[s], pairs += 1;
      if (pairs > 0)
        out.push_back(json::object{{"lag", lag}, {"r", number(sum / pairs / variance)}, {"pairs", pairs}});
    }
    return out;
  }

  const Prepared& data_;
  const StudyOptions& options_;
  const Stage& stage_;
  json::object out_;
  std::optional<Frame> frame_;
  std::optional<LinearFit> fit_;
  std::optional<double> phi_;
};

}  // namespace

json::object refused_study(const evidence::Refusal& why) {
  return {{"id", "study"},        {"refused", problem(why)},      {"counts", {{"clients", 0}, {"rows", 0}}},
          {"verdict", "refused"}, {"verdict_text", why.sentence}, {"warnings", json::array()}};
}

json::object study_json(const Prepared& data, const StudyOptions& options, const Stage& stage) {
  return Study(data, options, stage).tell();
}

}  // namespace intersession::insight

#include "evidence/practice_evidence.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/catalogue.hpp"
#include "evidence/kenward_roger.hpp"
#include "evidence/residual_correlation.hpp"

namespace intersession::evidence {
namespace {

constexpr std::size_t rows_to_carry_slope = 4, clients_to_carry_slope = 10;

double median(std::vector<double> v) {
  if (v.empty()) return 0;
  std::sort(v.begin(), v.end());
  const auto n = v.size();
  return n % 2 == 1 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

std::size_t group_rows_of(const Frame& f, std::size_t g) {
  return f.offsets[g + 1] - f.offsets[g];
}

bool varies(const Frame& f, std::size_t g, const std::vector<double>& x) {
  for (std::size_t r = f.offsets[g] + 1; r < f.offsets[g + 1]; ++r)
    if (x[r] != x[f.offsets[g]]) return true;
  return false;
}

class Analysis {
 public:
  Analysis(const Prepared& data, const PracticeOptions& options) : data_(data), options_(options) {}

  Outcome<PracticeEvidence> run() {
    auto frame = frame_of("M1");
    if (not frame) return std::unexpected(frame.error());
    frame_ = std::move(*frame);
    count();
    if (auto ok = refuse_or_warn(); not ok) return std::unexpected(ok.error());
    choose_random_part();
    if (auto ok = fit_main(); not ok) return std::unexpected(ok.error());
    sensitivities();
    judge_all();
    return std::move(out_);
  }

 private:
  Outcome<Frame> frame_of(std::string_view id) const {
    auto spec = *catalogue_model(id);
    spec.covariates = options_.covariates;
    if (random_intercept_only_) spec.random = {"(Intercept)"};
    return build_frame(data_, spec);
  }

  void count() {
    auto& c = out_.counts;
    c.clients = data_.clients(), c.rows = data_.rows(), c.rows_used = frame_.rows(),
    c.clients_used = frame_.groups();
    std::vector<double> sessions;
    for (std::size_t k = 0; k < data_.clients(); ++k)
      sessions.push_back(static_cast<double>(data_.first_row(k + 1) - data_.first_row(k)));
    c.sessions_median = median(sessions);
    c.sessions_min = static_cast<int>(*std::min_element(sessions.begin(), sessions.end()));
    c.sessions_max = static_cast<int>(*std::max_element(sessions.begin(), sessions.end()));
    for (const char* name : {"outcome", "hw_qty"}) {
      const auto v = data_.column(name);
      if (v)
        c.missing.push_back({name, static_cast<double>(std::count_if(
                                       v->begin(), v->end(), [](double x) { return std::isnan(x); })) /
                                       static_cast<double>(v->size())});
    }
    c.missing_by_session = missing_by_session(data_, {"outcome", "hw_qty"});
    const auto y = data_.column("outcome"), x = data_.column("xw1"), now = data_.column("hw_qty");
    for (std::size_t r = 0; r < data_.rows(); ++r)
      c.rows_lost_to_lag += not std::isnan((*y)[r]) and std::isnan((*x)[r]);
    for (std::size_t g = 0; g < frame_.groups(); ++g)
      c.clients_varying += varies(frame_, g, frame_.fixed[1].values);
  }

  void note(Code code, std::string sentence, std::vector<std::string> names = {}) {
    out_.notes.push_back({code, std::move(sentence), std::move(names)});
  }

  Outcome<bool> refuse_or_warn() {
    const auto& c = out_.counts;
    if (c.clients_used < least_clients)
      return refuse(
          Code::too_few_clients,
          "With fewer than five clients only single courses can be looked at, one client at a time; here " +
              std::to_string(c.clients_used) + " of " + std::to_string(c.clients) +
              " have homework that was rated in one session and a score in the next.");
    const auto& x = frame_.fixed[1].values;
    double within = 0, total = 0, mean = 0;
    const auto all = data_.column("hw_qty").value();
    double n = 0;
    for (const double v : all)
      if (not std::isnan(v)) mean += v, n += 1;
    mean /= n;
    for (const double v : all)
      if (not std::isnan(v)) total += (v - mean) * (v - mean) / n;
    for (const double v : x) within += v * v / static_cast<double>(x.size());
    if (c.clients_varying == 0 or std::sqrt(within) < 1e-8 * std::max(std::sqrt(total), std::abs(mean)))
      return refuse(
          Code::no_within_variation,
          "The amount of homework never varies within a client, so more or less of it cannot be compared.",
          {"hw_qty"});
    if (static_cast<double>(c.clients_varying) < 0.6 * static_cast<double>(c.clients_used))
      note(Code::little_within_variation,
           "The within effect rests on the " + std::to_string(c.clients_varying) +
               " clients whose homework varied.",
           {"hw_qty"});
    std::vector<double> rows;
    for (std::size_t g = 0; g < frame_.groups(); ++g)
      rows.push_back(static_cast<double>(group_rows_of(frame_, g)));
    if (c.clients_used < clients_for_ease)
      note(Code::few_clients,
           "Few clients: " + std::to_string(c.clients_used) + ". Read the intervals, not the point.");
    if (median(rows) < 4)
      note(Code::few_rows_per_client, "Half of the clients have fewer than four usable sessions.");
    if (c.rows_lost_to_lag > 0)
      note(Code::lagged_rows_lost, std::to_string(c.rows_lost_to_lag) +
                                       " sessions have no homework from the session just before (first "
                                       "sessions, skipped or missing) and are not used.");
    return true;
  }

  void choose_random_part() {
    std::size_t carrying = 0;
    for (std::size_t g = 0; g < frame_.groups(); ++g)
      carrying +=
          group_rows_of(frame_, g) >= rows_to_carry_slope and varies(frame_, g, frame_.fixed[1].values);
    std::string why;
    if (frame_.groups() < clients_for_slope)
      why = "With fewer than 15 clients the effect is taken as equal for all.";
    else if (carrying < clients_to_carry_slope)
      why =
          "Fewer than 10 clients have four usable sessions with varying homework; the effect is taken as "
          "equal for all.";
    else if (frame_.rows() <= 2 * frame_.groups())
      why = "There are too few sessions per client for an own effect of each; it is taken as equal for all.";
    random_intercept_only_ = not why.empty();
    out_.model = random_intercept_only_ ? "M1ri" : "M1";
    if (random_intercept_only_) note(Code::random_slope_dropped, why);
  }

  Outcome<bool> fit_main() {
    if (random_intercept_only_) {
      frame_ = frame_of("M1ri").value();
      out_.model = "M1ri";
    }
    model_.emplace(frame_, true, options_.threads);
    auto fit = fit_linear(*model_, {.threads = options_.threads});
    if (not fit) return std::unexpected(fit.error());
    out_.main = std::move(*fit);
    out_.df_method = "satterthwaite";
    if (frame_.groups() < clients_for_satterthwaite)
      if (const auto kr = kenward_roger(*model_, out_.main)) {
        out_.df_method = "kenward_roger";
        for (std::size_t k = 0; k < kr->effects.size(); ++k) {
          const auto i = static_cast<Eigen::Index>(k);
          const auto& e = kr->effects[k];
          out_.main.se[i] = e.se, out_.main.df[i] = e.df, out_.main.t[i] = e.t, out_.main.p[i] = e.p,
          out_.main.ci_lo[i] = e.lo, out_.main.ci_hi[i] = e.hi;
        }
      }
    if (out_.main.singular and not random_intercept_only_)
      if (const auto beside = frame_of("M1ri"))
        if (auto f = fit_linear(*beside, {.threads = options_.threads})) out_.intercept_only = std::move(*f);
    auto effects = within_between(data_, *model_, out_.main, {.lower_is_better = options_.lower_is_better});
    if (effects) out_.effects = *effects;
    out_.r2 = r_squared(*model_, out_.main);
    out_.autocorrelation = lag1_autocorrelation(*model_, out_.main);
    out_.most_influential = influence(*model_, out_.main);
    if (out_.most_influential.size() > 5) out_.most_influential.resize(5);
    out_.notes.insert(out_.notes.end(), out_.main.notes.begin(), out_.main.notes.end());
    return true;
  }

  std::optional<LinearFit> other(std::string_view id) {
    const auto frame = frame_of(id);
    if (not frame) return std::nullopt;
    auto fit = fit_linear(*frame, {.threads = options_.threads});
    if (not fit) {
      note(fit.error().code, "The check " + std::string(id) + " could not be made: " + fit.error().sentence,
           fit.error().names);
      return std::nullopt;
    }
    return std::move(*fit);
  }

  void sensitivities() {
    out_.detrended = other("M1d");
    out_.concurrent = other("M1c");
    out_.reversed = reversed();
    if (auto e = predetermined_effect(data_)) out_.predetermined = *e;
    if (auto e = predetermined_effect(data_, {.outcome = "hw_qty", .x = "outcome", .trend = "t0"}))
      out_.predetermined_reversed = *e;
    if (auto d = compare_drop_out(data_, *model_, out_.main)) out_.drop_out = std::move(*d);
    if (auto f = fit_correlated(frame_, Correlation::ar1, {.threads = options_.threads}))
      out_.correlated = std::move(*f);
    else
      note(f.error().code,
           "The check for carry-over between sessions could not be made: " + f.error().sentence);
    if (options_.therapists) therapists();
    out_.headline = out_.main.effect("xw1");
    if (not out_.correlated) return;
    const auto a1 = out_.correlated->effect("xw1");
    const bool moves = std::abs(a1.estimate - out_.headline.estimate) > out_.headline.se;
    const bool strong = std::abs(out_.correlated->phi) > 0.9;
    if (moves)
      note(Code::autocorrelation_changes_effect,
           "Carry-over between sessions changes the effect by more than its standard error; the figure with "
           "carry-over is shown.");
    if (strong)
      note(Code::strong_autocorrelation,
           "Neighbouring sessions are almost alike; the figure with carry-over is shown.");
    if (moves or strong) out_.headline = a1, out_.headline_from_correlated = true;
  }

  std::optional<LinearFit> reversed() {
    auto spec = *catalogue_model("M1r");
    if (random_intercept_only_) spec.random = {"(Intercept)"};
    const auto frame = build_frame(data_, spec);
    if (not frame) return std::nullopt;
    auto fit = fit_linear(*frame, {.threads = options_.threads});
    return fit ? std::optional(std::move(*fit)) : std::nullopt;
  }

  void therapists() {
    const auto frame = frame_of("M2");
    if (not frame or frame->outer_names.size() < least_therapists) {
      note(Code::too_few_therapists,
           "Differences between therapists are not estimated: fewer than five therapists.");
      return;
    }
    if (auto fit = fit_linear(*frame, {.threads = options_.threads})) {
      out_.notes.insert(out_.notes.end(), frame->notes.begin(), frame->notes.end());
      out_.nested = std::move(*fit);
    }
  }

  void judge_all() {
    VerdictInput in;
    in.main = out_.main.effect("xw1");
    if (out_.correlated) in.correlated = out_.correlated->effect("xw1");
    if (out_.detrended) in.detrended = out_.detrended->effect("xd1");
    if (out_.reversed) in.reversed = out_.reversed->effect("yw1");
    if (out_.predetermined) in.predetermined = out_.predetermined->effect;
    if (feedback_found(in.reversed)) out_.notes.push_back(feedback_note());
    in.typical_swing = out_.effects.typical_swing > 0 ? out_.effects.typical_swing : 1;
    in.smallest_effect = options_.smallest_effect;
    in.clients = out_.counts.clients_used, in.rows = out_.counts.rows_used;
    in.lower_is_better = options_.lower_is_better;
    out_.verdict = judge(in);
    out_.between = between_sentence(out_.main.effect("xb"), options_.lower_is_better);
  }

  const Prepared& data_;
  const PracticeOptions& options_;
  Frame frame_;
  bool random_intercept_only_ = false;
  std::optional<LinearModel> model_;
  PracticeEvidence out_;
};

}  // namespace

Outcome<PracticeEvidence> practice_evidence(const Prepared& data, const PracticeOptions& options) {
  return Analysis(data, options).run();
}

}  // namespace intersession::evidence

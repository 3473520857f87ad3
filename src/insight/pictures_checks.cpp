#include <algorithm>
#include <cmath>

#include "insight/picture_parts.hpp"

namespace intersession::insight {

Picture adherence_picture(const json::object& study) {
  const std::string name = "adherence", title = "Was the homework done?";
  if (const auto why = refusal_of(study, "adherence"); not why.empty()) return not_drawn(name, title, why);
  const auto& a = *part(study, "adherence");
  const auto& fit = *part(a, "fit");
  std::string description = "Share done by difficulty: ";
  std::vector<double> range;
  for (const auto& item : *list(a, "by_difficulty")) {
    const auto& p = item.as_object();
    description += fixed(100 * value(p, "share"), 0) + " % at difficulty " +
                   fixed(value(p, "difficulty"), 1) + " (" + fixed(value(p, "n"), 0) + "); ";
  }
  for (const auto& item : *list(a, "curve")) range.push_back(value(item.as_object(), "difficulty"));
  description += "by kind: ";
  for (const auto& item : *list(a, "by_type"))
    description +=
        words(item.as_object(), "level") + " " + fixed(100 * value(item.as_object(), "share"), 0) + " %; ";
  auto drawing = begin(name, title, fixed(value(fit, "nobs"), 0) + " sessions", description, 440);
  const auto [lo, hi] = range_of(range, 0.02);
  const Scale x{lo, hi, kLeft, 380}, y{0, 1, 360, kTop};
  drawing.axes(x, y, "difficulty", "share done");
  std::vector<std::pair<double, double>> curve;
  for (const auto& item : *list(a, "curve"))
    curve.emplace_back(x(value(item.as_object(), "difficulty")), y(value(item.as_object(), "p")));
  drawing.path(curve, Ink::accent);
  for (const auto& item : *list(a, "by_difficulty"))
    drawing.circle(x(value(item.as_object(), "difficulty")), y(value(item.as_object(), "share")), 4.5,
                   Ink::hollow);
  drawing.text(kLeft, 428, "line: model; marks: shares seen, in fifths", Anchor::start, true);
  const auto& types = *list(a, "by_type");
  const Scale bar{0, 1, 540, 660};
  double row = kTop + 10;
  for (const auto& item : types) {
    if (row > 350) break;
    const auto& t = item.as_object();
    drawing.text(532, row + 4, words(t, "level"), Anchor::end, true);
    drawing.rect(540, row - 7, bar(value(t, "share")) - 540, 14, Ink::band2);
    drawing.text(bar(value(t, "share")) + 6, row + 4, fixed(100 * value(t, "share"), 0) + " %", Anchor::start,
                 true);
    row += 26;
  }
  return end(name, title, description, drawing);
}

namespace {

/// Where the four panels of the diagnostics stand.
struct Panel {
  double left, right, top, bottom;
};
constexpr Panel kQuantiles{60, 340, kTop, 300}, kFitted{430, 700, kTop, 300}, kLags{60, 340, 400, 616},
    kMissing{430, 700, 400, 616};

Scale across(const Panel& at, double lo, double hi) {
  return {lo, hi, at.left, at.right};
}
Scale upwards(const Panel& at, double lo, double hi) {
  return {lo, hi, at.bottom, at.top};
}

void quantiles(Drawing& drawing, const json::array& qq) {
  std::vector<double> range;
  for (const auto& item : qq)
    range.insert(range.end(), {value(item.as_object(), "normal"), value(item.as_object(), "residual")});
  const auto [lo, hi] = range_of(range);
  const auto x = across(kQuantiles, lo, hi), y = upwards(kQuantiles, lo, hi);
  drawing.axes(x, y, "normal", "residual");
  drawing.line(x(lo), y(lo), x(hi), y(hi), Ink::dashed);
  for (const auto& item : qq)
    drawing.circle(x(value(item.as_object(), "normal")), y(value(item.as_object(), "residual")), 2.4,
                   Ink::accent);
}

void by_fitted(Drawing& drawing, const json::array& parts) {
  std::vector<double> range, places;
  for (const auto& item : parts) {
    const auto& p = item.as_object();
    places.push_back(value(p, "fitted"));
    range.insert(range.end(), {value(p, "mean") - value(p, "sd"), value(p, "mean") + value(p, "sd")});
  }
  const auto [lo, hi] = range_of(range);
  const auto [first, last] = range_of(places);
  const auto x = across(kFitted, first, last), y = upwards(kFitted, lo, hi);
  drawing.axes(x, y, "fitted, in tenths", "residual: mean and spread");
  drawing.line(x(first), y(0), x(last), y(0), Ink::dashed);
  for (const auto& item : parts) {
    const auto& p = item.as_object();
    const double at = x(value(p, "fitted")), mean = value(p, "mean"), sd = value(p, "sd");
    drawing.line(at, y(mean - sd), at, y(mean + sd), Ink::accent);
    drawing.circle(at, y(mean), 3.5, Ink::accent);
  }
}

void lags(Drawing& drawing, const json::array& acf) {
  const auto x = across(kLags, 0.5, 6.5), y = upwards(kLags, -0.5, 1);
  drawing.axes(x, y, "sessions apart", "carry-over of residuals", true);
  drawing.line(kLags.left, y(0), kLags.right, y(0), Ink::plain);
  for (const auto& item : acf) {
    const double at = x(value(item.as_object(), "lag")),
                 r = std::clamp(value(item.as_object(), "r"), -0.5, 1.0);
    drawing.line(at, y(0), at, y(r), Ink::accent);
    drawing.circle(at, y(r), 3.5, Ink::accent);
  }
}

void missing_shares(Drawing& drawing, const json::array& missing, double most) {
  const double last = missing.empty() ? 1 : value(missing.back().as_object(), "session");
  const auto x = across(kMissing, 0.5, last + 0.5), y = upwards(kMissing, 0, std::max(0.2, 1.1 * most));
  drawing.axes(x, y, "session", "share missing", true);
  for (const auto& [key, ink] : {std::pair("outcome", Ink::accent), std::pair("hw_qty", Ink::dashed)}) {
    std::vector<std::pair<double, double>> run;
    for (const auto& item : missing)
      run.emplace_back(x(value(item.as_object(), "session")), y(value(item.as_object(), key)));
    drawing.path(run, ink);
  }
  drawing.text(704, 682, "line: outcome; dashed: homework", Anchor::end, true);
}

}  // namespace

Picture diagnostics_picture(const json::object& study) {
  const std::string name = "diagnostics", title = "Does the model describe these data?";
  if (const auto why = refusal_of(study, "diagnostics"); not why.empty()) return not_drawn(name, title, why);
  const auto& d = *part(study, "diagnostics");
  const auto *qq = list(d, "qq"), *acf = list(d, "acf"), *missing = list(d, "missing_by_session"),
             *parts = list(d, "by_fitted");
  if (qq == nullptr) return not_drawn(name, title, refusal_of(study, "main"));
  std::string description =
      "Residuals against a normal distribution and by fitted value; carry-over of residuals by lag: ";
  for (const auto& item : *acf)
    description +=
        fixed(value(item.as_object(), "lag"), 0) + ": " + fixed(value(item.as_object(), "r")) + "; ";
  double most_missing = 0;
  for (const auto& item : *missing)
    most_missing =
        std::max({most_missing, value(item.as_object(), "outcome"), value(item.as_object(), "hw_qty")});
  description += "largest share missing in a session: " + fixed(100 * most_missing, 0) + " %.";
  auto drawing = begin(name, title, n_of(study), description, 700);
  quantiles(drawing, *qq);
  by_fitted(drawing, *parts);
  lags(drawing, *acf);
  missing_shares(drawing, *missing, most_missing);
  return end(name, title, description, drawing);
}

}  // namespace intersession::insight

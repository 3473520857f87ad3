#include <algorithm>
#include <cmath>
#include <map>

#include "insight/picture_parts.hpp"

namespace intersession::insight {

namespace {

/// The client asked for, or the one with most sessions.
const json::object* chosen(const json::array& clients, std::string_view client) {
  const json::object* best = nullptr;
  std::size_t most = 0;
  for (const auto& item : clients) {
    const auto& one = item.as_object();
    if (words(one, "client") == client) return &one;
    const auto* points = list(one, "points");
    if (client.empty() and points != nullptr and points->size() > most) most = points->size(), best = &one;
  }
  return best;
}

struct Bands {
  std::vector<std::pair<double, double>> upper68, lower68, upper80, lower80, middle;
};

/// Bands by starting score.
std::map<double, std::vector<const json::object*>> envelopes(const json::object& study) {
  std::map<double, std::vector<const json::object*>> out;
  if (const auto* response = part(study, "response"))
    if (const auto* envelope = list(*response, "envelope"))
      for (const auto& item : *envelope) out[value(item.as_object(), "base")].push_back(&item.as_object());
  return out;
}

void area(Drawing& drawing, const std::vector<std::pair<double, double>>& upper,
          const std::vector<std::pair<double, double>>& lower, Ink ink) {
  auto outline = upper;
  outline.insert(outline.end(), lower.rbegin(), lower.rend());
  drawing.path(outline, ink, true);
}

Bands bands(const std::vector<const json::object*>& points, const Scale& x, const Scale& y) {
  Bands out;
  for (const auto* p : points) {
    const double at = x(value(*p, "session"));
    const auto place = [&](const char* key) {
      return std::pair(at, y(std::clamp(value(*p, key), y.lo, y.hi)));
    };
    out.upper68.push_back(place("upper68two")), out.lower68.push_back(place("lower68two"));
    out.upper80.push_back(place("upper80two")), out.lower80.push_back(place("lower80two"));
    out.middle.push_back(place("expected"));
  }
  return out;
}

}  // namespace

Picture trajectory_picture(const json::object& study, std::string_view client) {
  const std::string name = "trajectory", title = "One client over time";
  const auto* clients = list(study, "clients");
  if (clients == nullptr) return not_drawn(name, title, refusal_of(study, "clients"));
  const auto* one = chosen(*clients, client);
  if (one == nullptr) return not_drawn(name, title, "There is no such client in the data.");
  const auto& points = *list(*one, "points");
  std::vector<double> outcomes, amounts;
  std::map<int, const json::object*> by_session;
  for (const auto& item : points) {
    const auto& p = item.as_object();
    by_session[static_cast<int>(value(p, "session"))] = &p;
    outcomes.push_back(value(p, "outcome")), amounts.push_back(value(p, "hw_qty"));
  }
  const int last = by_session.rbegin()->first;
  double first_score = std::nan("");
  if (by_session.contains(1)) first_score = value(*by_session.at(1), "outcome");
  // The band of the nearest starting score that was worked out.
  const std::vector<const json::object*>* band = nullptr;
  const auto all_bands = envelopes(study);
  for (const auto& [base, rows] : all_bands)
    if (not std::isnan(first_score) and
        (band == nullptr or
         std::abs(base - first_score) < std::abs(value(*band->front(), "base") - first_score)))
      band = &rows;
  if (band != nullptr)
    for (const auto* p : *band)
      if (value(*p, "session") <= last)
        outcomes.insert(outcomes.end(), {value(*p, "upper80two"), value(*p, "lower80two")});
  const auto* change = part(study, "change");
  const auto* rule = change == nullptr ? nullptr : part(*change, "rule");
  if (rule != nullptr) outcomes.push_back(value(*rule, "cutoff"));
  std::string description = "Outcome by session: ";
  for (const auto& [session, p] : by_session)
    description += std::to_string(session) + ": " + fixed(value(*p, "outcome"), 1) + "; ";
  description += "homework as bars below; gaps are sessions without a row.";
  if (const auto sentence = words(*one, "sentence"); not sentence.empty()) description += " " + sentence;
  auto drawing = begin(name, title + " (" + words(*one, "client") + ")",
                       std::to_string(points.size()) + " sessions", description, 560);
  const auto [lo, hi] = range_of(outcomes);
  const Scale x{0.5, last + 0.5, kLeft, kRight}, y{lo, hi, 330, kTop};
  if (band != nullptr) {
    std::vector<const json::object*> shown;
    for (const auto* p : *band)
      if (value(*p, "session") <= last) shown.push_back(p);
    const auto b = bands(shown, x, y);
    area(drawing, b.upper80, b.lower80, Ink::band);
    area(drawing, b.upper68, b.lower68, Ink::band2);
  }
  drawing.axes(x, y, "", "outcome", true);
  if (rule != nullptr) {
    const double cut = value(*rule, "cutoff"), least = value(*rule, "least_change");
    drawing.line(kLeft, y(cut), kRight, y(cut), Ink::dashed);
    drawing.text(kRight, y(cut) - 6, "cut-off", Anchor::end, true);
    if (not std::isnan(first_score) and first_score - least > lo) {
      drawing.line(kLeft, y(first_score - least), kRight, y(first_score - least), Ink::quiet);
      drawing.text(kLeft + 6, y(first_score - least) - 6, "reliably below the first score", Anchor::start,
                   true);
    }
  }
  std::vector<std::pair<double, double>> run;
  for (int s = 1; s <= last + 1; ++s) {
    const auto found = by_session.find(s);
    const double v = found == by_session.end() ? std::nan("") : value(*found->second, "outcome");
    if (std::isnan(v)) {
      drawing.path(run, Ink::accent);
      run.clear();
      if (s <= last) drawing.line(x(s), 330, x(s), 318, Ink::dashed);
    } else {
      run.emplace_back(x(s), y(v));
      drawing.circle(x(s), y(v), 3.5, Ink::accent);
    }
  }
  const auto [unused, most] = range_of(amounts);
  const Scale bar{0, std::max(1e-9, most), 500, 390};
  drawing.text(kLeft, 382, "homework (amount)", Anchor::start, true);
  const double half = std::min(14.0, 0.35 * (x(1) - x(0)));
  for (const auto& [session, p] : by_session) {
    const double amount = value(*p, "hw_qty");
    if (not std::isnan(amount) and amount > 0)
      drawing.rect(x(session) - half, bar(amount), 2 * half, 500 - bar(amount), Ink::band2);
  }
  drawing.line(kLeft, 500, kRight, 500, Ink::plain);
  drawing.text(kLeft - 8, 394, tick_text(std::round(most * 10) / 10), Anchor::end, true);
  drawing.text((kLeft + kRight) / 2, 540, "session", Anchor::middle);
  return end(name, title, description, drawing);
}

Picture change_picture(const json::object& study) {
  const std::string name = "change", title = "First and last score of each client";
  if (const auto why = refusal_of(study, "change"); not why.empty()) return not_drawn(name, title, why);
  const auto& change = *part(study, "change");
  const auto& rule = *part(change, "rule");
  const double cut = value(rule, "cutoff"), least = value(rule, "least_change");
  std::vector<double> all{cut};
  for (const auto& item : *list(change, "clients"))
    all.insert(all.end(), {value(item.as_object(), "pre"), value(item.as_object(), "post")});
  std::string description = "Clients by class: ";
  std::string counted;
  for (const auto& [kind, count] : *part(change, "counts"))
    counted += (counted.empty() ? "" : ", ") +
               std::string(kind == "not_measured_twice" ? "not measured twice" : std::string(kind)) + " " +
               fixed(read_number(count), 0);
  description += counted + ". Reliable from " + fixed(least, 1) + " points; cut-off " + fixed(cut, 1) + ". " +
                 words(rule, "source");
  auto drawing =
      begin(name, title, std::to_string(list(change, "clients")->size()) + " clients measured twice or more",
            description, 520);
  const auto [lo, hi] = range_of(all);
  const Scale x{lo, hi, kLeft, 480}, y{lo, hi, 440, kTop};
  const auto at = [&](double pre, double post) { return std::pair(x(pre), y(std::clamp(post, lo, hi))); };
  std::vector<std::pair<double, double>> upper, lower;
  for (int k = 0; k <= 40; ++k) {
    const double v = lo + k * (hi - lo) / 40;
    upper.push_back(at(v, v + least)), lower.push_back(at(v, v - least));
  }
  area(drawing, upper, lower, Ink::band);
  drawing.axes(x, y, "first score", "last score");
  drawing.line(x(lo), y(lo), x(hi), y(hi), Ink::plain);
  drawing.line(kLeft, y(cut), 480, y(cut), Ink::dashed);
  drawing.line(x(cut), 440, x(cut), kTop, Ink::dashed);
  for (const auto& item : *list(change, "clients")) {
    const auto& c = item.as_object();
    const auto [px, py] = at(value(c, "pre"), value(c, "post"));
    const auto kind = words(c, "class");
    if (kind == "recovered")
      drawing.circle(px, py, 4.5, Ink::accent);
    else if (kind == "improved")
      drawing.circle(px, py, 4.5, Ink::hollow);
    else if (kind == "deteriorated")
      drawing.rect(px - 4, py - 4, 8, 8, Ink::strong);
    else
      drawing.circle(px, py, 2.5, Ink::quiet);
  }
  const auto& counts = *part(change, "counts");
  double row = 120;
  const auto legend = [&](const char* kind, const char* label, Ink ink, bool square) {
    if (square)
      drawing.rect(506, row - 8, 8, 8, ink);
    else
      drawing.circle(510, row - 4, ink == Ink::quiet ? 2.5 : 4.5, ink);
    drawing.text(524, row, std::string(label) + ": " + fixed(value(counts, kind), 0), Anchor::start, true);
    row += 24;
  };
  legend("recovered", "recovered", Ink::accent, false);
  legend("improved", "improved", Ink::hollow, false);
  legend("unchanged", "no reliable change", Ink::quiet, false);
  legend("deteriorated", "deteriorated", Ink::strong, true);
  drawing.paragraph(506, row + 16,
                    "Band: less than a reliable change (" + fixed(least, 1) + " points). Dashed: cut-off " +
                        fixed(cut, 1) + ".",
                    26);
  return end(name, title, description, drawing);
}

Picture phases_picture(const json::object& study) {
  const std::string name = "phases", title = "Baseline and treatment of one client";
  if (const auto why = refusal_of(study, "phases"); not why.empty()) return not_drawn(name, title, why);
  const auto& p = *part(study, "phases");
  std::vector<double> a, b;
  for (const auto& v : *list(p, "A")) a.push_back(read_number(v));
  for (const auto& v : *list(p, "B")) b.push_back(read_number(v));
  const auto median = [](std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v.size() % 2 == 1 ? v[v.size() / 2] : 0.5 * (v[v.size() / 2 - 1] + v[v.size() / 2]);
  };
  auto all = a;
  all.insert(all.end(), b.begin(), b.end());
  const bool corrected = p.at("corrected_is_default").get_bool();
  const bool increase = words(p, "improvement") == "increase";
  const std::string description = "Phase A: " + std::to_string(a.size()) + " values, median " +
                                  fixed(median(a)) + "; phase B: " + std::to_string(b.size()) +
                                  " values, median " + fixed(median(b)) + ". Tau" +
                                  (corrected ? " with the baseline's trend removed" : "") + " " +
                                  fixed(value(p, "headline_tau")) + ", NAP " + fixed(value(p, "NAP")) + ".";
  auto drawing = begin(name, title, std::to_string(all.size()) + " values", description, 460);
  const auto [lo, hi] = range_of(all);
  const auto n = static_cast<double>(all.size());
  const Scale x{0.5, n + 0.5, kLeft, 470}, y{lo, hi, kBottom, kTop};
  drawing.axes(x, y, "measurement", "outcome", true);
  const double cut = x(static_cast<double>(a.size()) + 0.5);
  drawing.line(cut, kBottom, cut, kTop - 8, Ink::dashed);
  drawing.text(cut - 8, kTop - 12, "A", Anchor::end);
  drawing.text(cut + 8, kTop - 12, "B");
  for (const auto& [values, from, ink] :
       {std::tuple(&a, std::size_t{0}, Ink::hollow), std::tuple(&b, a.size(), Ink::accent)}) {
    std::vector<std::pair<double, double>> run;
    for (std::size_t k = 0; k < values->size(); ++k)
      run.emplace_back(x(static_cast<double>(from + k) + 1), y((*values)[k]));
    drawing.path(run, Ink::plain);
    for (const auto& [px, py] : run) drawing.circle(px, py, 4, ink);
    const double m = y(median(*values));
    drawing.line(run.front().first - 8, m, run.back().first + 8, m, Ink::strong);
  }
  // The pairs of NAP: filled where the later value is better.
  const double size = std::min(180.0 / static_cast<double>(b.size()), 180.0 / static_cast<double>(a.size()));
  drawing.text(506, kTop, "pairs (B better: filled)", Anchor::start, true);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) {
      const bool better = increase ? b[j] > a[i] : b[j] < a[i];
      const double left = 506 + size * static_cast<double>(j),
                   top = kTop + 12 + size * static_cast<double>(i);
      if (b[j] == a[i])
        drawing.rect(left, top, size - 2, size - 2, Ink::band2);
      else
        drawing.rect(left, top, size - 2, size - 2, better ? Ink::accent : Ink::band);
    }
  const double below = kTop + 40 + size * static_cast<double>(a.size());
  drawing.text(506, below, "Tau " + fixed(value(p, "headline_tau")) + ", NAP " + fixed(value(p, "NAP")),
               Anchor::start);
  drawing.paragraph(506, below + 22,
                    corrected ? "The baseline's trend was removed." : "No trend of the baseline was removed.",
                    26);
  return end(name, title, description, drawing);
}

Picture expected_picture(const json::object& study) {
  const std::string name = "expected", title = "Expected course by starting score";
  if (const auto why = refusal_of(study, "response"); not why.empty()) return not_drawn(name, title, why);
  const auto all = envelopes(study);
  std::vector<double> values;
  int last = 2;
  std::string description;
  for (const auto& [base, points] : all)
    for (const auto* p : points) {
      values.insert(values.end(), {value(*p, "upper80two"), value(*p, "lower80two")});
      last = std::max(last, static_cast<int>(value(*p, "session")));
    }
  for (const auto& [base, points] : all)
    description += "From " + fixed(base, 1) + ": expected " + fixed(value(*points.back(), "expected"), 1) +
                   " at session " + fixed(value(*points.back(), "session"), 0) + ", 80 % from " +
                   fixed(value(*points.back(), "lower80two"), 1) + " to " +
                   fixed(value(*points.back(), "upper80two"), 1) + ". ";
  description += "Some clients respond late.";
  const auto& response = *part(study, "response");
  auto drawing =
      begin(name, title, fixed(value(response, "nobs"), 0) + " sessions after the first", description, 460);
  const auto [lo, hi] = range_of(values);
  const double width = (kRight - kLeft) / static_cast<double>(all.size());
  double left = kLeft;
  for (const auto& [base, points] : all) {
    const Scale x{1.5, last + 0.5, left, left + width - 18}, y{lo, hi, kBottom, kTop + 18};
    const auto b = bands(points, x, y);
    area(drawing, b.upper80, b.lower80, Ink::band);
    area(drawing, b.upper68, b.lower68, Ink::band2);
    drawing.path(b.middle, Ink::accent);
    for (const double tick : ticks(lo, hi)) {
      drawing.line(left, y(tick), left + width - 18, y(tick), Ink::quiet);
      if (left == kLeft) drawing.text(left - 8, y(tick) + 4, tick_text(tick), Anchor::end, true);
    }
    for (const double tick : ticks(2, last, 4))
      if (tick == std::round(tick))
        drawing.text(x(tick), kBottom + 20, tick_text(tick), Anchor::middle, true);
    drawing.line(left, kBottom, left + width - 18, kBottom, Ink::plain);
    drawing.text(left + 4, kTop + 4, "first score " + fixed(base, 1), Anchor::start, true);
    left += width;
  }
  drawing.text((kLeft + kRight) / 2, kBottom + 42, "session", Anchor::middle);
  drawing.text((kLeft + kRight) / 2, kBottom + 64,
               "line: expected; dark band: 68 % of clients; light band: 80 %", Anchor::middle, true);
  return end(name, title, description, drawing);
}

}  // namespace intersession::insight

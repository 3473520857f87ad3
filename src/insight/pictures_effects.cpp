#include <algorithm>
#include <cmath>

#include "insight/picture_parts.hpp"

namespace intersession::insight {

namespace {

struct Row {
  std::string label;
  double estimate, lo, hi;
  bool heading = false, diamond = false, hollow = false;
  std::string n;
};

Row row_of(const std::string& label, const json::object& e) {
  return {label, value(e, "estimate"), value(e, "ci95_lo"), value(e, "ci95_hi"), false, false, false, ""};
}

void add_slopes(std::vector<Row>& rows, const json::object& study, const char* key, const char* heading) {
  const auto* group = part(study, key);
  const auto* slopes = group == nullptr ? nullptr : list(*group, "slopes");
  if (slopes == nullptr or slopes->empty()) return;
  rows.push_back({heading, 0, 0, 0, true, false, false, ""});
  for (const auto& item : *slopes) {
    auto row = row_of(words(item.as_object(), "level"), item.as_object());
    row.n = fixed(value(item.as_object(), "clients"), 0);
    rows.push_back(std::move(row));
  }
}

std::vector<Row> forest_rows(const json::object& study) {
  std::vector<Row> rows;
  if (const auto* headline = part(study, "headline")) {
    auto row = row_of("All clients", *headline);
    row.diamond = true;
    if (const auto* counts = part(study, "counts")) row.n = fixed(value(*counts, "clients_used"), 0);
    rows.push_back(std::move(row));
  }
  if (const auto* checks = part(study, "checks")) {
    rows.push_back({"Checks", 0, 0, 0, true, false, false, ""});
    for (const auto& [id, label] : {std::pair("A1", "with carry-over"), std::pair("M1d", "without trends"),
                                    std::pair("M1c", "same interval"), std::pair("M2", "with therapists")})
      if (const auto* e = part(*checks, id)) {
        auto row = row_of(label, *e);
        row.hollow = true;
        rows.push_back(std::move(row));
      }
  }
  add_slopes(rows, study, "types", "By kind of homework");
  add_slopes(rows, study, "stages", "By stage");
  add_slopes(rows, study, "therapists", "By therapist");
  if (const auto* clinics = part(study, "clinics"); clinics != nullptr and clinics->contains("per_clinic")) {
    rows.push_back({"By clinic", 0, 0, 0, true, false, false, ""});
    for (const auto& item : *list(*clinics, "per_clinic"))
      if (const auto* e = part(item.as_object(), "within")) {
        auto row = row_of(words(item.as_object(), "clinic"), *e);
        row.n = fixed(value(item.as_object(), "clients"), 0);
        rows.push_back(std::move(row));
      }
    const auto* ci = list(*clinics, "ci_hksj_truncated");
    Row pooled{
        "Pooled", value(*clinics, "b"), read_number((*ci)[0]), read_number((*ci)[1]), false, true, false, ""};
    rows.push_back(std::move(pooled));
    const auto* prediction = list(*clinics, "pi_hksj_truncated");
    Row next{"Range of a next clinic",
             value(*clinics, "b"),
             read_number((*prediction)[0]),
             read_number((*prediction)[1]),
             false,
             false,
             true,
             ""};
    rows.push_back(std::move(next));
  }
  return rows;
}

std::string in_words(double estimate, double lo, double hi) {
  return fixed(estimate) + " (95 % from " + fixed(lo) + " to " + fixed(hi) + ")";
}

}  // namespace

Picture forest_picture(const json::object& study) {
  const std::string name = "forest", title = "Within effect: overall and in parts";
  if (const auto why = refusal_of(study, "headline"); not why.empty()) return not_drawn(name, title, why);
  const auto rows = forest_rows(study);
  std::string description = "Difference of the next score for one unit more homework than usual. ";
  std::vector<double> all{0};
  for (const auto& row : rows)
    if (not row.heading) {
      all.push_back(row.lo), all.push_back(row.hi);
      description += row.label + ": " + in_words(row.estimate, row.lo, row.hi) + ". ";
    }
  const int height = static_cast<int>(150 + 26 * rows.size());
  auto drawing = begin(name, title, n_of(study), description, height);
  const auto [lo, hi] = range_of(all);
  const Scale x{lo, hi, 220, 520};
  const double bottom = height - 60;
  for (const double tick : ticks(lo, hi, 6)) {
    drawing.line(x(tick), 72, x(tick), bottom, Ink::quiet);
    drawing.text(x(tick), bottom + 18, tick_text(tick), Anchor::middle, true);
  }
  drawing.line(x(0), 66, x(0), bottom + 4, Ink::plain);
  drawing.text(370, bottom + 42, "outcome points per unit more homework than usual", Anchor::middle);
  drawing.text(704, 66, "estimate (95 %)", Anchor::end, true);
  double y = 88;
  for (const auto& row : rows) {
    if (row.heading) {
      drawing.text(16, y + 5, row.label);
      y += 26;
      continue;
    }
    drawing.text(28, y + 5, row.label + (row.n.empty() ? "" : "  (" + row.n + ")"), Anchor::start, true);
    drawing.line(x(row.lo), y, x(row.hi), y, row.hollow ? Ink::dashed : Ink::plain);
    const double at = x(row.estimate);
    if (row.diamond)
      drawing.path({{x(row.lo), y}, {at, y - 7}, {x(row.hi), y}, {at, y + 7}}, Ink::hollow, true);
    else if (row.hollow)
      drawing.circle(at, y, 4.5, Ink::hollow);
    else
      drawing.rect(at - 4.5, y - 4.5, 9, 9, Ink::accent);
    drawing.text(704, y + 5, fixed(row.estimate) + " (" + fixed(row.lo) + " to " + fixed(row.hi) + ")",
                 Anchor::end, true);
    y += 26;
  }
  return end(name, title, description, drawing);
}

Picture clients_picture(const json::object& study) {
  const std::string name = "clients", title = "Each client's slope: own, and drawn towards the others";
  const auto* clients = list(study, "clients");
  if (clients == nullptr) return not_drawn(name, title, refusal_of(study, "clients"));
  struct One {
    double shrunken, lo, hi, own;
  };
  std::vector<One> all;
  for (const auto& item : *clients)
    if (const auto* s = part(item.as_object(), "shrunken_slope")) {
      const auto* own = part(item.as_object(), "own_slope");
      all.push_back({value(*s, "estimate"), value(*s, "ci95_lo"), value(*s, "ci95_hi"),
                     own == nullptr ? std::nan("") : value(*own, "estimate")});
    }
  if (all.empty()) {
    const auto why = refusal_of(study, "main");
    return not_drawn(
        name, title,
        why.empty()
            ? "The effect is taken as equal for all clients here, so single clients are not told apart."
            : why);
  }
  std::sort(all.begin(), all.end(), [](const One& a, const One& b) { return a.shrunken < b.shrunken; });
  std::vector<double> range{0};
  for (const auto& one : all) range.insert(range.end(), {one.lo, one.hi});
  const std::string description =
      std::to_string(all.size()) + " clients sorted by their shrunken slope, from " +
      fixed(all.front().shrunken) + " to " + fixed(all.back().shrunken) +
      ". Lines are 95 % ranges. Hollow marks show a client's own slope, arrows how it is drawn in.";
  auto drawing = begin(name, title, std::to_string(all.size()) + " clients", description, 480);
  const auto [lo, hi] = range_of(range);
  const Scale y{lo, hi, 400, kTop}, x{-0.5, static_cast<double>(all.size()) - 0.5, kLeft, kRight};
  for (const double tick : ticks(lo, hi)) {
    drawing.line(kLeft, y(tick), kRight, y(tick), Ink::quiet);
    drawing.text(kLeft - 8, y(tick) + 4, tick_text(tick), Anchor::end, true);
  }
  drawing.line(kLeft, y(0), kRight, y(0), Ink::plain);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto& one = all[k];
    const double at = x(static_cast<double>(k));
    drawing.line(at, y(one.lo), at, y(one.hi), Ink::quiet);
    if (not std::isnan(one.own)) {
      const double own = y(std::clamp(one.own, lo, hi));
      if (std::abs(own - y(one.shrunken)) > 10) drawing.arrow(at, own, at, y(one.shrunken), Ink::plain);
      drawing.circle(at, own, 3, Ink::hollow);
    }
    drawing.circle(at, y(one.shrunken), 3, Ink::accent);
  }
  drawing.text(kLeft, kTop - 12, "slope: outcome points per unit more homework than usual", Anchor::start,
               true);
  drawing.circle(kLeft + 6, 436, 4, Ink::accent);
  drawing.text(kLeft + 18, 440, "shrunken slope, with 95 % range", Anchor::start, true);
  drawing.circle(kLeft + 260, 436, 4, Ink::hollow);
  drawing.text(kLeft + 272, 440, "the client's own slope (12 sessions or more)", Anchor::start, true);
  return end(name, title, description, drawing);
}

Picture within_between_picture(const json::object& study) {
  const std::string name = "within-between", title = "Within clients and between clients";
  const auto* effects = part(study, "effects");
  const auto* clients = list(study, "clients");
  if (effects == nullptr or clients == nullptr) return not_drawn(name, title, refusal_of(study, "effects"));
  const auto* within = part(*effects, "within");
  const auto* between = part(*effects, "between");
  const double b_w = value(*within, "estimate"), b_b = value(*between, "estimate");
  struct Mean {
    double x, y, slope;
  };
  std::vector<Mean> means;
  double mx = 0, my = 0;
  std::vector<double> xs, ys;
  const double swing = std::max(1e-9, value(*effects, "typical_swing"));
  for (const auto& item : *clients) {
    const auto& c = item.as_object();
    const double x = value(c, "mean_hw"), y = value(c, "mean_outcome");
    if (std::isnan(x) or std::isnan(y)) continue;
    const auto* s = part(c, "shrunken_slope");
    means.push_back({x, y, s == nullptr ? b_w : value(*s, "estimate")});
    mx += x, my += y;
    xs.insert(xs.end(), {x - swing, x + swing}),
        ys.insert(ys.end(), {y - std::abs(b_w) * swing, y + std::abs(b_w) * swing});
  }
  if (means.empty()) return not_drawn(name, title, "No client has both homework and outcome.");
  mx /= static_cast<double>(means.size()), my /= static_cast<double>(means.size());
  const std::string description =
      "Within a client, one unit more homework than usual goes with a next score that differs by " +
      in_words(b_w, value(*within, "ci95_lo"), value(*within, "ci95_hi")) +
      ". Between clients, one unit more on average goes with " +
      in_words(b_b, value(*between, "ci95_lo"), value(*between, "ci95_hi")) +
      ". Dots are clients' means, short grey lines their within slopes.";
  auto drawing = begin(name, title, n_of(study), description, 480);
  const auto [x_lo, x_hi] = range_of(xs);
  const auto [y_lo, y_hi] = range_of(ys);
  const Scale x{x_lo, x_hi, kLeft, kRight}, y{y_lo, y_hi, kBottom, kTop};
  drawing.axes(x, y, "homework (amount)", "outcome");
  for (const auto& m : means) {
    drawing.line(x(m.x - swing), y(m.y - m.slope * swing), x(m.x + swing), y(m.y + m.slope * swing),
                 Ink::quiet);
    drawing.circle(x(m.x), y(m.y), 2.4, Ink::quiet);
  }
  const double span = std::min({2 * swing, mx - x_lo, x_hi - mx});
  drawing.line(x(mx - span), y(my - b_w * span), x(mx + span), y(my + b_w * span), Ink::strong);
  const double wide = std::min(mx - x_lo, x_hi - mx);
  drawing.line(x(mx - wide), y(my - b_b * wide), x(mx + wide), y(my + b_b * wide), Ink::dashed);
  drawing.line(kLeft, 452, kLeft + 36, 452, Ink::strong);
  drawing.text(kLeft + 44, 456, "within clients " + fixed(b_w), Anchor::start, true);
  drawing.line(kLeft + 260, 452, kLeft + 296, 452, Ink::dashed);
  drawing.text(kLeft + 304, 456, "between clients " + fixed(b_b), Anchor::start, true);
  return end(name, title, description, drawing);
}

Picture paths_picture(const json::object& study) {
  const std::string name = "paths", title = "Homework, mechanism and the next outcome";
  if (const auto why = refusal_of(study, "mediation"); not why.empty()) return not_drawn(name, title, why);
  const auto& m = *part(study, "mediation");
  const auto& paths = *part(m, "paths");
  const auto told = [&](const char* key) {
    const auto& e = *part(paths, key);
    return in_words(value(e, "estimate"), value(e, "ci95_lo"), value(e, "ci95_hi"));
  };
  const auto* ci = list(m, "indirect_ci95");
  const std::string indirect = in_words(value(m, "indirect"), read_number((*ci)[0]), read_number((*ci)[1]));
  const std::string description =
      "Path a, homework to mechanism: " + told("a") +
      ". Path b, mechanism to the next outcome: " + told("b") + ". Direct path c': " + told("direct_c") +
      ". By way of the mechanism: " + indirect + ". Associations over time inside clients.";
  auto drawing =
      begin(name, title, fixed(value(m, "nobs"), 0) + " rows, both responses stacked", description, 400);
  const auto box = [&](double x, double y, const char* label) {
    drawing.rect(x - 75, y - 24, 150, 48, Ink::band);
    drawing.path({{x - 75, y - 24}, {x + 75, y - 24}, {x + 75, y + 24}, {x - 75, y + 24}}, Ink::plain, true);
    drawing.text(x, y + 5, label, Anchor::middle);
  };
  box(120, 270, "homework");
  box(360, 110, "mechanism");
  box(600, 270, "next outcome");
  drawing.arrow(160, 244, 300, 138, Ink::accent);
  drawing.arrow(420, 138, 560, 244, Ink::accent);
  drawing.arrow(197, 270, 522, 270, Ink::dashed);
  const auto brief = [&](const char* key) {
    const auto& e = *part(paths, key);
    return fixed(value(e, "estimate")) + " (" + fixed(value(e, "ci95_lo")) + " to " +
           fixed(value(e, "ci95_hi")) + ")";
  };
  drawing.text(206, 186, "a  " + brief("a"), Anchor::end, true);
  drawing.text(514, 186, "b  " + brief("b"), Anchor::start, true);
  drawing.text(360, 294, "c\u2032  " + brief("direct_c"), Anchor::middle, true);
  drawing.text(360, 342, "by way of the mechanism: " + indirect, Anchor::middle);
  drawing.text(360, 372, "Associations over time inside clients; other explanations stay open.",
               Anchor::middle, true);
  return end(name, title, description, drawing);
}

}  // namespace intersession::insight

#include "insight/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace intersession::insight {

namespace {

constexpr const char* kStyle =
    "<style>"
    ".ev-paper{fill:#fffdf9}.ev-text{fill:#22302f;font:13px system-ui,sans-serif}.ev-soft{fill:#56635f}"
    ".ev-strong{stroke:#22302f;stroke-width:2.6;fill:none}.ev-plain{stroke:#22302f;stroke-width:1.2;fill:"
    "none}"
    ".ev-quiet{stroke:#9aa5a1;stroke-width:.8;fill:none}.ev-accent{stroke:#1b6b63;stroke-width:2;fill:none}"
    ".ev-dashed{stroke:#22302f;stroke-width:1.8;stroke-dasharray:7 5;fill:none}"
    ".ev-band{fill:#dfe9e6;stroke:none}.ev-band2{fill:#c2d6d1;stroke:none}"
    ".ev-hollow{stroke:#1b6b63;stroke-width:1.6;fill:#fffdf9}"
    ".ev-strong-dot{fill:#22302f}.ev-plain-dot{fill:#22302f}.ev-quiet-dot{fill:#9aa5a1}.ev-accent-dot{fill:#"
    "1b6b63}"
    "@media (prefers-color-scheme:dark){"
    ".ev-paper{fill:#1a2120}.ev-text{fill:#e6ebe8}.ev-soft{fill:#aab5b1}"
    ".ev-strong,.ev-plain,.ev-dashed{stroke:#e6ebe8}.ev-quiet{stroke:#66736f}.ev-accent{stroke:#7cc7bc}"
    ".ev-band{fill:#27332f}.ev-band2{fill:#354842}.ev-hollow{stroke:#7cc7bc;fill:#1a2120}"
    ".ev-strong-dot,.ev-plain-dot{fill:#e6ebe8}.ev-quiet-dot{fill:#66736f}.ev-accent-dot{fill:#7cc7bc}}"
    "</style>";

std::string place(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", std::isfinite(v) ? v : 0.0);
  return text;
}

std::string stroke(Ink ink) {
  switch (ink) {
    case Ink::strong:
      return "ev-strong";
    case Ink::plain:
      return "ev-plain";
    case Ink::quiet:
      return "ev-quiet";
    case Ink::accent:
      return "ev-accent";
    case Ink::dashed:
      return "ev-dashed";
    case Ink::band:
      return "ev-band";
    case Ink::band2:
      return "ev-band2";
    case Ink::hollow:
      return "ev-hollow";
  }
  return "ev-plain";
}

std::string filled(Ink ink) {
  const bool area = ink == Ink::band or ink == Ink::band2 or ink == Ink::hollow;
  return area ? stroke(ink) : stroke(ink == Ink::dashed ? Ink::plain : ink) + "-dot";
}

}  // namespace

double Scale::operator()(double value) const {
  return from + (value - lo) / (hi - lo) * (to - from);
}

std::pair<double, double> range_of(const std::vector<double>& values, double room) {
  double lo = INFINITY, hi = -INFINITY;
  for (const double v : values)
    if (std::isfinite(v)) lo = std::min(lo, v), hi = std::max(hi, v);
  if (lo > hi) return {0, 1};
  if (hi - lo < 1e-9 * (1 + std::abs(lo))) return {lo - 1, hi + 1};
  return {lo - room * (hi - lo), hi + room * (hi - lo)};
}

std::vector<double> ticks(double lo, double hi, int wanted) {
  const double rough = (hi - lo) / std::max(1, wanted);
  if (not(rough > 0) or not std::isfinite(rough)) return {lo};
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double lead = rough / power;
  const double step = power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
  std::vector<double> out;
  for (double k = std::ceil(lo / step); k * step <= hi + 1e-9 * step; ++k) out.push_back(k * step);
  return out;
}

std::string tick_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", std::abs(value) < 1e-12 ? 0.0 : value);
  std::string out = text;
  if (out.starts_with('-')) out.replace(0, 1, "\u2212");
  return out;
}

std::string fixed(double value, int decimals) {
  if (not std::isfinite(value)) return "-";
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  std::string out = text;
  const bool nothing = out.find_first_not_of("-0.") == std::string::npos;
  if (out.starts_with('-')) out.replace(0, 1, nothing ? "" : "\u2212");
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

Drawing::Drawing(int width, int height, std::string id, std::string title, std::string description)
    : width_(width),
      height_(height),
      id_(std::move(id)),
      title_(std::move(title)),
      description_(std::move(description)) {
  text(16, 24, title_);
}

void Drawing::line(double x1, double y1, double x2, double y2, Ink ink) {
  body_ += "<line class=\"" + stroke(ink) + "\" x1=\"" + place(x1) + "\" y1=\"" + place(y1) + "\" x2=\"" +
           place(x2) + "\" y2=\"" + place(y2) + "\"/>\n";
}

void Drawing::path(const std::vector<std::pair<double, double>>& points, Ink ink, bool closed) {
  if (points.empty()) return;
  std::string d;
  for (const auto& [x, y] : points) d += (d.empty() ? "M" : "L") + place(x) + " " + place(y);
  body_ += "<path class=\"" + stroke(ink) + "\" d=\"" + d + (closed ? "Z" : "") + "\"/>\n";
}

void Drawing::circle(double x, double y, double r, Ink ink) {
  body_ += "<circle class=\"" + filled(ink) + "\" cx=\"" + place(x) + "\" cy=\"" + place(y) + "\" r=\"" +
           place(r) + "\"/>\n";
}

void Drawing::rect(double x, double y, double w, double h, Ink ink) {
  body_ += "<rect class=\"" + filled(ink) + "\" x=\"" + place(x) + "\" y=\"" + place(y) + "\" width=\"" +
           place(std::max(0.0, w)) + "\" height=\"" + place(std::max(0.0, h)) + "\"/>\n";
}

void Drawing::text(double x, double y, std::string_view words, Anchor anchor, bool quiet) {
  const char* where = anchor == Anchor::start ? "start" : anchor == Anchor::middle ? "middle" : "end";
  body_ += std::string("<text class=\"ev-text") + (quiet ? " ev-soft" : "") + "\" x=\"" + place(x) +
           "\" y=\"" + place(y) + "\" text-anchor=\"" + where + "\">" + escaped(words) + "</text>\n";
}

double Drawing::paragraph(double x, double y, std::string_view words, int columns) {
  std::string line;
  const auto flush = [&] {
    if (not line.empty()) text(x, y, line, Anchor::start, true);
    line.clear();
    y += 18;
  };
  while (not words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (not line.empty() and line.size() + 1 + end > static_cast<std::size_t>(columns)) flush();
    line += (line.empty() ? "" : " ") + std::string(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  flush();
  return y;
}

void Drawing::arrow(double x1, double y1, double x2, double y2, Ink ink) {
  line(x1, y1, x2, y2, ink);
  const double angle = std::atan2(y2 - y1, x2 - x1);
  std::vector<std::pair<double, double>> head;
  for (const double turn : {2.7, 0.0, -2.7})
    head.emplace_back(x2 + (turn == 0 ? 0 : 9 * std::cos(angle + turn)),
                      y2 + (turn == 0 ? 0 : 9 * std::sin(angle + turn)));
  path(head, ink == Ink::dashed ? Ink::plain : ink);
}

void Drawing::axes(const Scale& x, const Scale& y, std::string_view x_name, std::string_view y_name,
                   bool whole_x) {
  for (const double v : ticks(y.lo, y.hi)) {
    line(x.from, y(v), x.to, y(v), Ink::quiet);
    text(x.from - 8, y(v) + 4, tick_text(v), Anchor::end, true);
  }
  for (const double v : ticks(x.lo, x.hi, std::clamp(static_cast<int>((x.to - x.from) / 45), 2, 8))) {
    if (whole_x and std::abs(v - std::round(v)) > 1e-9) continue;
    line(x(v), y.from, x(v), y.from + 5, Ink::plain);
    text(x(v), y.from + 20, tick_text(v), Anchor::middle, true);
  }
  line(x.from, y.from, x.to, y.from, Ink::plain);
  text((x.from + x.to) / 2, y.from + 40, x_name, Anchor::middle);
  text(x.from, y.to - 10, y_name, Anchor::start, true);
}

std::string Drawing::svg() const {
  const std::string w = std::to_string(width_), h = std::to_string(height_);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + w + " " + h + "\" width=\"" + w +
         "\" height=\"" + h + "\" role=\"img\" aria-labelledby=\"" + id_ + "-t " + id_ +
         "-d\">\n<title id=\"" + id_ + "-t\">" + escaped(title_) + "</title>\n<desc id=\"" + id_ + "-d\">" +
         escaped(description_) + "</desc>\n" + kStyle + "\n<rect class=\"ev-paper\" width=\"" + w +
         "\" height=\"" + h + "\"/>\n" + body_ + "</svg>\n";
}

}  // namespace intersession::insight

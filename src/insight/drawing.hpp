// A small SVG writer: axes, marks and words of the evidence pictures.
//
// Self-contained (no script, no font, no outside reference), with <title> and <desc> for screen readers.
// Meaning is carried by shape, fill and dashes, so that a picture reads in black and white; colours follow
// light and dark. Thread safety: one drawing per thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace intersession::insight {

/// A straight map from values to places; from > to for an axis that rises upward.
struct Scale {
  double lo = 0, hi = 1, from = 0, to = 1;
  [[nodiscard]] double operator()(double value) const;
};

/// The range of values with a little room, never empty.
[[nodiscard]] std::pair<double, double> range_of(const std::vector<double>& values, double room = 0.06);
/// Round numbers inside a range, about `wanted` of them.
[[nodiscard]] std::vector<double> ticks(double lo, double hi, int wanted = 5);
/// "0.5", "-1", "12": as few decimals as the step needs.
[[nodiscard]] std::string tick_text(double value);
/// A number with fixed decimals and a real minus sign.
[[nodiscard]] std::string fixed(double value, int decimals = 2);
/// Text safe inside XML; characters that XML forbids become spaces.
[[nodiscard]] std::string escaped(std::string_view text);

enum class Ink {
  strong,  ///< text colour, thick
  plain,   ///< text colour, thin
  quiet,   ///< grey
  accent,  ///< the one accent colour
  dashed,  ///< text colour, dashed
  band,    ///< filled area, light
  band2,   ///< filled area, a little stronger
  hollow   ///< outline in the accent colour, filled with paper
};

enum class Anchor { start, middle, end };

class Drawing {
 public:
  Drawing(int width, int height, std::string id, std::string title, std::string description);

  void line(double x1, double y1, double x2, double y2, Ink ink);
  void path(const std::vector<std::pair<double, double>>& points, Ink ink, bool closed = false);
  void circle(double x, double y, double r, Ink ink);
  void rect(double x, double y, double w, double h, Ink ink);
  void text(double x, double y, std::string_view words, Anchor anchor = Anchor::start, bool quiet = false);
  /// Breaks words at spaces into lines of about `columns` letters; the place below them.
  double paragraph(double x, double y, std::string_view words, int columns);
  /// An arrow with a small head, from one place to another.
  void arrow(double x1, double y1, double x2, double y2, Ink ink);

  /// Axis lines, ticks, numbers and names around a field; grid lines for y.
  void axes(const Scale& x, const Scale& y, std::string_view x_name, std::string_view y_name,
            bool whole_x = false);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] std::string svg() const;

 private:
  int width_, height_;
  std::string id_, title_, description_, body_;
};

}  // namespace intersession::insight

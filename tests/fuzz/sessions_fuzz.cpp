// Feeds any bytes to the CSV reader. Besides memory errors it looks for tables that are not what they claim to be:
// columns of unequal length, labels out of range, values that are not finite, rows without a line, and text
// that reads differently when it is written out again or comes in pieces.
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "evidence/sessions.hpp"

namespace {

using namespace intersession::evidence;

void hold(bool truth) {
  if (not truth) std::abort();
}

void append_number(std::string& text, double v) {
  if (std::isnan(v)) return;
  char cell[40];
  text.append(cell, std::to_chars(cell, cell + sizeof cell, v).ptr);
}

void append_text(std::string& text, const std::string& v) {
  text += '"';
  for (const char c : v) text += c == '"' ? "\"\"" : std::string(1, c);
  text += '"';
}

std::string written(const SessionTable& t) {
  std::string text = "client,session";
  for (const auto& c : t.labels) text += "," + c.name;
  for (const auto& c : t.numbers)
    if (c.name != "day") text += "," + c.name;
  text += "\n";
  for (std::size_t r = 0; r < t.rows(); ++r) {
    append_text(text, t.client.levels[static_cast<std::size_t>(t.client.code[r])]);
    text += "," + std::to_string(t.session[r]);
    for (const auto& c : t.labels) {
      text += ",";
      if (c.values.code[r] >= 0) append_text(text, c.values.levels[static_cast<std::size_t>(c.values.code[r])]);
    }
    for (const auto& c : t.numbers)
      if (c.name != "day") text += ",", append_number(text, c.values[r]);
    text += "\n";
  }
  return text;
}

bool same(double a, double b) {
  return a == b or (std::isnan(a) and std::isnan(b));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const SessionSchema schema{.covariates = {"mood"}, .groupings = {"ward"}};
  const auto table = read_sessions(text, schema);
  std::size_t at = 0;
  const auto pieces = read_sessions(
      [&](std::span<char> into) -> Outcome<std::size_t> {
        const auto count = text.copy(into.data(), into.size(), at);
        at += count;
        return count;
      },
      size, schema, 1 + size % 37);
  hold(pieces.has_value() == table.has_value());
  if (table) hold(pieces->client.code == table->client.code and pieces->line == table->line);
  if (not table) hold(pieces.error().front().sentence == table.error().front().sentence);
  if (not table) {
    hold(not table.error().empty() and table.error().size() <= 100);
    for (const auto& problem : table.error()) hold(not problem.sentence.empty() and problem.lines.size() == 1);
    return 0;
  }
  hold(table->client.code.size() == table->rows() and table->line.size() == table->rows());
  for (std::size_t r = 0; r < table->rows(); ++r) {
    hold(table->session[r] >= 1 and table->line[r] >= 2);
    hold(table->client.code[r] >= 0 and static_cast<std::size_t>(table->client.code[r]) < table->client.levels.size());
  }
  for (const auto& c : table->labels) {
    hold(c.values.code.size() == table->rows());
    for (const auto code : c.values.code) hold(code >= -1 and code < static_cast<int>(c.values.levels.size()));
  }
  for (const auto& c : table->numbers) {
    hold(c.values.size() == table->rows());
    for (const double v : c.values) hold(std::isnan(v) or std::isfinite(v));
  }
  const auto again = read_sessions(written(*table), schema);
  hold(again.has_value() and again->rows() == table->rows());
  hold(again->client.levels == table->client.levels and again->session == table->session);
  std::size_t k = 0;
  for (const auto& c : table->numbers) {
    if (c.name == "day") continue;
    for (std::size_t r = 0; r < table->rows(); ++r) hold(same(again->numbers[k].values[r], c.values[r]));
    ++k;
  }
  return 0;
}

#include "insight/result_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace intersession::insight {

namespace {

std::string padded(std::string_view text, std::size_t width, bool right) {
  const std::size_t points = core::code_points(text);
  const std::string space(points < width ? width - points : 0, ' ');
  return right ? space + std::string(text) : std::string(text) + space;
}

/// Rows of text as a table; the first column is left, the others right aligned.
std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> width;
  for (const auto& row : rows)
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (k == width.size()) width.push_back(0);
      width[k] = std::max(width[k], core::code_points(row[k]));
    }
  std::string out;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t k = 0; k < row.size(); ++k) line += " " + padded(row[k], width[k] + (k > 0), k > 0);
    while (line.ends_with(' ')) line.pop_back();
    out += line + "\n";
  }
  return out;
}

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "yes" : "no";
  return readable(value);
}

const json::object* object_at(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found == nullptr ? nullptr : found->if_object();
}
const json::array* array_at(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found == nullptr ? nullptr : found->if_array();
}

std::string fixed_effects(const json::object& result) {
  const auto* fixef = object_at(result, "fixef");
  if (fixef == nullptr) return "";
  const bool logistic = object_at(result, "z") != nullptr;
  std::vector<std::vector<std::string>> rows;
  rows.push_back(
      logistic ? std::vector<std::string>{"", "log odds", "SE", "z", "p", "odds ratio", "95 % from", "to"}
               : std::vector<std::string>{"", "estimate", "SE", "df", "t", "p", "95 % from", "to"});
  const auto cell = [&](const char* field, std::string_view name) {
    const auto* values = object_at(result, field);
    const auto* value = values == nullptr ? nullptr : values->if_contains(name);
    return value == nullptr ? std::string("-") : readable(*value);
  };
  for (const auto& [name, value] : *fixef) {
    std::vector<std::string> row{std::string(name), readable(value), cell("se", name)};
    if (logistic)
      for (const char* field : {"z", "p", "odds_ratio", "odds_ratio_ci95_lo", "odds_ratio_ci95_hi"})
        row.push_back(cell(field, name));
    else
      for (const char* field : {"df_satterthwaite", "t", "p_satterthwaite", "ci95_lo", "ci95_hi"})
        row.push_back(cell(field, name));
    rows.push_back(std::move(row));
  }
  return table(rows);
}

std::string variance_components(const json::object& result) {
  const auto* components = array_at(result, "varcomp");
  if (components == nullptr or components->empty()) return "";
  std::vector<std::vector<std::string>> rows{{"differences", "", "SD or correlation"}};
  for (const auto& item : *components) {
    const auto& c = item.as_object();
    std::string what = c.at("var1").is_string() ? std::string(c.at("var1").get_string()) : "";
    if (c.at("var2").is_string()) what += " with " + std::string(c.at("var2").get_string());
    rows.push_back({text_of(c.at("grp")), what, readable(c.at("sdcor"))});
  }
  return "\n" + table(rows);
}

std::string checks(const json::object& result) {
  const auto* found = object_at(result, "checks");
  if (found == nullptr or found->empty()) return "";
  std::vector<std::vector<std::string>> rows{{"checks", "estimate", "95 % from", "to"}};
  const auto named = [](std::string_view id) -> std::string {
    if (id.starts_with("A1")) return "with carry-over (" + std::string(id) + ")";
    if (id == "M1d") return "homework without its trend (M1d)";
    if (id == "M1c") return "the same interval (M1c)";
    if (id == "predetermined") return "without looking ahead";
    if (id == "M1r") return "reversed: outcome, then homework (M1r)";
    return std::string(id);
  };
  for (const auto& [id, item] : *found) {
    const auto& e = item.as_object();
    rows.push_back(
        {named(id), readable(e.at("estimate")), readable(e.at("ci95_lo")), readable(e.at("ci95_hi"))});
  }
  return "\n" + table(rows);
}

/// What no part above has shown: single values as lines, lists of objects as tables.
std::string the_rest(const json::object& result) {
  static constexpr std::string_view shown[] = {"id",
                                               "formula",
                                               "nobs",
                                               "ngroups",
                                               "fixef",
                                               "se",
                                               "df_satterthwaite",
                                               "t",
                                               "p_satterthwaite",
                                               "z",
                                               "p",
                                               "ci95_lo",
                                               "ci95_hi",
                                               "odds_ratio",
                                               "odds_ratio_ci95_lo",
                                               "odds_ratio_ci95_hi",
                                               "vcov",
                                               "theta",
                                               "varcomp",
                                               "checks",
                                               "warnings",
                                               "verdict",
                                               "verdict_text",
                                               "between_text",
                                               "engine",
                                               "input_sha256",
                                               "timing",
                                               "refused",
                                               "population_averaged",
                                               "se_kr",
                                               "df_kr",
                                               "p_kr",
                                               "effects"};
  std::vector<std::vector<std::string>> lines;
  std::string tables;
  for (const auto& [key, value] : result) {
    if (std::find(std::begin(shown), std::end(shown), key) != std::end(shown) or value.is_null()) continue;
    if (const auto* list = value.if_array();
        list != nullptr and not list->empty() and list->front().is_object()) {
      std::vector<std::vector<std::string>> rows{{}};
      for (const bool names : {true, false})  // what is named stands first
        for (const auto& [name, first] : list->front().get_object())
          if (not first.is_structured() and first.is_string() == names)
            rows.front().push_back(std::string(name));
      for (const auto& item : *list) {
        std::vector<std::string> row;
        for (const auto& name : rows.front()) {
          const auto* cell = item.as_object().if_contains(name);
          row.push_back(cell == nullptr ? "-" : text_of(*cell));
        }
        rows.push_back(std::move(row));
      }
      tables += "\n  " + std::string(key) + "\n" + table(rows);
    } else if (list != nullptr) {
      std::string text;
      for (const auto& item : *list)
        if (not item.is_structured()) text += (text.empty() ? "" : " ") + text_of(item);
      if (not text.empty() and text.size() < 90) lines.push_back({std::string(key), text});
    } else if (const auto* object = value.if_object()) {
      for (const auto& [name, inner] : *object)
        if (not inner.is_structured())
          lines.push_back({std::string(key) + " " + std::string(name), text_of(inner)});
    } else {
      lines.push_back({std::string(key), text_of(value)});
    }
  }
  return (lines.empty() ? "" : "\n" + table(lines)) + tables;
}

}  // namespace

std::string readable(const json::value& value) {
  if (value.is_null()) return "-";
  if (value.is_int64() or value.is_uint64()) return std::to_string(value.to_number<std::int64_t>());
  if (not value.is_number()) return text_of(value);
  const double v = value.to_number<double>();
  const double size = std::abs(v);
  char text[40];
  const char* form = v == 0                       ? "%.0f"
                     : size < 1e-4 or size >= 1e7 ? "%.2e"
                     : size < 10                  ? "%.4f"
                     : size < 1000                ? "%.2f"
                                                  : "%.1f";
  std::snprintf(text, sizeof text, form, v);
  return text;
}

std::string result_text(const json::object& result) {
  std::string out;
  if (const auto* refused = object_at(result, "refused")) {
    out += "Refused (" + text_of(refused->at("code")) + "): " + text_of(refused->at("text")) + "\n";
    if (const auto* names = array_at(*refused, "names"))
      for (const auto& name : *names) out += "  " + text_of(name) + "\n";
    return out + the_rest(result);
  }
  if (const auto* id = result.if_contains("id")) out += text_of(*id);
  if (const auto* formula = result.if_contains("formula")) out += "  " + text_of(*formula);
  if (const auto* n = result.if_contains("nobs")) out += "\n" + readable(*n) + " sessions";
  if (const auto* groups = object_at(result, "ngroups"))
    for (const auto& [name, count] : *groups) out += ", " + readable(count) + " " + std::string(name) + "s";
  out += "\n\n" + fixed_effects(result) + variance_components(result) + checks(result) + the_rest(result);
  for (const char* key : {"verdict_text", "between_text"})
    if (const auto* text = result.if_contains(key)) out += "\n" + text_of(*text) + "\n";
  if (const auto* notes = array_at(result, "warnings"); notes != nullptr and not notes->empty()) {
    out += "\nTo know:\n";
    for (const auto& note : *notes) {
      out += "- " + text_of(note.as_object().at("text"));
      if (const auto* names = array_at(note.as_object(), "names"))
        for (const auto& name : *names) out += " [" + text_of(name) + "]";
      out += "\n";
    }
  }
  return out;
}

}  // namespace intersession::insight

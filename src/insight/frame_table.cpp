#include "insight/frame_table.hpp"

#include <charconv>

namespace intersession::insight {

namespace {

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

void append(std::string& out, double value) {
  char text[32];
  out += ',';
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

}  // namespace

std::string frame_csv(const evidence::Prepared& data, const evidence::Frame& frame,
                      const std::string& outcome) {
  const bool nested = not frame.outer.empty();
  std::string out = frame.group_label + (nested ? "," + frame.outer_label : "") + ",session," + outcome;
  std::vector<const std::vector<double>*> columns{&frame.y};
  const auto add = [&](const std::string& name, const std::vector<double>& values) {
    if (name == "(Intercept)") return;
    out += "," + quoted(name);
    columns.push_back(&values);
  };
  for (const auto& c : frame.fixed) add(c.name, c.values);
  for (const auto& c : frame.random)
    if (c.fixed < 0) add(c.name, c.own);
  out += '\n';
  for (std::size_t g = 0; g < frame.groups(); ++g)
    for (std::size_t r = frame.offsets[g]; r < frame.offsets[g + 1]; ++r) {
      out += quoted(frame.group_names[g]);
      if (nested) out += "," + quoted(frame.outer_names[static_cast<std::size_t>(frame.outer[g])]);
      out += "," + std::to_string(data.session()[frame.row[r]]);
      for (const auto* column : columns) append(out, (*column)[r]);
      out += '\n';
    }
  return out;
}

}  // namespace intersession::insight

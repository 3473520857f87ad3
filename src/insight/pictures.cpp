#include "insight/pictures.hpp"

#include "insight/picture_parts.hpp"

namespace intersession::insight {

const json::object* part(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found == nullptr ? nullptr : found->if_object();
}

const json::array* list(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found == nullptr ? nullptr : found->if_array();
}

double value(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found == nullptr ? read_number(nullptr) : read_number(*found);
}

std::string words(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found != nullptr and found->is_string() ? std::string(found->get_string()) : "";
}

std::string refusal_of(const json::object& study, std::string_view key) {
  const auto* own = part(study, key);
  if (own != nullptr)
    if (const auto* refused = part(*own, "refused")) return words(*refused, "text");
  if (study.contains(key)) return "";
  if (const auto* refused = part(study, "refused")) return words(*refused, "text");
  return "This was not part of the analysis.";
}

std::string n_of(const json::object& study) {
  const auto* counts = part(study, "counts");
  if (counts == nullptr) return "";
  const bool used = counts->contains("rows_used");
  return fixed(value(*counts, used ? "clients_used" : "clients"), 0) + " clients, " +
         fixed(value(*counts, used ? "rows_used" : "rows"), 0) + " sessions";
}

Drawing begin(std::string name, std::string title, std::string n, std::string description, int height) {
  Drawing drawing(kWide, height, "ev-" + std::move(name), std::move(title), std::move(description));
  drawing.text(16, 44, n, Anchor::start, true);
  return drawing;
}

Picture end(std::string name, std::string title, std::string description, const Drawing& drawing) {
  return {std::move(name), std::move(title), std::move(description), drawing.svg()};
}

Picture not_drawn(std::string name, std::string title, const std::string& why) {
  auto drawing = begin(name, title, "", why, 150);
  drawing.rect(16, 52, kWide - 32, 78, Ink::band);
  drawing.paragraph(32, 80, why, 88);
  return end(std::move(name), std::move(title), why, drawing);
}

const std::vector<std::string>& picture_names() {
  static const std::vector<std::string> names{"trajectory", "forest",     "clients",  "within-between",
                                              "change",     "phases",     "expected", "paths",
                                              "adherence",  "diagnostics"};
  return names;
}

std::optional<Picture> picture(const json::object& study, std::string_view name, std::string_view client) {
  if (name == "trajectory") return trajectory_picture(study, client);
  if (name == "forest") return forest_picture(study);
  if (name == "clients") return clients_picture(study);
  if (name == "within-between") return within_between_picture(study);
  if (name == "change") return change_picture(study);
  if (name == "phases") return phases_picture(study);
  if (name == "expected") return expected_picture(study);
  if (name == "paths") return paths_picture(study);
  if (name == "adherence") return adherence_picture(study);
  if (name == "diagnostics") return diagnostics_picture(study);
  return std::nullopt;
}

std::vector<Picture> all_pictures(const json::object& study) {
  std::vector<Picture> out;
  for (const auto& name : picture_names()) out.push_back(*picture(study, name));
  return out;
}

}  // namespace intersession::insight

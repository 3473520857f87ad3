#include "catalogue/own_activity.hpp"

#include <algorithm>

namespace intersession::catalogue {

namespace json = core::json;

std::string own_activity_name(const core::Id& id) {
  return std::string(kOwnPrefix) + id.text();
}

std::optional<core::Id> own_activity_id(std::string_view name) {
  if (not name.starts_with(kOwnPrefix)) return std::nullopt;
  return core::Id::parse(name.substr(kOwnPrefix.size()));
}

json::value settle(const json::value& draft, const core::Id& id, int published) {
  if (not draft.is_object()) return draft;
  json::object activity = draft.get_object();
  std::int64_t version = published + 1;
  const json::value* given = activity.if_contains("version");
  if (given != nullptr and given->is_int64()) version = std::max(version, given->get_int64());
  const std::string name = own_activity_name(id);
  activity["id"] = name;
  activity["version"] = version;
  if (not activity.contains("reviewStatus")) activity["reviewStatus"] = "not-yet-reviewed";
  if (json::value* form = activity.if_contains("worksheet"); form != nullptr and form->is_object()) {
    auto& worksheet = form->get_object();
    worksheet["resourceType"] = "Questionnaire";
    worksheet["url"] = "https://intersession.example/fhir/Questionnaire/" + name;
    worksheet["version"] = std::to_string(version) + ".0.0";
    worksheet["name"] = "Own" + id.text();
    worksheet["status"] = "active";
  }
  return activity;
}

core::Result<Activity> check_own(const json::value& settled, const KnownCodes& known) {
  auto activity = decode_activity(settled, known);
  std::vector<core::FieldError> problems;
  if (not activity) problems = activity.error().fields;
  const auto text = [&](std::string_view key) {
    const json::value* value = settled.is_object() ? settled.get_object().if_contains(key) : nullptr;
    return value != nullptr and value->is_string() ? std::string(value->get_string()) : std::string();
  };
  const auto blank = [](const std::string& each) {
    return each.find_first_not_of(" \t\r\n") == std::string::npos;
  };
  if (blank(text("author"))) problems.push_back({"/author", "Please say who made this."});
  if (text("reviewStatus") != "not-yet-reviewed")
    problems.push_back({"/reviewStatus", "An activity of your own is not yet reviewed by a clinician."});
  if (problems.empty()) return activity;
  return std::unexpected(core::Error{core::ErrorCode::kInvalid, "Something in the activity is not right.",
                                     std::move(problems), "activity"});
}

}  // namespace intersession::catalogue

#include "care/practice.hpp"

namespace intersession::care {

namespace json = core::json;
using core::Decoder;

namespace {

HelpContact decode_contact(Decoder& in) {
  HelpContact contact;
  contact.label = in.text("label", 80);
  contact.phone = in.optional_text("phone", 40).value_or("");
  contact.hours = in.optional_text("hours", 120).value_or("");
  contact.note = in.optional_text("note", 200).value_or("");
  return contact;
}

json::object contact_to_json(const HelpContact& contact) {
  json::object out{{"label", contact.label}};
  if (not contact.phone.empty()) out["phone"] = contact.phone;
  if (not contact.hours.empty()) out["hours"] = contact.hours;
  if (not contact.note.empty()) out["note"] = contact.note;
  return out;
}

json::array contacts_to_json(const std::vector<HelpContact>& contacts) {
  json::array out;
  for (const auto& contact : contacts) out.push_back(contact_to_json(contact));
  return out;
}

void decode_nouns(Decoder& in, PracticeSettings& settings) {
  in.objects("nouns", 40, [&](Decoder& item) {
    const auto paradigm = item.text("paradigm", 60);
    const auto noun = item.text("noun", 40);
    if (not settings.nouns.emplace(paradigm, noun).second)
      item.problem("paradigm", "This paradigm has a word already.");
  });
}

json::array nouns_to_json(const PracticeSettings& settings) {
  json::array out;
  for (const auto& [paradigm, noun] : settings.nouns)
    out.push_back(json::object{{"paradigm", paradigm}, {"noun", noun}});
  return out;
}

void decode_shared(Decoder& in, PracticeSettings& settings) {
  settings.name = in.text("name", 120);
  settings.noun = in.text("noun", 40);
  decode_nouns(in, settings);
  settings.confidence_threshold = static_cast<int>(in.integer("confidenceThreshold", 0, 10));
  in.objects("contacts", 12, [&](Decoder& item) { settings.contacts.push_back(decode_contact(item)); });
  settings.emergency = in.text("emergency", 300);
}

}  // namespace

std::string noun_for(const PracticeSettings& settings, std::string_view own,
                     std::span<const std::string> paradigms) {
  if (not own.empty()) return std::string(own);
  for (const auto& paradigm : paradigms) {
    if (const auto found = settings.nouns.find(paradigm); found != settings.nouns.end()) return found->second;
  }
  return settings.noun;
}

PracticeSettings decode_practice_settings(Decoder& in) {
  PracticeSettings settings;
  decode_shared(in, settings);
  settings.zone = in.zone("zone");
  // A list that was left out by mistake must not take the help page's numbers away.
  if (not in.has("contacts")) in.problem("contacts", "This is required.");
  return settings;
}

json::object help_to_json(const Practice& practice) {
  return {{"practiceName", practice.settings.name},
          {"ready", practice.help_is_ready()},
          {"placeholder", practice.demo},
          {"contacts", contacts_to_json(practice.settings.contacts)},
          {"emergency", practice.settings.emergency}};
}

json::object to_json(const Practice& practice) {
  return {{"practiceId", practice.id.text()},
          {"version", practice.version},
          {"name", practice.settings.name},
          {"zone", practice.settings.zone},
          {"noun", practice.settings.noun},
          {"confidenceThreshold", practice.settings.confidence_threshold},
          {"help", help_to_json(practice)},
          {"demo", practice.demo},
          {"nouns", nouns_to_json(practice.settings)}};
}

std::string pack_settings(const PracticeSettings& settings) {
  json::object packed{{"name", settings.name},
                      {"noun", settings.noun},
                      {"confidenceThreshold", settings.confidence_threshold},
                      {"contacts", contacts_to_json(settings.contacts)},
                      {"emergency", settings.emergency}};
  if (not settings.nouns.empty()) packed["nouns"] = nouns_to_json(settings);
  return core::to_json(packed);
}

core::Result<PracticeSettings> unpack_settings(std::string_view text, std::string zone) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  PracticeSettings settings;
  decode_shared(in, settings);
  if (auto problem = in.finish()) return std::unexpected(*problem);
  settings.zone = std::move(zone);
  return settings;
}

}  // namespace intersession::care

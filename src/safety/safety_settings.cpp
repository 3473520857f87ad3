#include "safety/safety_settings.hpp"

#include "platform/core/bytes.hpp"

namespace intersession::safety {

namespace json = core::json;
using core::Decoder;

namespace {

constexpr int kLongestWait = 14 * 24;  // hours; a fortnight over holidays is the most a client can be told

json::object content(const SafetySettings& settings) {
  json::object out{{"hours", settings.hours},
                   {"lookWithinHours", settings.look_within_hours},
                   {"policy", settings.policy},
                   {"numbersConfirmed", settings.numbers_confirmed}};
  if (not settings.fallback.is_nil()) out["fallbackMemberId"] = settings.fallback.text();
  if (settings.review) out["reviewOn"] = core::format_date(*settings.review);
  add_to(out, settings.open);
  return out;
}

}  // namespace

std::vector<std::string> SafetySettings::missing(core::LocalDate today, std::string_view numbers_now) const {
  std::vector<std::string> parts;
  if (hours.empty()) parts.emplace_back("hours");
  if (look_within_hours == 0) parts.emplace_back("look-within");
  if (fallback.is_nil()) parts.emplace_back("fallback");
  if (policy.empty()) parts.emplace_back("policy");
  if (not review or *review < today) parts.emplace_back("review");
  if (not numbers_confirmed or numbers.empty() or numbers != numbers_now) parts.emplace_back("numbers");
  return parts;
}

SafetySettings decode_safety_settings(Decoder& in) {
  SafetySettings settings;
  settings.hours = in.optional_text("hours", 200).value_or("");
  settings.look_within_hours =
      static_cast<int>(in.optional_integer("lookWithinHours", 0, kLongestWait).value_or(0));
  settings.fallback = in.optional_id("fallbackMemberId").value_or(core::Id{});
  settings.policy = in.optional_text("policy", 2000).value_or("");
  settings.review = in.optional_date("reviewOn");
  settings.numbers_confirmed = in.optional_boolean("numbersConfirmed").value_or(false);
  settings.open = decode_open_hours(in);
  return settings;
}

std::string digest_of_numbers(const care::Practice& practice) {
  if (practice.settings.contacts.empty()) return {};
  auto help = care::help_to_json(practice);
  help.erase("practiceName");
  return core::to_hex(core::sha256(core::as_bytes(core::to_json(help))));
}

json::object to_json(const StoredSettings& stored, core::LocalDate today, std::string_view numbers_now) {
  json::object out = content(stored.settings);
  const auto missing = stored.settings.missing(today, numbers_now);
  out["numbersConfirmed"] = stored.settings.numbers_confirmed and stored.settings.numbers == numbers_now;
  out["version"] = stored.version;
  out["missing"] = core::json_texts(missing);
  out["ready"] = missing.empty();
  return out;
}

std::string pack(const SafetySettings& settings) {
  auto out = content(settings);
  if (not settings.numbers.empty()) out["numbers"] = settings.numbers;
  return core::to_json(out);
}

core::Result<SafetySettings> unpack_safety_settings(std::string_view text) {
  const auto value = core::parse_json(text);
  if (not value) return std::unexpected(value.error());
  Decoder in(*value);
  SafetySettings settings = decode_safety_settings(in);
  settings.numbers = in.optional_text("numbers", 64).value_or("");
  if (auto problem = in.finish()) return std::unexpected(*problem);
  return settings;
}

}  // namespace intersession::safety

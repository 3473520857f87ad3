// The practice: the tenant, with the settings that all its members share.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::care {

/// One way for a client to reach a person.
struct HelpContact {
  std::string label;
  std::string phone;
  std::string hours;
  std::string note;

  bool operator==(const HelpContact&) const = default;
};

/// What the owner decides.
struct PracticeSettings {
  std::string name;
  std::string zone;                          ///< IANA time zone of the practice; sessions are planned in it
  std::string noun = "homework";             ///< what clients read unless a nearer one is set: noun_for()
  std::map<std::string, std::string> nouns;  ///< by paradigm
  int confidence_threshold = 7;  ///< 0-10; below it the product offers a smaller step (working convention)
  std::vector<HelpContact> contacts;
  std::string emergency = "In danger, call your local emergency number.";
};

struct Practice {
  core::Id id;
  std::int64_t version = 0;
  bool demo = false;  ///< synthetic clients; help numbers that reach nobody
  PracticeSettings settings;

  /// No client can be invited before the owner has entered whom a client can reach.
  [[nodiscard]] bool help_is_ready() const { return not settings.contacts.empty(); }
};

/// What a client reads for homework: the client's own word, else that of the first paradigm of the treatment
/// that has one, else the practice's. The first paradigm is the treatment's home.
[[nodiscard]] std::string noun_for(const PracticeSettings& settings, std::string_view own,
                                   std::span<const std::string> paradigms);

/// Reads PracticeInput without its version. Whether its paradigms are known is for the caller to say.
[[nodiscard]] PracticeSettings decode_practice_settings(core::Decoder& in);

/// Practice and Help of the API.
[[nodiscard]] core::json::object to_json(const Practice& practice);
[[nodiscard]] core::json::object help_to_json(const Practice& practice);

/// The sealed part of a stored practice: everything but the zone.
[[nodiscard]] std::string pack_settings(const PracticeSettings& settings);
[[nodiscard]] core::Result<PracticeSettings> unpack_settings(std::string_view text, std::string zone);

}  // namespace intersession::care

// What a practice has settled before anything may ask about safety: who looks, how soon, who stands in, and
// that clients are told nobody watches round the clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::safety {

struct SafetySettings {
  std::string hours;          ///< when somebody looks, in words that clients read
  int look_within_hours = 0;  ///< by when an answer is looked at; 0: not settled
  core::Id fallback;   ///< the member who is shown what nobody looked at in that time; nil: not settled
  std::string policy;  ///< what the practice does with an answer that needs a person
  std::optional<core::LocalDate> review;  ///< when all this is looked at again
  bool numbers_confirmed = false;         ///< the help page's numbers were tried by a person

  /// What is not settled yet, as words of the API: "hours", "look-within", "fallback", "policy", "review",
  /// "numbers". A review date that has passed counts as not settled. Nothing may ask about safety before this
  /// is empty.
  [[nodiscard]] std::vector<std::string> missing(core::LocalDate today) const;
  bool operator==(const SafetySettings&) const = default;
};

struct StoredSettings {
  std::int64_t version = 0;  ///< 0: never saved
  SafetySettings settings;
};

/// Reads the settings; the caller finishes the decoder.
[[nodiscard]] SafetySettings decode_safety_settings(core::Decoder& in);
/// SafetySettings of the API.
[[nodiscard]] core::json::object to_json(const StoredSettings& stored, core::LocalDate today);
[[nodiscard]] std::string pack(const SafetySettings& settings);
[[nodiscard]] core::Result<SafetySettings> unpack_safety_settings(std::string_view text);

}  // namespace intersession::safety

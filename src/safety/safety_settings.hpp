// What a practice has settled before anything may ask about safety: who looks, how soon, who stands in, and
// that clients are told nobody watches round the clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "care/practice.hpp"
#include "platform/core/json.hpp"
#include "safety/open_hours.hpp"

namespace intersession::safety {

struct SafetySettings {
  std::string hours;          ///< when somebody looks, in words that clients read
  int look_within_hours = 0;  ///< by when an answer is looked at; 0: not settled
  core::Id fallback;   ///< the member who is shown what nobody looked at in that time; nil: not settled
  std::string policy;  ///< what the practice does with an answer that needs a person
  std::optional<core::LocalDate> review;  ///< when all this is looked at again
  bool numbers_confirmed = false;         ///< the help page's numbers were tried by a person
  OpenHours open{};                       ///< when messages about alerts may reach staff
  std::string numbers{};  ///< digest of the numbers that were tried (digest_of_numbers); no part of the API

  /// What is not settled yet, as words of the API: "hours", "look-within", "fallback", "policy", "review",
  /// "numbers". A review date that has passed counts as not settled, and so do numbers that were changed
  /// after they were tried. Nothing may ask about safety before this is empty.
  [[nodiscard]] std::vector<std::string> missing(core::LocalDate today, std::string_view numbers_now) const;
  bool operator==(const SafetySettings&) const = default;
};

struct StoredSettings {
  std::int64_t version = 0;  ///< 0: never saved
  SafetySettings settings;
};

/// What tells one help page from another: whom to call and the emergency sentence. Empty where there is
/// nobody to call.
[[nodiscard]] std::string digest_of_numbers(const care::Practice& practice);

/// Reads the settings; the caller finishes the decoder.
[[nodiscard]] SafetySettings decode_safety_settings(core::Decoder& in);
/// SafetySettings of the API.
[[nodiscard]] core::json::object to_json(const StoredSettings& stored, core::LocalDate today,
                                         std::string_view numbers_now);
[[nodiscard]] std::string pack(const SafetySettings& settings);
[[nodiscard]] core::Result<SafetySettings> unpack_safety_settings(std::string_view text);

}  // namespace intersession::safety

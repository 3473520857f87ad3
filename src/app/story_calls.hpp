// What stories share: requests of the people in them, as if they pressed the buttons.
#pragma once

#include <string>

#include "app/story.hpp"

namespace intersession::app {

/// A refusal inside a story; caught where the story is played.
struct Refused {
  std::string what;
};

[[nodiscard]] std::string story_text(const core::json::object& object, std::string_view key,
                                     std::string_view otherwise = "");

/// Requests through the house's routes, at the stage's clock. Throws Refused where an answer is no success.
class StoryCalls {
 public:
  explicit StoryCalls(const Stage& stage) : stage_(stage) {}

  core::json::value send(http::Method method, const std::string& path, const core::json::value& body,
                         const std::string& cookie);
  /// As the therapist, signed in afresh whenever the clock was moved far.
  core::json::value therapist(http::Method method, const std::string& path,
                              const core::json::value& body = {});
  /// A new sign-in session of an account: its cookie.
  [[nodiscard]] std::string sign_in(const core::Id& account);
  /// The same with a link and a code: what the phone is let in with.
  [[nodiscard]] std::string welcome(const core::json::value& invitation);

 private:
  const Stage& stage_;
  std::string therapist_cookie_;
  core::Instant therapist_since_{};
  std::string received_cookie_;
};

}  // namespace intersession::app

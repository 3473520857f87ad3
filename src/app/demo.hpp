// The demo practice: synthetic clients whose weeks are told as data and lived through the real routes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/house.hpp"
#include "platform/core/json.hpp"

namespace intersession::app {

/// How to look around in the demo. Passwords and links are random and lie only in the demo's data folder.
struct DemoSignIn {
  std::string email;
  std::string password;
  std::string client_name;
  std::string client_secret;  ///< of an open invitation
  std::string client_code;

  /// What ./run prints.
  [[nodiscard]] std::string text(const std::string& origin) const;
};

/// Loads the stories of a folder into an empty installation, and makes a fresh client invitation at every
/// start. A practice that is not a demo is never touched: kConflict. The sign-in is kept in
/// <data>/demo-sign-in.json.
[[nodiscard]] core::Result<DemoSignIn> ensure_demo(const Ground& ground, const std::filesystem::path& stories,
                                                   const std::filesystem::path& data);

}  // namespace intersession::app

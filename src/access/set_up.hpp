// The first practice of an installation and its owner.
#pragma once

#include <string>

#include "access/access.hpp"

namespace intersession::access {

/// The one-time secret that the process prints when there is no practice yet. Lives in memory only: a restart
/// makes a new one. Thread-safe.
class SetUpSecret {
 public:
  /// 256 random bits as 43 characters of base64url.
  explicit SetUpSecret(core::Random& random);

  /// For the operator's eyes; for the fragment of the set-up link.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool matches(std::string_view given) const;

 private:
  std::string text_;
};

struct FirstOwner {
  std::string name;
  std::string email;
  std::string password;
};

/// Whether the installation still waits for its first practice.
[[nodiscard]] core::Result<bool> set_up_needed(Access& access);

/// Makes the practice, its keys, and a member who is owner and therapist, and signs that member in. Once per
/// installation: kConflict, reason "set-up", afterwards. kInvalid at /email or /password. The caller has
/// checked who may (the secret, or the command line).
[[nodiscard]] core::Result<SignedIn> set_up(Access& access, const FirstPractice& practice,
                                            const FirstOwner& owner);

}  // namespace intersession::access

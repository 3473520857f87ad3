// Passwords: which are good enough, and how they are kept.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "platform/core/result.hpp"

namespace intersession::access {

constexpr std::size_t kPasswordMin = 12;   ///< code points
constexpr std::size_t kPasswordMax = 128;  ///< code points

/// What is wrong with a new password, in one plain sentence; nothing where it is good. Length counts and not
/// being known to everybody (NIST SP 800-63B, 5.1.1.2); no kind of character is demanded. `others` are words
/// it must not consist of: the person's name and e-mail address.
[[nodiscard]] std::optional<std::string> password_problem(std::string_view password,
                                                          std::initializer_list<std::string_view> others);

/// argon2id (RFC 9106) as a PHC string. Thread-safe: at most `at_once` hashes are computed at the same time,
/// because each needs `memory` bytes; `waiting` more may wait, and one more is answered kUnavailable.
class PasswordHasher {
 public:
  struct Cost {
    unsigned long long passes = 2;
    std::size_t memory = std::size_t{19} * 1024 * 1024;
  };
  explicit PasswordHasher(Cost cost, std::size_t at_once = 2, std::size_t waiting = 64);
  PasswordHasher() : PasswordHasher(Cost{}) {}

  [[nodiscard]] core::Result<std::string> hash(std::string_view password);
  [[nodiscard]] core::Result<bool> verify(const std::string& stored, std::string_view password);
  /// Takes as long as verify() and is always false: for accounts that do not exist.
  [[nodiscard]] core::Result<bool> verify_nobody(std::string_view password);
  /// True where `stored` was made with other parameters than now.
  [[nodiscard]] bool needs_rehash(const std::string& stored) const;

 private:
  class Turn;

  Cost cost_;
  std::size_t at_once_;
  std::size_t waiting_limit_;
  std::mutex mutex_;
  std::condition_variable free_;
  std::size_t running_ = 0;
  std::size_t waiting_ = 0;
  std::string nobody_;
};

}  // namespace intersession::access

#include "access/password.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

#include "platform/core/bytes.hpp"

namespace intersession::access {

namespace {

/// Twelve characters or more that everybody tries first, in lower case and without separators.
constexpr std::array<std::string_view, 84> kCommon{
    "123456789012",     "1234567890123",    "12345678901234",   "123456789abc",
    "1q2w3e4r5t6y",     "1q2w3e4r5t6y7u",   "1qaz2wsx3edc",     "1qaz2wsx3edc4rfv",
    "qwertyuiop12",     "qwertyuiop123",    "qwertyuiopasdf",   "qwertyuiop[]",
    "qwertyuiopåasdf",  "qwerty123456",     "qwerty1234567",    "qwertzuiopasdf",
    "azertyuiopqsdf",   "asdfghjkl123",     "zxcvbnm12345",     "zxcvbnmasdfghjkl",
    "abcdefghijkl",     "abcdefghijklm",    "abcdefghijklmnop", "abcd12345678",
    "abc123456789",     "abcdef123456",     "password1234",     "password12345",
    "password123456",   "passwordpassword", "passw0rd1234",     "p@ssw0rd1234",
    "p@ssword1234",     "mypassword123",    "mypassword1234",   "newpassword1",
    "newpassword123",   "changeme1234",     "changemenow1",     "changemeplease",
    "letmeinplease",    "letmein123456",    "letmeinletmein",   "welcome12345",
    "welcome123456",    "welcomehome1",     "welcomewelcome",   "iloveyou1234",
    "iloveyou12345",    "iloveyouforever",  "iloveyousomuch",   "administrator",
    "administrator1",   "adminadmin12",     "adminadminadmin",  "admin1234567",
    "admin123456789",   "rootrootroot",     "testtesttest",     "test12345678",
    "superman1234",     "supersecret1",     "trustno1trustno1", "monkey123456",
    "dragon123456",     "football1234",     "baseball1234",     "liverpool123",
    "manchester1",      "manchesterunited", "chocolate123",     "sunshine1234",
    "princess1234",     "starwars1234",     "pokemon12345",     "correcthorsebatterystaple",
    "thisismypassword", "thequickbrownfox", "intersession",     "intersession1",
    "intersession123",  "therapist123",     "psychotherapy",    "psychotherapist"};

std::string simplified(std::string_view text) {
  std::string simple;
  for (const char c : text) {
    if (c == ' ' or c == '-' or c == '_' or c == '.' or c == '!') continue;
    simple += c >= 'A' and c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return simple;
}

/// A short piece over and over, such as "abcabcabcabc" or "111111111111".
bool repeats(std::string_view text) {
  for (std::size_t piece = 1; piece <= 4 and piece * 3 <= text.size(); ++piece) {
    bool all = true;
    for (std::size_t i = piece; i < text.size() and all; ++i) all = text[i] == text[i - piece];
    if (all) return true;
  }
  return false;
}

/// Each character one above, or one below, the character before.
bool counts(std::string_view text) {
  for (const int step : {1, -1}) {
    bool all = true;
    for (std::size_t i = 1; i < text.size() and all; ++i) {
      const bool wraps = (text[i - 1] == '9' and text[i] == '0') or (text[i - 1] == '0' and text[i] == '9');
      all = text[i] - text[i - 1] == step or wraps;
    }
    if (all) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> password_problem(std::string_view password,
                                            std::initializer_list<std::string_view> others) {
  if (not core::is_utf8(password)) return "Please use characters that can be typed.";
  const std::size_t length = core::code_points(password);
  if (length < kPasswordMin) return "Please use at least 12 characters. A few words in a row work well.";
  if (length > kPasswordMax) return "Please use at most 128 characters.";
  const std::string simple = simplified(password);
  const auto same_as = [&](std::string_view other) {
    const std::string word = simplified(other);
    return word.size() >= 4 and simple.find(word) != std::string::npos and simple.size() < word.size() + 6;
  };
  if (std::ranges::find(kCommon, simple) != kCommon.end() or repeats(simple) or counts(simple))
    return "Many people use this password, so it is easy to guess. Please choose another one.";
  if (std::ranges::any_of(others, same_as))
    return "This is too close to your name or e-mail address. Please choose another one.";
  return std::nullopt;
}

/// A place among the few that may compute.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    if (hasher_.running_ >= hasher_.at_once_) {
      if (hasher_.waiting_ >= hasher_.waiting_limit_) return;
      ++hasher_.waiting_;
      hasher_.free_.wait(lock, [&] { return hasher_.running_ < hasher_.at_once_; });
      --hasher_.waiting_;
    }
    ++hasher_.running_;
    taken_ = true;
  }
  ~Turn() {
    if (not taken_) return;
    const std::lock_guard lock(hasher_.mutex_);
    --hasher_.running_;
    hasher_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool taken() const { return taken_; }

 private:
  PasswordHasher& hasher_;
  bool taken_ = false;
};

namespace {
std::unexpected<core::Error> crowded() {
  return core::fail(core::ErrorCode::kUnavailable, "Many people are signing in. Please try again shortly.",
                    "crowded");
}
}  // namespace

PasswordHasher::PasswordHasher(Cost cost, std::size_t at_once, std::size_t waiting)
    : cost_(cost), at_once_(at_once), waiting_limit_(waiting) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  nobody_ = hash("nobody has this password").value();
}

core::Result<std::string> PasswordHasher::hash(std::string_view password) {
  const Turn turn(*this);
  if (not turn.taken()) return crowded();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes, cost_.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  return std::string(text.data());
}

core::Result<bool> PasswordHasher::verify(const std::string& stored, std::string_view password) {
  const Turn turn(*this);
  if (not turn.taken()) return crowded();
  return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

core::Result<bool> PasswordHasher::verify_nobody(std::string_view password) {
  const auto verified = verify(nobody_, password);
  if (not verified) return verified;
  return false;
}

bool PasswordHasher::needs_rehash(const std::string& stored) const {
  return crypto_pwhash_str_needs_rehash(stored.c_str(), cost_.passes, cost_.memory) != 0;
}

}  // namespace intersession::access

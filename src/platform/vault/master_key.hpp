// The file that holds the master key.
#pragma once

#include <filesystem>
#include <optional>

#include "platform/core/bytes.hpp"
#include "platform/core/random.hpp"
#include "platform/core/result.hpp"
#include "platform/vault/secret.hpp"

namespace intersession::vault {

/// A master key, ready for its two uses.
class MasterKey {
 public:
  [[nodiscard]] static MasterKey generate(core::Random& random);
  explicit MasterKey(Secret secret);

  /// Wraps practice keys and the installation's secrets.
  [[nodiscard]] const Secret& wrapping() const { return wrapping_; }
  /// Names the key without telling it.
  [[nodiscard]] const core::Bytes& fingerprint() const { return fingerprint_; }
  [[nodiscard]] const Secret& secret() const { return secret_; }

 private:
  Secret secret_;
  Secret wrapping_;
  core::Bytes fingerprint_;
};

/// What the file holds: one key, or two while a rotation is under way.
struct MasterKeys {
  MasterKey current;
  std::optional<MasterKey> previous;
};

/// Text: a line with the format's name, a line with the key in hexadecimal digits, and during a rotation a
/// line with the key before. Nothing where the file does not exist; an error in an operator's words where it
/// is damaged, no plain file, of another owner, or open to group or others.
[[nodiscard]] core::Result<std::optional<MasterKeys>> load_master_keys(const std::filesystem::path& file);

/// Makes the file, mode 0400, in one step, durable when it returns. Fails where it exists.
[[nodiscard]] core::Result<void> create_master_key_file(const std::filesystem::path& file,
                                                        const MasterKey& key);
/// Replaces the file in one step, durable when it returns.
[[nodiscard]] core::Result<void> replace_master_key_file(const std::filesystem::path& file,
                                                         const MasterKey& current, const MasterKey* previous);

}  // namespace intersession::vault

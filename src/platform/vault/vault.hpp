// Keys and sealed fields: what a person typed is unreadable without a key that lies elsewhere.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "platform/core/bytes.hpp"
#include "platform/core/id.hpp"
#include "platform/core/random.hpp"
#include "platform/core/result.hpp"
#include "platform/core/time.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/secret.hpp"

namespace intersession::vault {

/// Where a sealed value stands. All of it is authenticated: a ciphertext that was moved to another row,
/// column, table, client or practice, or back from an older version of its row, does not open.
struct FieldContext {
  core::Id practice;
  core::Id client;  ///< nil: a row of the practice, sealed with the practice key
  std::string_view table;
  std::string_view column;
  core::Id row;
  std::int64_t version = 0;  ///< the row's version; 0 where rows have none
};

/// A key and its older versions. Thread-safe.
///
/// Sealed form: format byte | key version (4 bytes) | nonce (24) | XChaCha20-Poly1305 ciphertext and tag;
/// 45 bytes longer than the plaintext. Associated data: every part of the context and the header, each with
/// its length before it.
class SealingKey {
 public:
  /// Seals under the newest version. A context of another practice or client than the key's is a bug and
  /// throws std::logic_error.
  [[nodiscard]] core::Bytes seal(const FieldContext& context, std::string_view plaintext) const;

  /// Fails with reason "erased" (kNotFound) once the client was erased, and with reason "unreadable"
  /// (kInternal) where the bytes were changed, moved or cut; one unreadable field says nothing of the others.
  [[nodiscard]] core::Result<std::string> open(const FieldContext& context, core::ByteView sealed) const;

  /// The version that seals.
  [[nodiscard]] std::uint32_t version() const;

 private:
  friend class Vault;
  SealingKey(core::Id practice, core::Id client, core::Random& random)
      : practice_(practice), client_(client), random_(random) {}

  core::Id practice_;
  core::Id client_;
  core::Random& random_;
  std::map<std::uint32_t, Secret> versions_;
  mutable std::atomic<bool> erased_{false};
};

/// All keys. master key (a file) > practice keys > client keys; the last two lie wrapped in a database of
/// their own, so that a backup of the data opens nothing, and a deleted key erases.
///
/// Thread-safe. Unwrapped keys are cached in locked memory, at most `kCached`, and read again after
/// `kCacheTime`: the bound within which an erasure or rotation by another process is seen here.
class Vault {
 public:
  static constexpr std::size_t kCached = 20'000;
  static constexpr std::chrono::seconds kCacheTime{60};

  /// Told the name of each step of a rotation or erasure before it is taken; tests throw from it.
  using Probe = std::function<void(std::string_view step)>;

  /// `keys` must hold the schema of schema.sql. Makes the key file (mode 0400) only where `keys` is empty.
  /// Refuses, in a sentence for an operator, a file that is missing while keys exist, of another owner,
  /// open to group or others, damaged, or of another installation. Finishes an interrupted rotation of the
  /// master key and interrupted erasures. `keys`, `random` and `clock` must outlive the vault.
  [[nodiscard]] static core::Result<std::unique_ptr<Vault>> open(const std::filesystem::path& master_key_file,
                                                                 db::Database& keys, core::Random& random,
                                                                 const core::Clock& clock, Probe probe = {});
  ~Vault();
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  /// Makes the first key; durable when it returns. The same again changes nothing.
  [[nodiscard]] core::Result<void> create_practice(const core::Id& practice);
  /// As above; call it before the client's first row is written. An erased client never gets a key again
  /// (reason "erased").
  [[nodiscard]] core::Result<void> create_client(const core::Id& practice, const core::Id& client);

  /// Fails with kNotFound: reason "no-key", or "erased".
  [[nodiscard]] core::Result<std::shared_ptr<const SealingKey>> practice_key(const core::Id& practice);
  [[nodiscard]] core::Result<std::shared_ptr<const SealingKey>> client_key(const core::Id& practice,
                                                                           const core::Id& client);

  /// 32 bytes that tell equality of `value` under `label` and nothing else; keyed, the same for the life of
  /// the installation. For e-mail addresses and short codes. Values are compared as given: normalise first.
  [[nodiscard]] core::Bytes lookup_hash(std::string_view label, std::string_view value) const;

  /// Makes a new master key and wraps every practice key again. Killed at any moment, the next open()
  /// finishes it. Other processes of the installation must be restarted with the new file.
  [[nodiscard]] core::Result<void> rotate_master();
  /// New key of the practice: wraps client keys again; fields sealed before stay readable.
  [[nodiscard]] core::Result<void> rotate_practice(const core::Id& practice);
  /// New key version for what is sealed from now on; fields sealed before stay readable.
  [[nodiscard]] core::Result<void> rotate_client(const core::Id& practice, const core::Id& client);

  /// For ever: ledger row, keys deleted, cache dropped, keys in use elsewhere in the process refuse to open.
  /// The same again changes nothing. Backups of the keys database still hold the wrapped key until they
  /// expire; open() replays the ledger over a restored one.
  [[nodiscard]] core::Result<void> erase_client(const core::Id& practice, const core::Id& client);

  /// Deletes client keys older than `grace` whose client `exists` denies (left behind by a crash between key
  /// and first row); how many. An error of `exists` stops it. A key goes only where a client whose key is
  /// younger exists in its practice: over a data file that was restored from before both, it stays, and with
  /// it whatever the newer file holds.
  using ClientExists = std::function<core::Result<bool>(const core::Id& practice, const core::Id& client)>;
  [[nodiscard]] core::Result<std::size_t> sweep_orphans(std::chrono::seconds grace,
                                                        const ClientExists& exists);

 private:
  struct Parts;
  explicit Vault(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace intersession::vault

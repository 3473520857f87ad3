#include "platform/vault/vault.hpp"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "platform/vault/key_cache.hpp"
#include "platform/vault/key_store.hpp"
#include "platform/vault/master_key.hpp"
#include "platform/vault/seal.hpp"

namespace intersession::vault {

namespace {

using core::ErrorCode;
using key_store::WrappedKey;
using key_store::WrappedSecret;

constexpr std::string_view kCheck = "check";
constexpr std::string_view kLookup = "lookup";
constexpr std::string_view kCheckText = "the master key of this installation";

/// What unwrapping found: as Result, but keys are no std::string.
using MaybeSecret = std::optional<Secret>;

FieldContext secret_context(std::string_view name) {
  return {{}, {}, "vault_secret", name, {}, 0};
}
FieldContext practice_context(const core::Id& practice, std::int64_t version) {
  return {practice, {}, "practice_key", "wrapped", {}, version};
}
FieldContext client_context(const core::Id& practice, const core::Id& client, std::int64_t version) {
  return {practice, client, "client_key", "wrapped", {}, version};
}

MaybeSecret unwrap(const Secret& by, const FieldContext& context, core::ByteView wrapped) {
  if (not sealed_key_version(wrapped) or plaintext_size(wrapped) != Secret::kSize) return std::nullopt;
  Secret secret;
  if (not open_with(by, context, wrapped, secret.mutable_bytes())) return std::nullopt;
  return secret;
}

std::unexpected<core::Error> damaged() {
  return core::fail(ErrorCode::kInternal, "A key in the keys database is damaged.", "unreadable");
}
std::unexpected<core::Error> no_key() {
  return core::fail(ErrorCode::kNotFound, "There is no key for this record.", "no-key");
}
std::unexpected<core::Error> erased() {
  return core::fail(ErrorCode::kNotFound, "This record was erased.", "erased");
}
std::unexpected<core::Error> refuse_start(std::string sentence, std::string reason) {
  return core::fail(ErrorCode::kStorage, std::move(sentence), std::move(reason));
}

}  // namespace

struct Vault::Parts {
  std::filesystem::path file;
  db::Database& keys;
  core::Random& random;
  const core::Clock& clock;
  Probe probe;
  std::shared_mutex master_mutex;
  MasterKeys master;
  Secret lookup;
  KeyCache cache{kCached, kCacheTime};

  Parts(std::filesystem::path path, db::Database& database, core::Random& source, const core::Clock& time,
        Probe tell, MasterKeys loaded)
      : file(std::move(path)),
        keys(database),
        random(source),
        clock(time),
        probe(std::move(tell)),
        master(std::move(loaded)) {}

  void step(std::string_view name) const {
    if (probe) probe(name);
  }

  [[nodiscard]] Secret fresh() const {
    Secret secret;
    random.fill(secret.mutable_bytes());
    return secret;
  }

  [[nodiscard]] WrappedSecret wrap_secret(std::string_view name, core::ByteView plaintext) const {
    return {master.current.fingerprint(),
            seal_with(master.current.wrapping(), 0, secret_context(name), plaintext, random)};
  }

  [[nodiscard]] WrappedKey wrap_practice(const core::Id& practice, std::int64_t version,
                                         const Secret& key) const {
    const auto context = practice_context(practice, version);
    return {practice,
            {},
            version,
            master.current.fingerprint(),
            seal_with(master.current.wrapping(), 0, context, key.bytes(), random)};
  }

  [[nodiscard]] WrappedKey wrap_client(const core::Id& practice, const core::Id& client, std::int64_t version,
                                       const Secret& key, const Secret& by, std::uint32_t by_version) const {
    const auto context = client_context(practice, client, version);
    return {practice, client, version, {}, seal_with(by, by_version, context, key.bytes(), random)};
  }

  [[nodiscard]] const MasterKey* master_of(const core::Bytes& fingerprint) const {
    if (master.current.fingerprint() == fingerprint) return &master.current;
    if (master.previous and master.previous->fingerprint() == fingerprint) return &*master.previous;
    return nullptr;
  }

  [[nodiscard]] MaybeSecret unwrap_practice(const WrappedKey& key) const {
    const MasterKey* const by = master_of(key.master);
    if (by == nullptr) return std::nullopt;
    return unwrap(by->wrapping(), practice_context(key.practice, key.version), key.wrapped);
  }

  core::Result<void> begin();
  core::Result<void> check_master();
  core::Result<void> finish_master_rotation();
  core::Result<void> rewrap_by_current(db::Connection& connection) const;

  core::Result<KeyCache::Key> read_practice(const core::Id& practice);
  core::Result<KeyCache::Key> read_client(const core::Id& practice, const core::Id& client);
  core::Result<std::shared_ptr<const SealingKey>> key(const core::Id& practice, const core::Id& client);
};

// ---- opening ------------------------------------------------------------------------------------------

core::Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& master_key_file,
                                                 db::Database& keys, core::Random& random,
                                                 const core::Clock& clock, Probe probe) {
  auto loaded = load_master_keys(master_key_file);
  if (not loaded) return std::unexpected(loaded.error());
  if (not*loaded) {
    const auto empty = keys.read([](db::Connection& connection) { return key_store::is_empty(connection); });
    if (not empty) return std::unexpected(empty.error());
    if (not*empty)
      return refuse_start("The master key file " + master_key_file.string() +
                              " is missing, but there are records that only it opens. Put back the copy you "
                              "keep of it. No new key was made.",
                          "key-file-missing");
    if (auto made = create_master_key_file(master_key_file, MasterKey::generate(random)); not made)
      return std::unexpected(made.error());
    loaded = load_master_keys(master_key_file);
    if (not loaded) return std::unexpected(loaded.error());
    if (not*loaded) return refuse_start("The master key file vanished.", "key-file-missing");
  }
  auto parts =
      std::make_unique<Parts>(master_key_file, keys, random, clock, std::move(probe), std::move(**loaded));
  if (auto begun = parts->begin(); not begun) return std::unexpected(begun.error());
  return std::unique_ptr<Vault>(new Vault(std::move(parts)));
}

Vault::Vault(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Vault::~Vault() = default;

core::Result<void> Vault::Parts::begin() {
  const auto first = keys.write(core::Id{}, [&](db::Connection& connection) {
    if (not key_store::is_empty(connection)) return;
    key_store::add_secret(connection, kCheck, wrap_secret(kCheck, core::as_bytes(kCheckText)));
    key_store::add_secret(connection, kLookup, wrap_secret(kLookup, fresh().bytes()));
  });
  if (not first) return first;
  if (auto right = check_master(); not right) return right;
  if (master.previous) {
    if (auto done = finish_master_rotation(); not done) return done;
  }
  const auto replayed = keys.write(
      core::Id{}, [](db::Connection& connection) { (void)key_store::replay_erasures(connection); });
  return replayed;
}

core::Result<void> Vault::Parts::check_master() {
  return keys.read([&](db::Connection& connection) -> core::Result<void> {
    const auto check = key_store::secret(connection, kCheck);
    const auto hash_key = key_store::secret(connection, kLookup);
    if (not check or not hash_key)
      return refuse_start("The keys database is damaged: put back the copy you keep of it.", "keys-damaged");
    const MasterKey* const by = master_of(check->master);
    if (by == nullptr)
      return refuse_start("The master key file " + file.string() +
                              " belongs to another installation, or to an older state of this one. Put back "
                              "the file that was used last.",
                          "key-file-wrong");
    core::Bytes text(kCheckText.size());
    const bool opens = sealed_key_version(check->wrapped) and
                       plaintext_size(check->wrapped) == text.size() and
                       open_with(by->wrapping(), secret_context(kCheck), check->wrapped, text) and
                       core::as_text(text) == kCheckText;
    const MasterKey* const hash_by = master_of(hash_key->master);
    auto unwrapped = hash_by == nullptr
                         ? std::nullopt
                         : unwrap(hash_by->wrapping(), secret_context(kLookup), hash_key->wrapped);
    if (not opens or not unwrapped)
      return refuse_start("The keys database is damaged: put back the copy you keep of it.", "keys-damaged");
    lookup = std::move(*unwrapped);
    return {};
  });
}

// ---- making keys --------------------------------------------------------------------------------------

core::Result<void> Vault::create_practice(const core::Id& practice) {
  const std::shared_lock lock(parts_->master_mutex);
  return parts_->keys.write(practice, [&](db::Connection& connection) -> core::Result<void> {
    if (not key_store::lock_master(connection, parts_->master.current.fingerprint()))
      return core::fail(ErrorCode::kUnavailable, "The master key was changed: start this process again.",
                        "master-changed");
    const Secret key = parts_->fresh();
    (void)key_store::add_practice_key(connection, parts_->wrap_practice(practice, 1, key),
                                      parts_->clock.now());
    return {};
  });
}

core::Result<void> Vault::create_client(const core::Id& practice, const core::Id& client) {
  const auto by = practice_key(practice);
  if (not by) return std::unexpected(by.error());
  return parts_->keys.write(practice, [&](db::Connection& connection) -> core::Result<void> {
    if (key_store::is_erased(connection, practice, client)) return erased();
    const Secret key = parts_->fresh();
    const auto& [version, wrapping] = *(*by)->versions_.rbegin();
    (void)key_store::add_client_key(
        connection, parts_->wrap_client(practice, client, 1, key, wrapping, version), parts_->clock.now());
    return {};
  });
}

// ---- finding keys -------------------------------------------------------------------------------------

core::Result<KeyCache::Key> Vault::Parts::read_practice(const core::Id& practice) {
  const std::shared_lock lock(master_mutex);
  const auto rows =
      keys.read([&](db::Connection& connection) { return key_store::practice_keys(connection, practice); });
  if (not rows) return std::unexpected(rows.error());
  if (rows->empty()) return no_key();
  KeyCache::Key found(new SealingKey(practice, {}, random));
  for (const WrappedKey& row : *rows) {
    auto secret = unwrap_practice(row);
    if (not secret) return damaged();
    found->versions_.emplace(static_cast<std::uint32_t>(row.version), std::move(*secret));
  }
  return found;
}

core::Result<KeyCache::Key> Vault::Parts::read_client(const core::Id& practice, const core::Id& client) {
  bool was_erased = false;
  // The client's rows first: a practice key that is read after them knows every version that wraps them.
  const auto rows = keys.read([&](db::Connection& connection) {
    was_erased = key_store::is_erased(connection, practice, client);
    return key_store::client_keys(connection, practice, client);
  });
  if (not rows) return std::unexpected(rows.error());
  if (was_erased) return erased();
  if (rows->empty()) return no_key();
  auto by = key(practice, {});
  if (not by) return std::unexpected(by.error());
  const auto known = [&](const WrappedKey& row) {
    const auto version = sealed_key_version(row.wrapped);
    return version and (*by)->versions_.contains(*version);
  };
  if (not std::ranges::all_of(*rows, known)) {  // another process gave the practice a new key
    cache.drop({practice, {}});
    by = key(practice, {});
    if (not by) return std::unexpected(by.error());
  }
  KeyCache::Key found(new SealingKey(practice, client, random));
  for (const WrappedKey& row : *rows) {
    if (not known(row)) return damaged();
    auto secret = unwrap((*by)->versions_.at(*sealed_key_version(row.wrapped)),
                         client_context(practice, client, row.version), row.wrapped);
    if (not secret) return damaged();
    found->versions_.emplace(static_cast<std::uint32_t>(row.version), std::move(*secret));
  }
  return found;
}

core::Result<std::shared_ptr<const SealingKey>> Vault::Parts::key(const core::Id& practice,
                                                                  const core::Id& client) {
  const KeyCache::Name name{practice, client};
  const core::Instant now = clock.now();
  if (auto cached = cache.find(name, now)) return cached;
  for (;;) {
    const auto generation = cache.generation();
    auto read = client.is_nil() ? read_practice(practice) : read_client(practice, client);
    if (not read) {
      if (auto stale = cache.peek(name); stale and read.error().reason == "erased") {
        stale->erased_.store(true, std::memory_order_release);
        cache.drop(name);
      }
      return std::unexpected(read.error());
    }
    if (cache.keep(name, *read, now, generation)) return *std::move(read);
  }
}

core::Result<std::shared_ptr<const SealingKey>> Vault::practice_key(const core::Id& practice) {
  return parts_->key(practice, {});
}

core::Result<std::shared_ptr<const SealingKey>> Vault::client_key(const core::Id& practice,
                                                                  const core::Id& client) {
  if (client.is_nil()) return no_key();
  return parts_->key(practice, client);
}

core::Bytes Vault::lookup_hash(std::string_view label, std::string_view value) const {
  return keyed_hash(parts_->lookup, label, value);
}

// ---- rotation -----------------------------------------------------------------------------------------

core::Result<void> Vault::Parts::rewrap_by_current(db::Connection& connection) const {
  for (const std::string_view name : {kCheck, kLookup}) {
    const auto row = key_store::secret(connection, name);
    const MasterKey* const by = row ? master_of(row->master) : nullptr;
    if (by == nullptr) return damaged();
    if (by == &master.current) continue;
    core::Bytes plaintext(plaintext_size(row->wrapped));
    if (not open_with(by->wrapping(), secret_context(name), row->wrapped, plaintext)) return damaged();
    key_store::replace_secret(connection, name, wrap_secret(name, plaintext));
    std::ranges::fill(plaintext, static_cast<unsigned char>(0));
  }
  for (const WrappedKey& row : key_store::all_practice_keys(connection)) {
    if (row.master == master.current.fingerprint()) continue;
    const auto secret = unwrap_practice(row);
    if (not secret) return damaged();
    key_store::rewrap_practice_key(connection, wrap_practice(row.practice, row.version, *secret));
  }
  return {};
}

core::Result<void> Vault::Parts::finish_master_rotation() {
  step("master: wrap again");
  const auto wrapped =
      keys.write(core::Id{}, [&](db::Connection& connection) { return rewrap_by_current(connection); });
  if (not wrapped) return wrapped;
  step("master: forget the old key");
  if (auto done = replace_master_key_file(file, master.current, nullptr); not done) return done;
  master.previous.reset();
  step("master: done");
  return {};
}

core::Result<void> Vault::rotate_master() {
  const std::unique_lock lock(parts_->master_mutex);
  MasterKey next = MasterKey::generate(parts_->random);
  parts_->step("master: write both keys");
  if (auto done = replace_master_key_file(parts_->file, next, &parts_->master.current); not done) return done;
  parts_->master.previous.emplace(std::exchange(parts_->master.current, std::move(next)));
  return parts_->finish_master_rotation();
}

core::Result<void> Vault::rotate_practice(const core::Id& practice) {
  const std::shared_lock lock(parts_->master_mutex);
  const auto rotated = parts_->keys.write(practice, [&](db::Connection& connection) -> core::Result<void> {
    if (not key_store::lock_master(connection, parts_->master.current.fingerprint()))
      return core::fail(ErrorCode::kUnavailable, "The master key was changed: start this process again.",
                        "master-changed");
    std::map<std::uint32_t, Secret> old;
    for (const WrappedKey& row : key_store::practice_keys(connection, practice)) {
      auto secret = parts_->unwrap_practice(row);
      if (not secret) return damaged();
      old.emplace(static_cast<std::uint32_t>(row.version), std::move(*secret));
    }
    if (old.empty()) return no_key();
    const std::uint32_t version = old.rbegin()->first + 1;
    const Secret next = parts_->fresh();
    if (not key_store::add_practice_key(connection, parts_->wrap_practice(practice, version, next),
                                        parts_->clock.now()))
      return core::fail(ErrorCode::kConflict, "The practice's key is being changed already.", "rotating");
    parts_->step("practice: wrap client keys again");
    for (const WrappedKey& row : key_store::all_client_keys(connection, practice)) {
      const auto by_version = sealed_key_version(row.wrapped);
      const auto by = by_version ? old.find(*by_version) : old.end();
      if (by == old.end()) return damaged();
      const auto secret = unwrap(by->second, client_context(practice, row.client, row.version), row.wrapped);
      if (not secret) return damaged();
      key_store::rewrap_client_key(
          connection, parts_->wrap_client(practice, row.client, row.version, *secret, next, version));
    }
    parts_->step("practice: commit");
    return {};
  });
  if (rotated) parts_->cache.drop({practice, {}});
  return rotated;
}

core::Result<void> Vault::rotate_client(const core::Id& practice, const core::Id& client) {
  const auto by = practice_key(practice);
  if (not by) return std::unexpected(by.error());
  const auto rotated = parts_->keys.write(practice, [&](db::Connection& connection) -> core::Result<void> {
    if (key_store::is_erased(connection, practice, client)) return erased();
    const auto rows = key_store::client_keys(connection, practice, client);
    if (rows.empty()) return no_key();
    const Secret key = parts_->fresh();
    const auto& [version, wrapping] = *(*by)->versions_.rbegin();
    parts_->step("client: add version");
    if (not key_store::add_client_key(
            connection,
            parts_->wrap_client(practice, client, rows.back().version + 1, key, wrapping, version),
            parts_->clock.now()))
      return core::fail(ErrorCode::kConflict, "The client's key is being changed already.", "rotating");
    parts_->step("client: commit");
    return {};
  });
  if (rotated) parts_->cache.drop({practice, client});
  return rotated;
}

// ---- erasing ------------------------------------------------------------------------------------------

core::Result<void> Vault::erase_client(const core::Id& practice, const core::Id& client) {
  parts_->step("erase: ledger");
  // The ledger row is durable before anything is deleted: from here on open() finishes what we began.
  const auto noted = parts_->keys.write(practice, [&](db::Connection& connection) {
    key_store::note_erasure(connection, practice, client, parts_->clock.now());
  });
  if (not noted) return noted;
  if (const auto cached = parts_->cache.drop({practice, client}))
    cached->erased_.store(true, std::memory_order_release);
  parts_->step("erase: keys");
  const auto deleted = parts_->keys.write(practice, [&](db::Connection& connection) {
    key_store::delete_client_keys(connection, practice, client);
  });
  if (not deleted) return deleted;
  parts_->step("erase: done");
  return {};
}

core::Result<std::size_t> Vault::sweep_orphans(std::chrono::seconds grace, const ClientExists& exists) {
  const core::Instant before = parts_->clock.now() - grace;
  const auto names = parts_->keys.read(
      [&](db::Connection& connection) { return key_store::clients_with_keys(connection); });
  if (not names) return std::unexpected(names.error());
  std::size_t swept = 0;
  std::map<core::Id, core::Instant> youngest;  // of each practice, the youngest client that exists
  for (const auto& [practice, client, first, newest] : *names) {
    const auto there = exists(practice, client);
    if (not there) return std::unexpected(there.error());
    if (*there) youngest.emplace(practice, first);
    const auto found = youngest.find(practice);
    if (*there or newest >= before or found == youngest.end() or found->second <= first) continue;
    const auto deleted = parts_->keys.write(practice, [&](db::Connection& connection) {
      key_store::delete_client_keys(connection, practice, client);
    });
    if (not deleted) return std::unexpected(deleted.error());
    parts_->cache.drop({practice, client});
    ++swept;
  }
  return swept;
}

}  // namespace intersession::vault

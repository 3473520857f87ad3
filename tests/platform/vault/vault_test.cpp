#include "platform/vault/vault.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <set>
#include <unordered_set>

#include "platform/vault/temporary.hpp"

namespace intersession::vault {
namespace {

using core::Id;
using testing::why;

/// Thrown from a probe: the process "dies" at this step.
struct Killed {};

Id id_of(unsigned char n) {
  Id id;
  id.bytes.fill(n);
  return id;
}

class VaultTest : public ::testing::TestWithParam<std::string> {
 protected:
  core::Result<void> try_open(Vault::Probe probe = {}) {
    vault.reset();
    auto opened = Vault::open(key_file, *database, random, clock, std::move(probe));
    if (not opened) return std::unexpected(opened.error());
    vault = *std::move(opened);
    return {};
  }
  void open(Vault::Probe probe = {}) {
    const auto opened = try_open(std::move(probe));
    ASSERT_TRUE(opened) << why(opened);
  }
  void SetUp() override {
    open();
    ASSERT_TRUE(vault->create_practice(practice));
    ASSERT_TRUE(vault->create_client(practice, client));
  }
  [[nodiscard]] FieldContext field(std::string_view column = "note") const {
    return {practice, client, "entry", column, id_of(9), 1};
  }
  core::Bytes seal(const FieldContext& context, std::string_view text) {
    const auto key = context.client.is_nil() ? vault->practice_key(context.practice)
                                             : vault->client_key(context.practice, context.client);
    if (not key) throw std::runtime_error(why(key));
    return (*key)->seal(context, text);
  }
  core::Result<std::string> unseal(const FieldContext& context, const core::Bytes& sealed) {
    const auto key = context.client.is_nil() ? vault->practice_key(context.practice)
                                             : vault->client_key(context.practice, context.client);
    if (not key) return std::unexpected(key.error());
    return (*key)->open(context, sealed);
  }

  testing::TemporaryFolder folder;
  std::filesystem::path key_file = folder.path() / "master.key";
  testing::TestDatabase database{GetParam(), folder.path(), "keys", "src/platform/vault/schema.sql"};
  core::SystemRandom random;
  core::FixedClock clock{core::from_micros(1'800'000'000'000'000)};
  std::unique_ptr<Vault> vault;
  const Id practice = id_of(1);
  const Id client = id_of(2);
};

INSTANTIATE_TEST_SUITE_P(Engines, VaultTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& each) { return each.param; });

TEST_P(VaultTest, OpensWhatItSealed) {
  const auto sealed = seal(field(), "went for a walk");
  EXPECT_EQ(sealed.size(), std::string_view("went for a walk").size() + 45);
  EXPECT_EQ(unseal(field(), sealed), "went for a walk");
  EXPECT_EQ(unseal(field(), seal(field(), "")), "");
  FieldContext settings{practice, {}, "member", "name", id_of(4), 0};
  EXPECT_EQ(unseal(settings, seal(settings, "Ada")), "Ada");
}

TEST_P(VaultTest, OpensAfterRestart) {
  const auto sealed = seal(field(), "kept");
  const auto hash = vault->lookup_hash("email", "a@example.org");
  vault.reset();
  database.close();
  database.open();
  open();
  EXPECT_EQ(unseal(field(), sealed), "kept");
  EXPECT_EQ(vault->lookup_hash("email", "a@example.org"), hash);
}

TEST_P(VaultTest, RefusesAMovedCiphertext) {
  const Id other_client = id_of(3);
  const Id other_practice = id_of(7);
  ASSERT_TRUE(vault->create_client(practice, other_client));
  ASSERT_TRUE(vault->create_practice(other_practice));
  ASSERT_TRUE(vault->create_client(other_practice, client));
  const std::vector<std::string_view> words{"entry", "note", "ent", "rynote", "", "title"};
  rc::check([&] {
    const auto context = [&] {
      FieldContext made;
      made.practice = *rc::gen::element(practice, other_practice);
      made.client = made.practice == practice ? *rc::gen::element(client, other_client, Id{})
                                              : *rc::gen::element(client, Id{});
      made.table = *rc::gen::elementOf(words);
      made.column = *rc::gen::elementOf(words);
      made.row = id_of(*rc::gen::element<unsigned char>(1, 2));
      made.version = *rc::gen::inRange(0, 3);
      return made;
    };
    const FieldContext from = context();
    const FieldContext to = context();
    const bool same = from.practice == to.practice and from.client == to.client and from.table == to.table and
                      from.column == to.column and from.row == to.row and from.version == to.version;
    const auto opened = unseal(to, seal(from, "secret"));
    RC_ASSERT(opened.has_value() == same);
    if (not same) RC_ASSERT(opened.error().reason == "unreadable");
  });
}

TEST_P(VaultTest, RefusesEveryFlippedBitAndEveryCut) {
  const auto sealed = seal(field(), "seven");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto flipped = sealed;
    flipped[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
    EXPECT_FALSE(unseal(field(), flipped)) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(unseal(field(), core::Bytes(sealed.begin(), sealed.begin() + std::ptrdiff_t(size)))) << size;
  auto longer = sealed;
  longer.push_back(0);
  EXPECT_FALSE(unseal(field(), longer));
}

TEST_P(VaultTest, ANonceIsNeverUsedTwice) {
  const auto key = vault->client_key(practice, client);
  ASSERT_TRUE(key);
  std::unordered_set<std::string> nonces;
  for (int i = 0; i < 100'000; ++i) {
    const auto sealed = (*key)->seal(field(), "x");
    nonces.emplace(reinterpret_cast<const char*>(sealed.data()) + 5, 24);
  }
  EXPECT_EQ(nonces.size(), 100'000U);
}

TEST_P(VaultTest, SealingWithSomebodyElsesKeyIsABug) {
  const auto key = vault->client_key(practice, client);
  ASSERT_TRUE(key);
  auto foreign = field();
  foreign.client = id_of(3);
  EXPECT_THROW((void)(*key)->seal(foreign, "x"), std::logic_error);
}

TEST_P(VaultTest, LookupHashesTellEqualityOnly) {
  EXPECT_EQ(vault->lookup_hash("email", "a"), vault->lookup_hash("email", "a"));
  EXPECT_NE(vault->lookup_hash("email", "a"), vault->lookup_hash("code", "a"));
  EXPECT_NE(vault->lookup_hash("email", "a"), vault->lookup_hash("emaila", ""));
  EXPECT_EQ(vault->lookup_hash("email", "a").size(), 32U);
}

TEST_P(VaultTest, KeysAreMadeOnce) {
  const auto sealed = seal(field(), "first");
  ASSERT_TRUE(vault->create_practice(practice));
  ASSERT_TRUE(vault->create_client(practice, client));
  open();
  EXPECT_EQ(unseal(field(), sealed), "first");
  EXPECT_EQ(vault->client_key(practice, id_of(8)).error().reason, "no-key");
  EXPECT_EQ(vault->practice_key(id_of(8)).error().reason, "no-key");
  EXPECT_FALSE(vault->create_client(id_of(8), client));
}

// ---- the master key file ------------------------------------------------------------------------------

TEST_P(VaultTest, MakesTheFileForItsOwnerOnly) {
  struct stat status{};
  ASSERT_EQ(::stat(key_file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0400U);
  EXPECT_FALSE(std::filesystem::exists(key_file.string() + ".new"));
}

TEST_P(VaultTest, RefusesAMissingFileAndMakesNoOther) {
  std::filesystem::remove(key_file);
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "key-file-missing");
  EXPECT_NE(opened.error().message.find("is missing"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(key_file));
}

TEST_P(VaultTest, RefusesTheFileOfAnotherInstallation) {
  testing::TestDatabase elsewhere(GetParam(), folder.path(), "other", "src/platform/vault/schema.sql");
  const auto other_file = folder.path() / "other.key";
  ASSERT_TRUE(Vault::open(other_file, *elsewhere, random, clock));
  std::filesystem::rename(other_file, key_file);
  EXPECT_EQ(try_open().error().reason, "key-file-wrong");
}

TEST_P(VaultTest, RefusesAFileThatOthersCanRead) {
  for (const mode_t mode : {0440U, 0404U, 0644U, 0420U}) {
    ASSERT_EQ(::chmod(key_file.c_str(), mode), 0);
    EXPECT_EQ(try_open().error().reason, "key-file-mode") << mode;
  }
  ASSERT_EQ(::chmod(key_file.c_str(), 0400), 0);
  EXPECT_TRUE(try_open());
}

TEST_P(VaultTest, RefusesAFileThatIsDamagedOrNoFile) {
  const std::string right = testing::read_text(key_file);
  const auto put = [&](const std::string& text) {
    std::filesystem::remove(key_file);
    std::ofstream(key_file) << text;
    ASSERT_EQ(::chmod(key_file.c_str(), 0400), 0);
  };
  for (const std::string& wrong : {std::string(), right.substr(0, right.size() - 1), right + "\n",
                                   "x" + right.substr(1), right.substr(0, 40) + "g" + right.substr(41)}) {
    put(wrong);
    EXPECT_EQ(try_open().error().reason, "key-file-damaged") << wrong.size();
  }
  put(right);
  EXPECT_TRUE(try_open());
  std::filesystem::rename(key_file, folder.path() / "elsewhere");
  std::filesystem::create_symlink(folder.path() / "elsewhere", key_file);
  EXPECT_FALSE(try_open());
  std::filesystem::remove(key_file);
  std::filesystem::create_directory(key_file);
  ASSERT_EQ(::chmod(key_file.c_str(), 0700), 0);
  EXPECT_EQ(try_open().error().reason, "key-file-kind");
}

TEST_P(VaultTest, RefusesADamagedKeysDatabase) {
  vault.reset();
  ASSERT_TRUE(database->write(practice, [](db::Connection& connection) {
    connection.execute("DELETE FROM vault_secret WHERE name = 'check'");
  }));
  EXPECT_EQ(try_open().error().reason, "keys-damaged");
}

// ---- rotation -----------------------------------------------------------------------------------------

TEST_P(VaultTest, RotationOfTheMasterKeyKeepsEverythingReadable) {
  const auto sealed = seal(field(), "before");
  const auto hash = vault->lookup_hash("email", "a");
  const std::string old_file = testing::read_text(key_file);
  ASSERT_TRUE(vault->rotate_master());
  EXPECT_EQ(unseal(field(), sealed), "before");
  ASSERT_TRUE(vault->create_practice(id_of(5)));
  open();
  EXPECT_EQ(unseal(field(), sealed), "before");
  EXPECT_TRUE(vault->practice_key(id_of(5)));
  EXPECT_EQ(vault->lookup_hash("email", "a"), hash);
  EXPECT_NE(testing::read_text(key_file), old_file);
  EXPECT_EQ(testing::read_text(key_file).size(), old_file.size()) << "one key again";

  std::filesystem::remove(key_file);
  std::ofstream(key_file) << old_file;
  ASSERT_EQ(::chmod(key_file.c_str(), 0400), 0);
  EXPECT_EQ(try_open().error().reason, "key-file-wrong") << "the old key opens nothing any more";
}

TEST_P(VaultTest, RotationsSurviveDeathAtEveryStep) {
  const auto sealed = seal(field(), "before");
  const std::vector<std::function<core::Result<void>()>> rotations{
      [&] { return vault->rotate_master(); }, [&] { return vault->rotate_practice(practice); },
      [&] { return vault->rotate_client(practice, client); }};
  std::set<std::string> died_at;
  for (const auto& rotate : rotations) {
    for (int dies_at = 0;; ++dies_at) {
      int step = 0;
      bool killed = false;
      open([&](std::string_view name) {
        if (step++ == dies_at) {
          died_at.emplace(name);
          throw Killed{};
        }
      });
      try {
        const auto done = rotate();
        EXPECT_TRUE(done) << why(done);
      } catch (const Killed&) {
        killed = true;
      }
      open();
      EXPECT_EQ(unseal(field(), sealed), "before") << dies_at;
      const auto later = seal(field(), "after");
      open();
      EXPECT_EQ(unseal(field(), later), "after") << dies_at;
      if (not killed) break;
    }
  }
  EXPECT_EQ(died_at.size(), 8U);
}

TEST_P(VaultTest, DeathWhileFinishingARotationIsHarmlessToo) {
  const auto sealed = seal(field(), "before");
  open([](std::string_view name) {
    if (name == "master: wrap again") throw Killed{};
  });
  EXPECT_THROW((void)vault->rotate_master(), Killed);
  EXPECT_THROW((void)try_open([](std::string_view name) {
                 if (name == "master: forget the old key") throw Killed{};
               }),
               Killed);
  open();
  EXPECT_EQ(unseal(field(), sealed), "before");
}

TEST_P(VaultTest, OldVersionsStayReadableAndNewOnesSeal) {
  FieldContext settings{practice, {}, "member", "name", id_of(4), 0};
  const auto client_old = seal(field(), "one");
  const auto practice_old = seal(settings, "uno");
  ASSERT_TRUE(vault->rotate_client(practice, client));
  ASSERT_TRUE(vault->rotate_practice(practice));
  ASSERT_TRUE(vault->rotate_client(practice, client));
  const auto key = vault->client_key(practice, client);
  ASSERT_TRUE(key);
  EXPECT_EQ((*key)->version(), 3U);
  const auto client_new = seal(field(), "two");
  open();
  EXPECT_EQ(unseal(field(), client_old), "one");
  EXPECT_EQ(unseal(field(), client_new), "two");
  EXPECT_EQ(unseal(settings, practice_old), "uno");
  EXPECT_EQ((*vault->practice_key(practice))->version(), 2U);
  auto pretended = client_old;  // says it was sealed by another version
  pretended[4] = 3;
  EXPECT_FALSE(unseal(field(), pretended));
}

TEST_P(VaultTest, SeesWhatAnotherProcessDidWithinAMinute) {
  const auto sealed = seal(field(), "shared");
  auto other = Vault::open(key_file, *database, random, clock);
  ASSERT_TRUE(other) << why(other);
  ASSERT_TRUE((*other)->rotate_practice(practice));
  ASSERT_TRUE((*other)->create_client(practice, id_of(3)));
  EXPECT_TRUE(vault->client_key(practice, id_of(3))) << "wrapped by a practice key it has not seen";
  const auto in_use = vault->client_key(practice, client);
  ASSERT_TRUE((*other)->erase_client(practice, client));
  clock.advance(Vault::kCacheTime + std::chrono::seconds(1));
  EXPECT_EQ(unseal(field(), sealed).error().reason, "erased");
  EXPECT_EQ((*in_use)->open(field(), sealed).error().reason, "erased");
}

// ---- erasing ------------------------------------------------------------------------------------------

TEST_P(VaultTest, ErasingIsForEver) {
  const auto sealed = seal(field(), "gone");
  const auto in_use = vault->client_key(practice, client);
  ASSERT_TRUE(in_use);
  ASSERT_TRUE(vault->rotate_client(practice, client));
  ASSERT_TRUE(vault->erase_client(practice, client));
  ASSERT_TRUE(vault->erase_client(practice, client));
  EXPECT_EQ(unseal(field(), sealed).error().reason, "erased");
  EXPECT_EQ(vault->create_client(practice, client).error().reason, "erased");
  open();
  EXPECT_EQ(unseal(field(), sealed).error().reason, "erased");
  const auto rows = database->read([&](db::Connection& connection) {
    return connection.query("SELECT 1 FROM client_key WHERE client_id = ?1", client).size();
  });
  EXPECT_EQ(rows, 0U);
}

TEST_P(VaultTest, AKeyInUseStopsOpeningWhenItsClientIsErased) {
  const auto sealed = seal(field(), "gone");
  const auto in_use = vault->client_key(practice, client);
  ASSERT_TRUE(in_use);
  ASSERT_TRUE(vault->erase_client(practice, client));
  EXPECT_EQ((*in_use)->open(field(), sealed).error().reason, "erased");
}

TEST_P(VaultTest, AnErasureThatDiedIsFinishedAtTheNextStart) {
  const auto sealed = seal(field(), "gone");
  open([](std::string_view name) {
    if (name == "erase: keys") throw Killed{};
  });
  EXPECT_THROW((void)vault->erase_client(practice, client), Killed);
  open();
  EXPECT_EQ(unseal(field(), sealed).error().reason, "erased");
  const auto rows = database->read([&](db::Connection& connection) {
    return connection.query("SELECT 1 FROM client_key WHERE client_id = ?1", client).size();
  });
  EXPECT_EQ(rows, 0U) << "the ledger is replayed";
}

TEST_P(VaultTest, SweepsKeysOfClientsThatNeverCame) {
  const Id orphan = id_of(3);
  const Id fresh = id_of(4);
  const Id younger = id_of(5);
  ASSERT_TRUE(vault->create_client(practice, orphan));
  clock.advance(std::chrono::hours(25));
  ASSERT_TRUE(vault->create_client(practice, fresh));
  const auto older_file = [&](const Id&, const Id& id) -> core::Result<bool> { return id == client; };
  EXPECT_EQ(vault->sweep_orphans(std::chrono::hours(24), older_file), 0U)
      << "no younger client: the data file may be an older one, whose newer the key still opens";
  EXPECT_TRUE(vault->client_key(practice, orphan));

  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(vault->create_client(practice, younger));
  const auto exists = [&](const Id&, const Id& id) -> core::Result<bool> {
    return id == client or id == younger;
  };
  EXPECT_EQ(vault->sweep_orphans(std::chrono::hours(24), exists), 1U);
  EXPECT_EQ(vault->client_key(practice, orphan).error().reason, "no-key");
  EXPECT_TRUE(vault->client_key(practice, fresh)) << "younger than the grace time";
  EXPECT_TRUE(vault->client_key(practice, client));

  clock.advance(std::chrono::hours(25));
  const auto fails = [](const Id&, const Id&) -> core::Result<bool> {
    return core::fail(core::ErrorCode::kUnavailable, "No answer.");
  };
  EXPECT_FALSE(vault->sweep_orphans(std::chrono::hours(24), fails));
  EXPECT_TRUE(vault->client_key(practice, fresh)) << "no answer is no permission";
}

TEST_P(VaultTest, TheKeysDatabaseTellsNoKeyAndNoText) {
  (void)seal(field(), "canary-canary-canary");
  (void)vault->lookup_hash("email", "canary@example.org");
  const std::string master = testing::read_text(key_file).substr(26, 64);
  const auto raw = core::from_hex(master);
  ASSERT_TRUE(raw);
  std::string bytes = *database->read([](db::Connection& connection) {
    std::string all;
    for (const db::Row& row : connection.query("SELECT wrapped FROM vault_secret UNION ALL SELECT wrapped "
                                               "FROM practice_key UNION ALL SELECT wrapped FROM client_key"))
      all += core::as_text(row.bytes(0));
    return all;
  });
  EXPECT_GE(bytes.size(), 4 * 77U);
  vault.reset();
  database.close();
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    if (file.path() != key_file) bytes += testing::read_text(file.path());
  }
  EXPECT_EQ(bytes.find("canary"), std::string::npos);
  EXPECT_EQ(bytes.find(master), std::string::npos);
  EXPECT_EQ(bytes.find(core::as_text(*raw)), std::string::npos);
}

TEST(SecretTest, IsWipedWhenGivenBack) {
  const unsigned char* where = nullptr;
  {
    Secret secret;
    where = secret.bytes().data();
    std::ranges::fill(secret.mutable_bytes(), static_cast<unsigned char>(7));
  }
  const Secret next;  // the slot that was given back last
  ASSERT_EQ(next.bytes().data(), where);
  for (const unsigned char byte : next.bytes()) EXPECT_EQ(byte, 0);
}

}  // namespace
}  // namespace intersession::vault

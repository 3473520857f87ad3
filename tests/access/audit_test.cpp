#include "access/audit.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "access/audit_store.hpp"
#include "access/world.hpp"

namespace intersession::access {
namespace {

using testing::must;
using testing::World;

class AuditTest : public ::testing::TestWithParam<std::string> {
 protected:
  void fill(int links) {
    must(world.database->write(world.practice(), [&](db::Connection& connection) {
      for (int i = 0; i < links; ++i)
        record(connection, world.scope(world.owner()),
               {.action = "goal.save",
                .resource_kind = "goal",
                .resource = world.random.id(world.clock.now()),
                .client = world.random.id(world.clock.now())});
    }));
  }
  AuditReport verify(const std::optional<AuditHead>& anchor = std::nullopt) {
    return must(verify_audit(*world.database, world.practice(), anchor));
  }
  AuditHead head() { return must(audit_head(*world.database, world.practice())); }
  template <class... Args>
  void tamper(const std::string& sql, const Args&... args) {
    const auto changed = must(world.database->write(
        world.practice(), [&](db::Connection& connection) { return connection.execute(sql, args...); }));
    ASSERT_GE(changed, 1) << sql;
  }
  World world{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Engines, AuditTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& each) { return each.param; });

TEST_P(AuditTest, AnUntouchedChainIsWhole) {
  fill(20);
  const auto report = verify(head());
  EXPECT_TRUE(report.whole());
  EXPECT_EQ(report.entries, head().seq);
  EXPECT_EQ(report.head, head());
  EXPECT_GE(report.entries, 21) << "set-up is recorded too";
  EXPECT_TRUE(must(verify_audit(*world.database, world.random.id(world.clock.now()))).whole());
}

TEST_P(AuditTest, EveryEditOfEveryColumnIsFound) {
  fill(5);
  const char* const edits[] = {"at = at + 1",
                               "account_id = client_id",
                               "account_id = NULL",
                               "session = resource_id",
                               "action = 'goal.savd'",
                               "resource_kind = 'goals'",
                               "resource_id = client_id",
                               "resource_id = NULL",
                               "client_id = resource_id",
                               "client_id = NULL",
                               "outcome = 'refused'",
                               "reason = 'x'",
                               "hash = resource_id",
                               "seq = 1000"};
  for (const char* const edit : edits) {
    must(world.database->write(world.practice(), [](db::Connection& connection) {
      connection.execute("DROP TABLE IF EXISTS kept");
      connection.execute("CREATE TABLE kept AS SELECT * FROM audit");
    }));
    tamper("UPDATE audit SET " + std::string(edit) + " WHERE practice_id = ?1 AND seq = 4", world.practice());
    EXPECT_EQ(verify().broken_at, 4) << edit;
    must(world.database->write(world.practice(), [](db::Connection& connection) {
      connection.execute("DELETE FROM audit");
      connection.execute("INSERT INTO audit SELECT * FROM kept");
    }));
    EXPECT_TRUE(verify().whole()) << edit;
  }
}

TEST_P(AuditTest, ADeletedLinkIsFoundWhereverItWas) {
  fill(5);
  const auto before = head();
  tamper("DELETE FROM audit WHERE practice_id = ?1 AND seq = ?2", world.practice(), before.seq);
  EXPECT_TRUE(verify().shorter_than_head) << "the last one";
  tamper("DELETE FROM audit WHERE practice_id = ?1 AND seq = 3", world.practice());
  EXPECT_EQ(verify().broken_at, 3);
  tamper("DELETE FROM audit WHERE practice_id = ?1 AND seq = 1", world.practice());
  EXPECT_EQ(verify().broken_at, 1);
}

TEST_P(AuditTest, SwappedLinksAreFound) {
  fill(5);
  tamper("UPDATE audit SET seq = 1000 WHERE practice_id = ?1 AND seq = 2", world.practice());
  tamper("UPDATE audit SET seq = 2 WHERE practice_id = ?1 AND seq = 3", world.practice());
  tamper("UPDATE audit SET seq = 3 WHERE practice_id = ?1 AND seq = 1000", world.practice());
  EXPECT_EQ(verify().broken_at, 2);
}

TEST_P(AuditTest, AnInsertedLinkIsFound) {
  fill(5);
  const auto last = head();
  AuditEntry forged;
  forged.practice = world.practice();
  forged.seq = last.seq + 1;
  forged.action = "goal.save";
  must(world.database->write(world.practice(), [&](db::Connection& connection) {
    // A right hash, but the head was not moved.
    connection.execute(
        "INSERT INTO audit (practice_id, seq, at, session, action, resource_kind, outcome, reason, hash) "
        "VALUES (?1, ?2, 0, ?3, 'goal.save', '', '', '', ?4)",
        forged.practice, forged.seq, core::Bytes{}, link_hash(last.hash, forged));
  }));
  EXPECT_EQ(verify().broken_at, forged.seq);
}

TEST_P(AuditTest, ALinkOfAnotherPracticeIsNoLinkHere) {
  fill(3);
  tamper("UPDATE audit SET practice_id = ?2 WHERE practice_id = ?1", world.practice(),
         world.random.id(world.clock.now()));
  EXPECT_TRUE(verify().shorter_than_head);
}

TEST_P(AuditTest, ARewrittenChainIsFoundByAnAnchorOnly) {
  fill(5);
  const auto anchor = AuditHead::parse(head().text());
  ASSERT_TRUE(anchor);
  fill(3);
  EXPECT_TRUE(verify(anchor).whole()) << "growing is no change";
  // Everything is written anew with right hashes, without link 3.
  must(world.database->write(world.practice(), [&](db::Connection& connection) {
    const auto links = store::links(connection, world.practice(), 0, 1000);
    connection.execute("DELETE FROM audit WHERE practice_id = ?1", world.practice());
    connection.execute("DELETE FROM audit_head WHERE practice_id = ?1", world.practice());
    for (const auto& link : links) {
      if (link.entry.seq == 3) continue;
      const auto before = store::head(connection, world.practice());
      AuditEntry entry = link.entry;
      entry.seq = before.seq + 1;
      const auto hash = link_hash(before.hash, entry);
      store::add(connection, entry, hash);
      store::set_head(connection, {entry.practice, entry.seq, hash});
    }
  }));
  EXPECT_TRUE(verify().whole());
  EXPECT_TRUE(verify(anchor).anchor_differs);
  must(world.database->write(world.practice(), [&](db::Connection& connection) {
    connection.execute("DELETE FROM audit WHERE practice_id = ?1", world.practice());
    connection.execute("DELETE FROM audit_head WHERE practice_id = ?1", world.practice());
  }));
  EXPECT_TRUE(verify(anchor).shorter_than_head);
  EXPECT_EQ(verify().broken_at, 1) << "a practice with members has at least its set-up";
}

TEST_P(AuditTest, NoPracticeIsForgotten) {
  tamper("DELETE FROM audit_head WHERE practice_id = ?1", world.practice());
  const auto practices = must(
      world.database->read([](db::Connection& connection) { return store::audited_practices(connection); }));
  EXPECT_EQ(practices, std::vector<core::Id>{world.practice()});
}

TEST_P(AuditTest, AnActThatIsUndoneLeavesNoLink) {
  const auto before = head();
  const auto failed =
      world.database->write(world.practice(), [&](db::Connection& connection) -> core::Result<void> {
        record(connection, world.scope(world.owner()), {.action = "goal.save", .resource_kind = "goal"});
        return core::fail(core::ErrorCode::kConflict, "No.");
      });
  EXPECT_FALSE(failed);
  EXPECT_EQ(head(), before);
  EXPECT_TRUE(verify().whole());
}

TEST_P(AuditTest, SixtyFourWritersMakeOneChain) {
  const auto before = head().seq;
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < 64; ++writer)
    writers.emplace_back([&] {
      for (int i = 0; i < 5; ++i)
        must(world.database->write(world.practice(), [&](db::Connection& connection) {
          record(connection, world.scope(world.owner()), {.action = "goal.save", .resource_kind = "goal"});
        }));
    });
  writers.clear();
  EXPECT_TRUE(verify().whole());
  EXPECT_EQ(head().seq, before + 320);
}

TEST_P(AuditTest, OneRowStandsForTheReadsOfAWindow) {
  const core::Id client = world.new_client(world.owner());
  const Principal phone = world.let_in(world.owner(), client).principal;
  const auto read = [&](const Principal& principal, Purpose purpose) {
    const auto before = head().seq;
    must(read_client(*world.database, world.scope(principal, purpose), client,
                     [](db::Connection&, const ClientAccess&) { return 1; }));
    return head().seq - before;
  };
  EXPECT_EQ(read(world.owner(), Purpose::kCare), 1);
  EXPECT_EQ(read(world.owner(), Purpose::kCare), 0);
  EXPECT_EQ(read(world.owner(), Purpose::kExport), 1) << "another purpose";
  world.clock.advance(kReadWindow - std::chrono::seconds(1));
  EXPECT_EQ(read(world.owner(), Purpose::kCare), 0);
  world.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(read(world.owner(), Purpose::kCare), 1) << "the next window";
  EXPECT_EQ(read(phone, Purpose::kCare), 0) << "a client's own reads are not audited";

  const auto before = head().seq;
  const auto list = [&] {
    must(read_caseload(*world.database, world.scope(world.owner(), Purpose::kCaseload),
                       [](db::Connection&) {}));
  };
  list();
  list();
  EXPECT_EQ(head().seq, before + 1);
  EXPECT_TRUE(verify().whole());
}

TEST_P(AuditTest, ParallelFirstReadsLeaveOneRow) {
  const core::Id client = world.new_client(world.owner());
  const auto before = head().seq;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 16; ++i)
    readers.emplace_back([&] {
      must(read_client(*world.database, world.scope(world.owner()), client,
                       [](db::Connection&, const ClientAccess&) {}));
    });
  readers.clear();
  EXPECT_EQ(head().seq, before + 1);
}

TEST_P(AuditTest, ReadsOfSomebodyElsesClientAreRefusedAndRunNothing) {
  const Principal anna = world.therapist("anna@example.org");
  const core::Id client = world.new_client(world.owner());
  const auto before = head().seq;
  bool ran = false;
  const auto run = [&](db::Connection&, const ClientAccess&) { ran = true; };
  EXPECT_EQ(read_client(*world.database, world.scope(anna), client, run).error(), not_found());
  EXPECT_EQ(write_client(*world.database, world.scope(anna), client, run).error(), not_found());
  EXPECT_FALSE(ran);
  EXPECT_EQ(head().seq, before);
  must(write_client(*world.database, world.scope(world.owner()), client, run));
  EXPECT_TRUE(ran);
}

TEST(AuditHeadTest, ReadsWhatItWrites) {
  AuditHead made{*core::Id::parse("00112233445566778899aabbccddeeff"), 42, core::Bytes(32, 7)};
  EXPECT_EQ(AuditHead::parse(made.text()), made);
  for (const std::string wrong :
       {"", ":", "::", "x:1:y", "00112233445566778899aabbccddeeff:1",
        "00112233445566778899aabbccddeeff:-1:", "00112233445566778899aabbccddeeff:1:00"})
    EXPECT_FALSE(AuditHead::parse(wrong)) << wrong;
}

}  // namespace
}  // namespace intersession::access

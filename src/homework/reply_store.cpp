#include "homework/reply_store.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include "care/detail_seal.hpp"
#include "care/versioned.hpp"

namespace intersession::homework::store {

using access::ClientAccess;
using core::Result;

namespace {

constexpr std::string_view kTable = "entry_reply";

const std::string kNewest =
    "SELECT r.entry_id, e.assignment_id, r.version, r.member_id, r.detail, r.written_at "
    "FROM entry_reply r JOIN entry e ON e.practice_id = r.practice_id AND e.client_id = r.client_id "
    "AND e.entry_id = r.entry_id WHERE r.practice_id = ?1 AND r.client_id = ?2 AND r.version = "
    "(SELECT MAX(n.version) FROM entry_reply n WHERE n.practice_id = ?1 AND n.client_id = ?2 "
    "AND n.entry_id = r.entry_id)";
const std::string kNewestOfOne = kNewest + " AND r.entry_id = ?3";

/// Reads columns entry_id, assignment_id, version, member_id, detail, written_at.
Result<Reply> read(const db::Row& row, const care::DetailSeal& seal) {
  Reply reply{.entry = row.id(0),
              .assignment = row.id(1),
              .version = row.integer(2),
              .member = row.id(3),
              .text = {},
              .written_at = row.instant(5)};
  auto text = seal.open(reply.entry, reply.version, row.bytes(4));
  if (not text) return std::unexpected(text.error());
  reply.text = *std::move(text);
  return reply;
}

}  // namespace

Result<std::vector<Reply>> replies(db::Connection& connection, const ClientAccess& access,
                                   const vault::SealingKey& key) {
  const care::DetailSeal seal(key, access, kTable);
  std::vector<Reply> found;
  for (const auto& row : connection.query(kNewest, access.practice(), access.client())) {
    auto reply = read(row, seal);
    if (not reply) return std::unexpected(reply.error());
    if (not reply->text.empty()) found.push_back(*std::move(reply));
  }
  std::ranges::sort(found, std::greater{},
                    [](const Reply& reply) { return std::tie(reply.written_at, reply.entry); });
  return found;
}

Result<KeptReply> keep(db::Connection& connection, const ClientAccess& access, const vault::SealingKey& key,
                       const core::Id& entry, const ReplyInput& input) {
  const auto about = connection.query_one(
      "SELECT assignment_id FROM entry WHERE practice_id = ?1 AND client_id = ?2 AND entry_id = ?3",
      access.practice(), access.client(), entry);
  if (not about) return std::unexpected(access::not_found());
  const care::DetailSeal seal(key, access, kTable);
  Reply newest{.version = 0};
  if (const auto row = connection.query_one(kNewestOfOne, access.practice(), access.client(), entry)) {
    auto stored = read(*row, seal);
    if (not stored) return std::unexpected(stored.error());
    newest = *std::move(stored);
  }
  const bool same =
      newest.version > 0 and newest.member == access.principal().member() and newest.text == input.text;
  const auto put = care::decide_put(newest.version, input.version, same);
  if (not put) return std::unexpected(put.error());
  if (*put == care::Put::kRepeat) return KeptReply{newest, false};
  if (newest.version == 0 and input.text.empty()) return core::fail_field("/text", "Please write something.");
  const Reply reply{.entry = entry,
                    .assignment = about->id(0),
                    .version = newest.version + 1,
                    .member = access.principal().member(),
                    .text = input.text,
                    .written_at = access.now()};
  connection.execute(
      "INSERT INTO entry_reply (practice_id, client_id, entry_id, version, member_id, detail, written_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      access.practice(), access.client(), entry, reply.version, reply.member,
      seal.seal(entry, reply.version, reply.text), reply.written_at);
  return KeptReply{reply, true};
}

}  // namespace intersession::homework::store

#include "access/audit.hpp"

#include <algorithm>
#include <charconv>

#include "access/audit_store.hpp"

namespace intersession::access {

namespace {

constexpr unsigned char kFormat = 1;
constexpr std::size_t kSessionPrefix = 8;

void append_number(core::Bytes& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<unsigned char>(value >> shift));
}

void append_field(core::Bytes& out, core::ByteView field) {
  append_number(out, field.size());
  out.insert(out.end(), field.begin(), field.end());
}

void append_id(core::Bytes& out, const core::Id& id) {
  append_field(out, id.is_nil() ? core::ByteView{} : core::ByteView(id.bytes));
}

void append_integer(core::Bytes& out, std::int64_t value) {
  append_number(out, 8);
  append_number(out, static_cast<std::uint64_t>(value));
}

AuditEntry entry_of(const core::Id& practice, const core::Id& account, core::Instant at, const Act& act) {
  return {practice,
          0,
          at,
          account,
          {},
          std::string(act.action),
          std::string(act.resource_kind),
          act.resource,
          act.client,
          std::string(act.outcome),
          std::string(act.reason)};
}

/// The heads that a transaction's writes have moved. Writes of a practice run one after the other, so nobody
/// else reads the same head meanwhile.
class Heads final : public db::Handover {
 public:
  AuditHead& of(db::Connection& connection, const core::Id& practice) {
    const auto known = std::ranges::find(heads_, practice, &AuditHead::practice);
    if (known != heads_.end()) return *known;
    return heads_.emplace_back(store::head(connection, practice));
  }

  void store(db::Connection& connection) override {
    for (const auto& head : heads_) store::set_head(connection, head);
  }

 private:
  std::vector<AuditHead> heads_;
};

void append_to_chain(db::Connection& connection, AuditEntry entry) {
  auto& head = connection.handover<Heads>().of(connection, entry.practice);
  entry.seq = head.seq + 1;
  auto hash = link_hash(head.hash, entry);
  store::add(connection, entry, hash);
  head.seq = entry.seq;
  head.hash = std::move(hash);
}

void record_for(db::Connection& connection, const Principal& principal, core::Instant at, const Act& act) {
  AuditEntry entry = entry_of(principal.practice(), principal.account(), at, act);
  const core::Bytes& hash = principal.session_hash();
  // An operator has no sign-in session.
  const auto length = std::min<std::ptrdiff_t>(std::ssize(hash), kSessionPrefix);
  entry.session.assign(hash.begin(), hash.begin() + length);
  append_to_chain(connection, std::move(entry));
}

}  // namespace

core::Bytes link_hash(core::ByteView previous, const AuditEntry& entry) {
  core::Bytes encoding;
  encoding.reserve(256);
  encoding.push_back(kFormat);
  append_id(encoding, entry.practice);
  append_integer(encoding, entry.seq);
  append_integer(encoding, core::to_micros(entry.at));
  append_id(encoding, entry.account);
  append_field(encoding, entry.session);
  append_field(encoding, core::as_bytes(entry.action));
  append_field(encoding, core::as_bytes(entry.resource_kind));
  append_id(encoding, entry.resource);
  append_id(encoding, entry.client);
  append_field(encoding, core::as_bytes(entry.outcome));
  append_field(encoding, core::as_bytes(entry.reason));

  core::Bytes input(previous.begin(), previous.end());
  input.reserve(previous.size() + 8 + encoding.size());
  append_number(input, encoding.size());
  input.insert(input.end(), encoding.begin(), encoding.end());
  return core::sha256(input);
}

void record(db::Connection& connection, const Scope& scope, const Act& act) {
  record_for(connection, scope.principal(), scope.now(), act);
}

void record(db::Connection& connection, const ClientAccess& access, Act act) {
  act.client = access.client();
  record_for(connection, access.principal(), access.now(), act);
}

void record_anonymous(db::Connection& connection, const core::Id& practice, const core::Id& account,
                      core::Instant at, const Act& act) {
  append_to_chain(connection, entry_of(practice, account, at, act));
}

std::string AuditHead::text() const {
  return practice.text() + ":" + std::to_string(seq) + ":" + core::to_hex(hash);
}

std::optional<AuditHead> AuditHead::parse(std::string_view text) {
  const auto first = text.find(':');
  const auto last = text.rfind(':');
  if (first == std::string_view::npos or first == last) return std::nullopt;
  const auto practice = core::Id::parse(text.substr(0, first));
  const auto hash = core::from_hex(text.substr(last + 1));
  const std::string_view digits = text.substr(first + 1, last - first - 1);
  AuditHead head;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), head.seq);
  const bool whole_number = read.ec == std::errc() and read.ptr == digits.data() + digits.size();
  if (not practice or not hash or hash->size() != 32 or not whole_number or head.seq < 0) return std::nullopt;
  head.practice = *practice;
  head.hash = *hash;
  return head;
}

core::Result<std::vector<core::Id>> audited_practices(db::Database& database) {
  return database.read([](db::Connection& connection) { return store::audited_practices(connection); });
}

core::Result<AuditHead> audit_head(db::Database& database, const core::Id& practice) {
  return database.read([&](db::Connection& connection) { return store::head(connection, practice); });
}

namespace {

/// Walks links as they come and stops at the first wrong one.
class Walk {
 public:
  Walk(const core::Id& practice, const std::optional<AuditHead>& anchor) : anchor_(anchor) {
    report_.head = {practice, 0, core::Bytes(32, 0)};
  }

  void take(const store::Link& link) {
    if (report_.broken_at != 0) return;
    const std::int64_t expected = report_.head.seq + 1;
    if (link.entry.seq != expected or link_hash(report_.head.hash, link.entry) != link.hash) {
      report_.broken_at = expected;
      return;
    }
    report_.head.seq = expected;
    report_.head.hash = link.hash;
    ++report_.entries;
    if (anchor_ and anchor_->seq == expected and anchor_->hash != link.hash) report_.anchor_differs = true;
  }

  void finish(const AuditHead& stored, bool was_set_up) {
    if (report_.broken_at != 0) return;
    // A practice begins with the link of its set-up: without links, the chain was taken away.
    if (report_.entries == 0 and was_set_up) report_.broken_at = 1;
    if (stored.seq < report_.head.seq) {
      report_.broken_at = stored.seq + 1;  // links that were never recorded
    } else if (stored.seq > report_.head.seq) {
      report_.shorter_than_head = true;
    } else if (stored.hash != report_.head.hash) {
      report_.broken_at = stored.seq;
    }
    if (anchor_ and anchor_->seq > report_.head.seq) report_.shorter_than_head = true;
    if (anchor_ and anchor_->practice != report_.head.practice) report_.anchor_differs = true;
  }

  [[nodiscard]] const AuditReport& report() const { return report_; }

 private:
  std::optional<AuditHead> anchor_;
  AuditReport report_;
};

}  // namespace

core::Result<AuditReport> verify_audit(db::Database& database, const core::Id& practice,
                                       const std::optional<AuditHead>& anchor) {
  constexpr std::int64_t kPage = 10'000;
  Walk walk(practice, anchor);
  for (std::int64_t after = -1;;) {
    const auto more = database.read([&](db::Connection& connection) {
      const auto links = store::links(connection, practice, after, kPage);
      for (const store::Link& link : links) walk.take(link);
      if (not links.empty()) after = links.back().entry.seq;
      const bool last = static_cast<std::int64_t>(links.size()) < kPage;
      if (last) walk.finish(store::head(connection, practice), store::was_set_up(connection, practice));
      return not last;
    });
    if (not more) return std::unexpected(more.error());
    if (not *more or walk.report().broken_at != 0) return walk.report();
  }
}

}  // namespace intersession::access

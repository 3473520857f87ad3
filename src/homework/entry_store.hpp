// Rows of entries and their revisions.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "access/scope.hpp"
#include "homework/entry.hpp"
#include "homework/entry_head.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::homework::store {

/// An entry that is ready to be written: checked, and sealed before the transaction, so that the one writer
/// does not wait for it.
struct SealedEntry {
  core::Id id;
  EntryInput input;
  core::Bytes detail;
};
[[nodiscard]] SealedEntry seal_entry(const vault::SealingKey& key, const core::Id& practice,
                                     const core::Id& client, const core::Id& id, EntryInput input);

/// The entry is stored: now, or already before (the same revision with the same content).
struct Saved {
  bool fresh = true;
  std::int64_t revision = 1;
  core::Instant received_at{};
};
/// Stored is something else; nothing was written.
struct Differs {
  Entry current;
};
using SaveOutcome = std::variant<Saved, Differs>;

/// Applies the revision rule and writes entry, revision and occurrence. not_found() where the client has no
/// such assignment; kConflict ("not-agreed") where it was never in force; kInvalid where an entry would move
/// to another assignment. Entries never change the assignment's state.
[[nodiscard]] core::Result<SaveOutcome> save(db::Connection& connection, const access::ClientAccess& access,
                                             const vault::SealingKey& key, const SealedEntry& entry);

/// The newest revision of each entry of one assignment, in the order of time.
[[nodiscard]] core::Result<std::vector<Entry>> entries_of(db::Connection& connection,
                                                          const access::ClientAccess& access,
                                                          const vault::SealingKey& key,
                                                          const core::Id& assignment);
/// The same of all the client's assignments, for days from `first` on (days where the client was).
[[nodiscard]] core::Result<std::vector<Entry>> entries_since(db::Connection& connection,
                                                             const access::ClientAccess& access,
                                                             const vault::SealingKey& key,
                                                             core::LocalDate first);
/// The same as heads: what the caseload needs of them.
[[nodiscard]] core::Result<std::vector<EntryHead>> heads_since(db::Connection& connection,
                                                               const access::ClientAccess& access,
                                                               const vault::SealingKey& key,
                                                               core::LocalDate first);
/// When the last entry of an assignment arrived; nothing where there is none. Reads all the client's rows.
[[nodiscard]] std::optional<core::Instant> last_entry_at(db::Connection& connection,
                                                         const access::ClientAccess& access,
                                                         const core::Id& assignment);

/// One page of the client's journal, newest first. `cursor`: what the page before gave as `next`.
struct JournalPage {
  std::vector<Entry> entries;
  std::string next;  ///< empty on the last page
};
/// kInvalid at "cursor" where the text is no cursor.
[[nodiscard]] core::Result<JournalPage> journal(db::Connection& connection,
                                                const access::ClientAccess& access,
                                                const vault::SealingKey& key,
                                                const std::optional<std::string>& cursor, int limit);

/// Every revision of one entry, newest first; not_found() where the client has no such entry.
[[nodiscard]] core::Result<std::vector<Entry>> revisions(db::Connection& connection,
                                                         const access::ClientAccess& access,
                                                         const vault::SealingKey& key, const core::Id& entry);

}  // namespace intersession::homework::store

// What the client recorded, in revisions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "platform/core/json.hpp"

namespace intersession::homework {

/// A record of doing it, or an obstacle told at the moment it is met.
enum class EntryKind { kRecord, kObstacle };
inline constexpr core::Word<EntryKind> kEntryKindTable[] = {{"record", EntryKind::kRecord},
                                                            {"obstacle", EntryKind::kObstacle}};
inline constexpr std::span<const core::Word<EntryKind>> kEntryKinds{kEntryKindTable};

/// Each is a full answer.
enum class Outcome { kDone, kPartly, kTried, kNoticed, kNotReached, kDecidedNotTo };
inline constexpr core::Word<Outcome> kOutcomeTable[] = {{"done", Outcome::kDone},
                                                        {"partly", Outcome::kPartly},
                                                        {"tried", Outcome::kTried},
                                                        {"noticed", Outcome::kNoticed},
                                                        {"not-reached", Outcome::kNotReached},
                                                        {"decided-not-to", Outcome::kDecidedNotTo}};
inline constexpr std::span<const core::Word<Outcome>> kOutcomes{kOutcomeTable};

/// One revision of an entry, as the client sent it.
struct EntryContent {
  core::Id assignment;
  std::optional<core::Id> occurrence;
  EntryKind kind = EntryKind::kRecord;
  std::optional<Outcome> outcome;  ///< always there in a record
  core::LocalTime occurred_at;     ///< the wall clock where the client was
  std::string zone;
  int offset_minutes = 0;             ///< as the phone said; its clock rules may be older than ours
  core::json::array answers;          ///< QuestionnaireResponse.item
  std::vector<std::string> released;  ///< private fields that the client shares
  std::optional<int> quantity;        ///< 0-4, as the next two
  std::optional<int> quality;
  std::optional<int> difficulty;
  std::vector<std::string> obstacles;  ///< codes of catalogue/obstacles.json
  std::string obstacle_text;
};

/// The moment that a record is about, by the offset that was sent.
[[nodiscard]] core::Instant recorded_at(const EntryContent& content);

struct Entry {
  core::Id id;
  std::int64_t revision = 1;
  core::Instant received_at{};
  EntryContent content;
};

/// What a phone sends: a revision and the one it was made from (0: none).
struct EntryInput {
  std::int64_t revision = 1;
  std::int64_t base_revision = 0;
  EntryContent content;
};

/// Bounds for the JSON text of an entry: answers may nest groups.
inline constexpr core::JsonLimits kEntryLimits{.depth = 16, .nodes = 20'000, .string_points = 20'000};

[[nodiscard]] EntryInput decode_entry(core::Decoder& in);

/// Places that do not fit the activity or the catalogue: answers against the worksheet, released fields that
/// are not private fields, unknown obstacle codes. Unanswered fields are never a problem.
[[nodiscard]] std::vector<core::FieldError> check_entry(const EntryContent& content,
                                                        const catalogue::Activity& activity,
                                                        const catalogue::Catalogue& catalogue);

/// One text for one content: the same content always gives the same text, whatever the order of members in
/// which it came. Contents are compared by it; it is also what is sealed and stored. (No hash of it is kept:
/// a hash of so little could be guessed.)
[[nodiscard]] std::string canonical(const EntryContent& content);
/// Reads what canonical() wrote.
[[nodiscard]] core::Result<EntryContent> decode_stored_entry(std::string_view text);

/// The contract's Entry, as the client sees it.
[[nodiscard]] core::json::object to_json(const Entry& entry);
/// The same as a member sees it: without private fields that the client has not released, and with their
/// number as `withheld` where there are any.
[[nodiscard]] core::json::object to_json_for_member(const Entry& entry,
                                                    const catalogue::Worksheet& worksheet);

/// How many of the last records in a row say "did not get to it", in the order of time; "decided not to" and
/// every other answer end the row. From two on it is worth asking how the two work together (alliance).
[[nodiscard]] int not_reached_in_a_row(std::span<const Entry> entries);

/// What a PUT means.
enum class Saving {
  kNew,      ///< the next revision: store it [201]
  kRepeat,   ///< already stored, the same content [200]
  kConflict  ///< anything else: both are kept, the client chooses [409]
};
/// `stored_revision`: the newest stored one, 0 where the entry is new. `stored_same`: the canonical content
/// of the stored revision with the number of `input`; nothing where there is none.
[[nodiscard]] Saving saving(const EntryInput& input, std::int64_t stored_revision,
                            const std::optional<std::string>& stored_same);

}  // namespace intersession::homework

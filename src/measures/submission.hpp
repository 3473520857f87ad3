// A measure that was filled in.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "measures/measure_plan.hpp"
#include "measures/scoring.hpp"

namespace intersession::measures {

/// How it was filled in: on the client's phone, on the practice's tablet in the room, or on paper and typed
/// in.
enum class Mode { kPhone, kTablet, kPaper };
inline constexpr core::Word<Mode> kModeTable[] = {
    {"phone", Mode::kPhone}, {"tablet", Mode::kTablet}, {"paper", Mode::kPaper}};
inline constexpr std::span<const core::Word<Mode>> kModes{kModeTable};

/// What is sent. It is never changed afterwards: a correction is the next revision beside it.
struct SubmissionContent {
  core::Id plan;
  std::string slot;  ///< key of the time it answers; a phone that was long away may name one that is no more
  Mode mode = Mode::kPhone;
  core::LocalTime answered_at;  ///< the wall clock where it was filled in
  std::string zone;
  int offset_minutes = 0;
  core::json::array answers;  ///< QuestionnaireResponse.item

  /// When it was filled in, by the offset that was sent.
  [[nodiscard]] core::Instant answered() const;
};

/// As stored: with the scores of the rules of that day, and the words that were asked.
struct Submission {
  core::Id id;
  core::Instant received_at{};
  SubmissionContent content;
  std::string measure;
  std::string measure_version;
  std::vector<ItemWords> words;
  Scored scored;
  std::int64_t revision = 1;                    ///< of content and scores
  std::optional<core::Instant> corrected_at{};  ///< when that revision arrived, where it is not the first
};

[[nodiscard]] SubmissionContent decode_submission(core::Decoder& in);
/// Answers that do not fit the form, with pointers below /answers. Unanswered items are never a problem.
[[nodiscard]] std::vector<core::FieldError> check_submission(const SubmissionContent& content,
                                                             const Instrument& instrument);
/// The submission with its scores.
[[nodiscard]] Submission scored_submission(const core::Id& id, SubmissionContent content,
                                           const MeasurePlan& plan, const Instrument& instrument);
/// One text for one content, whatever the order of members it came in; submissions are compared by it.
[[nodiscard]] std::string canonical(const SubmissionContent& content);

/// Who would correct.
enum class Corrector { kClient, kMember };
/// How long a client may correct what was filled in on the phone: until the next session begins, in which it
/// may be talked about, and a week at most. `begins`: when sessions began.
[[nodiscard]] core::Instant correctable_until(const Submission& stored,
                                              std::span<const core::Instant> begins);
/// What a correction of `stored` holds: plan, slot and way stay, and so does the time, but for the date of a
/// paper form. A client corrects what was filled in on the phone, until correctable_until(); a member what
/// was keyed in or filled in on the tablet, at any time. kInvalid with the field, kConflict
/// ("not-yours-to-correct", "too-late-to-correct").
[[nodiscard]] core::Result<SubmissionContent> correction(const Submission& stored, SubmissionContent wish,
                                                         Corrector who, std::span<const core::Instant> begins,
                                                         core::Instant now);
/// The submission with those alerts left out that the same answer to the same item made already: when the
/// same slot was answered twice, from two devices.
[[nodiscard]] Submission without_repeated_alerts(Submission submission, const Instrument& instrument,
                                                 std::span<const Submission> before);

[[nodiscard]] std::string pack(const Submission& submission);
[[nodiscard]] core::Result<void> unpack(std::string_view text, Submission& submission);

/// The contract's MeasureSubmission: answers, scores, both times. `for_member` adds the band labels and the
/// items whose answers a person should look at; a client sees neither.
[[nodiscard]] core::json::object to_json(const Submission& submission, bool for_member);

}  // namespace intersession::measures

// An instrument: a measure as data, a FHIR R4 Questionnaire with its scoring file
// (catalogue/measures/README.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "measures/form.hpp"
#include "platform/core/json.hpp"

namespace intersession::measures {

/// What the holder of the wording allows; decides who is offered an instrument.
enum class LicenceClass {
  kOwn,  ///< wording of this project
  kPublicDomain,
  kUnrestricted,
  kUnrestrictedWithNotice,
  kPermissionGranted,
  kCcBy,
  kCcByNd,
  kConditional,
  kNonCommercial,
  kSite  ///< brought in by a practice that holds a licence
};
inline constexpr core::Word<LicenceClass> kLicenceTable[] = {
    {"own", LicenceClass::kOwn},
    {"public-domain", LicenceClass::kPublicDomain},
    {"unrestricted", LicenceClass::kUnrestricted},
    {"unrestricted-with-notice", LicenceClass::kUnrestrictedWithNotice},
    {"permission-granted", LicenceClass::kPermissionGranted},
    {"cc-by-2.0", LicenceClass::kCcBy},
    {"cc-by-nd-4.0", LicenceClass::kCcByNd},
    {"conditional", LicenceClass::kConditional},
    {"non-commercial", LicenceClass::kNonCommercial},
    {"site", LicenceClass::kSite}};
inline constexpr std::span<const core::Word<LicenceClass>> kLicenceClasses{kLicenceTable};

/// How far a wording or figure was checked.
enum class Check { kLookedUp, kFromMemory, kChosenHere };
inline constexpr core::Word<Check> kCheckTable[] = {{"looked-up", Check::kLookedUp},
                                                    {"citation-from-memory", Check::kFromMemory},
                                                    {"chosen-by-this-project", Check::kChosenHere}};
inline constexpr std::span<const core::Word<Check>> kChecks{kCheckTable};
enum class Wording { kOfficialCopy, kSecondaryCopy, kOwn };
inline constexpr core::Word<Wording> kWordingTable[] = {{"official-copy", Wording::kOfficialCopy},
                                                        {"secondary-copy", Wording::kSecondaryCopy},
                                                        {"own", Wording::kOwn}};
inline constexpr std::span<const core::Word<Wording>> kWordings{kWordingTable};

/// What an instrument is for; the picture of progress and the evidence keep these apart.
enum class Purpose { kOutcome, kMechanism, kAlliance, kGoal, kProblem, kFunctioning, kDistress };
inline constexpr core::Word<Purpose> kPurposeTable[] = {
    {"outcome", Purpose::kOutcome},   {"mechanism", Purpose::kMechanism},
    {"alliance", Purpose::kAlliance}, {"goal", Purpose::kGoal},
    {"problem", Purpose::kProblem},   {"functioning", Purpose::kFunctioning},
    {"distress", Purpose::kDistress}};
inline constexpr std::span<const core::Word<Purpose>> kPurposes{kPurposeTable};

enum class Combination { kSum, kMean };
inline constexpr core::Word<Combination> kCombinationTable[] = {{"sum", Combination::kSum},
                                                                {"mean", Combination::kMean}};
inline constexpr std::span<const core::Word<Combination>> kCombinations{kCombinationTable};

struct Scale {
  std::string id;
  std::string name;
  std::string client_name;  ///< in plain words; may be empty
  std::vector<std::string> items;
  std::vector<std::string> reverse;
  Combination method = Combination::kSum;
  double multiplier = 1;
  int decimals = 0;
  double min = 0;  ///< in score units
  double max = 0;
  int max_missing = 0;  ///< unanswered items up to which a score is still computed
};

/// A range of scores with its published label. It describes a score; it is no diagnosis.
struct Band {
  std::string scale;
  double min = 0;
  double max = 0;
  std::string label;
};

/// A number with where it comes from.
struct Figure {
  double value = 0;
  std::string source;
  Check check = Check::kFromMemory;
};

/// What is known of change on one scale. Absent figures have no traceable source: raw change only.
struct ChangeFigures {
  std::string scale;
  std::optional<Figure> reliable;     ///< least change in points that is reliable
  std::optional<double> deviation;    ///< the standard deviation it rests on, where it is stated
  std::optional<double> reliability;  ///< alpha or retest correlation it rests on, where it is stated
  std::optional<Figure>
      cutoff;  ///< at or beyond it (in the direction of worse) a score is in the clinical range
  std::optional<double> recovered_at_or_below;  ///< a stricter published end point than the cut-off
  std::optional<Figure> smallest_difference;    ///< minimal important difference, points
  std::vector<Figure> alternatives;             ///< other published least changes
};

struct Norm {
  std::string group;
  double mean = 0;
  std::optional<double> deviation;
  std::string source;
  Check check = Check::kFromMemory;
};

/// An answer that asks a person to look. `level` selects texts and delivery of a rule; it is never shown,
/// stored with a client, sorted or coloured by.
struct AlertRule {
  std::string item;
  double when_at_least = 0;
  double came_with = 0;  ///< `when_at_least` in the scoring file, whatever the practice changed since
  std::string level;
  std::string action;
  std::string source = "threshold chosen by this project";  ///< who says so, for those who read the rule
};

struct Instrument {
  std::string id;
  std::string version;
  std::string abbreviation;
  std::string title;
  std::string plain_title;  ///< what a client reads above it, without the name of an illness; may be empty
  std::string construct;
  Purpose purpose = Purpose::kOutcome;
  std::string mechanism;  ///< code, where the purpose is a mechanism
  bool higher_is_worse = true;
  std::string recall;
  LicenceClass licence = LicenceClass::kOwn;
  std::vector<std::string> licence_statements;
  Wording wording = Wording::kOwn;
  std::string copyright;  ///< shown next to the form
  catalogue::Worksheet form;
  std::string questionnaire_json;  ///< compact, as the API gives it out
  std::vector<ScoredItem> items;
  std::vector<Scale> scales;  ///< the leading one first
  std::vector<Band> bands;
  std::vector<ChangeFigures> change;
  std::vector<Norm> norms;
  std::vector<std::string> notes;           ///< further rules in words, for staff
  std::vector<std::string> optional_items;  ///< unanswered counts 0 and not as missing
  std::vector<std::string> safety_items;
  std::vector<std::string> personal_items;  ///< worded by the client when it is assigned
  std::vector<AlertRule> alerts;

  [[nodiscard]] const Scale* find_scale(std::string_view scale) const;
  [[nodiscard]] const ScoredItem* find_item(std::string_view link_id) const;
  /// True where the leading scale already holds all of its items: a cluster, or the same in other units.
  [[nodiscard]] bool is_part(const Scale& scale) const;
  [[nodiscard]] const ChangeFigures* change_of(std::string_view scale) const;
  /// What a client reads above it: our own titles are in client words; of others the plain one, else the
  /// short name.
  [[nodiscard]] const std::string& client_title() const {
    if (not plain_title.empty()) return plain_title;
    return licence == LicenceClass::kOwn ? title : abbreviation;
  }
  [[nodiscard]] bool asks_about_safety() const { return not safety_items.empty(); }
  /// Asks about present intent: only in the session or on the practice's tablet with a member there.
  [[nodiscard]] bool in_person_only() const;
  /// Made for the client's own words: takes as many items as are worded.
  [[nodiscard]] bool is_personal() const { return not personal_items.empty(); }
};

/// Reads a Questionnaire and its scoring file. Refused, each place with its item: an item type that cannot be
/// asked here, options without values on a scored item, scoring that names unknown items, a range that the
/// answers cannot reach, bands outside the range or over one another, alerts that no answer meets.
[[nodiscard]] core::Result<Instrument> decode_instrument(const core::json::value& questionnaire,
                                                         const core::json::value& scoring);

/// The one-item rating of a mechanism, from its term in catalogue/mechanisms.json.
[[nodiscard]] core::Result<Instrument> mechanism_instrument(const core::json::value& term);

}  // namespace intersession::measures

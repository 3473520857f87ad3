// The catalogue: every activity, checked as a whole and searchable.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/activity.hpp"
#include "catalogue/programme.hpp"

namespace intersession::catalogue {

/// One file of the catalogue folder, already read.
struct DataFile {
  std::string path;  ///< relative to the catalogue folder, with '/'
  std::string text;
};

/// A code and its name, and the whole record as the API gives it out.
struct Term {
  std::string code;
  std::string name;
  std::string text;  ///< in client words; may be empty
};

/// What to look for; empty members do not narrow.
struct ActivityQuery {
  std::string words;  ///< every word must occur in names, summary or populations
  std::string paradigm;
  std::string mechanism;
  std::optional<care::Stage> stage;
  std::optional<care::Format> format;
  std::string age_group;
  int max_minutes = 0;
};

/// Immutable once loaded; thread-safe.
class Catalogue {
 public:
  /// Loads all files or none: the first error names file, pointer and reason of everything wrong in it.
  [[nodiscard]] static core::Result<std::shared_ptr<const Catalogue>> load(std::span<const DataFile> files);

  /// By id; nullptr where there is none. Cost: O(log n).
  [[nodiscard]] const Activity* find(std::string_view id) const;
  [[nodiscard]] std::vector<const Activity*> all() const;

  /// By name order; where words are given, matches in the name come first. Cost: one pass over the catalogue.
  [[nodiscard]] std::vector<const Activity*> search(const ActivityQuery& query) const {
    return select(all(), query);
  }
  /// The same over any activities, such as the catalogue's and a practice's own together.
  [[nodiscard]] static std::vector<const Activity*> select(const std::vector<const Activity*>& activities,
                                                           const ActivityQuery& query);

  /// A programme by id; nullptr where there is none.
  [[nodiscard]] const Programme* find_programme(std::string_view id) const;
  /// By id.
  [[nodiscard]] const std::map<std::string, Programme, std::less<>>& programmes() const {
    return programmes_;
  }

  /// The codes that an activity may name.
  [[nodiscard]] KnownCodes known() const;
  [[nodiscard]] const std::vector<Term>& paradigms() const { return paradigms_; }
  [[nodiscard]] const std::vector<Term>& mechanisms() const { return mechanisms_; }
  [[nodiscard]] const std::vector<Term>& functions() const { return functions_; }
  [[nodiscard]] bool knows_obstacle(std::string_view code) const;
  /// What the client reads for an obstacle; the code itself where it is not known.
  [[nodiscard]] std::string obstacle_text(std::string_view code) const;
  [[nodiscard]] bool knows_paradigm(std::string_view code) const;
  [[nodiscard]] bool knows_mechanism(std::string_view code) const;
  [[nodiscard]] std::size_t size() const { return activities_.size(); }
  /// The body of GET /api/v1/catalogue/terms.
  [[nodiscard]] const std::string& terms_json() const { return terms_json_; }

 private:
  std::map<std::string, Activity, std::less<>> activities_;
  std::map<std::string, Programme, std::less<>> programmes_;
  std::vector<Term> paradigms_;
  std::vector<Term> mechanisms_;
  std::vector<Term> functions_;
  std::vector<Term> obstacles_;
  std::string terms_json_;
};

}  // namespace intersession::catalogue

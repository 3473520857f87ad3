#include "catalogue/catalogue.hpp"

#include <algorithm>
#include <sstream>

#include "catalogue/own_activity.hpp"

namespace intersession::catalogue {

namespace json = core::json;
using core::Decoder;
using core::Result;

namespace {

constexpr core::JsonLimits kFileLimits{.depth = 24, .nodes = 100'000, .string_points = 20'000};

/// An error that starts with the file and names every pointer in it.
std::unexpected<core::Error> fail_file(const std::string& path, const core::Error& error) {
  std::string message = "catalogue/" + path + ": ";
  if (error.fields.empty()) message += error.message;
  for (std::size_t i = 0; i < error.fields.size(); ++i) {
    if (i > 0) message += "; ";
    message +=
        (error.fields[i].pointer.empty() ? "/" : error.fields[i].pointer) + ": " + error.fields[i].message;
  }
  return std::unexpected(core::Error{core::ErrorCode::kInvalid, message, error.fields, "catalogue"});
}

const DataFile* file_named(std::span<const DataFile> files, std::string_view path) {
  const auto found = std::ranges::find(files, path, &DataFile::path);
  return found == files.end() ? nullptr : &*found;
}

/// Reads a list of terms, {"<key>": [{"code": …, "name": …, …}]}.
Result<std::pair<std::vector<Term>, json::value>> load_terms(std::span<const DataFile> files,
                                                             const std::string& key) {
  const std::string path = key + ".json";
  const DataFile* file = file_named(files, path);
  if (file == nullptr) {
    return fail_file(path, {core::ErrorCode::kInvalid, "The file is missing.", {}, {}});
  }
  auto value = core::parse_json(file->text, kFileLimits);
  if (not value) return fail_file(path, value.error());
  Decoder in(*value);
  std::vector<Term> terms;
  in.objects(key, 200, [&](Decoder& item) {
    Term term{item.text("code", 60), item.text("name", 120), item.optional_text("text", 300).value_or("")};
    for (const char* known : {"clientName", "rating", "kind", "group", "summary"}) (void)item.raw(known);
    if (std::ranges::find(terms, term.code, &Term::code) != terms.end())
      item.problem("code", "This code stands twice.");
    terms.push_back(std::move(term));
  });
  if (auto problem = in.finish()) return fail_file(path, *problem);
  return std::pair{std::move(terms), std::move(value->get_object()[key])};
}

std::vector<std::string> codes(const std::vector<Term>& terms) {
  std::vector<std::string> result;
  for (const auto& term : terms) result.push_back(term.code);
  return result;
}

bool contains_code(const std::vector<Term>& terms, std::string_view code) {
  return std::ranges::find(terms, code, &Term::code) != terms.end();
}

Result<Activity> load_activity(const DataFile& file, const KnownCodes& known) {
  const auto value = core::parse_json(file.text, kFileLimits);
  if (not value) return fail_file(file.path, value.error());
  auto activity = decode_activity(*value, known);
  if (not activity) return fail_file(file.path, activity.error());
  const std::string expected = "activities/" + activity->paradigms.front() + "/" + activity->id + ".json";
  if (file.path != expected) {
    return fail_file(file.path,
                     {core::ErrorCode::kInvalid, "The file belongs at catalogue/" + expected + ".", {}, {}});
  }
  return activity;
}

Result<Programme> load_programme(const DataFile& file, const std::vector<std::string>& paradigms,
                                 const Catalogue& catalogue) {
  const auto value = core::parse_json(file.text, kFileLimits);
  if (not value) return fail_file(file.path, value.error());
  auto programme =
      decode_programme(*value, paradigms, [&](const std::string& id, const std::string& variant) {
        const auto* activity = catalogue.find(id);
        return activity != nullptr and (variant.empty() or activity->find_variant(variant) != nullptr);
      });
  if (not programme) return fail_file(file.path, programme.error());
  const std::string expected = "programmes/" + programme->id + ".json";
  if (file.path != expected) {
    return fail_file(file.path,
                     {core::ErrorCode::kInvalid, "The file belongs at catalogue/" + expected + ".", {}, {}});
  }
  return programme;
}

bool has(const std::vector<std::string>& values, const std::string& wanted) {
  return wanted.empty() or std::ranges::find(values, wanted) != values.end();
}

bool matches(const Activity& activity, const ActivityQuery& query, const std::vector<std::string>& words) {
  return has(activity.paradigms, query.paradigm) and has(activity.mechanisms, query.mechanism) and
         has(activity.age_groups, query.age_group) and
         (not query.stage or std::ranges::find(activity.stages, *query.stage) != activity.stages.end()) and
         (not query.format or
          std::ranges::find(activity.formats, *query.format) != activity.formats.end()) and
         (query.max_minutes == 0 or activity.minutes <= query.max_minutes) and
         std::ranges::all_of(
             words, [&](const auto& word) { return activity.search_text.find(word) != std::string::npos; });
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) {
    std::ranges::transform(word, word.begin(),
                           [](char c) { return c >= 'A' and c <= 'Z' ? char(c - 'A' + 'a') : c; });
    words.push_back(word);
  }
  return words;
}

}  // namespace

Result<std::shared_ptr<const Catalogue>> Catalogue::load(std::span<const DataFile> files) {
  auto catalogue = std::make_shared<Catalogue>();
  json::object terms;
  for (auto [key, target] : {std::pair{"paradigms", &catalogue->paradigms_},
                             {"mechanisms", &catalogue->mechanisms_},
                             {"functions", &catalogue->functions_},
                             {"obstacles", &catalogue->obstacles_}}) {
    auto loaded = load_terms(files, key);
    if (not loaded) return std::unexpected(loaded.error());
    *target = std::move(loaded->first);
    terms[key] = std::move(loaded->second);
  }
  catalogue->terms_json_ = core::to_json(terms);
  const KnownCodes known = catalogue->known();
  for (const auto& file : files) {
    if (not file.path.starts_with("activities/")) continue;
    auto activity = load_activity(file, known);
    if (not activity) return std::unexpected(activity.error());
    // The name of the file is the id, and ids in two folders would be ambiguous.
    const std::string id = activity->id;
    if (id.starts_with(kOwnPrefix)) {
      return fail_file(file.path,
                       {core::ErrorCode::kInvalid, "Ids that begin with own- are a practice's.", {}, {}});
    }
    if (not catalogue->activities_.emplace(id, *std::move(activity)).second) {
      return fail_file(file.path, {core::ErrorCode::kInvalid, "Another activity has this id.", {}, {}});
    }
  }
  if (catalogue->activities_.empty()) {
    return core::fail(core::ErrorCode::kInvalid, "The catalogue holds no activity.", "catalogue");
  }
  for (const auto& file : files) {
    if (not file.path.starts_with("programmes/")) continue;
    auto programme = load_programme(file, known.paradigms, *catalogue);
    if (not programme) return std::unexpected(programme.error());
    const std::string id = programme->id;
    catalogue->programmes_.emplace(id, *std::move(programme));
  }
  return std::shared_ptr<const Catalogue>(std::move(catalogue));
}

const Programme* Catalogue::find_programme(std::string_view id) const {
  const auto found = programmes_.find(id);
  return found == programmes_.end() ? nullptr : &found->second;
}

const Activity* Catalogue::find(std::string_view id) const {
  const auto found = activities_.find(id);
  return found == activities_.end() ? nullptr : &found->second;
}

std::vector<const Activity*> Catalogue::all() const {
  std::vector<const Activity*> all;
  all.reserve(activities_.size());
  for (const auto& [id, activity] : activities_) all.push_back(&activity);
  return all;
}

std::vector<const Activity*> Catalogue::select(const std::vector<const Activity*>& activities,
                                               const ActivityQuery& query) {
  const auto words = words_of(query.words);
  std::vector<const Activity*> found;
  for (const auto* activity : activities) {
    if (matches(*activity, query, words)) found.push_back(activity);
  }
  const auto in_name = [&](const Activity* activity) {
    const std::string_view name = std::string_view(activity->search_text).substr(0, activity->name.size());
    return std::ranges::count_if(words,
                                 [&](const auto& word) { return name.find(word) != std::string_view::npos; });
  };
  std::ranges::stable_sort(found, [&](const Activity* a, const Activity* b) {
    return std::pair{-in_name(a), std::string_view(a->name)} <
           std::pair{-in_name(b), std::string_view(b->name)};
  });
  return found;
}

KnownCodes Catalogue::known() const {
  return {codes(paradigms_), codes(mechanisms_), codes(functions_)};
}

bool Catalogue::knows_obstacle(std::string_view code) const {
  return contains_code(obstacles_, code);
}
std::string Catalogue::obstacle_text(std::string_view code) const {
  const auto found = std::ranges::find(obstacles_, code, &Term::code);
  return found == obstacles_.end() ? std::string(code) : found->text;
}
bool Catalogue::knows_paradigm(std::string_view code) const {
  return contains_code(paradigms_, code);
}
bool Catalogue::knows_mechanism(std::string_view code) const {
  return contains_code(mechanisms_, code);
}

}  // namespace intersession::catalogue

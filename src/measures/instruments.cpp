#include "measures/instruments.hpp"

#include <algorithm>

namespace intersession::measures {

namespace json = core::json;
using catalogue::DataFile;

namespace {

constexpr core::JsonLimits kFileLimits{.depth = 24, .nodes = 100'000, .string_points = 20'000};

std::unexpected<core::Error> fail_file(const std::string& path, const core::Error& error) {
  std::string message = "catalogue/" + path + ": ";
  if (error.fields.empty()) message += error.message;
  for (std::size_t i = 0; i < error.fields.size(); ++i)
    message += (i > 0 ? "; " : "") + error.fields[i].pointer + ": " + error.fields[i].message;
  return std::unexpected(core::Error{core::ErrorCode::kInvalid, message, error.fields, "catalogue"});
}

core::Result<json::value> read(std::span<const DataFile> files, const std::string& path) {
  const auto file = std::ranges::find(files, path, &DataFile::path);
  if (file == files.end())
    return fail_file(path, {core::ErrorCode::kInvalid, "The file is missing.", {}, {}});
  auto value = core::parse_json(file->text, kFileLimits);
  if (not value) return fail_file(path, value.error());
  return value;
}

core::Result<Instrument> load_one(std::span<const DataFile> files, const std::string& form_path) {
  const std::string stem = form_path.substr(0, form_path.size() - std::string_view(".json").size());
  const auto form = read(files, form_path);
  if (not form) return std::unexpected(form.error());
  const auto scoring = read(files, stem + ".scoring.json");
  if (not scoring) return std::unexpected(scoring.error());
  auto instrument = decode_instrument(*form, *scoring);
  if (not instrument) return fail_file(form_path, instrument.error());
  const std::string expected =
      "measures/" + std::string(core::word_for(kLicenceClasses, instrument->licence)) + "/" + instrument->id;
  if (stem != expected) {
    return fail_file(form_path, {core::ErrorCode::kInvalid,
                                 "By its id and licence it belongs at catalogue/" + expected + ".json.",
                                 {},
                                 {}});
  }
  return instrument;
}

/// True for "measures/<class>/<id>.json" itself, not its scoring or its vectors.
bool is_form(const std::string& path) {
  return path.starts_with("measures/") and path.ends_with(".json") and not path.ends_with(".scoring.json") and
         not path.ends_with(".vectors.json");
}

}  // namespace

bool is_offered(const Instrument& instrument, const Terms& terms) {
  return not(terms.commercial and instrument.licence == LicenceClass::kNonCommercial);
}

core::Result<void> may_assign(const Instrument& instrument, const Terms& terms, bool to_phone) {
  using core::ErrorCode;
  if (not is_offered(instrument, terms)) {
    return core::fail(ErrorCode::kConflict, "Its licence does not allow commercial use.", "licence");
  }
  if (instrument.asks_about_safety() and not terms.safety_ready) {
    return core::fail(
        ErrorCode::kConflict,
        "It asks about safety. It can be used once the practice has settled who is told of an answer.",
        "safety-not-ready");
  }
  if (to_phone and instrument.in_person_only()) {
    return core::fail(ErrorCode::kConflict, "It is asked in the session only, with somebody there.",
                      "in-person-only");
  }
  return {};
}

core::Result<std::shared_ptr<const Instruments>> Instruments::load(std::span<const DataFile> files,
                                                                   bool non_commercial) {
  auto loaded = std::make_shared<Instruments>();
  const auto add = [&](const std::string& path, Instrument instrument) -> core::Result<void> {
    std::string id = instrument.id;
    if (not loaded->instruments_.emplace(std::move(id), std::move(instrument)).second)
      return fail_file(path, {core::ErrorCode::kInvalid, "Another instrument has this id.", {}, {}});
    return {};
  };
  for (const auto& file : files) {
    if (not is_form(file.path)) continue;
    if (not non_commercial and file.path.starts_with("measures/non-commercial/")) continue;
    auto instrument = load_one(files, file.path);
    if (not instrument) return std::unexpected(instrument.error());
    if (auto added = add(file.path, *std::move(instrument)); not added) return std::unexpected(added.error());
  }
  const auto terms = read(files, "mechanisms.json");
  if (not terms) return std::unexpected(terms.error());
  for (const auto& term : terms->at("mechanisms").as_array()) {
    auto instrument = mechanism_instrument(term);
    if (not instrument) return fail_file("mechanisms.json", instrument.error());
    if (auto added = add("mechanisms.json", *std::move(instrument)); not added)
      return std::unexpected(added.error());
  }
  return std::shared_ptr<const Instruments>(std::move(loaded));
}

const Instrument* Instruments::find(std::string_view id) const {
  const auto found = instruments_.find(id);
  return found == instruments_.end() ? nullptr : &found->second;
}

}  // namespace intersession::measures

#include "measures/shelf_store.hpp"

#include <algorithm>

#include "measures/measure_store.hpp"

namespace intersession::measures {

namespace {

constexpr core::JsonLimits kSiteLimits{.depth = 24, .nodes = 100'000, .string_points = 20'000};

}  // namespace

const Instrument* Shelf::find(std::string_view id) const {
  const auto own = own_.find(id);
  if (own != own_.end()) return &own->second;
  return built_in_->find(id);
}

std::vector<const Instrument*> Shelf::all() const {
  std::vector<const Instrument*> found;
  for (const auto& [id, instrument] : built_in_->all()) {
    if (not own_.contains(id)) found.push_back(&instrument);
  }
  for (const auto& [id, instrument] : own_) found.push_back(&instrument);
  std::ranges::sort(found, {}, [](const auto* each) { return std::string_view(each->id); });
  return found;
}

namespace store {

core::Result<Shelf> shelf(db::Connection& connection, const core::Id& practice, vault::Vault& vault,
                          std::shared_ptr<const Instruments> built_in) {
  const auto key = vault.practice_key(practice);
  if (not key) return std::unexpected(key.error());
  const auto rows = site_instruments(connection, practice, **key);
  if (not rows) return std::unexpected(rows.error());
  std::map<std::string, Instrument, std::less<>> own;
  for (const auto& row : *rows) {
    const auto value = core::parse_json(row.text, kSiteLimits);
    if (not value) return std::unexpected(value.error());
    auto instrument = decode_instrument(value->at("questionnaire"), value->at("scoring"));
    // One that an older release took and this one does not is not offered; its submissions keep their scores.
    if (instrument) own.emplace(instrument->id, *std::move(instrument));
  }
  auto decided = settings(connection, practice, **key);
  if (not decided) return std::unexpected(decided.error());
  for (const auto& change : decided->thresholds) {
    const auto* shipped = own.contains(change.measure) ? nullptr : built_in->find(change.measure);
    if (shipped != nullptr) own.emplace(change.measure, *shipped);
  }
  if (not decided->thresholds.empty()) {
    for (auto& [id, instrument] : own) instrument = with_thresholds(std::move(instrument), *decided);
  }
  return Shelf(std::move(built_in), std::move(own), *std::move(decided));
}

}  // namespace store

}  // namespace intersession::measures

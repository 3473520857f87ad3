#include "catalogue/shelf_store.hpp"

#include "catalogue/own_activity_store.hpp"

namespace intersession::catalogue {

using core::Id;
using core::Result;

Shelf::Shelf(std::shared_ptr<const Catalogue> shipped, vault::Vault& vault)
    : shipped_(std::move(shipped)), known_(shipped_->known()), vault_(vault) {}

ActivityRef Shelf::shipped(std::string_view id) const {
  const Activity* activity = shipped_->find(id);
  return activity == nullptr ? nullptr : ActivityRef(shipped_, activity);
}

Result<ActivityRef> Shelf::own(db::Connection& connection, const Name& name) {
  if (auto kept = kept_.find(name)) return *kept;
  const auto key = vault_.practice_key(name.practice);
  if (not key) return std::unexpected(key.error());
  const auto text = store::version(connection, name.practice, **key, name.activity, name.version);
  if (not text) return std::unexpected(text.error());
  if (text->empty()) return nullptr;
  const auto value = core::parse_json(*text, kActivityLimits);
  if (not value) return std::unexpected(value.error());
  auto activity = decode_activity(*value, known_);
  // It was checked when it was published. A later release may ask for more; what runs goes on all the same
  // only where it can still be read.
  if (not activity) return nullptr;
  // The members beside the JSON take about as much again.
  const std::size_t size = sizeof(Activity) + 4 * activity->json.size();
  auto made = std::make_shared<const Activity>(*std::move(activity));
  kept_.keep(name, made, size);
  return made;
}

Result<ActivityRef> Shelf::find(db::Connection& connection, const Id& practice, std::string_view id,
                                int version) {
  const auto own_id = own_activity_id(id);
  return own_id ? own(connection, {practice, *own_id, version}) : shipped(id);
}

Result<ActivityRef> Shelf::newest(db::Connection& connection, const Id& practice, std::string_view id,
                                  bool retired) {
  const auto own_id = own_activity_id(id);
  if (not own_id) return shipped(id);
  const auto newest = store::newest(connection, practice, *own_id);
  if (newest.version == 0 or (newest.retired and not retired)) return nullptr;
  return own(connection, {practice, *own_id, newest.version});
}

Result<std::vector<ActivityRef>> Shelf::offered(db::Connection& connection, const Id& practice) {
  std::vector<ActivityRef> found;
  for (const auto& offer : store::offers(connection, practice)) {
    auto activity = own(connection, {practice, offer.id, offer.version});
    if (not activity) return std::unexpected(activity.error());
    if (*activity != nullptr) found.push_back(*std::move(activity));
  }
  return found;
}

namespace {

std::string first_function(const ActivityRef& activity) {
  return activity == nullptr or activity->functions.empty() ? std::string() : activity->functions.front();
}

}  // namespace

std::string Shelf::kind_of(db::Connection& connection, const Id& practice, std::string_view id) {
  const auto activity = newest(connection, practice, id, true);
  return activity ? first_function(*activity) : std::string();
}

std::string Shelf::kind_of(db::Database& database, const Id& practice, std::string_view id) {
  if (not own_activity_id(id)) return first_function(shipped(id));
  const auto activity =
      database.read([&](db::Connection& connection) { return newest(connection, practice, id, true); });
  return activity ? first_function(*activity) : std::string();
}

}  // namespace intersession::catalogue

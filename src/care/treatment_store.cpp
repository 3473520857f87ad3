#include "care/treatment_store.hpp"

#include "care/client_store.hpp"
#include "care/detail_seal.hpp"

namespace intersession::care::store {

namespace {

/// The statements of one table; columns: id, treatment, version, detail, created_at.
struct TableText {
  std::string_view name;
  std::string_view load;
  std::string_view insert;
  std::string_view update;
};

constexpr TableText kTreatment{
    "treatment",
    "SELECT treatment_id, treatment_id, version, detail, created_at FROM treatment "
    "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY created_at, treatment_id",
    "INSERT INTO treatment (practice_id, client_id, treatment_id, version, detail, created_at) "
    "VALUES (?1, ?2, ?3, 1, ?4, ?5) ON CONFLICT (practice_id, client_id, treatment_id) DO NOTHING",
    "UPDATE treatment SET version = ?4, detail = ?5 "
    "WHERE practice_id = ?1 AND client_id = ?2 AND treatment_id = ?3 AND version = ?4 - 1"};
constexpr TableText kGoal{
    "goal",
    "SELECT goal_id, treatment_id, version, detail, created_at FROM goal "
    "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY created_at, goal_id",
    "INSERT INTO goal (practice_id, client_id, goal_id, treatment_id, version, detail, created_at) "
    "VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6) ON CONFLICT (practice_id, client_id, goal_id) DO NOTHING",
    "UPDATE goal SET version = ?4, detail = ?5 "
    "WHERE practice_id = ?1 AND client_id = ?2 AND goal_id = ?3 AND version = ?4 - 1"};
constexpr TableText kElement{
    "formulation_element",
    "SELECT element_id, treatment_id, version, detail, created_at FROM formulation_element "
    "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY created_at, element_id",
    "INSERT INTO formulation_element (practice_id, client_id, element_id, treatment_id, version, detail, "
    "created_at) "
    "VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6) ON CONFLICT (practice_id, client_id, element_id) DO NOTHING",
    "UPDATE formulation_element SET version = ?4, detail = ?5 "
    "WHERE practice_id = ?1 AND client_id = ?2 AND element_id = ?3 AND version = ?4 - 1"};

/// Loads a table; `unpack(text)` reads the sealed part, `complete(record, row)` adds the plain columns.
template <class T>
core::Result<std::vector<T>> load(db::Connection& connection, const access::ClientAccess& access,
                                  const vault::SealingKey& key, const TableText& table,
                                  core::Result<T> (*unpack)(std::string_view),
                                  void (*complete)(T&, const db::Row&)) {
  const DetailSeal seal(key, access, table.name);
  std::vector<T> records;
  for (const auto& row : connection.query(table.load, access.practice(), access.client())) {
    const auto text = seal.open(row.id(0), row.integer(2), row.bytes(3));
    if (not text) return std::unexpected(text.error());
    auto record = unpack(*text);
    if (not record) return std::unexpected(record.error());
    record->id = row.id(0);
    record->version = row.integer(2);
    complete(*record, row);
    records.push_back(*std::move(record));
  }
  return records;
}

core::Result<void> stale() {
  return core::fail(core::ErrorCode::kConflict, "This was changed elsewhere in the meantime.",
                    "stale-version");
}

template <class T>
core::Result<void> save_part(db::Connection& connection, const access::ClientAccess& access,
                             const vault::SealingKey& key, const TableText& table, const T& record) {
  const auto detail = DetailSeal(key, access, table.name).seal(record.id, record.version, pack(record));
  if (record.version == 1) {
    if (not has_treatment(connection, access, record.treatment)) return std::unexpected(access::not_found());
    if (connection.execute(table.insert, access.practice(), access.client(), record.id, record.treatment,
                           detail, access.now()) != 1) {
      return stale();
    }
  } else if (connection.execute(table.update, access.practice(), access.client(), record.id, record.version,
                                detail) != 1) {
    return stale();
  }
  touch(connection, access);
  return {};
}

}  // namespace

core::Result<std::vector<Treatment>> treatments(db::Connection& connection,
                                                const access::ClientAccess& access,
                                                const vault::SealingKey& key) {
  return load<Treatment>(
      connection, access, key, kTreatment, unpack_treatment,
      [](Treatment& treatment, const db::Row& row) { treatment.started_at = row.instant(4); });
}

core::Result<std::vector<Goal>> goals(db::Connection& connection, const access::ClientAccess& access,
                                      const vault::SealingKey& key) {
  return load<Goal>(connection, access, key, kGoal, unpack_goal,
                    [](Goal& goal, const db::Row& row) { goal.treatment = row.id(1); });
}

core::Result<std::vector<FormulationElement>> formulation(db::Connection& connection,
                                                          const access::ClientAccess& access,
                                                          const vault::SealingKey& key) {
  return load<FormulationElement>(
      connection, access, key, kElement, unpack_formulation_element,
      [](FormulationElement& element, const db::Row& row) { element.treatment = row.id(1); });
}

core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                        const vault::SealingKey& key, const Treatment& treatment) {
  const auto detail =
      DetailSeal(key, access, kTreatment.name).seal(treatment.id, treatment.version, pack(treatment));
  const auto changed = treatment.version == 1
                           ? connection.execute(kTreatment.insert, access.practice(), access.client(),
                                                treatment.id, detail, treatment.started_at)
                           : connection.execute(kTreatment.update, access.practice(), access.client(),
                                                treatment.id, treatment.version, detail);
  if (changed != 1) return stale();
  touch(connection, access);
  return {};
}

core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                        const vault::SealingKey& key, const Goal& goal) {
  return save_part(connection, access, key, kGoal, goal);
}

core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                        const vault::SealingKey& key, const FormulationElement& element) {
  return save_part(connection, access, key, kElement, element);
}

bool has_treatment(db::Connection& connection, const access::ClientAccess& access,
                   const core::Id& treatment) {
  return connection
      .query_one("SELECT 1 FROM treatment WHERE practice_id = ?1 AND client_id = ?2 AND treatment_id = ?3",
                 access.practice(), access.client(), treatment)
      .has_value();
}

}  // namespace intersession::care::store

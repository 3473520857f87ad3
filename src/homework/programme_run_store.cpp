#include "homework/programme_run_store.hpp"

#include "care/client_store.hpp"
#include "care/detail_seal.hpp"

namespace intersession::homework::store {

using care::DetailSeal;

core::Result<std::vector<ProgrammeRun>> programme_runs(db::Connection& connection,
                                                       const access::ClientAccess& access,
                                                       const vault::SealingKey& key) {
  const DetailSeal seal(key, access, "programme_run");
  std::vector<ProgrammeRun> runs;
  for (const auto& row :
       connection.query("SELECT run_id, treatment_id, version, detail FROM programme_run "
                        "WHERE practice_id = ?1 AND client_id = ?2 ORDER BY created_at, run_id",
                        access.practice(), access.client())) {
    ProgrammeRun run{.id = row.id(0), .treatment = row.id(1), .version = row.integer(2)};
    const auto text = seal.open(run.id, run.version, row.bytes(3));
    if (not text) return std::unexpected(text.error());
    if (auto unpacked = unpack(*text, run); not unpacked) return std::unexpected(unpacked.error());
    runs.push_back(std::move(run));
  }
  return runs;
}

core::Result<void> save(db::Connection& connection, const access::ClientAccess& access,
                        const vault::SealingKey& key, const ProgrammeRun& run) {
  const auto detail = DetailSeal(key, access, "programme_run").seal(run.id, run.version, pack(run));
  if (run.version == 1) {
    const auto written = connection.execute(
        "INSERT INTO programme_run (practice_id, client_id, run_id, treatment_id, version, detail, "
        "created_at) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6) "
        "ON CONFLICT (practice_id, client_id, run_id) DO NOTHING",
        access.practice(), access.client(), run.id, run.treatment, detail, access.now());
    if (written != 1) {
      return core::fail(core::ErrorCode::kConflict, "A programme of this id is already there.", "exists");
    }
  } else {
    const auto changed = connection.execute(
        "UPDATE programme_run SET version = ?4, detail = ?5 "
        "WHERE practice_id = ?1 AND client_id = ?2 AND run_id = ?3 AND version = ?4 - 1",
        access.practice(), access.client(), run.id, run.version, detail);
    if (changed != 1) {
      return core::fail(core::ErrorCode::kConflict, "This programme was changed elsewhere.", "stale-version");
    }
  }
  care::store::touch(connection, access);
  return {};
}

}  // namespace intersession::homework::store

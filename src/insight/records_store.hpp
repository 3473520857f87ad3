// Reads what the analysis may see: records of clients who agreed to it. Writes none.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "access/scope.hpp"
#include "insight/practice_frame.hpp"
#include "measures/shelf_store.hpp"
#include "platform/db/database.hpp"
#include "platform/vault/vault.hpp"

namespace intersession::insight::store {

struct RecordsRequest {
  std::string study;   ///< only clients who agreed to this study; empty: who agreed to analysis
  bool names = false;  ///< clients by name; otherwise by a code that stands for nobody outside the practice
};

struct Records {
  std::vector<ClientRecords> clients;
  LeftOut left_out;
  std::shared_ptr<const measures::Shelf>
      shelf;  ///< the instruments that the scores are of, the practice's own too
};

/// Of the clients whom the scope sees now.
[[nodiscard]] core::Result<Records> records(db::Connection& connection, const access::Scope& scope,
                                            vault::Vault& vault,
                                            std::shared_ptr<const measures::Instruments> instruments,
                                            const RecordsRequest& request);

}  // namespace intersession::insight::store

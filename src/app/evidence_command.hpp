// `intersession evidence …`
#pragma once

#include "app/evidence_options.hpp"

namespace intersession::app {

/// Runs what was asked for and prints it. 0 answered, 1 an error (file, table, options), 2 refused: the data
/// cannot carry the answer, and the output says why.
[[nodiscard]] int run_evidence(EvidenceOptions options);

}  // namespace intersession::app

// `intersession serve`.
#pragma once

#include "app/config.hpp"

namespace intersession::app {

/// Runs until SIGTERM or SIGINT. The exit status: 0 stopped as asked, 1 could not start (one line on standard
/// error says why), 70 the storage failed while running.
[[nodiscard]] int serve(const ServeConfig& config);

}  // namespace intersession::app

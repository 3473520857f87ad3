// The rows that a model used, as a table for whoever wants to look or to fit them elsewhere.
#pragma once

#include <string>

#include "evidence/frame.hpp"
#include "evidence/prepared.hpp"

namespace intersession::insight {

/// Comma-separated text with a header line: client (and therapist), session, the outcome by its name, every
/// fixed column but the constant, and random columns that are none of these. Numbers read back to the same
/// bits. `data` is what the frame was built from.
[[nodiscard]] std::string frame_csv(const evidence::Prepared& data, const evidence::Frame& frame,
                                    const std::string& outcome);

}  // namespace intersession::insight

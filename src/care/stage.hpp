// The stage of a therapy.
#pragma once

#include <span>

#include "platform/core/json.hpp"

namespace intersession::care {

/// Early (understand, engage), middle (change), late (consolidate, end), maintenance (after). How homework
/// enters the treatment differs with the stage (Ryum, Bennion and Kazantzis, 2024).
enum class Stage { kEarly, kMiddle, kLate, kMaintenance };

inline constexpr core::Word<Stage> kStageTable[] = {{"early", Stage::kEarly},
                                                    {"middle", Stage::kMiddle},
                                                    {"late", Stage::kLate},
                                                    {"maintenance", Stage::kMaintenance}};
inline constexpr std::span<const core::Word<Stage>> kStages{kStageTable};

/// Who does the work together.
enum class Format { kIndividual, kCouple, kFamily, kGroup, kYouthWithCaregiver };

inline constexpr core::Word<Format> kFormatTable[] = {{"individual", Format::kIndividual},
                                                      {"couple", Format::kCouple},
                                                      {"family", Format::kFamily},
                                                      {"group", Format::kGroup},
                                                      {"youth-with-caregiver", Format::kYouthWithCaregiver}};
inline constexpr std::span<const core::Word<Format>> kFormats{kFormatTable};

}  // namespace intersession::care

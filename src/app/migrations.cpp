#include "app/migrations.hpp"

#include <array>

#include "app/schemas.hpp"
#include "platform/jobs/outbox.hpp"

namespace intersession::app {

std::span<const db::Migration> data_migrations() {
  static const std::array kSteps{db::Migration{1, "access", embedded::kAccess},
                                 db::Migration{2, "care", embedded::kCare},
                                 db::Migration{3, "homework", embedded::kHomework},
                                 db::Migration{4, "jobs", jobs::kSchema},
                                 db::Migration{5, "measures", embedded::kMeasures},
                                 db::Migration{6, "cycle", embedded::kCycle},
                                 db::Migration{7, "safety", embedded::kSafety},
                                 db::Migration{8, "indexes", embedded::kIndexes},
                                 db::Migration{9, "programme", embedded::kProgramme},
                                 db::Migration{10, "corrections", embedded::kCorrections},
                                 db::Migration{11, "notices", embedded::kNotices},
                                 db::Migration{12, "statement", embedded::kStatement},
                                 db::Migration{13, "people", embedded::kPeople},
                                 db::Migration{14, "circles", embedded::kCircles},
                                 db::Migration{15, "joint", embedded::kJoint},
                                 db::Migration{16, "couples", embedded::kCouples},
                                 db::Migration{17, "own-activities", embedded::kOwnActivities},
                                 db::Migration{18, "replies", embedded::kReplies},
                                 db::Migration{19, "entries", embedded::kEntries}};
  return kSteps;
}

std::span<const db::Migration> key_migrations() {
  static const std::array kSteps{db::Migration{1, "vault", embedded::kVault}};
  return kSteps;
}

}  // namespace intersession::app

// Everything the rooms know of one client, read in one snapshot.
#pragma once

#include <string>
#include <vector>

#include "access/scope.hpp"
#include "care/client.hpp"
#include "care/formulation.hpp"
#include "care/goal.hpp"
#include "care/practice.hpp"
#include "care/session.hpp"
#include "care/treatment.hpp"
#include "caseload/row.hpp"
#include "catalogue/catalogue.hpp"
#include "homework/assignment_record.hpp"
#include "homework/engagement.hpp"
#include "homework/entry.hpp"
#include "homework/programme_run.hpp"

namespace intersession::caseload {

struct ClientFile {
  care::Client client;
  std::vector<care::Treatment> treatments;  ///< oldest first
  std::vector<care::Goal> goals;
  std::vector<care::FormulationElement> formulation;
  std::vector<care::Session> sessions;  ///< in the order of their times
  std::vector<homework::AssignmentRecord> assignments;
  std::vector<homework::Entry> entries;           ///< of the time that was asked for, in the order of time
  std::vector<homework::EngagementCheck> checks;  ///< oldest first; only for the views of one client
  std::vector<homework::ProgrammeRun> programmes;  ///< only for the views of one client
  std::string access;                             ///< "none", "invited" or "signed-in"

  /// The course of therapy that runs: the newest.
  [[nodiscard]] const care::Treatment* treatment() const {
    return treatments.empty() ? nullptr : &treatments.back();
  }
  /// The client's own word for homework, else the practice's.
  [[nodiscard]] std::string noun(const care::PracticeSettings& practice) const {
    return client.details.noun.empty() ? practice.noun : client.details.noun;
  }
};

/// What the client's caseload row is made of.
[[nodiscard]] ClientFacts facts_of(const ClientFile& file, const catalogue::Catalogue& catalogue,
                                   core::Instant now);

/// ClientRecord of the contract.
[[nodiscard]] core::json::object record_to_json(const ClientFile& file,
                                                const care::PracticeSettings& practice,
                                                const catalogue::Catalogue& catalogue);

/// SessionScreen of the contract: what waits for its review first.
[[nodiscard]] core::json::object session_screen_to_json(const ClientFile& file,
                                                        const care::PracticeSettings& practice,
                                                        const catalogue::Catalogue& catalogue,
                                                        core::Instant now);

/// Today of the contract. `therapist`: the name to show, may be empty.
[[nodiscard]] core::json::object today_to_json(const ClientFile& file, const care::PracticeSettings& practice,
                                               const catalogue::Catalogue& catalogue,
                                               const std::string& therapist, core::Instant now);

}  // namespace intersession::caseload

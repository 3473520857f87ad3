// Everything the rooms know of one client, read in one snapshot.
#pragma once

#include <map>
#include <string>
#include <utility>
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
#include "homework/entry_head.hpp"
#include "homework/programme_run.hpp"
#include "measures/progress.hpp"
#include "measures/waiting.hpp"

namespace intersession::caseload {

/// What only the caseload row needs.
struct RowParts {
  std::vector<homework::EntryHead> entries;  ///< of the time that was asked for, in the order of time
  /// Last entries of active assignments that have none in that time.
  std::vector<std::pair<core::Id, core::Instant>> earlier_entries;
  std::vector<measures::MeasurePlan> measure_plans;
  std::vector<measures::AnsweredSlot> answered;                   ///< as far as they may matter
  std::map<std::string, std::string, std::less<>> measure_names;  ///< of what is planned, by instrument
  std::vector<measures::OutsideRange> outside;
  OpenAlerts alerts;
};

struct ClientFile {
  care::Client client;
  std::vector<care::Treatment> treatments;  ///< oldest first
  std::vector<care::Goal> goals;
  std::vector<care::FormulationElement> formulation;
  std::vector<care::Session> sessions;  ///< in the order of their times
  std::vector<homework::AssignmentRecord> assignments;
  /// Of the assignments, in their order and versions; nullptr where the catalogue has lost one. Empty for
  /// rows of the caseload, which show none.
  std::vector<std::shared_ptr<const catalogue::Activity>> activities;
  std::vector<homework::Entry> entries;            ///< of the time that was asked for, in the order of time
  std::vector<homework::EngagementCheck> checks;   ///< oldest first; only for the views of one client
  std::vector<homework::ProgrammeRun> programmes;  ///< only for the views of one client
  std::string access;                              ///< "none", "invited" or "signed-in"
  RowParts row;

  /// What an assignment asks for; nullptr where the catalogue has lost it.
  [[nodiscard]] const catalogue::Activity* activity_of(const homework::AssignmentRecord& record) const;
  /// The course of therapy that runs: the newest.
  [[nodiscard]] const care::Treatment* treatment() const {
    return treatments.empty() ? nullptr : &treatments.back();
  }
  /// What times of measures depend on.
  [[nodiscard]] measures::Surroundings around() const {
    return {client.details.zone, sessions,
            treatments.empty() ? std::vector<care::StageChange>() : treatments.back().stage_log};
  }
  /// The word that this client reads for homework.
  [[nodiscard]] std::string noun(const care::PracticeSettings& practice) const {
    const auto* runs = treatment();
    return care::noun_for(practice, client.details.noun,
                          runs == nullptr ? std::span<const std::string>() : runs->paradigms);
  }
};

/// What the client's caseload row is made of; reads `row`, not `entries`.
[[nodiscard]] ClientFacts facts_of(const ClientFile& file, const catalogue::Catalogue& catalogue,
                                   core::Instant now);

/// ClientRecord of the contract.
[[nodiscard]] core::json::object record_to_json(const ClientFile& file,
                                                const care::PracticeSettings& practice);

/// SessionScreen of the contract: what waits for its review first.
[[nodiscard]] core::json::object session_screen_to_json(const ClientFile& file,
                                                        const care::PracticeSettings& practice,
                                                        const catalogue::Catalogue& catalogue,
                                                        core::Instant now);

/// Today of the contract. `therapist`: the name to show, may be empty.
[[nodiscard]] core::json::object today_to_json(const ClientFile& file, const care::PracticeSettings& practice,
                                               const std::string& therapist, core::Instant now);

}  // namespace intersession::caseload

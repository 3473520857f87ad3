#include "evidence/federation.hpp"

#include <gtest/gtest.h>

#include "evidence/reference.hpp"

namespace intersession::evidence {
namespace {

// The sessions of one clinic, prepared alone.
Prepared clinic_alone(const SessionTable& all, const std::string& name) {
  const auto& clinic = *all.label("clinic");
  SessionTable own;
  std::vector<std::int32_t> number(all.client.levels.size(), -1);
  for (const auto& c : all.numbers) own.numbers.push_back({c.name, {}});
  for (std::size_t r = 0; r < all.rows(); ++r) {
    if (clinic.levels[static_cast<std::size_t>(clinic.code[r])] != name) continue;
    auto& n = number[static_cast<std::size_t>(all.client.code[r])];
    if (n < 0) {
      n = static_cast<std::int32_t>(own.client.levels.size());
      own.client.levels.push_back(all.client.levels[static_cast<std::size_t>(all.client.code[r])]);
    }
    own.client.code.push_back(n);
    own.session.push_back(all.session[r]);
    for (std::size_t k = 0; k < all.numbers.size(); ++k)
      own.numbers[k].values.push_back(all.numbers[k].values[r]);
  }
  return Prepared::from(std::move(own)).value();
}

struct Clinics {
  std::vector<std::string> names;
  std::vector<Prepared> data;
};

Clinics all_clinics() {
  const auto table = read_sessions(testing::read_text("evidence/S2_clinics.csv")).value();
  Clinics clinics;
  clinics.names = table.label("clinic")->levels;
  for (const auto& name : clinics.names) clinics.data.push_back(clinic_alone(table, name));
  return clinics;
}

TEST(Federation, SummariesPoolToTheReference) {
  const auto clinics = all_clinics();
  std::vector<ClinicSummary> summaries;
  for (std::size_t k = 0; k < clinics.names.size(); ++k) {
    const auto fit = fit_linear(build_frame(clinics.data[k], catalogue_model("M1").value()).value()).value();
    summaries.push_back(summarise(clinics.names[k], "1", "all", fit).value());
  }
  const auto reference = testing::read_json("evidence/S2_clinics.ref.json");
  const auto m = pool_clinics(summaries).value();
  testing::check_absolute("S2_clinics federated", "b", m.estimate,
                          testing::number(reference.at("pooled").at("b")), 1e-6);
  testing::check_absolute("S2_clinics federated", "tau2", m.tau2,
                          testing::number(reference.at("pooled").at("tau2")), 1e-5);
  summaries[1].engine_version = "2";
  EXPECT_EQ(pool_clinics(summaries).error().code, Code::invalid_argument);
  summaries.resize(2);
  EXPECT_EQ(pool_clinics(summaries).error().code, Code::too_few_clinics);
}

TEST(Federation, OneStageEqualsAllRowsTogether) {
  auto clinics = all_clinics();
  double sum = 0, count = 0;
  for (const auto& data : clinics.data) {
    const auto person_means = data.person_means("hw_qty").value();
    for (const double m : person_means)
      if (not std::isnan(m)) sum += m, count += 1;
  }
  std::vector<Frame> frames;
  for (auto& data : clinics.data) {
    data.share_grand_mean("hw_qty", sum / count);
    frames.push_back(build_frame(data, catalogue_model("M1").value()).value());
  }
  std::vector<ClinicNode> nodes;
  for (const auto& frame : frames) nodes.push_back(ClinicNode::open(frame).value());
  const auto federated = fit_one_stage(nodes).value();
  const auto together =
      fit_linear(build_frame(testing::sessions("S2_clinics"), catalogue_model("M1").value()).value()).value();
  EXPECT_NEAR(federated.crit, together.crit, 1e-6);
  EXPECT_NEAR(federated.sigma, together.sigma, 1e-6);
  for (Eigen::Index k = 0; k < federated.fixef.size(); ++k) {
    EXPECT_NEAR(federated.fixef[k], together.fixef[k], 1e-5 * together.se[k]);
    EXPECT_NEAR(federated.se[k], together.se[k], 1e-5 * together.se[k]);
  }
  for (Eigen::Index k = 0; k < federated.theta.size(); ++k)
    EXPECT_NEAR(federated.theta[k], together.theta[k], 1e-4);
  EXPECT_LT(federated.rounds, 40);
}

TEST(Federation, NothingLeavesBelowTheCellLimit) {
  auto frame = build_frame(testing::sessions("S6_small"), catalogue_model("M1").value()).value();
  auto fit = fit_linear(frame).value();
  fit.ngroups = 9;
  EXPECT_EQ(summarise("K1", "1", "all", fit).error().code, Code::below_cell_limit);
  frame.offsets.resize(10);
  EXPECT_EQ(ClinicNode::open(frame).error().code, Code::below_cell_limit);
}

}  // namespace
}  // namespace intersession::evidence

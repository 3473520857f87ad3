// Evidence over several clinics without moving anybody's sessions.
//
// Two ways. (1) Summaries: each clinic fits M1 and exports a few numbers; they are pooled as a random-effects
// meta-analysis. (2) Exact one-stage: the coordinator sends theta, each clinic answers with sums of
// cross-products, so the result equals one fit of all rows; about 15 to 20 rounds. In both, nothing leaves a
// clinic with fewer than 10 clients, and person means stay local (xb must be centred on a shared grand mean).
// Sources: Jones et al. 2013 and Gaye et al. 2014 (one-stage by sufficient statistics); Riley, Lambert &
// Abo-Zaid 2010 (two-stage). Thread safety: a ClinicNode belongs to one thread.
#pragma once

#include "evidence/linear_fit.hpp"
#include "evidence/meta_analysis.hpp"

namespace intersession::evidence {

inline constexpr std::size_t cell_limit = 10;            // clients below which nothing is exported
inline constexpr std::size_t least_clinics_to_pool = 3;  // below it results are listed only

struct ClinicSummary {
  std::string clinic, engine_version, model_id;
  std::size_t clients = 0, rows = 0;
  double within = 0, within_se = 0, within_df = 0;
  double between = 0, between_se = 0;
  double sd_slope = 0, sigma = 0;
  bool singular = false;
  std::string window;  // time window in words of the caller
};

// Refuses below the cell limit.
Outcome<ClinicSummary> summarise(const std::string& clinic, const std::string& engine_version,
                                 const std::string& window, const LinearFit& fit,
                                 std::string_view within = "xw1", std::string_view between = "xb");

// Refuses fewer than three clinics and summaries of different models or engine versions.
Outcome<MetaAnalysis> pool_clinics(const std::vector<ClinicSummary>& clinics);

// Sums from which the shared scaling is made.
struct ColumnSums {
  double rows = 0;
  Eigen::VectorXd sum, squares;  // fixed columns, then y
};

// One clinic's side of the exact one-stage fit. Answers only sums over its clients.
class ClinicNode {
 public:
  // Refuses below the cell limit. The frame must outlive the node.
  static Outcome<ClinicNode> open(const Frame& frame);

  ColumnSums column_sums() const;
  void use(const Scaling& scaling);

  struct Share {
    Eigen::MatrixXd a;  // [X y]'V^-1[X y]
    double log_det = 0;
    double rows = 0;
  };
  Share share(const Eigen::VectorXd& theta);
  Eigen::VectorXd slope(const Eigen::VectorXd& theta, const Eigen::VectorXd& beta, const Eigen::MatrixXd& c,
                        double sigma2);

  const Frame& frame() const { return *frame_; }
  int parameters() const { return model_->parameters(); }
  Eigen::VectorXd start() const { return model_->start(); }

 private:
  explicit ClinicNode(const Frame& frame) : frame_(&frame) {}
  const Frame* frame_;
  std::optional<LinearModel> model_;
};

struct OneStageFit {
  std::vector<std::string> names;
  Eigen::VectorXd fixef, se;
  Eigen::VectorXd theta;  // original units
  double sigma = 0, crit = 0;
  int rounds = 0;
};

// REML over all clinics. Refuses different models and an optimiser that did not arrive.
Outcome<OneStageFit> fit_one_stage(std::vector<ClinicNode>& nodes);

}  // namespace intersession::evidence

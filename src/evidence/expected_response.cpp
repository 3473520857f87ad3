#include "evidence/expected_response.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/catalogue.hpp"
#include "evidence/distributions.hpp"

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t least_clients = 100, least_later_sessions = 3;

}  // namespace

Outcome<ExpectedResponse> ExpectedResponse::learn(const Prepared& data, const ScaleOfMeasure& scale) {
  const auto frame = build_frame(data, *catalogue_model("E1"));
  if (not frame) return std::unexpected(frame.error());
  std::size_t enough = 0;
  for (std::size_t g = 0; g < frame->groups(); ++g)
    enough += frame->offsets[g + 1] - frame->offsets[g] >= least_later_sessions;
  if (enough < least_clients)
    return refuse(
        Code::too_few_clients,
        "An expected course needs at least 100 clients with a first score and three later ones; here are " +
            std::to_string(enough) + ".");
  return learn_from_any(data, scale);
}

Outcome<ExpectedResponse> ExpectedResponse::learn_from_any(const Prepared& data,
                                                           const ScaleOfMeasure& scale) {
  const auto frame = build_frame(data, *catalogue_model("E1"));
  if (not frame) return std::unexpected(frame.error());
  auto fit = fit_linear(*frame);
  if (not fit) return std::unexpected(fit.error());
  return ExpectedResponse(std::move(*fit), data.baseline_mean(), scale);
}

Eigen::Vector4d ExpectedResponse::row(double baseline, int session) const {
  const double b = baseline - baseline_mean_, t = std::log(session);
  return {1, b, t, b * t};
}

Band ExpectedResponse::limits(double mean, double variance) const {
  Band band{mean, std::sqrt(variance), 0, 0, 0, 0};
  const auto limit = [&](double z, int direction) {
    double v = mean + direction * z * band.sd;
    if (scale_.integer) v = direction > 0 ? std::ceil(v) : std::floor(v);
    return std::clamp(v, scale_.lowest, scale_.highest);
  };
  const double z68 = normal_quantile(0.84), z80 = normal_quantile(0.90);
  band.lower68 = limit(z68, -1), band.upper68 = limit(z68, 1), band.lower80 = limit(z80, -1),
  band.upper80 = limit(z80, 1);
  return band;
}

Band ExpectedResponse::band(double baseline, int session) const {
  const Eigen::Vector4d x = row(baseline, session);
  const Eigen::Vector2d z(1, std::log(session));
  return limits(x.dot(fit_.fixef),
                x.dot(fit_.vcov * x) + z.dot(fit_.random_covariance * z) + fit_.sigma * fit_.sigma);
}

Band ExpectedResponse::forecast(double baseline, std::span<const Measured> so_far, int session) const {
  if (so_far.empty()) return band(baseline, session);
  const auto n = static_cast<Index>(so_far.size());
  MatrixXd x(n, 4), z(n, 2);
  VectorXd y(n);
  for (Index i = 0; i < n; ++i) {
    const auto& m = so_far[static_cast<std::size_t>(i)];
    x.row(i) = row(baseline, m.session).transpose();
    z.row(i) << 1, std::log(m.session);
    y[i] = m.value;
  }
  const MatrixXd& d = fit_.random_covariance;
  const MatrixXd v = z * d * z.transpose() + fit_.sigma * fit_.sigma * MatrixXd::Identity(n, n);
  const Eigen::LLT<MatrixXd> llt(v);
  const Eigen::Vector2d at(1, std::log(session));
  const VectorXd weights = llt.solve(z * (d * at));
  const Eigen::Vector4d wanted = row(baseline, session), open = wanted - x.transpose() * weights;
  const double mean = wanted.dot(fit_.fixef) + weights.dot(y - x * fit_.fixef);
  const double variance =
      at.dot(d * at) - weights.dot(z * (d * at)) + open.dot(fit_.vcov * open) + fit_.sigma * fit_.sigma;
  return limits(mean, variance);
}

Signal ExpectedResponse::signal(double baseline, int session, double value) const {
  if (session < 2) return Signal::none;
  const auto b = band(baseline, session);
  return value > b.upper80 ? Signal::red : value > b.upper68 ? Signal::amber : Signal::none;
}

}  // namespace intersession::evidence

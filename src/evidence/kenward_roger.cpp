#include "evidence/kenward_roger.hpp"

#include <algorithm>
#include <cmath>

namespace intersession::evidence {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Rows of one independent block: scaled X, scaled Z, and which group each row belongs to.
struct Block {
  MatrixXd x, z;
  std::vector<int> group;
};

Block block_of(const LinearModel& model, std::size_t first, std::size_t last) {
  const auto& frame = model.frame();
  const auto& scaling = model.scaling();
  const auto& order = model.products().order();
  std::size_t rows = 0;
  for (std::size_t g = first; g < last; ++g) rows += frame.offsets[order[g] + 1] - frame.offsets[order[g]];
  Block block;
  block.x.resize(static_cast<Index>(rows), static_cast<Index>(frame.p()));
  block.z.resize(static_cast<Index>(rows), static_cast<Index>(frame.q()));
  Index at = 0;
  for (std::size_t g = first; g < last; ++g)
    for (std::size_t r = frame.offsets[order[g]]; r < frame.offsets[order[g] + 1]; ++r, ++at) {
      for (std::size_t k = 0; k < frame.p(); ++k)
        block.x(at, static_cast<Index>(k)) =
            (frame.fixed[k].values[r] - scaling.x_mean[k]) / scaling.x_scale[k];
      for (std::size_t k = 0; k < frame.q(); ++k)
        block.z(at, static_cast<Index>(k)) = frame.random_values(k)[r] / scaling.z_scale[k];
      block.group.push_back(static_cast<int>(g));
    }
  return block;
}

// Derivatives of V by each covariance parameter, the residual variance last.
std::vector<MatrixXd> derivatives(const LinearModel& model, const Block& block) {
  const auto n = block.x.rows();
  const int q = model.products().q();
  std::vector<MatrixXd> out;
  for (int b = 0; b < q; ++b)
    for (int a = b; a < q; ++a) {
      if (a != b and not model.frame().correlated) continue;
      MatrixXd g = MatrixXd::Zero(n, n);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j) {
          if (block.group[static_cast<std::size_t>(i)] != block.group[static_cast<std::size_t>(j)]) continue;
          g(i, j) = block.z(i, a) * block.z(j, b);
          if (a != b) g(i, j) += block.z(i, b) * block.z(j, a);
        }
      out.push_back(std::move(g));
    }
  if (model.nested()) out.push_back(MatrixXd::Ones(n, n));
  out.push_back(MatrixXd::Identity(n, n));
  return out;
}

struct Sums {
  std::vector<MatrixXd> p;               // P_i
  std::vector<std::vector<MatrixXd>> q;  // Q_ij
  MatrixXd trace;                        // tr(V^-1 G_i V^-1 G_j)
};

Effect adjusted(const Sums& sums, const MatrixXd& w, const MatrixXd& phi, const MatrixXd& phi_a,
                const VectorXd& l, double estimate, double scale) {
  const MatrixXd theta = l * l.transpose() / l.dot(phi * l);
  const MatrixXd base = theta * phi;
  std::vector<MatrixXd> u;
  for (const auto& p : sums.p) u.push_back(base * p * phi);
  double a1 = 0, a2 = 0;
  for (std::size_t i = 0; i < u.size(); ++i)
    for (std::size_t j = i; j < u.size(); ++j) {
      const double e = (i == j ? 1 : 2) * w(static_cast<Index>(i), static_cast<Index>(j));
      a1 += e * u[i].trace() * u[j].trace();
      a2 += e * (u[i] * u[j]).trace();
    }
  const double q = 1, b = (a1 + 6 * a2) / (2 * q), g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
  const double below = 3 * q + 2 * (1 - g), c1 = g / below, c2 = (q - g) / below, c3 = (q + 2 - g) / below;
  double v0 = 1 + c1 * b;
  const double v1 = 1 - c2 * b, v2 = 1 - c3 * b;
  if (std::abs(v0) < 1e-10) v0 = 0;
  const double top = 1 - a2 / q;
  const double ratio = std::abs(top) < 1e-14 and std::abs(v1) < 1e-14 ? 1 : top / v1;
  const double rho = ratio * ratio * v0 / v2 / q;
  return effect_of(estimate, scale * std::sqrt(l.dot(phi_a * l)), 4 + (q + 2) / (q * rho - 1));
}

}  // namespace

Outcome<KenwardRoger> kenward_roger(LinearModel& model, const LinearFit& fit) {
  const auto& frame = model.frame();
  if (not fit.reml or model.residual().phi != 0 or not model.residual().sd.empty())
    return refuse(Code::invalid_argument,
                  "Kenward-Roger degrees of freedom need a REML fit with independent residuals.");
  const auto groups = model.products().groups();
  std::vector<std::size_t> cuts = model.products().outer_offsets();
  if (cuts.empty())
    for (std::size_t g = 0; g <= groups; ++g) cuts.push_back(g);
  const auto at = model.evaluate(fit.theta_scaled);
  const MatrixXd l = model.lambda(fit.theta_scaled), d = l * l.transpose();
  const double tau2 = model.tau(fit.theta_scaled) * model.tau(fit.theta_scaled);
  const auto p = static_cast<Index>(frame.p());
  const MatrixXd phi = at.sigma2 * at.c;
  Sums sums;
  const auto k = static_cast<std::size_t>(model.parameters() + 1);
  sums.p.assign(k, MatrixXd::Zero(p, p));
  sums.q.assign(k, std::vector<MatrixXd>(k, MatrixXd::Zero(p, p)));
  sums.trace = MatrixXd::Zero(static_cast<Index>(k), static_cast<Index>(k));
  for (std::size_t c = 0; c + 1 < cuts.size(); ++c) {
    const auto block = block_of(model, cuts[c], cuts[c + 1]);
    const auto n = block.x.rows();
    if (n > static_cast<Index>(most_block_rows))
      return refuse(Code::too_large,
                    "Kenward-Roger degrees of freedom are not computed for groups this large.");
    const auto g = derivatives(model, block);
    MatrixXd v = MatrixXd::Identity(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) {
        if (block.group[static_cast<std::size_t>(i)] == block.group[static_cast<std::size_t>(j)])
          v(i, j) += block.z.row(i).dot(d * block.z.row(j).transpose());
        v(i, j) += tau2;
      }
    const MatrixXd inverse = (at.sigma2 * v).llt().solve(MatrixXd::Identity(n, n));
    std::vector<MatrixXd> vg, gx;
    for (const auto& m : g) vg.push_back(inverse * m);
    const MatrixXd vx = inverse * block.x;
    for (const auto& m : g) gx.push_back(m * vx);
    for (std::size_t i = 0; i < k; ++i) {
      sums.p[i] -= vx.transpose() * gx[i];
      for (std::size_t j = i; j < k; ++j) {
        const MatrixXd qij = gx[i].transpose() * inverse * gx[j];
        sums.q[i][j] += qij;
        if (i != j) sums.q[j][i] += qij.transpose();
        const double trace = vg[i].cwiseProduct(vg[j].transpose()).sum();
        sums.trace(static_cast<Index>(i), static_cast<Index>(j)) += trace;
        if (i != j) sums.trace(static_cast<Index>(j), static_cast<Index>(i)) += trace;
      }
    }
  }
  MatrixXd information = sums.trace;
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j)
      information(static_cast<Index>(i), static_cast<Index>(j)) +=
          -2 * phi.cwiseProduct(sums.q[i][j]).sum() + (phi * sums.p[i]).cwiseProduct(sums.p[j] * phi).sum();
  information = 0.5 * (information + information.transpose()).eval();
  const MatrixXd w = 2 * information.fullPivLu().inverse();
  MatrixXd u = MatrixXd::Zero(p, p);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j)
      u += w(static_cast<Index>(i), static_cast<Index>(j)) * (sums.q[i][j] - sums.p[i] * phi * sums.p[j]);
  const MatrixXd phi_a = phi + 2 * phi * u * phi;
  KenwardRoger result;
  const auto& t = model.scaling().to_original;
  const double y = model.scaling().y_scale;
  result.vcov = y * y * t * phi_a * t.transpose();
  for (Index i = 0; i < p; ++i)
    result.effects.push_back(adjusted(sums, w, phi, phi_a, t.row(i).transpose(), fit.fixef[i], y));
  return result;
}

}  // namespace intersession::evidence

#include "evidence/minimise.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/symmetric_eigen.hpp"

namespace intersession::evidence {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

struct State {
  VectorXd x, g;
  double value;
};

// Armijo backtracking along d from s; false when no decrease was found.
bool line_search(const Objective& f, State& s, const VectorXd& d, int& evaluations) {
  const double slope = s.g.dot(d);
  VectorXd g(s.x.size());
  double step = 1;
  for (int i = 0; i < 40; ++i) {
    const VectorXd x = s.x + step * d;
    const double value = f(x, g);
    ++evaluations;
    if (std::isfinite(value) and value <= s.value + 1e-4 * step * slope) {
      s = {x, g, value};
      return true;
    }
    // Near the bottom the decrease drowns in rounding; there the slope tells (Hager & Zhang 2005, approximate
    // Wolfe conditions). Without this a search in large data wanders about at the level of noise.
    if (std::isfinite(value) and value <= s.value + 1e-13 * std::abs(s.value) and
        std::abs(g.dot(d)) <= 0.9 * std::abs(slope)) {
      s = {x, g, value};
      return true;
    }
    const double curve = std::isfinite(value) ? value - s.value - step * slope : 0;
    const double best = curve > 0 ? -slope * step * step / (2 * curve) : step / 4;
    step = std::clamp(best, 0.1 * step, 0.5 * step);
  }
  return false;
}

void bfgs(const Objective& f, State& s, const MinimiseOptions& o, int& evaluations) {
  const auto n = s.x.size();
  MatrixXd inverse = MatrixXd::Identity(n, n) * std::min(1.0, o.first_step / std::max(s.g.norm(), 1e-300));
  bool fresh = true, reset = false;
  if (o.inverse_hessian.rows() == n) inverse = o.inverse_hessian, fresh = false;
  for (int i = 0; i < o.iterations; ++i) {
    VectorXd d = -inverse * s.g;
    if (d.dot(s.g) >= 0) d = -s.g;
    // Nothing left to gain: a step would only measure rounding.
    if (s.g.cwiseAbs().maxCoeff() < o.gradient_tolerance and -d.dot(s.g) < o.decrease_tolerance and
        s.g.squaredNorm() < o.decrease_tolerance)
      return;
    const State before = s;
    if (not line_search(f, s, d, evaluations)) {
      if (reset) return;
      reset = true;  // once: forget the curvature and try the gradient itself
      inverse = MatrixXd::Identity(n, n) * std::min(1.0, 0.01 / std::max(s.g.norm(), 1e-300));
      continue;
    }
    reset = false;
    const double decrease = before.value - s.value;
    if (s.g.cwiseAbs().maxCoeff() < o.gradient_tolerance and decrease < o.decrease_tolerance) return;
    const VectorXd dx = s.x - before.x, dg = s.g - before.g;
    const double curvature = dx.dot(dg);
    if (curvature <= 1e-12 * dx.norm() * dg.norm()) continue;
    if (fresh) inverse = MatrixXd::Identity(n, n) * (curvature / dg.squaredNorm()), fresh = false;
    const VectorXd hg = inverse * dg;
    inverse += (1 + dg.dot(hg) / curvature) / curvature * dx * dx.transpose() -
               (hg * dx.transpose() + dx * hg.transpose()) / curvature;
  }
}

}  // namespace

MatrixXd hessian_by_differences(const Objective& f, const VectorXd& x, double step, int& evaluations) {
  const auto n = x.size();
  MatrixXd h(n, n);
  VectorXd up(n), down(n), moved = x;
  for (Eigen::Index k = 0; k < n; ++k) {
    const double d = step * std::max(1.0, std::abs(x[k]));
    moved[k] = x[k] + d;
    f(moved, up);
    moved[k] = x[k] - d;
    f(moved, down);
    moved[k] = x[k];
    h.col(k) = (up - down) / (2 * d);
    evaluations += 2;
  }
  return 0.5 * (h + h.transpose());
}

Minimum minimise(const Objective& f, const VectorXd& start, const MinimiseOptions& o) {
  Minimum result;
  State s{start, VectorXd::Zero(start.size()), 0};
  s.value = f(s.x, s.g);
  result.evaluations = 1;
  if (start.size() == 0 or not std::isfinite(s.value)) {
    result.x = s.x, result.value = s.value, result.gradient = s.g, result.converged = std::isfinite(s.value);
    return result;
  }
  for (int saddles = 0; saddles < 4; ++saddles) {
    bfgs(f, s, o, result.evaluations);
    bool negative = false;
    for (int step = 0; step < o.newton_steps; ++step) {
      result.hessian = hessian_by_differences(f, s.x, 1e-5, result.evaluations);
      const auto eigen = symmetric_eigen(result.hessian);
      const double largest = eigen.values.cwiseAbs().maxCoeff();
      negative = eigen.values[0] < -1e-6 * std::max(1.0, largest);
      if (negative and o.leave_saddles and saddles < 3) {
        const VectorXd direction = eigen.vectors.col(0);
        State best = s;
        for (const double length : {0.02, -0.02, 0.1, -0.1, 0.5, -0.5}) {
          VectorXd g(s.x.size());
          const VectorXd x = s.x + length * direction;
          const double value = f(x, g);
          ++result.evaluations;
          if (value < best.value) best = {x, g, value};
        }
        s = best;
        break;
      }
      if (s.g.cwiseAbs().maxCoeff() < 1e-3 * o.gradient_tolerance) break;
      // Newton step in the directions of clear curvature only.
      const VectorXd projected = eigen.vectors.transpose() * s.g;
      VectorXd d = VectorXd::Zero(s.x.size());
      for (Eigen::Index k = 0; k < d.size(); ++k)
        if (eigen.values[k] > 1e-8 * std::max(1.0, largest))
          d -= projected[k] / eigen.values[k] * eigen.vectors.col(k);
      State tried{s.x + d, VectorXd(s.x.size()), 0};
      tried.value = f(tried.x, tried.g);
      ++result.evaluations;
      if (not(tried.value <= s.value + 1e-12 * std::abs(s.value)) or
          tried.g.cwiseAbs().maxCoeff() > s.g.cwiseAbs().maxCoeff())
        break;
      s = tried;
    }
    if (not negative or not o.leave_saddles) {
      result.converged = not negative;
      break;
    }
  }
  result.x = s.x, result.value = s.value, result.gradient = s.g;
  result.converged =
      result.converged and s.g.cwiseAbs().maxCoeff() < std::max(1e-4, 100 * o.gradient_tolerance);
  return result;
}

ScalarMinimum minimise_scalar(const std::function<double(double)>& f, double low, double high,
                              double tolerance) {
  const double golden = 0.3819660112501051;
  double x = low + golden * (high - low), w = x, v = x, fx = f(x), fw = fx, fv = fx, d = 0, e = 0;
  for (int i = 0; i < 200; ++i) {
    const double mid = 0.5 * (low + high), tol = tolerance + 1e-10 * std::abs(x);
    if (std::abs(x - mid) <= 2 * tol - 0.5 * (high - low)) break;
    bool parabola = false;
    if (std::abs(e) > tol) {
      const double r = (x - w) * (fx - fv);
      double q = (x - v) * (fx - fw), p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = std::abs(q);
      if (std::abs(p) < std::abs(0.5 * q * e) and p > q * (low - x) and p < q * (high - x)) {
        e = d, d = p / q, parabola = true;
        if (x + d - low < 2 * tol or high - (x + d) < 2 * tol) d = x < mid ? tol : -tol;
      }
    }
    if (not parabola) e = x < mid ? high - x : low - x, d = golden * e;
    const double u = std::abs(d) >= tol ? x + d : x + (d > 0 ? tol : -tol), fu = f(u);
    if (fu <= fx) {
      (u < x ? high : low) = x;
      v = w, fv = fw, w = x, fw = fx, x = u, fx = fu;
    } else {
      (u < x ? low : high) = u;
      if (fu <= fw or w == x)
        v = w, fv = fw, w = u, fw = fu;
      else if (fu <= fv or v == x or v == w)
        v = u, fv = fu;
    }
  }
  return {x, fx};
}

double root(const std::function<double(double)>& f, double low, double high, double tolerance) {
  double a = low, b = high, fa = f(a), fb = f(b), c = a, fc = fa, d = b - a, e = d;
  for (int i = 0; i < 200; ++i) {
    if ((fb > 0) == (fc > 0)) c = a, fc = fa, d = e = b - a;
    if (std::abs(fc) < std::abs(fb)) a = b, b = c, c = a, fa = fb, fb = fc, fc = fa;
    const double tol = 2e-16 * std::abs(b) + 0.5 * tolerance, mid = 0.5 * (c - b);
    if (std::abs(mid) <= tol or fb == 0) return b;
    if (std::abs(e) >= tol and std::abs(fa) > std::abs(fb)) {
      const double s = fb / fa;
      double p, q;
      if (a == c) {
        p = 2 * mid * s, q = 1 - s;
      } else {
        const double r = fa / fc, t = fb / fc;
        p = s * (2 * mid * r * (r - t) - (b - a) * (t - 1)), q = (r - 1) * (t - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      p = std::abs(p);
      if (2 * p < std::min(3 * mid * q - std::abs(tol * q), std::abs(e * q)))
        e = d, d = p / q;
      else
        d = e = mid;
    } else {
      d = e = mid;
    }
    a = b, fa = fb;
    b += std::abs(d) > tol ? d : (mid > 0 ? tol : -tol);
    fb = f(b);
  }
  return b;
}

}  // namespace intersession::evidence

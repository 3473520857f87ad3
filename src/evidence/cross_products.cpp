#include "evidence/cross_products.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <thread>

namespace intersession::evidence {
namespace {

constexpr std::size_t most_blocks = 64;

// Pointers and transforms of one frame's columns, ready for the row loop.
struct Rows {
  const double* column[most_random + most_columns];
  double mean[most_random + most_columns];
  double factor[most_random + most_columns];
  const double* time;
  const double* sd;
  double phi;
};

Rows rows_of(const Frame& frame, const Scaling& s, const ResidualStructure& residual) {
  Rows rows{};
  std::size_t k = 0;
  for (std::size_t j = 0; j < frame.q(); ++j, ++k)
    rows.column[k] = frame.random_values(j).data(), rows.mean[k] = 0, rows.factor[k] = 1 / s.z_scale[j];
  for (std::size_t j = 0; j < frame.p(); ++j, ++k)
    rows.column[k] = frame.fixed[j].values.data(), rows.mean[k] = s.x_mean[j],
    rows.factor[k] = 1 / s.x_scale[j];
  rows.column[k] = frame.y.data(), rows.mean[k] = s.y_mean, rows.factor[k] = 1 / s.y_scale;
  rows.time = residual.phi == 0 ? nullptr : frame.time.data();
  rows.sd = residual.sd.empty() ? nullptr : residual.sd.data();
  rows.phi = residual.phi;
  return rows;
}

// Adds the rows [begin, end) of one group; Q, R are sizes known at compile time, or -1.
template <int Q, int R>
void add_group(const Rows& rows, std::size_t begin, std::size_t end, int q_run, int r_run, double* zz,
               double* zr, double* rr, double& log_det) {
  const int q = Q >= 0 ? Q : q_run, r = R >= 0 ? R : r_run, m = q + r;
  constexpr int width = Q >= 0 and R >= 0 ? Q + R : most_random + most_columns;
  double now[width], before[width], v[width];
  for (std::size_t t = begin; t < end; ++t) {
    const double weight = rows.sd == nullptr ? 1 : 1 / rows.sd[t];
    for (int k = 0; k < m; ++k) now[k] = (rows.column[k][t] - rows.mean[k]) * rows.factor[k] * weight;
    if (rows.sd != nullptr) log_det += 2 * std::log(rows.sd[t]);
    const double* w = now;
    if (rows.time != nullptr) {
      if (t > begin) {
        const double gap = rows.time[t] - rows.time[t - 1];
        const double rho = gap == 1 ? rows.phi : std::pow(rows.phi, gap), rest = 1 - rho * rho;
        const double scale = 1 / std::sqrt(rest);
        for (int k = 0; k < m; ++k) v[k] = (now[k] - rho * before[k]) * scale;
        log_det += std::log(rest);
        w = v;
      }
      for (int k = 0; k < m; ++k) before[k] = now[k];
    }
    int at = 0;
    for (int a = 0; a < q; ++a)
      for (int b = 0; b <= a; ++b) zz[at++] += w[a] * w[b];
    for (int a = 0; a < q; ++a)
      for (int b = 0; b < r; ++b) zr[a * r + b] += w[a] * w[q + b];
    at = 0;
    for (int a = 0; a < r; ++a)
      for (int b = 0; b <= a; ++b) rr[at++] += w[q + a] * w[q + b];
  }
}

using AddGroup = void (*)(const Rows&, std::size_t, std::size_t, int, int, double*, double*, double*,
                          double&);

AddGroup chosen(int q, int r) {
  if (q == 1 and r == 5) return add_group<1, 5>;
  if (q == 2 and r == 5) return add_group<2, 5>;
  if (q == 2 and r == 7) return add_group<2, 7>;
  if (q == 3 and r == 5) return add_group<3, 5>;
  return add_group<-1, -1>;
}

Eigen::MatrixXd unpacked(const std::vector<double>& lower, int r) {
  Eigen::MatrixXd m(r, r);
  std::size_t at = 0;
  for (int a = 0; a < r; ++a)
    for (int b = 0; b <= a; ++b) m(a, b) = m(b, a) = lower[at++];
  return m;
}

}  // namespace

Scaling scaling_of(const Frame& frame) {
  Scaling s;
  const auto n = static_cast<double>(frame.rows());
  const auto p = frame.p();
  const auto moments = [n](const std::vector<double>& v) {
    double mean = 0, ss = 0;
    for (const double x : v) mean += x;
    mean /= n;
    for (const double x : v) ss += (x - mean) * (x - mean);
    const double sd = std::sqrt(ss / std::max(1.0, n - 1));
    return std::pair(mean, sd > 1e-13 * std::max(1e-300, std::abs(mean)) ? sd : 1.0);
  };
  std::vector<bool> keep_place(p, frame.intercepts.empty());
  for (const int k : frame.intercepts) keep_place[static_cast<std::size_t>(k)] = true;
  std::vector<bool> is_intercept(p, false);
  for (const int k : frame.intercepts) is_intercept[static_cast<std::size_t>(k)] = true;
  for (const auto& z : frame.random)
    if (z.fixed >= 0) keep_place[static_cast<std::size_t>(z.fixed)] = true;
  s.to_original = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(p));
  for (std::size_t k = 0; k < p; ++k) {
    const auto [mean, sd] = is_intercept[k] ? std::pair(0.0, 1.0) : moments(frame.fixed[k].values);
    s.x_mean.push_back(keep_place[k] ? 0 : mean);
    s.x_scale.push_back(sd);
    s.log_x_scales += std::log(sd);
    const auto i = static_cast<Eigen::Index>(k);
    s.to_original(i, i) = 1 / sd;
    for (const int c : frame.intercepts)
      if (c != static_cast<int>(k)) s.to_original(c, i) -= s.x_mean[k] / sd;
  }
  for (std::size_t k = 0; k < frame.q(); ++k) {
    const int same = frame.random[k].fixed;
    s.z_scale.push_back(same >= 0 ? s.x_scale[static_cast<std::size_t>(same)]
                                  : moments(frame.random_values(k)).second);
  }
  const auto [mean, sd] = moments(frame.y);
  s.y_mean = frame.intercepts.empty() ? 0 : mean;
  s.y_scale = sd;
  return s;
}

void for_each_block(std::size_t blocks, int threads, const std::function<void(std::size_t)>& body) {
  if (threads <= 1 or blocks <= 1) {
    for (std::size_t b = 0; b < blocks; ++b) body(b);
    return;
  }
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t b = next++; b < blocks; b = next++) body(b);
  };
  std::vector<std::jthread> crew;
  for (int t = 1; t < threads; ++t) crew.emplace_back(work);
  work();
}

CrossProducts::CrossProducts(const Frame& frame, const Scaling& scaling, const ResidualStructure& residual,
                             int threads)
    : q_(static_cast<int>(frame.q())), r_(static_cast<int>(frame.p()) + 1), rows_(frame.rows()) {
  zz_size_ = static_cast<std::size_t>(q_ * (q_ + 1) / 2);
  zr_size_ = static_cast<std::size_t>(q_ * r_);
  cut_into_blocks(frame);
  zz_.assign(zz_size_ * groups(), 0.0);
  zr_.assign(zr_size_ * groups(), 0.0);
  const auto lower = static_cast<std::size_t>(r_ * (r_ + 1) / 2);
  const Rows rows = rows_of(frame, scaling, residual);
  const auto add = chosen(q_, r_);
  const std::size_t count = blocks_.size() - 1;
  std::vector<std::vector<double>> sums(count, std::vector<double>(lower, 0.0));
  std::vector<double> dets(count, 0.0);
  for_each_block(count, threads, [&](std::size_t b) {
    std::vector<double> mine(lower);  // one group at a time, so that long sums stay exact
    for (std::size_t g = blocks_[b]; g < blocks_[b + 1]; ++g) {
      std::fill(mine.begin(), mine.end(), 0.0);
      add(rows, frame.offsets[order_[g]], frame.offsets[order_[g] + 1], q_, r_, zz_.data() + g * zz_size_,
          zr_.data() + g * zr_size_, mine.data(), dets[b]);
      for (std::size_t k = 0; k < lower; ++k) sums[b][k] += mine[k];
    }
  });
  std::vector<double> total(lower, 0.0);
  for (std::size_t b = 0; b < count; ++b) {
    for (std::size_t k = 0; k < lower; ++k) total[k] += sums[b][k];
    log_det_residual_ += dets[b];
  }
  rr_ = unpacked(total, r_);
}

void CrossProducts::cut_into_blocks(const Frame& frame) {
  order_.resize(frame.groups());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  if (not frame.outer.empty()) {
    std::stable_sort(order_.begin(), order_.end(),
                     [&](auto a, auto b) { return frame.outer[a] < frame.outer[b]; });
    outer_offsets_.push_back(0);
    for (std::size_t g = 1; g < order_.size(); ++g)
      if (frame.outer[order_[g]] != frame.outer[order_[g - 1]]) outer_offsets_.push_back(g);
    outer_offsets_.push_back(order_.size());
  }
  const std::size_t wanted = std::max<std::size_t>(1, (order_.size() + most_blocks - 1) / most_blocks);
  blocks_.push_back(0);
  if (outer_offsets_.empty()) {
    for (std::size_t g = wanted; g < order_.size(); g += wanted) blocks_.push_back(g);
  } else {
    for (std::size_t o = 1; o + 1 < outer_offsets_.size(); ++o)
      if (outer_offsets_[o] - blocks_.back() >= wanted) blocks_.push_back(outer_offsets_[o]);
  }
  blocks_.push_back(order_.size());
}

Eigen::MatrixXd CrossProducts::rr_of_group(const Frame& frame, const Scaling& scaling,
                                           const ResidualStructure& residual, std::size_t g) const {
  std::vector<double> zz(zz_size_), zr(zr_size_), rr(static_cast<std::size_t>(r_ * (r_ + 1) / 2));
  double ignored = 0;
  add_group<-1, -1>(rows_of(frame, scaling, residual), frame.offsets[order_[g]], frame.offsets[order_[g] + 1],
                    q_, r_, zz.data(), zr.data(), rr.data(), ignored);
  return unpacked(rr, r_);
}

}  // namespace intersession::evidence

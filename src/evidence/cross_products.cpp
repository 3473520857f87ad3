#include "evidence/cross_products.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <thread>

namespace intersession::evidence {
namespace {

constexpr std::size_t most_blocks = 64, least_batches_of_block = 16;

// Mean and SD around the first value, so that a large offset costs no digits.
std::pair<double, double> mean_and_scale(const std::vector<double>& v) {
  if (v.empty()) return {0, 1};
  const auto n = static_cast<double>(v.size());
  const auto moments = client_kernels().moments(v.data(), v.size(), v.front());
  const double mean = v.front() + moments.sum / n;
  const double ss = std::max(0.0, moments.squares - moments.sum * moments.sum / n);
  const double sd = std::sqrt(ss / std::max(1.0, n - 1));
  const double size = std::max({1e-300, std::abs(mean), std::abs(v.front() - mean)});
  return {mean, sd > 1e-13 * size and sd > 1e-8 * std::abs(v.front() - mean) ? sd : 1.0};
}

}  // namespace

Scaling scaling_of(const Frame& frame) {
  Scaling s;
  const auto p = frame.p();
  std::vector<bool> keep_place(p, frame.intercepts.empty());
  for (const int k : frame.intercepts) keep_place[static_cast<std::size_t>(k)] = true;
  std::vector<bool> is_intercept(p, false);
  for (const int k : frame.intercepts) is_intercept[static_cast<std::size_t>(k)] = true;
  for (const auto& z : frame.random)
    if (z.fixed >= 0) keep_place[static_cast<std::size_t>(z.fixed)] = true;
  s.to_original = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(p));
  for (std::size_t k = 0; k < p; ++k) {
    const auto [mean, sd] = is_intercept[k] ? std::pair(0.0, 1.0) : mean_and_scale(frame.fixed[k].values);
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
                                  : mean_and_scale(frame.random_values(k)).second);
  }
  const auto [mean, sd] = mean_and_scale(frame.y);
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
    : q_(static_cast<int>(frame.q())), r_(static_cast<int>(frame.p()) + 1) {
  place_columns(frame);
  place_groups(frame);
  whiten(frame, scaling, residual, threads);
}

void CrossProducts::place_columns(const Frame& frame) {
  place_.assign(static_cast<std::size_t>(r_), -1);
  const auto take = [&](int source) {
    if (source >= 0) place_[static_cast<std::size_t>(source)] = static_cast<int>(source_.size());
    source_.push_back(source);
  };
  for (int k = 0; k < q_; ++k) {
    const int fixed = frame.random[static_cast<std::size_t>(k)].fixed;
    // A fixed column that serves twice stands in W once; the second place reads it as an own column.
    take(fixed >= 0 and place_[static_cast<std::size_t>(fixed)] < 0 ? fixed : -1 - k);
  }
  for (int j = 0; j < r_; ++j)
    if (place_[static_cast<std::size_t>(j)] < 0) take(j);
  m_ = static_cast<int>(source_.size());
}

void CrossProducts::place_groups(const Frame& frame) {
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
  const auto new_batch = [&] {
    begin_.resize((begin_.size() + lanes - 1) / lanes * lanes), end_.resize(begin_.size());
  };
  slot_.resize(order_.size());
  std::size_t o = 0;
  for (std::size_t g = 0; g < order_.size(); ++g) {
    if (o < outer_offsets_.size() and outer_offsets_[o] == g) {
      new_batch();
      outer_batches_.push_back(begin_.size() / lanes), ++o;
    }
    slot_[g] = begin_.size();
    begin_.push_back(frame.offsets[order_[g]]), end_.push_back(frame.offsets[order_[g] + 1]);
  }
  new_batch();
  const std::size_t batches = begin_.size() / lanes;
  if (not outer_batches_.empty()) outer_batches_.push_back(batches);
  const std::size_t wanted =
      std::max<std::size_t>(least_batches_of_block, (batches + most_blocks - 1) / most_blocks);
  if (outer_batches_.empty()) {
    for (std::size_t b = 0; b < batches; b += wanted)
      blocks_.push_back({b, std::min(batches, b + wanted), 0, 0});
  } else {
    for (std::size_t i = 0; i + 1 < outer_batches_.size(); ++i) {
      if (blocks_.empty() or blocks_.back().last - blocks_.back().first >= wanted)
        blocks_.push_back({outer_batches_[i], outer_batches_[i], i, i});
      blocks_.back().last = outer_batches_[i + 1], blocks_.back().outer_last = i + 1;
    }
  }
  for (auto& block : blocks_)
    for (std::size_t i = block.first * lanes; i < block.last * lanes; ++i) block.rows += end_[i] - begin_[i];
}

RowColumns CrossProducts::columns_of(const Frame& frame, const Scaling& s,
                                     const ResidualStructure& residual) const {
  RowColumns columns;
  columns.m = m_;
  for (std::size_t i = 0; i < source_.size(); ++i) {
    const int source = source_[i];
    auto &mean = columns.mean[i], &factor = columns.factor[i];
    if (source < 0) {
      const auto k = static_cast<std::size_t>(-1 - source);
      columns.column[i] = frame.random_values(k).data(), mean = 0, factor = 1 / s.z_scale[k];
    } else if (source == r_ - 1) {
      columns.column[i] = frame.y.data(), mean = s.y_mean, factor = 1 / s.y_scale;
    } else {
      const auto j = static_cast<std::size_t>(source);
      const bool constant = frame.intercepts.size() == 1 and frame.intercepts.front() == source;
      columns.column[i] = constant ? nullptr : frame.fixed[j].values.data();
      mean = s.x_mean[j], factor = 1 / s.x_scale[j];
    }
  }
  columns.time = residual.phi == 0 ? nullptr : frame.time.data();
  columns.sd = residual.sd.empty() ? nullptr : residual.sd.data();
  columns.phi = residual.phi;
  return columns;
}

void CrossProducts::whiten(const Frame& frame, const Scaling& scaling, const ResidualStructure& residual,
                           int threads) {
  const auto kept = kept_size(static_cast<std::size_t>(q_), static_cast<std::size_t>(m_)) * lanes;
  kept_.resize(begin_.size() / lanes * kept);
  const auto columns = columns_of(frame, scaling, residual);
  for_each_block(blocks_.size(), threads, [&](std::size_t b) {
    auto& block = blocks_[b];
    block.ww.assign(lower_size(static_cast<std::size_t>(m_)), 0.0), block.log_det_residual = 0;
    client_kernels().products({&columns, begin_.data() + block.first * lanes,
                               end_.data() + block.first * lanes, block.last - block.first, q_,
                               kept_.data() + block.first * kept, block.ww.data(), &block.log_det_residual});
  });
  std::vector<double> total(lower_size(static_cast<std::size_t>(m_)), 0.0);
  log_det_residual_ = 0;
  for (const auto& block : blocks_) {
    for (std::size_t k = 0; k < total.size(); ++k) total[k] += block.ww[k];
    log_det_residual_ += block.log_det_residual;
  }
  rr_ = from_w(total);
}

Eigen::MatrixXd CrossProducts::from_w(const std::vector<double>& lower) const {
  Eigen::MatrixXd out(r_, r_);
  for (int i = 0; i < r_; ++i)
    for (int j = 0; j < r_; ++j) {
      const auto a = static_cast<std::size_t>(std::max(place(i), place(j))),
                 b = static_cast<std::size_t>(std::min(place(i), place(j)));
      out(i, j) = lower[lower_size(a) + b];
    }
  return out;
}

Eigen::MatrixXd CrossProducts::zz(std::size_t g) const {
  const auto q = static_cast<std::size_t>(q_), m = static_cast<std::size_t>(m_);
  const double* own = kept_.data() + slot_[g] / lanes * kept_size(q, m) * lanes + slot_[g] % lanes;
  Eigen::MatrixXd out(q_, q_);
  for (std::size_t a = 0; a < q; ++a)
    for (std::size_t b = a; b < q; ++b)
      out(static_cast<int>(a), static_cast<int>(b)) = out(static_cast<int>(b), static_cast<int>(a)) =
          own[kept_at(a, b, m) * lanes];
  return out;
}

Eigen::MatrixXd CrossProducts::zr(std::size_t g) const {
  const auto q = static_cast<std::size_t>(q_), m = static_cast<std::size_t>(m_);
  const double* own = kept_.data() + slot_[g] / lanes * kept_size(q, m) * lanes + slot_[g] % lanes;
  Eigen::MatrixXd out(q_, r_);
  for (std::size_t a = 0; a < q; ++a)
    for (int j = 0; j < r_; ++j) {
      const auto at = static_cast<std::size_t>(place(j));
      out(static_cast<int>(a), j) = own[kept_at(std::min(a, at), std::max(a, at), m) * lanes];
    }
  return out;
}

Eigen::MatrixXd CrossProducts::rr_of_group(const Frame& frame, const Scaling& scaling,
                                           const ResidualStructure& residual, std::size_t g) const {
  const auto q = static_cast<std::size_t>(q_), m = static_cast<std::size_t>(m_);
  std::vector<double> kept(kept_size(q, m) * lanes), total(lower_size(m), 0.0);
  double ignored = 0;
  const auto columns = columns_of(frame, scaling, residual);
  std::size_t begin[lanes] = {begin_[slot_[g]]}, end[lanes] = {end_[slot_[g]]};
  client_kernels().products({&columns, begin, end, 1, q_, kept.data(), total.data(), &ignored});
  return from_w(total);
}

}  // namespace intersession::evidence

#include "evidence/client_kernels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "evidence/random_source.hpp"

namespace intersession::evidence {
namespace {

std::vector<const ClientKernels*> all_kernels() {
  std::vector<const ClientKernels*> all{&portable_kernels()};
  if (avx2_kernels() != nullptr) all.push_back(avx2_kernels());
  return all;
}

TEST(ClientKernels, LogisticIsAccurateEverywhere) {
  std::vector<double> x{0, -0.0, 1e-300, -1e-12, 36.9, -36.9, 700, -700, 745, -800, 1e6, -1e6};
  RandomSource random(1);
  while (x.size() < 4001) x.push_back(12 * random.normal());
  std::vector<double> p(x.size()), w(x.size()), one(x.size());
  for (const auto* kernels : all_kernels()) {
    kernels->logistic(x.data(), p.data(), w.data(), one.data(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double e = std::exp(-std::min(700.0, std::abs(x[i])));
      const double expected = x[i] < 0 ? e / (1 + e) : 1 / (1 + e);
      EXPECT_NEAR(p[i] / expected, 1, 2e-15) << x[i];
      EXPECT_NEAR(w[i] / (e / ((1 + e) * (1 + e))), 1, 3e-15) << x[i];
      EXPECT_NEAR(one[i], 1 + e, 1e-15) << x[i];
    }
  }
}

TEST(ClientKernels, MomentsOfAnyLength) {
  for (const std::size_t n : {1u, 7u, 8u, 9u, 1003u}) {
    std::vector<double> v;
    for (std::size_t i = 0; i < n; ++i) v.push_back(1e6 + static_cast<double>(i % 13));
    double sum = 0, squares = 0;
    for (const double x : v) sum += x - 1e6, squares += (x - 1e6) * (x - 1e6);
    for (const auto* kernels : all_kernels()) {
      const auto m = kernels->moments(v.data(), n, 1e6);
      EXPECT_DOUBLE_EQ(m.sum, sum);
      EXPECT_DOUBLE_EQ(m.squares, squares);
    }
  }
}

// All instruction sets agree, for sizes with their own code and for others, with and without therapists.
TEST(ClientKernels, InstructionSetsAgree) {
  RandomSource random(4);
  for (const auto& [q, m] :
       {std::pair(1, 5), std::pair(2, 5), std::pair(3, 7), std::pair(2, 9), std::pair(4, 6)}) {
    const std::size_t clients = 12, batches = 3, rows = clients * 6;
    std::vector<std::vector<double>> column(static_cast<std::size_t>(m), std::vector<double>(rows));
    for (auto& c : column)
      for (auto& v : c) v = random.normal();
    RowColumns columns;
    columns.m = m;
    for (int k = 0; k < m; ++k)
      columns.column[k] = k == 0 ? nullptr : column[static_cast<std::size_t>(k)].data(),
      columns.factor[k] = 1;
    std::vector<std::size_t> begin, end;
    for (std::size_t c = 0; c < clients; ++c) begin.push_back(c * 6), end.push_back(c * 6 + c % 7);
    const auto uq = static_cast<std::size_t>(q), um = static_cast<std::size_t>(m);
    std::vector<double> lambda(uq * uq, 0.0);
    for (std::size_t a = 0; a < uq; ++a)
      for (std::size_t b = 0; b <= a; ++b) lambda[a * uq + b] = a == b ? 0.8 : 0.3;
    const std::size_t outer[] = {0, 1, 3};
    std::vector<std::vector<double>> results;
    for (const auto* kernels : all_kernels())
      for (const bool nested : {false, true}) {
        std::vector<double> kept(batches * kept_size(uq, um) * lanes), total(lower_size(um), 0.0);
        double log_residual = 0, log_det = 0, one = 0;
        kernels->products(
            {&columns, begin.data(), end.data(), batches, q, kept.data(), total.data(), &log_residual});
        std::vector<double> hh(lower_size(um), 0.0), zvz(lower_size(uq), 0.0), vv(hh), t(2 * um, 0.0),
            bb(lower_size(uq) * lower_size(um), 0.0), work(sweep_work(uq, um) + lanes);
        kernels->sweep({kept.data(), 0, batches, lambda.data(), q, m, nested ? outer : nullptr, 0, 2, 0.5,
                        t.data(), hh.data(), zvz.data(), bb.data(), vv.data(), &log_det, &one, work.data()});
        std::vector<double> all = total;
        for (const auto* v : {&hh, &zvz, &bb, &vv, &t}) all.insert(all.end(), v->begin(), v->end());
        all.push_back(log_det), all.push_back(one);
        results.push_back(all);
      }
    EXPECT_GT(results[0][0], 0);
    for (std::size_t k = 2; k < results.size(); ++k)
      for (std::size_t i = 0; i < results[k].size(); ++i)
        EXPECT_NEAR(results[k][i], results[k - 2][i], 1e-11 * (1 + std::abs(results[k][i])))
            << q << m << " " << i;
  }
}

}  // namespace
}  // namespace intersession::evidence

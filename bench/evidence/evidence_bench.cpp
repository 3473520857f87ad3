// How fast the evidence engine fits, as ratios against stored figures of R on two EPYC cores (lme4 1.1-31,
// nlme 3.1-162, metafor 3.8-1, lavaan 0.6-14; first quiet run). R's figures come from another day's machine:
// a ratio is a guide, not a race. Every row is the median of five runs of the fit call on a model frame in
// memory; the last block goes from CSV text to the fitted main model.
//
//   evidence_bench [largest number of raw rows, default 100000] [threads, default 1]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "evidence/catalogue.hpp"
#include "evidence/linear_fit.hpp"
#include "evidence/logistic_fit.hpp"
#include "evidence/meta_analysis.hpp"
#include "evidence/panel_model.hpp"
#include "evidence/random_source.hpp"
#include "evidence/residual_correlation.hpp"

namespace {

using namespace intersession::evidence;

double median_seconds(const std::function<void()>& work, int runs = 5) {
  std::vector<double> seconds;
  for (int k = 0; k < runs; ++k) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

void row(const char* what, std::size_t rows, double seconds, double r_seconds) {
  std::printf("%-34s %9zu %11.3f ms %12.0f rows/s", what, rows, 1e3 * seconds,
              static_cast<double>(rows) / seconds);
  if (r_seconds > 0) std::printf(" %10.2f s %8.0fx", r_seconds, r_seconds / seconds);
  std::printf("\n");
}

// Raw session rows: about 11.5 per client, 20 clients per therapist.
SessionTable simulated(std::size_t raw_rows, int sessions_fixed = 0) {
  RandomSource random(7);
  SessionTable t;
  Labels therapist;
  std::vector<double> x, y, done, difficulty, rationale;
  for (std::int32_t client = 0; t.session.size() < raw_rows; ++client) {
    char name[16];
    std::snprintf(name, sizeof name, "C%07d", client);
    t.client.levels.emplace_back(name);
    if (client % 20 == 0) therapist.levels.push_back("T" + std::to_string(client / 20));
    const int sessions = sessions_fixed > 0 ? sessions_fixed : 4 + static_cast<int>(random.uniform() * 16);
    const double mean = 1.2 * random.normal(), level = 3 * random.normal(),
                 own = -0.7 + 0.3 * random.normal(), ease = 0.9 * random.normal();
    double state = 1.5 * random.normal(), noise = 2 * random.normal(), before = 0;
    for (int s = 1; s <= sessions and t.session.size() < raw_rows; ++s) {
      before = state;
      state = 0.3 * state + 1.43 * random.normal(), noise = 0.3 * noise + 1.91 * random.normal();
      t.client.code.push_back(client), t.session.push_back(s);
      therapist.code.push_back(client / 20);
      x.push_back(random.uniform() < 0.06 ? std::nan("") : 5 + mean + state);
      y.push_back(random.uniform() < 0.04
                      ? std::nan("")
                      : 14 + level + 0.8 * mean - 2.2 * std::log(s) + noise + (s > 1 ? own * before : 0));
      const double d = random.normal(), r = random.uniform() < 0.6;
      difficulty.push_back(3 + d), rationale.push_back(r);
      done.push_back(random.uniform() <
                     1 / (1 + std::exp(-(0.8 + ease - 0.45 * d + 0.7 * r - 0.06 * (s - 1)))));
    }
  }
  t.labels = {{"therapist", std::move(therapist)}};
  t.numbers = {
      {"hw_qty", x}, {"outcome", y}, {"hw_done", done}, {"difficulty", difficulty}, {"rationale", rationale}};
  return t;
}

std::string as_csv(const SessionTable& t) {
  std::string text = "client,session,therapist,hw_qty,outcome\n";
  char line[128];
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const auto number = [](double v) {
      char cell[32] = "";
      if (not std::isnan(v)) std::snprintf(cell, sizeof cell, "%.3f", v);
      return std::string(cell);
    };
    std::snprintf(line, sizeof line, "%s,%d,%s,%s,%s\n",
                  t.client.levels[static_cast<std::size_t>(t.client.code[r])].c_str(), t.session[r],
                  t.labels[0].values.levels[static_cast<std::size_t>(t.labels[0].values.code[r])].c_str(),
                  number(t.numbers[0].values[r]).c_str(), number(t.numbers[1].values[r]).c_str());
    text += line;
  }
  return text;
}

struct Stored {
  std::size_t rows;
  double m1, m2, a1, g1, satterthwaite;
};
constexpr Stored stored[] = {{10000, 0.224, 0.468, 1.69, 2.86, 0.350},
                             {100000, 1.165, 2.69, 35.5, 46.6, 3.08},
                             {1000000, 12.2, 27.0, 0, 0, 0}};

void fits(const Stored& r, int threads) {
  const auto table = simulated(r.rows);
  const auto text = as_csv(table);
  const auto data = Prepared::from(table).value();
  const auto frame_of = [&](const char* id) {
    return build_frame(data, catalogue_model(id).value()).value();
  };
  const FitOptions plain{.threads = threads, .degrees_of_freedom = false};
  const auto m1 = frame_of("M1");
  row("M1", r.rows, median_seconds([&] { (void)fit_linear(m1, plain).value(); }), r.m1);
  row("M1 with Satterthwaite", r.rows,
      median_seconds([&] { (void)fit_linear(m1, {.threads = threads}).value(); }), r.satterthwaite);
  const auto m2 = frame_of("M2");
  row("M2, therapists", r.rows, median_seconds([&] { (void)fit_linear(m2, plain).value(); }), r.m2);
  if (r.rows <= 100000) {
    row("A1, autocorrelation", r.rows,
        median_seconds([&] { (void)fit_correlated(m1, Correlation::ar1, plain).value(); }, 3), r.a1);
    const auto g1 = frame_of("G1");
    row("G1, Laplace", r.rows, median_seconds([&] { (void)fit_logistic(g1).value(); }, 3), r.g1);
  }
  row("CSV text to M1 with intervals", r.rows,
      median_seconds(
          [&] {
            auto read = Prepared::from(read_sessions(text).value()).value();
            (void)fit_linear(build_frame(read, catalogue_model("M1").value()).value(), {.threads = threads})
                .value();
          },
          3),
      r.rows == 1000000 ? 2.85 + 6.3 + 12.2 : 0);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t largest = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100000;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  std::printf("%-34s %9s %14s %19s %12s %9s\n", "fit", "raw rows", "median", "speed", "R, stored", "ratio");
  for (const auto& r : stored)
    if (r.rows <= largest) fits(r, threads);
  const auto small =
      build_frame(Prepared::from(simulated(1279)).value(), catalogue_model("M1").value()).value();
  row("M1 of one practice, intervals", 1279, median_seconds([&] { (void)fit_linear(small).value(); }), 0.037);
  RandomSource random(3);
  std::vector<Study> studies;
  for (int k = 0; k < 1000; ++k) studies.push_back({"clinic", random.normal(), 0.05 + random.uniform()});
  row("F1, 1000 clinics (all intervals)", 1000, median_seconds([&] { (void)pool(studies).value(); }), 1.84);
  const auto waves = panel_waves(Prepared::from(simulated(2000, 8)).value(), "hw_qty", "outcome", 8).value();
  row("R1, 250 clients x 8 waves", 2000, median_seconds([&] { (void)fit_panel(waves); }, 3), 1.77);
  return 0;
}

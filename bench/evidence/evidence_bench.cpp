// How fast the evidence library fits, beside R. With R and its packages installed (--r) R runs in the same
// call on the same rows; otherwise its stored figures are used (two EPYC cores, lme4 1.1-31, nlme 3.1-162,
// metafor 3.8-1, lavaan 0.6-14; first quiet run), and then a ratio is a guide, not a race. Times are of one
// thread: the processor time of the best of several runs, so that a busy machine changes little. See
// docs/benchmarks-evidence.md.
//
//   evidence_bench [largest number of raw rows, default 100000] [--r]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "evidence/catalogue.hpp"
#include "evidence/cross_products.hpp"
#include "evidence/linear_fit.hpp"
#include "evidence/logistic_fit.hpp"
#include "evidence/meta_analysis.hpp"
#include "evidence/panel_model.hpp"
#include "evidence/random_source.hpp"
#include "evidence/residual_correlation.hpp"

namespace {

using namespace intersession::evidence;

double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double best_seconds(const std::function<void()>& work, int runs = 7) {
  double best = 1e300;
  for (int k = 0; k < runs; ++k) {
    const double begin = processor_seconds();
    work();
    best = std::min(best, processor_seconds() - begin);
  }
  return best;
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

// The columns of the simulated table as a CSV file would hold them.
std::string as_csv(const SessionTable& t) {
  std::string text = "client,session,therapist";
  for (const auto& c : t.numbers) text += "," + c.name;
  text += "\n";
  char cell[32];
  for (std::size_t r = 0; r < t.rows(); ++r) {
    text += t.client.levels[static_cast<std::size_t>(t.client.code[r])] + "," + std::to_string(t.session[r]) +
            "," + t.labels[0].values.levels[static_cast<std::size_t>(t.labels[0].values.code[r])];
    for (const auto& c : t.numbers) {
      std::snprintf(cell, sizeof cell, "%.3f", c.values[r]);
      text += std::string(",") + (std::isnan(c.values[r]) ? "" : cell);
    }
    text += "\n";
  }
  return text;
}

struct Seconds {
  std::size_t rows;
  double m1, m2, a1, g1, satterthwaite, from_csv;
};
constexpr Seconds stored[] = {{10000, 0.224, 0.468, 1.69, 2.86, 0.350, 0},
                              {100000, 1.165, 2.69, 35.5, 46.6, 3.08, 0},
                              {1000000, 12.2, 27.0, 0, 0, 0, 2.85 + 6.3 + 12.2}};

// R's seconds on the same rows, by bench/evidence/fits.R; what is missing stays 0.
Seconds measured_by_r(std::size_t rows, const SessionTable& table) {
  Seconds out{rows, 0, 0, 0, 0, 0, 0};
  const auto folder = std::filesystem::temp_directory_path();
  const auto csv = (folder / "evidence_bench.csv").string(),
             answer = (folder / "evidence_bench.txt").string();
  std::ofstream(csv, std::ios::binary) << as_csv(table);
  const std::string command =
      "Rscript " INTERSESSION_SOURCE_DIR "/bench/evidence/fits.R " + csv + " > " + answer;
  if (std::system(command.c_str()) != 0)
    std::fprintf(stderr, "R did not run through; see %s\n", answer.c_str());
  std::ifstream in(answer);
  std::string what;
  for (double seconds = 0; in >> what >> seconds;)
    (what == "m1"              ? out.m1
     : what == "m2"            ? out.m2
     : what == "a1"            ? out.a1
     : what == "g1"            ? out.g1
     : what == "satterthwaite" ? out.satterthwaite
                               : out.from_csv) = seconds;
  std::filesystem::remove(csv), std::filesystem::remove(answer);
  return out;
}

// What the machine allows: the pass over the rows beside a copy of the same columns, and one evaluation.
void against_the_machine(std::size_t rows, const Frame& frame) {
  const auto n = frame.rows();
  const double used = 8.0 * static_cast<double>(n) * static_cast<double>(frame.p());  // y for the constant
  std::vector<double> copy(n * frame.p());
  const double copied = best_seconds([&] {
    for (std::size_t k = 1; k < frame.p(); ++k)
      std::memcpy(copy.data() + k * n, frame.fixed[k].values.data(), n * sizeof(double));
    std::memcpy(copy.data(), frame.y.data(), n * sizeof(double));
  });
  const auto scaling = scaling_of(frame);
  const double scaled = best_seconds([&] { (void)scaling_of(frame); });
  const double passed = best_seconds([&] { CrossProducts products(frame, scaling); });
  std::printf("%-34s %9zu %11.3f ms %12.0f rows/s %5.2f GB/s, %.0f %% of memcpy (%.3f ms)\n",
              "cross-product pass", rows, 1e3 * passed, static_cast<double>(n) / passed, 1e-9 * used / passed,
              100 * copied / passed, 1e3 * copied);
  std::printf("%-34s %9zu %11.3f ms\n", "scales and means", rows, 1e3 * scaled);
  LinearModel model(frame, true);
  auto theta = model.start();
  const double evaluated = best_seconds(
      [&] {
        theta[0] += 1e-9;
        (void)model.evaluate(theta);
      },
      20);
  std::printf("%-34s %9zu %11.3f ms %12.1f ns per client\n", "one criterion and gradient", rows,
              1e3 * evaluated, 1e9 * evaluated / static_cast<double>(frame.groups()));
}

void fits(const Seconds& before, bool with_r) {
  const auto table = simulated(before.rows);
  const auto r = with_r ? measured_by_r(before.rows, table) : before;
  const auto text = as_csv(table);
  const auto data = Prepared::from(table).value();
  const auto frame_of = [&](const char* id) {
    return build_frame(data, catalogue_model(id).value()).value();
  };
  const FitOptions plain{.degrees_of_freedom = false};
  const auto m1 = frame_of("M1");
  against_the_machine(r.rows, m1);
  row("M1", r.rows, best_seconds([&] { (void)fit_linear(m1, plain).value(); }), r.m1);
  row("M1 with Satterthwaite", r.rows, best_seconds([&] { (void)fit_linear(m1).value(); }), r.satterthwaite);
  const auto m2 = frame_of("M2");
  row("M2, therapists", r.rows, best_seconds([&] { (void)fit_linear(m2, plain).value(); }), r.m2);
  row("A1, autocorrelation", r.rows,
      best_seconds([&] { (void)fit_correlated(m1, Correlation::ar1, plain).value(); }, 3), r.a1);
  if (r.rows <= 100000) {
    const auto g1 = frame_of("G1");
    row("G1, Laplace", r.rows, best_seconds([&] { (void)fit_logistic(g1).value(); }, 3), r.g1);
  }
  row("CSV text to M1 with intervals", r.rows,
      best_seconds(
          [&] {
            const SessionSchema schema{.keep = {"hw_qty", "outcome"}};
            const auto read = Prepared::from(read_sessions(text, schema).value()).value();
            (void)fit_linear(build_frame(read, catalogue_model("M1").value()).value()).value();
          },
          3),
      r.from_csv);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t largest = 100000;
  bool with_r = false;
  for (int k = 1; k < argc; ++k)
    if (std::string(argv[k]) == "--r")
      with_r = true;
    else
      largest = std::strtoull(argv[k], nullptr, 10);
  if (with_r and std::system("Rscript --version > /dev/null 2>&1") != 0) {
    std::fprintf(stderr, "R is not installed; its stored figures are used.\n");
    with_r = false;
  }
  std::printf("%-34s %9s %14s %19s %12s %9s\n", "fit", "raw rows", "best", "speed",
              with_r ? "R, now" : "R, stored", "ratio");
  for (const auto& r : stored)
    if (r.rows <= largest) fits(r, with_r);
  const auto small =
      build_frame(Prepared::from(simulated(1279)).value(), catalogue_model("M1").value()).value();
  row("M1 of one practice, intervals", 1279, best_seconds([&] { (void)fit_linear(small).value(); }), 0.037);
  RandomSource random(3);
  std::vector<Study> studies;
  for (int k = 0; k < 1000; ++k) studies.push_back({"clinic", random.normal(), 0.05 + random.uniform()});
  row("F1, 1000 clinics (all intervals)", 1000, best_seconds([&] { (void)pool(studies).value(); }), 1.84);
  const auto waves = panel_waves(Prepared::from(simulated(2000, 8)).value(), "hw_qty", "outcome", 8).value();
  row("R1, 250 clients x 8 waves", 2000, best_seconds([&] { (void)fit_panel(waves); }, 3), 1.77);
  return 0;
}

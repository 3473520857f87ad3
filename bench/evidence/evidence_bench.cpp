// How fast the evidence engine fits, beside R, and whether each goal of speed and size is met. With R and its
// packages installed (--r) R runs in the same call on the same file; otherwise its stored figures are used
// (two EPYC cores, lme4 1.1-31, nlme 3.1-162, metafor 3.8-1, lavaan 0.6-14; first quiet run), and then a
// ratio is a guide, not a race. Times are of one thread: the processor time of the best of several runs, so
// that a busy machine changes little. See docs/benchmarks-evidence.md.
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

#include "command_line.hpp"
#include "evidence/catalogue.hpp"
#include "evidence/cross_products.hpp"
#include "evidence/linear_fit.hpp"
#include "evidence/logistic_fit.hpp"
#include "evidence/meta_analysis.hpp"
#include "evidence/panel_model.hpp"
#include "evidence/random_source.hpp"
#include "evidence/residual_correlation.hpp"
#include "evidence/simulation.hpp"

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

int missed = 0;  // goals

const char* judged(bool met) {
  missed += not met;
  return met ? "met" : "MISSED";
}

struct Goal {
  double times = 0;         // at least this many times as fast as R; 0: no such goal
  double milliseconds = 0;  // at most; 0: no such goal
};

void row(const char* what, std::size_t rows, double seconds, double r_seconds, Goal goal = {}) {
  std::printf("%-34s %9zu %11.3f ms", what, rows, 1e3 * seconds);
  if (r_seconds > 0) std::printf(" %9.2f s %8.0fx", r_seconds, r_seconds / seconds);
  if (r_seconds > 0 and goal.times > 0)
    std::printf("   goal %.0fx: %s", goal.times, judged(r_seconds / seconds >= goal.times));
  if (goal.milliseconds > 0)
    std::printf("   goal %.0f ms: %s", goal.milliseconds, judged(1e3 * seconds <= goal.milliseconds));
  std::printf("\n");
}

struct Seconds {
  std::size_t rows;
  double m1, m2, a1, g1, satterthwaite, from_csv;
};
constexpr Seconds stored[] = {{10'000, 0.224, 0.468, 1.69, 2.86, 0.350, 0},
                              {100'000, 1.165, 2.69, 35.5, 46.6, 3.08, 0.37 + 0.63 + 1.165},
                              {1'000'000, 12.2, 27.0, 0, 0, 0, 2.85 + 6.3 + 12.2}};

// R's seconds on the same file, by bench/evidence/fits.R; what is missing stays 0.
Seconds measured_by_r(const std::string& csv) {
  Seconds out{};
  const auto answer = csv + ".r.txt";
  const std::string command =
      "Rscript " INTERSESSION_SOURCE_DIR "/bench/evidence/fits.R " + csv + " > " + answer;
  if (std::system(command.c_str()) != 0) std::fprintf(stderr, "R did not run through.\n");
  std::ifstream in(answer);
  std::string what;
  for (double seconds = 0; in >> what >> seconds;)
    (what == "m1"              ? out.m1
     : what == "m2"            ? out.m2
     : what == "a1"            ? out.a1
     : what == "g1"            ? out.g1
     : what == "satterthwaite" ? out.satterthwaite
                               : out.from_csv) = seconds;
  return out;
}

// What the machine allows: the pass over the rows beside a copy of the same columns, and one evaluation.
void against_the_machine(const Frame& frame) {
  const auto n = frame.rows();
  const double used = 8.0 * static_cast<double>(n) * static_cast<double>(frame.p());  // y for the constant
  std::vector<double> copy(n * frame.p());
  const double copied = best_seconds([&] {
    for (std::size_t k = 1; k < frame.p(); ++k)
      std::memcpy(copy.data() + k * n, frame.fixed[k].values.data(), n * sizeof(double));
    std::memcpy(copy.data(), frame.y.data(), n * sizeof(double));
  });
  const auto scaling = scaling_of(frame);
  const double passed = best_seconds([&] { CrossProducts products(frame, scaling); });
  const auto speed = [&](double seconds) { return 1e-6 * static_cast<double>(n) / seconds; };
  std::printf("%-34s %9zu %11.3f ms   %.0f million rows/s, %.2f GB/s; memcpy %.0f million rows/s: %.0f %%\n",
              "cross-product pass", n, 1e3 * passed, speed(passed), 1e-9 * used / passed, speed(copied),
              100 * copied / passed);
  LinearModel model(frame, true);
  auto theta = model.start();
  const double evaluated = best_seconds(
      [&] {
        theta[0] += 1e-9;
        (void)model.evaluate(theta);
      },
      20);
  std::printf("%-34s %9zu %11.3f ms   %.1f ns per client\n", "one criterion and gradient", n, 1e3 * evaluated,
              1e9 * evaluated / static_cast<double>(frame.groups()));
}

bool same_bits(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  return a.size() == b.size() and
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(double)) == 0;
}

void threads(const Frame& m1, const Frame& m2) {
  bool same = true;
  for (const auto* frame : {&m1, &m2}) {
    const auto one = fit_linear(*frame, {.threads = 1}).value();
    for (const int count : {2, 3, 8}) {
      const auto many = fit_linear(*frame, {.threads = count}).value();
      same = same and same_bits(one.fixef, many.fixef) and same_bits(one.se, many.se) and
             same_bits(one.df, many.df) and same_bits(one.theta, many.theta);
    }
  }
  std::printf("%-34s %9zu                  goal the same bits: %s\n", "M1, M2 with 1, 2, 3, 8 threads",
              m1.rows(), judged(same));
}

void fits(const Seconds& r, const std::string& csv) {
  std::ifstream in(csv, std::ios::binary);
  const ReadPiece read = [&](std::span<char> into) -> Outcome<std::size_t> {
    in.read(into.data(), static_cast<std::streamsize>(into.size()));
    return static_cast<std::size_t>(in.gcount());
  };
  const auto data = Prepared::from(read_sessions(read, std::filesystem::file_size(csv)).value()).value();
  const auto frame_of = [&](const char* id) { return build_frame(data, *catalogue_model(id)).value(); };
  const auto rows = data.rows();
  const bool large = rows > 50'000;
  const Goal hundredfold{.times = large ? 100.0 : 0};
  const FitOptions plain{.degrees_of_freedom = false};
  const auto m1 = frame_of("M1"), m2 = frame_of("M2");
  against_the_machine(m1);
  row("M1", rows, best_seconds([&] { (void)fit_linear(m1, plain).value(); }), r.m1, hundredfold);
  row("M1 with Satterthwaite", rows, best_seconds([&] { (void)fit_linear(m1).value(); }), r.satterthwaite);
  row("M2, therapists", rows, best_seconds([&] { (void)fit_linear(m2, plain).value(); }), r.m2, hundredfold);
  row("A1, autocorrelation", rows,
      best_seconds([&] { (void)fit_correlated(m1, Correlation::ar1, plain).value(); }, 3), r.a1, hundredfold);
  if (rows < 500'000) {
    const auto g1 = frame_of("G1");
    row("G1, Laplace", rows, best_seconds([&] { (void)fit_logistic(g1).value(); }, 3), r.g1, hundredfold);
  }
  threads(m1, m2);
}

void small() {
  const auto practice = Prepared::from(simulate_sessions({}).value()).value();
  const auto m1 = build_frame(practice, *catalogue_model("M1")).value();
  row("M1 of one practice, intervals", practice.rows(), best_seconds([&] { (void)fit_linear(m1).value(); }),
      0.037, {.milliseconds = 2});
  RandomSource random(3);
  std::vector<Study> studies;
  for (int k = 0; k < 1000; ++k) studies.push_back({"clinic", random.normal(), 0.05 + random.uniform()});
  row("F1, 1000 clinics, all intervals", 1000, best_seconds([&] { (void)pool(studies).value(); }), 1.84,
      {.milliseconds = 2});
  const auto panel = simulate_sessions({.clients = 250, .least_sessions = 8, .most_sessions = 8}).value();
  const auto waves = panel_waves(Prepared::from(panel).value(), "hw_qty", "outcome", 8).value();
  row("R1, 250 clients x 8 waves", panel.rows(), best_seconds([&] { (void)fit_panel(waves).value(); }, 3),
      1.77, {.milliseconds = 60});
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t largest = 100'000;
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
  const bench::Folder folder;
  // First of all, while this process is small: what it held counts as held by a program it starts.
  std::vector<bench::Run> whole;
  for (const auto& s : stored)
    if (s.rows <= largest) whole.push_back(bench::command_line(folder.file(s.rows), s.rows));
  std::printf("%-34s %9s %14s %11s %9s\n", "fit", "rows", "best", with_r ? "R, now" : "R, stored", "ratio");
  for (std::size_t k = 0; k < whole.size(); ++k) {
    const auto csv = folder.file(stored[k].rows);
    const auto r = with_r ? measured_by_r(csv) : stored[k];
    fits(r, csv);
    const bool million = stored[k].rows == 1'000'000;
    row("command line, CSV to JSON of M1", whole[k].rows, whole[k].seconds, r.from_csv,
        {.times = million ? 15.0 : 0});
    std::printf("%-34s %9zu %11.1f MiB", "its memory at most", whole[k].rows, whole[k].mebibytes);
    if (million) std::printf("   goal 120 MiB: %s", judged(whole[k].mebibytes <= 120));
    std::printf("\n\n");
  }
  small();
  if (missed > 0) std::printf("%d goals missed\n", missed);
  return missed > 0 ? 1 : 0;
}

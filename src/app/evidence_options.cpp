#include "app/evidence_options.hpp"

namespace intersession::app {

namespace {

/// Makes a subcommand that notes its own name when it is used.
CLI::App* add(CLI::App& parent, EvidenceOptions& o, const char* name, const char* what) {
  auto* sub = parent.add_subcommand(name, what);
  sub->add_flag("--json", o.json, "JSON in place of a readable table");
  sub->callback([&o, name] { o.command = name; });
  return sub;
}

void takes_sessions(CLI::App* sub, EvidenceOptions& o, bool required = true) {
  auto* file = sub->add_option("FILE", o.file,
                               "Table of sessions: client, session, outcome, hw_qty, … (docs/evidence.md)");
  if (required) file->required();
  sub->add_option("--map", o.map, "name=column: the file calls this column otherwise; may be repeated");
  sub->add_option("--covariate", o.fit.covariates, "A further numeric column, taken into the model");
  sub->add_option("--grouping", o.groupings, "A further text column, such as phase (A, B)");
  sub->add_option("--ignore", o.ignored, "A column of the file that is not used");
  sub->add_option("--threads", o.fit.threads, "Threads; the result is the same with any number")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
}

void draws(CLI::App* sub, EvidenceOptions& o) {
  sub->add_option("--plot", o.plot,
                  "Folder for the ten pictures as SVG, with the numbers beside them as JSON");
}

void judges(CLI::App* sub, EvidenceOptions& o) {
  sub->add_option("--smallest-effect", o.fit.smallest_effect,
                  "Smallest difference of interest, in points per usual swing")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  sub->add_flag("--higher-is-better", o.higher_is_better, "The outcome is better when it is higher");
}

void reads_practice(CLI::App* sub, EvidenceOptions& o) {
  sub->add_option("--data", o.data,
                  "A practice's data folder with its key file; the server must be stopped for SQLite");
  sub->add_option("--database", o.database, "postgresql://…");
  sub->add_option("--catalogue", o.catalogue, "Folder of the catalogue");
}

void changes(CLI::App* sub, EvidenceOptions& o) {
  sub->add_option("--measure", o.measure, "A preset: PHQ-9 or GAD-7");
  sub->add_option("--sd", o.sd, "Standard deviation of the measure")->check(CLI::PositiveNumber);
  sub->add_option("--reliability", o.reliability, "Reliability of the measure")
      ->check(CLI::Range(0.0, 0.9999));
  sub->add_option("--least-change", o.least_change,
                  "Reliable change in points, in place of SD and reliability")
      ->check(CLI::PositiveNumber);
  sub->add_option("--cutoff", o.cutoff, "Score from which the measure speaks of a case");
}

void imagines(CLI::App* sub, EvidenceOptions& o) {
  auto& t = o.power.truth;
  sub->add_option("--clients", t.clients, "Clients")->capture_default_str();
  sub->add_option("--therapists", t.therapists, "Therapists")->capture_default_str();
  sub->add_option("--least-sessions", t.least_sessions, "Fewest sessions of a client")->capture_default_str();
  sub->add_option("--most-sessions", t.most_sessions, "Most sessions of a client")->capture_default_str();
  sub->add_option("--direct", t.direct, "Direct within effect; the whole is direct + path-a * path-b")
      ->capture_default_str();
  sub->add_option("--path-a", t.path_a, "Homework to mechanism")->capture_default_str();
  sub->add_option("--path-b", t.path_b, "Mechanism to the next outcome")->capture_default_str();
  sub->add_option("--sd-within", t.sd_within, "How much the direct effect differs between clients")
      ->capture_default_str();
  sub->add_option("--between", t.between, "Between effect")->capture_default_str();
  sub->add_option("--reversed", t.reversed, "Homework follows the outcome of the session before")
      ->capture_default_str();
  sub->add_option("--carry-over", t.phi, "Carry-over of the outcome's noise")->capture_default_str();
  sub->add_option("--missing", t.missing, "Share of missing values")->capture_default_str();
  sub->add_option("--skip", t.skip, "Share of skipped sessions")->capture_default_str();
  sub->add_option("--seed", t.seed, "The same seed gives the same rows")->capture_default_str();
}

}  // namespace

void add_evidence(CLI::App& command, EvidenceOptions& o) {
  auto* evidence = command.add_subcommand(
      "evidence", "Does homework go with change here? Statistics over a table of sessions");
  evidence->require_subcommand(1);

  auto* fit = add(*evidence, o, "fit", "Fit one model of the catalogue");
  fit->add_option("--model", o.fit.model, "The model, such as M1 (docs/evidence.md)")
      ->required()
      ->check(CLI::IsMember(insight::model_ids()));
  takes_sessions(fit, o);
  fit->add_flag("--ml", o.fit.ml, "Maximum likelihood in place of REML");
  fit->add_flag("--car", o.fit.car, "A1, A1ri: CAR(1) in place of AR(1)");
  fit->add_flag("--weeks", o.fit.weeks,
                "A1, A1ri: CAR(1) over weeks (column date) in place of session numbers");
  fit->add_flag(
      "--log-weeks", o.fit.log_weeks,
      "Time as log(1 + weeks) (column date) in place of log(session), where sessions are irregular");
  fit->add_option("--agq", o.fit.quadrature_points,
                  "G1: quadrature points, 1 = Laplace, 0 = as the data advise")
      ->check(CLI::Range(0, 25))
      ->capture_default_str();
  fit->add_flag("--profile", o.fit.intervals, "Profile intervals of standard deviations and correlations");
  fit->add_option("--checks", o.checks, "yes or no; by default made up to 200,000 rows")
      ->check(CLI::IsMember({"yes", "no"}));
  judges(fit, o);
  draws(fit, o);
  changes(fit, o);
  fit->add_option("--r-script", o.r_script, "Write an R script that fits the same model to the same file");
  fit->add_option("--frame", o.frame, "Write the rows that the model used as a table");

  takes_sessions(add(*evidence, o, "mediate",
                     "Does the mechanism lie between homework and outcome? (M3, stacked 1-1-1)"),
                 o);

  auto* clpm = add(*evidence, o, "clpm", "Random-intercept cross-lagged panel model");
  takes_sessions(clpm, o);
  clpm->add_option("--waves", o.waves, "Sessions 1 to this one")
      ->check(CLI::Range(4, 12))
      ->capture_default_str();
  clpm->add_option("--x", o.x, "First column")->capture_default_str();
  clpm->add_option("--y", o.y, "Second column")->capture_default_str();

  auto* single = add(*evidence, o, "single-case", "One client over a baseline A and a treatment B");
  single->add_option("FILE", o.file, "Table with the columns phase (A, then B) and value, in order of time")
      ->required();
  single->add_option("--improvement", o.improvement, "decrease or increase")
      ->check(CLI::IsMember({"decrease", "increase"}))
      ->capture_default_str();
  single->add_flag("--randomised", o.randomised,
                   "The start of B was drawn by lot: allows the randomisation test");
  single->add_option("--least-phase", o.least_phase, "Shortest phase that could have been drawn")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();

  auto* one = add(*evidence, o, "n-of-1", "Each client's own course and slope");
  takes_sessions(one, o);
  one->add_option("--client", o.client, "Only this client");
  changes(one, o);
  one->add_flag("--higher-is-better", o.higher_is_better, "The outcome is better when it is higher");

  auto* change = add(*evidence, o, "change",
                     "Reliable and clinically significant change, first to last measured session");
  takes_sessions(change, o);
  changes(change, o);
  change->add_flag("--higher-is-better", o.higher_is_better, "The outcome is better when it is higher");

  auto* response = add(*evidence, o, "response", "Expected course by starting score");
  takes_sessions(response, o);
  response->add_option("--baseline", o.baselines,
                       "Starting scores; by default three percentiles of those seen");
  response->add_option("--session", o.sessions, "Session numbers")->check(CLI::Range(2, 1000));
  response->add_flag("--integer", o.integer_scale, "The scale has whole points: limits are rounded outward");
  response->add_option("--lowest", o.lowest, "Lowest score of the scale: limits end there");
  response->add_option("--highest", o.highest, "Highest score of the scale: limits end there");
  response->add_flag("--any-number", o.any_number_of_clients, "For teaching sets: fewer than 100 clients");

  auto* pool = add(*evidence, o, "pool", "Fit every clinic alone and pool the within effects");
  takes_sessions(pool, o);
  pool->add_flag("--summaries", o.summaries, "FILE holds one estimate per line: name, yi, vi");
  pool->add_option("--method", o.method, "REML or DL")
      ->check(CLI::IsMember({"REML", "DL"}))
      ->capture_default_str();

  auto* report = add(*evidence, o, "report", "The whole analysis as one HTML page");
  takes_sessions(report, o, false);
  judges(report, o);
  draws(report, o);
  changes(report, o);
  report->add_option("--out", o.out, "The page to write")->required();
  report->add_flag("--names", o.names, "With --data: clients by name; keep the page as safe as the record");
  reads_practice(report, o);

  auto* rows = add(*evidence, o, "export",
                   "For a study: sessions of clients who agreed to it, with dictionary and R script");
  reads_practice(rows, o);
  rows->add_option("--study", o.study, "The study, as written in the clients' consent")->required();
  rows->add_option("--out", o.out, "Folder to write")->required();

  auto* simulate = add(*evidence, o, "simulate", "Write simulated sessions with known truth as a table");
  imagines(simulate, o);
  simulate->add_option("--out", o.out, "File to write; standard output by default");

  auto* power =
      add(*evidence, o, "power", "How often would a study like this find the effect? (by simulation)");
  imagines(power, o);
  power->add_option("--replications", o.power.replications, "Simulated studies")
      ->check(CLI::Range(20, 100'000))
      ->capture_default_str();
  power->add_option("--threads", o.power.threads, "Threads; the result is the same with any number")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
}

}  // namespace intersession::app

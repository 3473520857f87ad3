#include "evidence/simulation.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "evidence/random_source.hpp"

namespace intersession::evidence {
namespace {

constexpr std::array types{"activation", "exposure", "monitoring", "thought_record"};

Outcome<bool> sensible(const Truth& t) {
  const auto wrong = [](const char* what) { return refuse(Code::invalid_argument, what); };
  if (t.clients < 1 or t.clients > 1'000'000)
    return wrong("Between 1 and 1,000,000 clients can be simulated.");
  if (t.therapists < 1 or t.therapists > t.clients)
    return wrong("There must be 1 therapist at least and no more than clients.");
  if (t.least_sessions < 1 or t.most_sessions < t.least_sessions or t.most_sessions > 1000)
    return wrong(
        "The smallest number of sessions must be 1 or more, the largest not below it and at most 1,000.");
  if (std::abs(t.phi) >= 1 or std::abs(t.phi_x) >= 1) return wrong("Carry-over must lie between -1 and 1.");
  if (t.missing < 0 or t.missing >= 1 or t.skip < 0 or t.skip >= 1)
    return wrong("Shares of missing values and sessions must lie from 0 to below 1.");
  if (t.sd_within < 0 or t.sd_level < 0 or t.sd_error <= 0)
    return wrong("Standard deviations must not be negative, that of the noise above 0.");
  return true;
}

// The columns while they grow.
struct Rows {
  SessionTable table;
  Labels clinic, therapist, type;
  std::array<std::vector<double>, 7> numbers;
};

void one_client(int c, const Truth& t, RandomSource& random, Rows& rows) {
  const auto normal = [&](double sd) { return sd * random.normal(); };
  const int sessions =
      t.least_sessions + static_cast<int>(random.uniform() * (t.most_sessions - t.least_sessions + 1));
  const double mean = normal(1.2), level = normal(t.sd_level), ease = normal(0.8);
  const double direct = t.direct + normal(t.sd_within);
  double state = normal(1.5), noise = normal(t.sd_error), before = 0, noise_before = 0, mech_before = 0;
  for (int s = 1; s <= sessions; ++s) {
    if (s > 1) {
      before = state, noise_before = noise;
      state = t.phi_x * state + t.reversed * noise_before + normal(1.5 * std::sqrt(1 - t.phi_x * t.phi_x));
      noise = t.phi * noise + normal(t.sd_error * std::sqrt(1 - t.phi * t.phi));
    }
    const double outcome = 14 + level + t.between * mean + t.slope_time * std::log(s) + noise +
                           (s > 1 ? direct * before + t.path_b * mech_before : 0);
    mech_before = t.path_a * state + normal(1);
    const double mech = 10 + mech_before + 0.3 * (s - 1);
    const double difficulty = 2 + normal(1);
    const double rationale = random.uniform() < 0.6 ? 1 : 0;
    const double logit = 0.8 + ease - 0.5 * (difficulty - 2) + 0.9 * rationale - 0.06 * (s - 1);
    const double done = random.uniform() < 1 / (1 + std::exp(-logit)) ? 1 : 0;
    const double quality = 5 + 0.8 * mean + 0.6 * state + normal(1);
    const auto type = static_cast<std::int32_t>(random.uniform() * types.size());
    const auto kept = [&](double v) { return random.uniform() < t.missing ? std::nan("") : v; };
    const std::array values{difficulty,    rationale,  done,         kept(5 + mean + state),
                            kept(quality), kept(mech), kept(outcome)};
    if (s > 1 and random.uniform() < t.skip) continue;
    rows.table.client.code.push_back(c);
    rows.table.session.push_back(s);
    rows.clinic.code.push_back(0);
    rows.therapist.code.push_back(c % t.therapists);
    rows.type.code.push_back(type);
    for (std::size_t k = 0; k < values.size(); ++k) rows.numbers[k].push_back(values[k]);
  }
}

}  // namespace

Outcome<SessionTable> simulate_sessions(const Truth& truth) {
  if (auto fine = sensible(truth); not fine) return std::unexpected(fine.error());
  RandomSource random(truth.seed);
  Rows rows;
  rows.clinic.levels = {"K1"};
  rows.type.levels.assign(types.begin(), types.end());
  for (int j = 1; j <= truth.therapists; ++j) rows.therapist.levels.push_back("T" + std::to_string(j));
  for (int c = 0; c < truth.clients; ++c) {
    rows.table.client.levels.push_back("C" + std::to_string(c + 1));
    one_client(c, truth, random, rows);
  }
  rows.table.labels = {{"clinic", std::move(rows.clinic)},
                       {"therapist", std::move(rows.therapist)},
                       {"hw_type", std::move(rows.type)}};
  constexpr std::array names{"difficulty", "rationale", "hw_done", "hw_qty", "hw_quality", "mech", "outcome"};
  for (std::size_t k = 0; k < names.size(); ++k)
    rows.table.numbers.push_back({names[k], std::move(rows.numbers[k])});
  return std::move(rows.table);
}

std::string sessions_csv(const SessionTable& table) {
  std::string out;
  for (const auto& c : table.labels)
    if (c.name == "clinic" or c.name == "therapist") out += c.name + ",";
  out += "client,session";
  for (const auto& c : table.labels)
    if (c.name != "clinic" and c.name != "therapist") out += "," + c.name;
  for (const auto& c : table.numbers) out += "," + c.name;
  out += '\n';
  const auto level = [](const Labels& l, std::size_t r) {
    return l.code[r] < 0 ? std::string() : l.levels[static_cast<std::size_t>(l.code[r])];
  };
  for (std::size_t r = 0; r < table.rows(); ++r) {
    for (const auto& c : table.labels)
      if (c.name == "clinic" or c.name == "therapist") out += level(c.values, r) + ",";
    out += level(table.client, r) + "," + std::to_string(table.session[r]);
    for (const auto& c : table.labels)
      if (c.name != "clinic" and c.name != "therapist") out += "," + level(c.values, r);
    for (const auto& c : table.numbers) {
      char text[32] = "";
      const double v = c.values[r];
      const bool whole = c.name == "rationale" or c.name == "hw_done";
      if (not std::isnan(v)) std::snprintf(text, sizeof text, whole ? "%.0f" : "%.3f", v);
      out += ",";
      out += text;
    }
    out += '\n';
  }
  return out;
}

}  // namespace intersession::evidence

#include "safety/worsening.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace intersession::safety {

namespace {

/// What one measure did around one piece of work; nothing where it did not get reliably worse.
std::optional<Worsening> around(const Worked& work, const measures::Instrument& instrument,
                                std::span<const Measured> measured) {
  const Measured* before = nullptr;
  const Measured* after = nullptr;
  for (const auto& each : measured) {
    if (each.instrument != &instrument) continue;
    if (each.at <= work.from) before = &each;
    if (each.at > work.from and each.at <= work.until + kEcho) after = &each;
  }
  if (before == nullptr or after == nullptr or instrument.scales.empty()) return std::nullopt;
  const std::array values{before->value, after->value};
  const auto found = measures::change(instrument, instrument.scales.front().id, values);
  if (not found or found->kind != measures::ChangeKind::kReliablyWorse) return std::nullopt;
  return Worsening{work.activity, &instrument, before->at, after->at, *found};
}

}  // namespace

std::vector<Worsening> worsenings(std::span<const Worked> worked, std::span<const Measured> measured) {
  std::set<const measures::Instrument*> instruments;
  for (const auto& each : measured) instruments.insert(each.instrument);
  std::vector<Worsening> found;
  for (const auto& work : worked) {
    for (const auto* instrument : instruments) {
      if (auto one = around(work, *instrument, measured)) found.push_back(*std::move(one));
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &Worsening::after_at);
  std::set<std::pair<std::string, const measures::Instrument*>> seen;
  std::erase_if(
      found, [&](const Worsening& each) { return not seen.emplace(each.activity, each.instrument).second; });
  return found;
}

}  // namespace intersession::safety

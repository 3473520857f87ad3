#include "safety/notice.hpp"

#include <algorithm>

#include "platform/core/bytes.hpp"

namespace intersession::safety {

namespace {

core::Id first_half(const std::string& text) {
  const auto hash = core::sha256(core::as_bytes(text));
  core::Id id;
  std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

}  // namespace

core::Id notice_id(const core::Id& alert, Escalation step, const core::Id& member) {
  return first_half("notice:" + alert.text() + std::string(core::word_for(kEscalations, step)) +
                    member.text());
}

core::Id step_id(const core::Id& alert, Escalation step, core::Instant due) {
  return first_half("step:" + alert.text() + std::string(core::word_for(kEscalations, step)) +
                    core::format_instant(due));
}

core::json::object to_json(const Notice& notice, const std::string& name) {
  core::json::object out{{"memberId", notice.member.text()},
                         {"name", name},
                         {"step", core::word_for(kEscalations, notice.step)},
                         {"channel", core::word_for(kChannels, notice.channel)},
                         {"dueAt", core::format_instant(notice.due)},
                         {"outcome", core::word_for(kNoticeOutcomes, notice.outcome)}};
  if (notice.settled_at) out["settledAt"] = core::format_instant(*notice.settled_at);
  return out;
}

}  // namespace intersession::safety

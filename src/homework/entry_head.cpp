#include "homework/entry_head.hpp"

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

namespace intersession::homework {

namespace json = core::json;

namespace {

/// A member that is a text; empty where it is something else or not there.
std::string_view text_at(const json::object& object, std::string_view key) {
  const auto* member = object.if_contains(key);
  const auto* text = member == nullptr ? nullptr : member->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::optional<EntryHead> read(const json::object& object) {
  const auto assignment = core::Id::parse(text_at(object, "assignmentId"));
  const auto occurred = core::parse_local(text_at(object, "occurredAt"));
  const auto kind = core::value_for(kEntryKinds, text_at(object, "kind"));
  if (not assignment or not occurred or not kind) return std::nullopt;
  EntryHead head{.assignment = *assignment,
                 .day = std::chrono::floor<std::chrono::days>(*occurred),
                 .kind = *kind,
                 .outcome = core::value_for(kOutcomes, text_at(object, "outcome")),
                 .obstacle_text = std::string(text_at(object, "obstacleText"))};
  const auto* obstacles = object.if_contains("obstacles");
  if (obstacles != nullptr and obstacles->is_array() and not obstacles->get_array().empty()) {
    const auto* first = obstacles->get_array().front().if_string();
    if (first != nullptr) head.obstacle = *first;
  }
  return head;
}

}  // namespace

EntryHead head_of(const Entry& entry) {
  const auto& content = entry.content;
  return {.assignment = content.assignment,
          .received_at = entry.received_at,
          .day = std::chrono::floor<std::chrono::days>(content.occurred_at),
          .kind = content.kind,
          .outcome = content.outcome,
          .obstacle = content.obstacles.empty() ? std::string() : content.obstacles.front(),
          .obstacle_text = content.obstacle_text};
}

core::Result<EntryHead> decode_entry_head(std::string_view text) {
  std::array<unsigned char, 8192>
      room;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
  json::monotonic_resource memory(room.data(), room.size());
  boost::system::error_code failed;
  const auto value = json::parse(text, failed, &memory);
  if (not failed and value.is_object()) {
    if (auto head = read(value.get_object())) return *std::move(head);
  }
  return core::fail(core::ErrorCode::kInternal, "A stored entry cannot be read.", "unreadable");
}

}  // namespace intersession::homework

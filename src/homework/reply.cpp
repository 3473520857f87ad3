#include "homework/reply.hpp"

namespace intersession::homework {

namespace {

constexpr std::int64_t kManyVersions = 1'000'000;

}  // namespace

ReplyInput decode_reply(core::Decoder& in) {
  return {in.optional_text("text", kLongestReply).value_or(""), in.integer("version", 0, kManyVersions)};
}

core::json::object to_json(const Reply& reply, const std::string& by) {
  return {{"entryId", reply.entry.text()},
          {"assignmentId", reply.assignment.text()},
          {"version", reply.version},
          {"by", by},
          {"text", reply.text},
          {"at", core::format_instant(reply.written_at)}};
}

}  // namespace intersession::homework

// The strict decoder against a corpus of its own: one line per way in which a JSON text can be wrong.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "platform/core/json.hpp"

namespace intersession::core {
namespace {

using namespace std::string_literals;

struct Case {
  const char* what;
  std::string text;
};

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

TEST(JsonCorpus, WhatIsRightIsRead) {
  const std::vector<Case> corpus{
      {"white space of all four kinds", " \t\r\n[ 1 ,\n{ } ]\t"},
      {"a text alone", R"("alone")"},
      {"a number alone", "-0"},
      {"every escape", R"("\"\\\/\b\f\n\r\t\u00e9\uD834\uDD1E")"},
      {"an escaped control character", R"("\u0001")"},
      {"DEL is no control character", "\"\x7f\""},
      {"the largest code point", "\"\xF4\x8F\xBF\xBF\""},
      {"a noncharacter", "\"\xEF\xBF\xBF\""},
      {"text beyond the first plane", "\"\xF0\x9F\x8C\xB1\""},
      {"a byte-order mark inside a text", "\"\xEF\xBB\xBF\""},
      {"right-to-left override and zero-width joiner", "\"\xE2\x80\xAE\xE2\x80\x8D\""},
      {"an empty key", R"({"":0})"},
      {"keys that only look the same", R"({"e\u0301":1,"é":2,"E":3,"e":4})"},
      {"the same key in two objects", R"([{"a":1},{"a":2},{"a":{"a":3}}])"},
      {"numbers in every form", "[0,-1,1e2,1E+2,1e-2,-1.5e3,0.1,123.456e-7]"},
      {"a number too small to tell from zero", "1e-999"},
      {"the largest whole number that is exact", "[9007199254740992,-9007199254740992]"},
      {"as deep as allowed", repeated(R"({"a":)", 16) + "1" + repeated("}", 16)},
  };
  for (const auto& [what, text] : corpus) {
    const auto value = parse_json(text);
    ASSERT_TRUE(value) << what << ": " << value.error().message;
    const std::string written = to_json(*value);
    const auto again = parse_json(written);
    ASSERT_TRUE(again) << what << " is written as " << written;
    EXPECT_EQ(to_json(*again), written) << what;
  }
}

TEST(JsonCorpus, WhatIsWrongIsRefused) {
  const std::vector<Case> corpus{
      // -- keys
      {"a key twice", R"({"a":1,"a":1})"},
      {"a key twice, once escaped", R"({"role":1,"r\u006fle":2})"},
      {"a key twice, deep inside", R"({"x":[{"y":{"a":1,"b":2,"a":3}}]})"},
      {"an empty key twice", R"({"":1,"":2})"},
      {"a key twice beyond the first plane", "{\"\xF0\x9F\x8C\xB1\":1,\"\\ud83c\\udf31\":2}"},
      {"a key that is no text", "{1:2}"},
      {"a key without quotes", "{a:1}"},
      {"a key with U+0000", R"({"a\u0000b":1})"},
      // -- numbers
      {"a number that overflows", "1e999"},
      {"a negative number that overflows", "-1e999"},
      {"a number that overflows, inside", R"({"n":[0,1e400]})"},
      {"two to the 53rd and one", "9007199254740993"},
      {"two to the 64th", "18446744073709551616"},
      {"a whole number of 400 digits", repeated("9", 400)},
      {"a whole number beyond 2^53 as a decimal", "9007199254740994.0"},
      {"a plus sign", "+1"},
      {"a leading zero", "-01"},
      {"nothing before the point", ".5"},
      {"nothing after the point", "1."},
      {"nothing after the exponent", "1e"},
      {"a lone minus", "-"},
      {"hexadecimal", "0x10"},
      {"not a number", "NaN"},
      {"infinity", "-Infinity"},
      {"digits of another script", "\xEF\xBC\x91"},
      // -- texts
      {"U+0000 escaped", R"("a\u0000")"},
      {"U+0000 raw", "\"a\0b\""s},
      {"a raw control character", "\"a\nb\""},
      {"a high surrogate alone", R"("\ud800")"},
      {"a low surrogate alone", R"("\udc00")"},
      {"surrogates the wrong way round", R"("\udc00\ud800")"},
      {"two high surrogates", R"("\ud800\ud800")"},
      {"a high surrogate before a letter", R"("\ud800a")"},
      {"a high surrogate before another escape", R"("\ud800\n")"},
      {"a surrogate in a key", R"({"\ud800":1})"},
      {"a surrogate as three bytes", "\"\xED\xA0\x80\""},
      {"a pair of surrogates as six bytes", "\"\xED\xA0\xBD\xED\xB8\x80\""},
      {"an escape of too few digits", R"("\u12")"},
      {"an escape that is no escape", R"("\x41")"},
      {"a text in single quotes", "'a'"},
      {"a text without its end", "\"abc"},
      {"a backslash at the end", "\"abc\\"},
      // -- bytes
      {"overlong: U+0000 in two bytes", "\"\xC0\x80\""},
      {"overlong: '/' in two bytes", "\"\xC0\xAF\""},
      {"overlong: '\"' in three bytes", "\"\xE0\x80\xA2\""},
      {"overlong: U+07FF in three bytes", "\"\xE0\x9F\xBF\""},
      {"overlong: U+FFFF in four bytes", "\"\xF0\x8F\xBF\xBF\""},
      {"beyond U+10FFFF", "\"\xF4\x90\x80\x80\""},
      {"a byte that never occurs", "\"\xFF\""},
      {"five bytes", "\"\xF8\x88\x80\x80\x80\""},
      {"a continuation alone", "\"\x80\""},
      {"a character cut short", "\"\xE2\x82\""},
      {"Latin-1", "\"caf\xE9\""},
      {"a key that is not UTF-8", "{\"\xC3\x28\":1}"},
      // -- around the text
      {"nothing", ""},
      {"white space only", " \n"},
      {"a byte-order mark", "\xEF\xBB\xBF{}"},
      {"UTF-16", "\xFF\xFE{\0}\0"s},
      {"UTF-16 without a mark", "{\0}\0"s},
      {"a second value", "{}{}"},
      {"something after the value", "{} x"},
      {"U+0000 after the value", "{}\0"s},
      {"a no-break space", "\xC2\xA0{}"},
      {"a form feed as white space", "\f{}"},
      // -- structure
      {"a comma too many", R"({"a":1,})"},
      {"a comma missing", "[1 2]"},
      {"a colon missing", R"({"a" 1})"},
      {"a value missing", R"({"a":})"},
      {"brackets that do not match", "[1}"},
      {"a closing bracket too many", "[1]]"},
      {"an object without its end", R"({"a":1)"},
      {"a comment", "/* a */ {}"},
      {"a word in capitals", "TRUE"},
      {"a word cut short", "nul"},
      {"a word too long", "nullx"},
      // -- size
      {"17 arrays deep", repeated("[", 17) + repeated("]", 17)},
      {"17 objects deep", repeated(R"({"a":)", 17) + "1" + repeated("}", 17)},
      {"256 KiB of [", repeated("[", 256 * 1024)},
      {"256 KiB of {\"a\":", repeated(R"({"a":)", 256 * 1024 / 5)},
      {"20,001 values", "[" + repeated("0,", 19'999) + "0]"},
      {"20,001 empty objects", "[" + repeated("{},", 19'999) + "{}]"},
      {"a text of 20,001 characters", "\"" + repeated("ü", 20'001) + "\""},
      {"a text of 20,001 escaped characters", "\"" + repeated("\\u00fc", 20'001) + "\""},
  };
  for (const auto& [what, text] : corpus) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << what << " was read as " << to_json(*value);
    EXPECT_EQ(value.error().code, ErrorCode::kMalformed) << what;
    EXPECT_EQ(value.error().reason, "json") << what;
    EXPECT_NE(value.error().message.find("(at byte "), std::string::npos) << what;
  }
}

/// No shape of the largest body that a route takes may cost more than its length. The bound is far above what
/// is needed (a few milliseconds) and far below what anything quadratic would take.
TEST(JsonCorpus, TheLargestBodyIsReadInLinearTime) {
  constexpr std::size_t kBody = 256 * 1024;
  std::string keys = "{";
  for (int i = 0; keys.size() < kBody - 20; ++i)
    keys += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":0";
  const std::vector<Case> shapes{
      {"brackets", repeated("[", kBody)},
      {"one long text", "\"" + repeated("a", kBody) + "\""},
      {"one long key", "{\"" + repeated("a", kBody) + "\":0}"},
      {"one long text of escapes", "\"" + repeated("\\u00fc", kBody / 6) + "\""},
      {"one long number", repeated("7", kBody)},
      {"one long fraction", "0." + repeated("7", kBody)},
      {"white space", repeated(" ", kBody)},
      {"many keys", keys + "}"},
  };
  for (const auto& [what, text] : shapes) {
    const auto begin = std::chrono::steady_clock::now();
    (void)parse_json(text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{1}) << what;
  }
}

TEST(DecoderCorpus, EveryReaderNamesEveryWrongType) {
  static constexpr Word<int> kWords[] = {{"yes", 1}, {"no", 0}};
  const std::vector<std::pair<std::string, std::function<void(Decoder&)>>> readers{
      {"text", [](Decoder& in) { (void)in.text("m", 10); }},
      {"integer", [](Decoder& in) { (void)in.integer("m", 0, 10); }},
      {"number", [](Decoder& in) { (void)in.number("m", 0, 10); }},
      {"boolean", [](Decoder& in) { (void)in.boolean("m"); }},
      {"id", [](Decoder& in) { (void)in.id("m"); }},
      {"instant", [](Decoder& in) { (void)in.instant("m"); }},
      {"local_time", [](Decoder& in) { (void)in.local_time("m"); }},
      {"optional_date", [](Decoder& in) { (void)in.optional_date("m"); }},
      {"zone", [](Decoder& in) { (void)in.zone("m"); }},
      {"word", [](Decoder& in) { (void)in.word<int>("m", kWords); }},
      {"object", [](Decoder& in) { in.object("m", [](Decoder&) {}); }},
      {"objects", [](Decoder& in) { in.objects("m", 3, [](Decoder&) {}); }},
      {"texts", [](Decoder& in) { (void)in.texts("m", 3, 10); }},
      {"words", [](Decoder& in) { (void)in.words<int>("m", 3, kWords); }},
  };
  /// A value, and the readers that take it.
  const std::vector<std::pair<std::string, std::set<std::string>>> values{
      {R"("")", {}},
      {R"("   ")", {}},
      {R"("plain")", {"text"}},
      {R"("eleven char")", {}},
      {R"("5")", {"text"}},
      {R"("Europe/Oslo")", {"zone"}},
      {R"("yes")", {"text", "word"}},
      {R"("00000000000000000000000000000001")", {"id"}},
      {R"("00000000000000000000000000000000")", {}},
      {R"("0000000000000000000000000000000A")", {}},
      {R"("2026-11-24")", {"text", "optional_date"}},
      {R"("2026-02-30")", {"text"}},
      {R"("2026-11-24T10:00")", {"local_time"}},
      {R"("2026-11-24T10:00:00Z")", {"instant"}},
      {"5", {"integer", "number"}},
      {"5.0", {"number"}},
      {"5.5", {"number"}},
      {"-1", {}},
      {"11", {}},
      {"true", {"boolean"}},
      {"0", {"integer", "number"}},
      {"{}", {"object"}},
      {"[]", {"objects", "texts", "words"}},
      {"[{}]", {"objects"}},
      {R"(["yes","no"])", {"texts", "words"}},
      {R"(["yes",1])", {}},
      {R"(["yes",""])", {}},
      {R"(["a","b","c","d"])", {}},
      {"[[]]", {}},
      {"[null]", {}},
  };
  for (const auto& [text, takers] : values) {
    const auto value = parse_json(R"({"m":)" + text + "}").value();
    for (const auto& [name, read] : readers) {
      Decoder in(value, "/base");
      read(in);
      const auto problem = in.finish();
      EXPECT_EQ(not problem.has_value(), takers.contains(name)) << name << " of " << text;
      if (not problem) continue;
      ASSERT_FALSE(problem->fields.empty());
      for (const auto& field : problem->fields) {
        EXPECT_TRUE(field.pointer.starts_with("/base/m")) << name << " of " << text << ": " << field.pointer;
        EXPECT_FALSE(field.message.empty());
      }
    }
  }
}

TEST(DecoderCorpus, AbsentAndNullAreTheSame) {
  for (const char* text : {"{}", R"({"m":null})"}) {
    const auto value = parse_json(text).value();
    Decoder in(value);
    EXPECT_FALSE(in.optional_text("m", 5));
    EXPECT_FALSE(in.optional_integer("m", 0, 1));
    EXPECT_FALSE(in.optional_boolean("m"));
    EXPECT_FALSE(in.optional_id("m"));
    EXPECT_FALSE(in.optional_instant("m"));
    EXPECT_FALSE(in.optional_local_time("m"));
    EXPECT_FALSE(in.optional_date("m"));
    EXPECT_FALSE(in.optional_object("m", [](Decoder&) {}));
    EXPECT_EQ(in.raw("m"), nullptr);
    EXPECT_TRUE(in.texts("m", 1, 1).empty());
    EXPECT_FALSE(in.finish()) << text;
    Decoder strict(value);
    (void)strict.text("m", 5);
    (void)strict.integer("m", 0, 1);
    (void)strict.boolean("m");
    (void)strict.id("m");
    EXPECT_EQ(strict.finish()->fields.size(), 4U) << text;
  }
}

TEST(DecoderCorpus, UnknownMembersAreNamedAtEveryDepth) {
  const auto value =
      parse_json(R"({"plan":{"rows":[{"a":1},{"b":2,"~/":3}],"x":0},"__proto__":{},"Plan":{}})").value();
  Decoder in(value);
  in.object("plan", [](Decoder& plan) {
    plan.objects("rows", 5, [](Decoder& row) { (void)row.optional_integer("a", 0, 9); });
  });
  const auto problem = in.finish();
  ASSERT_TRUE(problem);
  std::set<std::string> pointers;
  for (const auto& field : problem->fields) pointers.insert(field.pointer);
  EXPECT_EQ(pointers,
            (std::set<std::string>{"/plan/rows/1/b", "/plan/rows/1/~0~1", "/plan/x", "/__proto__", "/Plan"}));
}

}  // namespace
}  // namespace intersession::core

// A provider that gives a key away in every place where it can say something: afterwards the key stands nowhere, on no
// output, in no report, no log, no cassette and no byte of the store.
#include <gmock/gmock.h>

#include <ostream>

#include "harness/base/base64.h"
#include "tests/program/model_suite.h"

namespace harness {
namespace {

// Of letters, and of characters that are written otherwise in JSON, in urls and in XML.
constexpr const char* kPlain = "sk-sentinel-0123456789abcdef";
constexpr size_t kPart = 9;
constexpr const char* kOdd = "sk/sentinel+0123\"456%789=\\a<b>&c'd";

// The key as a provider sends it back: $KEY in a rule of the server's script becomes it.
struct Leak {
  const char* name;
  const char* rule;
  bool judge = false;  // in the answer to the judge, not to the target
  bool shown = true;   // what holds it is shown somewhere, with *** in its place
};

void PrintTo(const Leak& leak, std::ostream* to) {
  *to << leak.name;
}

const Leak kLeaks[] = {
    {"Reply", R"({"reply": "It is $KEY, you know."})"},
    {"ReplyInBase64", R"({"reply": "$BASE64"})"},
    {"ReplyInBase64OfAHeader", R"({"reply": "$BEARER64"})"},
    {"ReplyPercentEncoded", R"({"reply": "https://m.example/?key=$URL&x=1"})"},
    {"ReplyAsJsonInJson", R"({"reply": "{\"key\": $JSON}"})"},
    {"ReplyTwice", R"({"reply": "$KEY$KEY"})"},
    {"HeaderInReply", R"({"fault": "echo-key"})"},
    {"ToolCall", R"({"tool": {"name": "f", "arguments": {"key": "$KEY"}}})"},
    {"NameOfAToolCall", R"({"tool": {"name": "$KEY", "arguments": {}}})"},
    {"FinishReason", R"({"finish": "$KEY"})"},
    {"NameOfTheModel",
     R"({"body": "{\"model\": $JSON, \"choices\": [{\"message\": {\"content\": \"a\"}, \"finish_reason\": \"stop\"}]}"})"},
    {"EscapedAnswer",
     R"({"body": "{\"choices\": [{\"message\": {\"content\": $ESCAPED}, \"finish_reason\": \"stop\"}]}"})"},
    {"Logprobs", R"({"logprobs": [{"token": "$FIRST", "logprob": -0.1, "top_logprobs": []},
                                  {"token": "$REST", "logprob": -0.1, "top_logprobs": []}], "reply": "$KEY"})"},
    {"Refused", R"({"status": 401, "message": "bad key $KEY"})"},
    {"Forbidden", R"({"status": 403, "message": "bad key $KEY"})"},
    {"BadRequest", R"({"status": 400, "message": "Authorization: Bearer $KEY", "code": "$KEY"})"},
    {"Busy", R"({"status": 429, "headers": {"Retry-After": "0"}, "message": "$KEY has no more"})"},
    {"Broken", R"({"status": 500, "message": "while serving $KEY"})"},
    {"BrokenPage", R"({"status": 502, "content_type": "text/html", "body": "<html>$KEY</html>"})"},
    {"MessageThatIsCut", R"({"status": 400, "message": "$LONG$KEY"})"},
    {"Header", R"({"status": 400, "message": "no", "headers": {"X-Debug": "$KEY", "Set-Cookie": "k=$KEY"}})", false,
     false},
    {"RetryAfter", R"({"status": 429, "headers": {"Retry-After": "$KEY"}})", false, false},
    {"Redirect", R"({"status": 302, "headers": {"Location": "https://$HOST.example/?key=$URL"}, "message": "moved"})",
     false, false},
    {"ContentType", R"({"content_type": "text/$HOST", "body": "a"})", false, false},
    {"CutOffJson", R"({"body": "{\"choices\": [{\"message\": {\"content\": \"$KEY"})", false, false},
    {"IllFormedJson", R"({"body": "$KEY {]"})", false, false},
    {"AnErrorAsAnAnswer", R"({"body": "{\"error\": {\"message\": $JSON}}"})"},
    {"IllFormedUtf8", R"({"fault": "bad-utf8", "body": "{\"a\": \"$KEY \ufffd\"}"})", false, false},
    {"IllFormedUtf8OfARefusal", R"({"status": 400, "fault": "bad-utf8", "body": "\ufffd$KEY\ufffd"})"},
    {"Page", R"({"content_type": "text/html", "body": "<p>$KEY</p>"})", false, false},
    {"Judge", R"({"reply": "{\"reason\": $JSON, \"verdict\": \"5\"}"})", true},
    {"JudgeWithoutAVerdict", R"({"reply": "the key is $KEY"})", true},
    {"JudgeWithAnotherKey", R"({"reply": "{\"reason\": \"so\", \"verdict\": \"5\", $JSON: 1}"})", true},
    {"JudgeRefused", R"({"status": 401, "message": "bad key $KEY"})", true},
    {"JudgeBroken", R"({"status": 503, "message": "while serving $KEY"})", true},
};

std::string PercentEncoded(const std::string& text) {
  std::string encoded;
  for (const char c : text)
    encoded += std::isalnum(static_cast<unsigned char>(c)) || c == '-' ? std::string(1, c) : fmt::format("%{:02X}", c);
  return encoded;
}

// As \u00XX all through.
std::string Escaped(const std::string& text) {
  std::string escaped = "\"";
  for (const char c : text) escaped += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  return escaped + "\"";
}

std::string Unquoted(const std::string& json) {
  return json.substr(1, json.size() - 2);
}

std::string InXml(const std::string& text) {
  std::string escaped;
  for (const char c : text)
    escaped += c == '"' ? "&quot;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return escaped;
}

// A reply of a rule that matches is what RE2 calls a rewrite.
std::string ForRe2(const std::string& text) {
  std::string rewrite;
  for (const char c : text) rewrite += c == '\\' ? "\\\\" : std::string(1, c);
  return rewrite;
}

// In every text of the rule.
void PutIn(Json& rule, const std::vector<std::pair<std::string, std::string>>& words) {
  if (rule.is_structured())
    for (Json& member : rule) PutIn(member, words);
  if (!rule.is_string()) return;
  std::string text = rule;
  for (const auto& [word, value] : words)
    for (size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += value.size())
      text.replace(at, word.size(), value);
  rule = text;
}

std::vector<std::pair<std::string, std::string>> WordsOf(const std::string& key) {
  std::string host = key;
  std::erase_if(host, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '-'; });
  return {{"$KEY", key},
          {"$BASE64", ToBase64(key)},
          {"$BEARER64", ToBase64("Bearer " + key)},
          {"$URL", PercentEncoded(key)},
          {"$JSON", Json(key).dump()},
          {"$ESCAPED", Escaped(key)},
          {"$HOST", host},
          {"$FIRST", key.substr(0, 9)},
          {"$REST", key.substr(9)},
          {"$LONG", std::string(480, 'x') + " "}};
}

class Keys : public ModelSuite {
 protected:
  void StartWith(const Leak& leak, const std::string& key) {
    Json rule = *ParseJson(leak.rule);
    PutIn(rule, WordsOf(key));
    if (rule.contains("reply")) rule["reply"] = ForRe2(rule["reply"]);
    if (!leak.judge) rule["match"] = kNoJudge;
    if (leak.judge) rule["match"] = "The code of this message";
    Start(3, rule.dump());
    program_.SetEnvironment("MODEL_KEY", key);
  }

  // Everything that can be made of a suite, with all that is printed kept in files of the folder.
  void RunEverything(const std::string& suite) {
    const std::string what =
        "run " + suite +
        " --store s.db --jsonl out.jsonl --junit out.xml --json out.json --log-requests requests.jsonl --record tape"
        " --verbose --set models.writer.retries=1 --set models.judge.retries=1 --set models.writer.cache=true";
    Shell(what);
    Shell("run --resume last --store s.db --verbose --log-format json");
    Shell("report last --store s.db --jsonl again.jsonl --json again.json --junit again.xml");
    Shell("runs show last --store s.db");
    Shell("score last " + suite + " --store s.db --jsonl scored.jsonl");
    Shell("try " + suite + " --set models.writer.retries=0 --set models.judge.retries=0");
    Shell("doctor " + suite + " --store s.db --json");
    program_.Run({"run", suite, "--replay", "tape", "--jsonl", "replayed.jsonl"});
    ASSERT_GT(std::filesystem::file_size(program_.folder() / "requests.jsonl"), 0u);
    ASSERT_GT(std::filesystem::file_size(program_.folder() / "s.db"), 0u);
    std::filesystem::remove(program_.folder() / "script.json");
  }

  void Shell(const std::string& arguments) {
    const std::string number = std::to_string(++shells_);
    const ProgramResult result =
        program_.Shell("\"$HARNESS\" " + arguments + " > printed" + number + ".txt 2> told" + number + ".txt");
    EXPECT_LT(result.code, 128) << arguments;  // it ended by itself
  }

  // Neither as a whole, in all the ways in which it may be written, nor a part of it that is worth something.
  void ExpectNowhere(const std::string& key) {
    std::vector<std::string> forms = {key, Unquoted(Json(key).dump()), PercentEncoded(key), Unquoted(Escaped(key)),
                                      InXml(key)};
    // Of base64 within a longer text, the first and the last characters depend on what stands beside it.
    for (const char* before : {"", "x", "xx"}) {
      const std::string encoded = ToBase64(before + key);
      forms.push_back(encoded.substr(4, encoded.size() - 8));
    }
    for (size_t i = 0; i + kPart <= key.size(); ++i) forms.push_back(key.substr(i, kPart));
    for (const std::string& form : forms) EXPECT_EQ(program_.FileWith(form), "") << form;
  }

 private:
  int shells_ = 0;
};

class LeakedKeys : public Keys, public testing::WithParamInterface<Leak> {};

TEST_P(LeakedKeys, StandNowhere) {
  for (const char* key : {kPlain, kOdd}) {
    StartWith(GetParam(), key);
    if (HasFatalFailure()) return;
    for (const char* artefact : {"s.db", "tape", "requests.jsonl"})
      std::filesystem::remove_all(program_.folder() / artefact);
    RunEverything("suite.yaml");
    ExpectNowhere(key);
    if (GetParam().shown) {
      EXPECT_NE(program_.FileWith("***"), "") << "the key did not come where it is masked";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, LeakedKeys, testing::ValuesIn(kLeaks),
                         [](const auto& leak) { return std::string(leak.param.name); });

// That what the tests look for would be found.
TEST_F(Keys, OfOthersAreTextsLikeAnyOther) {
  StartWith({"", R"({"reply": "It is $KEY, you know."})"}, kPlain);
  program_.SetEnvironment("MODEL_KEY", kOdd);
  RunEverything("suite.yaml");
  for (const char* artefact : {"out.jsonl", "out.xml", "requests.jsonl", "s.db", "printed1.txt"})
    EXPECT_NE(TemporaryFolder::Contents(program_.folder() / artefact).find(kPlain), std::string::npos) << artefact;
}

TEST_F(Keys, OfFilesAndProgramsStandNowhereElse) {
  const TemporaryFolder hidden;
  hidden.Put("key.txt", std::string(kPlain) + "\n");
  for (const std::string& source :
       {"api_key_file: \"" + hidden / "key.txt" + "\"", "api_key_command: [cat, \"" + hidden / "key.txt" + "\"]"}) {
    for (const char* rule : {R"({"fault": "echo-key"})", R"({"status": 401, "message": "bad key $KEY"})"}) {
      StartWith({"", rule}, kPlain);
      program_.SetEnvironment("MODEL_KEY", "");
      std::string suite = TemporaryFolder::Contents(program_.folder() / "suite.yaml");
      const std::string env = "api_key_env: MODEL_KEY";
      for (size_t at = 0; (at = suite.find(env, at)) != std::string::npos; at += source.size())
        suite.replace(at, env.size(), source);
      program_.folder().Put("suite.yaml", suite);
      for (const char* artefact : {"s.db", "tape", "requests.jsonl"})
        std::filesystem::remove_all(program_.folder() / artefact);
      RunEverything("suite.yaml");
      ExpectNowhere(kPlain);
    }
  }
}

TEST_F(Keys, AreNotShownByAnAttackOnAJudge) {
  StartWith({"", R"({"reply": "{\"reason\": $JSON, \"verdict\": \"1\"}"})", true}, kOdd);
  Shell("judge attack suite.yaml");
  Shell("judge attack suite.yaml --json attack.json");
  std::filesystem::remove(program_.folder() / "script.json");
  ExpectNowhere(kOdd);
}

TEST_F(Keys, ThatATargetPrintsStandNowhere) {
  Start(1, "");
  program_.SetEnvironment("MODEL_KEY", kOdd);
  program_.folder().Put("echo.yaml", R"(models:
  writer: { provider: openai, base_url: "${MODEL_URL}/v1", model: echo-1, api_key_env: MODEL_KEY }
  judge: { provider: anthropic, base_url: "${MODEL_URL}", model: judge-1, api_key_env: MODEL_KEY }
cases: [ { inline: [ { id: a, input: b } ] } ]
targets:
  - { name: text, command: [sh, -c, "cat > /dev/null; printf %s \"$MODEL_KEY\""] }
  - { name: base64, command: [sh, -c, "cat > /dev/null; printf %s \"$MODEL_KEY\" | base64 -w0"] }
  - { name: dies, command: [sh, -c, "cat > /dev/null; printf 'no %s\n' \"$MODEL_KEY\" >&2; exit 3"] }
  - { name: begins, format: json, command: [sh, -c, "cat > /dev/null; printf 'x%.0s' $(seq 182); printf %s \"$MODEL_KEY\""] }
  - { name: ends, command: [sh, -c, "cat > /dev/null; printf %s \"$MODEL_KEY\" >&2; printf 'y%.0s' $(seq 4076) >&2; exit 3"] }
  - { name: lines, lines: true, command: [sh, -c, "read line; printf '{ id: %s }\n' \"$MODEL_KEY\"; exit 1"] }
score: [ { llm-rubric: { rubric: Be good., model: judge } } ]
)");
  RunEverything("echo.yaml");
  ExpectNowhere(kOdd);
}

}  // namespace
}  // namespace harness

#include "harness/targets/http.h"

#include <gmock/gmock.h>

#include "tests/fakes/http_target_rig.h"

namespace harness {
namespace {

class HttpTargetTest : public HttpTargetRig {};

TEST_F(HttpTargetTest, GivesAJsonAnswerAsStructureAndATextAsText) {
  answer_ = [](const ServerRequest&) { return JsonReply({{"reply", "Restart it."}}); };
  EXPECT_EQ(*Call("{ url: URL/ask }").json, (Json{{"reply", "Restart it."}}));
  answer_ = [](const ServerRequest&) { return ServerReply{200, "{\"a\": 1}\n", {{"Content-Type", "text/plain"}}}; };
  const Output text = Call("{ url: URL/ask }");
  EXPECT_EQ(text.text, "{\"a\": 1}\n");
  EXPECT_FALSE(text.json);
  answer_ = [](const ServerRequest&) { return ServerReply{204, ""}; };
  EXPECT_EQ(Call("{ url: URL/ask }").text, "");
  EXPECT_FALSE(Call("{ url: URL/ask }").failure);
}

TEST_F(HttpTargetTest, TellsTheDoctorWhetherTheServiceAnswers) {
  answer_ = [](const ServerRequest&) { return ServerReply{404, "no such page"}; };
  const auto target = Make("{ url: 'URL/ask/{{ id }}?q={{ input }}' }");
  ASSERT_TRUE(target) << target.error().Render();
  std::vector<Finding> findings = (*target)->Probe(false, Context());
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].state, Finding::State::kOk) << findings[0].found;
  EXPECT_EQ((*target)->Probe(true, Context())[0].state, Finding::State::kSkipped);
  const auto nobody = Make("{ url: 'http://127.0.0.1:1/ask' }");
  ASSERT_TRUE(nobody);
  EXPECT_EQ((*nobody)->Probe(false, Context())[0].state, Finding::State::kFailed);
}

TEST_F(HttpTargetTest, FindsTheAnswerByItsPointer) {
  answer_ = [](const ServerRequest&) {
    return JsonReply({{"choices", {{{"text", "Restart it."}, {"tags", {1, 2}}, {"score", 0.5}, {"none", nullptr}}}}});
  };
  EXPECT_EQ(Call("{ url: URL/ask, at: /choices/0/text }").text, "Restart it.");
  EXPECT_EQ(*Call("{ url: URL/ask, at: /choices/0/tags }").json, (Json{1, 2}));
  EXPECT_EQ(*Call("{ url: URL/ask, at: /choices/0/score }").json, 0.5);
  EXPECT_EQ(*Call("{ url: URL/ask, at: /choices/0/none }").json, nullptr);
  EXPECT_EQ(Call("{ url: URL/ask, at: /choices/0/tags, format: text }").text, "[1,2]");
  const Output gone = Call("{ url: URL/ask, at: /choices/1/text }");
  EXPECT_EQ(gone.failure->kind, FailureKind::kInvalidOutput);
  EXPECT_THAT(gone.failure->message, testing::StartsWith("the answer has nothing at /choices/1/text; it begins \"{"));
}

TEST_F(HttpTargetTest, ParsesTextsWhereTheyAreToBeJson) {
  answer_ = [](const ServerRequest&) { return JsonReply({{"reply", "{\"group\": \"Access\"}"}, {"prose", "Well."}}); };
  EXPECT_EQ(*Call("{ url: URL/ask, at: /reply, format: json }").json, (Json{{"group", "Access"}}));
  EXPECT_EQ(Call("{ url: URL/ask, at: /prose, format: json }").failure->kind, FailureKind::kInvalidOutput);
  answer_ = [](const ServerRequest&) { return ServerReply{200, "[1]"}; };
  EXPECT_EQ(*Call("{ url: URL/ask, format: json }").json, (Json{1}));
}

TEST_F(HttpTargetTest, TakesUsageCostAndTheReasonOfTheEnd) {
  answer_ = [](const ServerRequest&) {
    return JsonReply({{"text", "ok"}, {"usage", {{"in", 7}, {"out", 3}}}, {"cost", 0.25}, {"why", "stop"}});
  };
  const Output output = Call(
      "{ url: URL/ask, at: /text, finish_reason: /why, usage: { input_tokens: /usage/in, output_tokens: /usage/out, "
      "cost_usd: /cost } }");
  EXPECT_EQ(output.text, "ok");
  EXPECT_EQ(*output.usage, (Usage{7, 3, 0}));
  EXPECT_EQ(output.cost_usd, 0.25);
  EXPECT_EQ(output.finish_reason, "stop");
}

TEST_F(HttpTargetTest, LeavesOutUsageThatIsNone) {
  answer_ = [](const ServerRequest&) { return JsonReply({{"in", -1}, {"cost", "much"}}); };
  const Output output = Call("{ url: URL/ask, usage: { input_tokens: /in, output_tokens: /gone, cost_usd: /cost } }");
  EXPECT_FALSE(output.failure);
  EXPECT_FALSE(output.usage);
  EXPECT_FALSE(output.cost_usd);
  EXPECT_THAT(log_.messages(), testing::ElementsAre("case 'vpn': there is no count of tokens at /in",
                                                    "case 'vpn': there is no count of tokens at /gone",
                                                    "case 'vpn': there is no amount at /cost"));
}

TEST_F(HttpTargetTest, RepairsBytesThatAreNoUtf8AndSaysSo) {
  answer_ = [](const ServerRequest&) { return ServerReply{200, "caf\xe9"}; };
  EXPECT_EQ(Call("{ url: URL/ask }").text, "caf\xEF\xBF\xBD");
  EXPECT_THAT(log_.messages(), testing::ElementsAre("case 'vpn': bytes of the answer that are no UTF-8 became U+FFFD"));
}

TEST_F(HttpTargetTest, SendsMapsAsJsonThatKeepTheTypesOfValues) {
  Call(
      "{ url: URL/ask, body: { text: '{{ input }}', vars: '{{ vars }}', n: '{{ vars.count + 1 }}', list: ['{{ id "
      "}}', 'a {{ vars.count }}', 5, true, null], t: '5' } }");
  const ServerRequest request = server_.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  EXPECT_EQ(*ParseJson(request.body), (Json{{"text", "VPN drops"},
                                            {"vars", {{"tone", "kind"}, {"count", 3}}},
                                            {"n", 4},
                                            {"list", {"vpn", "a 3", 5, true, nullptr}},
                                            {"t", "5"}}));
}

TEST_F(HttpTargetTest, SendsTextsAsTheyAre) {
  folder_.Put("body.xml", "<ask>{{ input | escape }}</ask>\n");
  test_.input = "a < b";
  Call("{ url: URL/ask, method: PUT, body: { file: body.xml }, headers: { Content-Type: text/xml } }");
  Call("{ url: URL/ask, body: '{{ input }}' }");
  const ServerRequest xml = server_.requests().at(0), text = server_.requests().at(1);
  EXPECT_EQ(xml.method, "PUT");
  EXPECT_EQ(xml.body, "<ask>a &lt; b</ask>");
  EXPECT_EQ(xml.headers.at("content-type"), "text/xml");
  EXPECT_EQ(text.body, "a < b");
  EXPECT_EQ(text.headers.at("content-type"), "text/plain; charset=utf-8");
}

TEST_F(HttpTargetTest, AsksWithGetWithoutABody) {
  test_.input = "a b&c=d/../e";
  Call("{ url: 'URL/ask/{{ id }}?q={{ input }}', headers: { X-Tone: '{{ vars.tone }}' } }");
  const ServerRequest request = server_.requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path, "/ask/vpn?q=a%20b%26c%3Dd%2F..%2Fe");
  EXPECT_EQ(request.headers.at("x-tone"), "kind");
  EXPECT_FALSE(request.headers.contains("content-type"));
}

TEST_F(HttpTargetTest, NeverSendsWhatIsExpected) {
  const Output output = Call("{ url: URL/ask, body: { a: [ '{{ expected }}' ] } }");
  EXPECT_EQ(output.failure->kind, FailureKind::kUnavailable);
  EXPECT_THAT(output.failure->message, testing::HasSubstr("the body: a: template:1:4: 'expected' is undefined"));
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(HttpTargetTest, TellsConversationsWhoSpeaksAndWhatWasSaid) {
  ConversationTurn turn;
  turn.session = "s-1";
  turn.turn = 2;
  turn.history = {{Role::kUser, "Hi"}, {Role::kAssistant, "Hello"}};
  conversation_ = &turn;
  const std::string options =
      "{ url: URL/ask, body: { session: '{{ session }}', turn: '{{ turn }}', history: '{{ history }}', say: '{{ input "
      "}}' } }";
  EXPECT_FALSE(Call(options).failure);
  EXPECT_EQ(*ParseJson(server_.requests().at(0).body),
            (Json{{"session", "s-1"},
                  {"turn", 2},
                  {"history", {{{"role", "user"}, {"content", "Hi"}}, {{"role", "assistant"}, {"content", "Hello"}}}},
                  {"say", "VPN drops"}}));
  conversation_ = nullptr;
  EXPECT_THAT(Call(options).failure->message, testing::HasSubstr("'session' is undefined"));
}

TEST_F(HttpTargetTest, MakesTheValuesOfHeadersSecret) {
  answer_ = [](const ServerRequest& request) {
    return ServerReply{401, "bad key " + request.headers.at("authorization") + " for " + request.path};
  };
  const Output output = Call(
      "{ url: 'URL/private/{{ id }}?token=query-secret', headers: { Authorization: Bearer sk-0123456789, Accept: "
      "text/plain } }");
  EXPECT_EQ(output.failure->kind, FailureKind::kProviderError);
  EXPECT_EQ(output.failure->message, server_.url() + " answered with status 401: bad key Bearer *** for ***?token=***");
  EXPECT_EQ(secrets_.Redact("query-secret text/plain"), "*** text/plain");
}

TEST_F(HttpTargetTest, MasksWhatItShowsBeforeItIsCut) {
  const std::string secret = "sk-" + std::string(60, 'k');
  const std::string padding(170, 'x');  // the secret lies across the end of what is shown
  answer_ = [&](const ServerRequest&) { return JsonReply({{"reply", padding + secret}}); };
  const std::string header = "headers: { Authorization: Bearer " + secret + " }";
  for (const std::string more : {"at: /reply, format: json", "at: /gone"}) {
    const Output output = Call("{ url: URL/ask, " + header + ", " + more + " }");
    EXPECT_THAT(output.failure->message, testing::HasSubstr("; it begins"));
    EXPECT_THAT(output.failure->message, testing::Not(testing::HasSubstr("kkk")));
  }
}

TEST_F(HttpTargetTest, TellsMistakesAtTheirPlaces) {
  EXPECT_EQ(LoadError("{ method: GET }"), "suite.yaml:1:7: 'url' is missing");
  EXPECT_EQ(LoadError("{ url: 'ftp://host/' }"), "suite.yaml:1:14: not a url that begins with http:// or https://");
  EXPECT_EQ(LoadError("{ url: /ask }"), "suite.yaml:1:14: a url begins with http:// or https:// and a host");
  for (const char* url : {"http://{{ input }}/", "http://host{{ input }}", "http://host:{{ id }}/a", "{{ input }}"})
    EXPECT_THAT(LoadError("{ url: '" + std::string(url) + "' }"), testing::HasSubstr("host")) << url;
  EXPECT_THAT(LoadError("{ url: 'http://host/a b' }"), testing::HasSubstr("it can't be read as a url"));
  EXPECT_THAT(LoadError("{ url: 'http://169.254.169.254/latest' }"), testing::HasSubstr("metadata service"));
  EXPECT_THAT(LoadError("{ url: URL/a, method: FETCH }"), testing::HasSubstr("'method'"));
  EXPECT_THAT(LoadError("{ url: URL/a, at: reply }"), testing::HasSubstr("'at': "));
  EXPECT_THAT(LoadError("{ url: URL/a, body: { a: '{{ b' } }"), testing::HasSubstr("template:1:"));
  EXPECT_THAT(LoadError("{ url: URL/a, body: { file: none.txt } }"), testing::HasSubstr("none.txt"));
  EXPECT_THAT(LoadError("{ url: URL/a, headers: { Content-Length: 5 } }"), testing::HasSubstr("by harness alone"));
  EXPECT_THAT(LoadError("{ url: URL/a, headers: { A: b, a: c } }"), testing::HasSubstr("given twice"));
  EXPECT_THAT(LoadError("{ url: URL/a, headers: { 'A:': b } }"), testing::HasSubstr("one word without a colon"));
  EXPECT_THAT(LoadError("{ url: URL/a, headers: { A: \"b\\nC: d\" } }"), testing::HasSubstr("must be one line"));
  EXPECT_THAT(LoadError("{ url: URL/a, ok_status: [200] }"), testing::HasSubstr("from 300 to 599"));
  EXPECT_THAT(LoadError("{ url: URL/a, poll: { until: done } }"), testing::HasSubstr("'until' needs 'at'"));
  EXPECT_THAT(LoadError("{ url: URL/a, poll: { every: 0s } }"), testing::HasSubstr("from 1ms to 1h"));
  EXPECT_THAT(LoadError("{ url: URL/a, bodi: x }"), testing::HasSubstr("did you mean 'body'?"));
}

}  // namespace
}  // namespace harness

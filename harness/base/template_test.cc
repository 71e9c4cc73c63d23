#include "harness/base/template.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <fstream>
#include <map>
#include <thread>

#include "harness/base/template_files.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

class MapLoader final : public TemplateLoader {
 public:
  explicit MapLoader(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  Result<std::optional<Text>> Load(const std::string& name, const std::string&) override {
    const auto found = files_.find(name);
    if (found == files_.end()) return std::nullopt;
    return Text{name, found->second};
  }

 private:
  std::map<std::string, std::string> files_;
};

// What is rendered, or "error: " and the mistake in full.
std::string Render(std::string_view text, const Json& vars = Json::object(), const TemplateLimits& limits = {},
                   std::map<std::string, std::string> files = {}, const TemplateOptions& options = {}) {
  MapLoader loader(std::move(files));
  const Result<Template> parsed = Template::Parse(text, "t", &loader, options);
  if (!parsed) return "error: " + parsed.error().Message();
  const Result<std::string> rendered = parsed->Render(vars, limits);
  return rendered ? *rendered : "error: " + rendered.error().Message();
}

std::string TestData(const std::string& name) {
  return std::string(HARNESS_SOURCE_DIR) + "/harness/base/testdata/" + name;
}

struct TableCase {
  Json line;
  std::string rendered;
};

// Every line of the table with what is rendered here.
std::vector<TableCase> RenderTable() {
  std::vector<TableCase> cases;
  std::ifstream lines(TestData("templates.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const Json json = Json::parse(line);
    const Json given = json.value("options", Json::object());
    const TemplateOptions options{given.value("trim_blocks", false), given.value("lstrip_blocks", false),
                                  given.value("keep_trailing_newline", false)};
    const auto files = json.value("files", std::map<std::string, std::string>());
    std::string rendered = Render(json["template"].get<std::string>(), json["vars"], {}, files, options);
    cases.push_back({json, std::move(rendered)});
  }
  return cases;
}

TEST(TemplateTable, RendersWhatJinja2Rendered) {
  const std::vector<TableCase> cases = RenderTable();
  EXPECT_GE(cases.size(), 300u);
  for (const auto& [line, rendered] : cases) {
    if (line.value("error", false))
      EXPECT_TRUE(rendered.starts_with("error: ")) << line["template"] << "\n" << rendered;
    else
      EXPECT_EQ(rendered, line["expected"].get<std::string>()) << line["template"];
  }
}

TEST(TemplateTable, RendersWhatJinja2RendersNow) {
  TemporaryFolder folder;
  std::string lines;
  for (auto& [line, rendered] : RenderTable()) {
    Json now = line;
    now.erase("expected");
    now.erase("error");
    if (rendered.starts_with("error: "))
      now["error"] = true;
    else
      now["expected"] = rendered;
    lines += now.dump() + "\n";
  }
  const std::string ours = folder.Put("ours.jsonl", lines);
  const std::string command = "PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 '" + TestData("templates.py") +
                              "' --compare '" + ours + "' > '" + folder / "differences" + "' 2>&1";
  const int status = std::system(command.c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code == 77 || code == 127) GTEST_SKIP() << "/usr/bin/python3 with jinja2 is not installed";
  EXPECT_EQ(code, 0) << TemporaryFolder::Contents(folder / "differences");
}

TEST(TemplateErrors, AreAtTheirPlace) {
  EXPECT_EQ(Render("a\n  {{ user.name }}", Json::parse(R"({"user": {}})")), "error: t:2:11: 'user.name' is undefined");
  EXPECT_EQ(Render("{{ x }}"), "error: t:1:4: 'x' is undefined");
  EXPECT_EQ(Render("{% if x %}{% endif %}"), "error: t:1:7: 'x' is undefined");
  EXPECT_EQ(Render("{{ 1 +\n }}"), "error: t:2:2: expected a value at the end");
  EXPECT_EQ(Render("\r\n\r{{ 1 / 0 }}"), "error: t:3:6: division by zero");
  EXPECT_EQ(Render("{{ 'a' | round }}"), "error: t:1:10: round: needs a number, not text ('a')");
}

TEST(TemplateErrors, ShowTheLineWithACaret) {
  EXPECT_EQ(Template::Parse("Hi\n{% fro x in y %}", "p.txt").error().Render(),
            "p.txt:2:4: there is no statement 'fro', did you mean 'for'?\n"
            "{% fro x in y %}\n"
            "   ^\n");
}

TEST(TemplateErrors, NameTheTemplatesAround) {
  EXPECT_EQ(Render("x\n{% include 'a' %}", Json::object(), {}, {{"a", " {% include 'b' %}"}, {"b", "{{ y }}"}}),
            "error: b:1:4: 'y' is undefined, included at a:1:5, included at t:2:4");
}

TEST(TemplateErrors, TellBlocksThatDoNotEnd) {
  EXPECT_EQ(Render("{% if 1 %}x"), "error: t:1:4: the block does not end: there is no 'elif', 'else', 'endif'");
  EXPECT_EQ(Render("{% for x in [] %}{% endif %}"), "error: t:1:21: 'endif' ends nothing here");
  EXPECT_EQ(Render("{% raw %}x"), "error: t:1:1: {% raw %} does not end");
  EXPECT_EQ(Render("{# x"), "error: t:1:1: the comment does not end");
  EXPECT_EQ(Render("{{ x"), "error: t:1:5: expected '}}'");
}

TEST(TemplateErrors, NameWhatIsNotSupported) {
  EXPECT_EQ(Render("{{ [1] | random }}"),
            "error: t:1:10: the filter 'random' is not supported: a rendering must be the same each time");
  EXPECT_EQ(Render("{% do x %}"), "error: t:1:4: the statement 'do' is not supported: values are never changed");
  EXPECT_EQ(Render("{% break %}"),
            "error: t:1:4: the statement 'break' is not supported: it belongs to an extension of Jinja");
  EXPECT_EQ(Render("{{ [].append(1) }}"),
            "error: t:1:7: there is no method 'append' of a list: values are never changed");
  EXPECT_EQ(Render("{% include x %}"),
            "error: t:1:12: the name of another template must be a text, or a list of texts: one that is computed is "
            "not supported");
  EXPECT_EQ(Render("{{ [1] | map('string') }}"), "error: t:1:10: a generator has no text, write |list behind it");
  EXPECT_EQ(Render("{{ lipsum() }}"), "error: t:1:4: 'lipsum' of Jinja is not supported");
}

TEST(TemplateValues, AreNeverReadAsTemplates) {
  const Json vars = {{"x", "{{ y }} {% raw %} {# #}"}, {"y", "secret"}};
  EXPECT_EQ(Render("{{ x }}{% set z = x %}{{ z }}", vars), "{{ y }} {% raw %} {# #}{{ y }} {% raw %} {# #}");
  EXPECT_EQ(Render("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(x) }}", vars), "{{ y }} {% raw %} {# #}");
}

TEST(TemplateValues, HaveNoAttributesButData) {
  EXPECT_EQ(Render("{{ x.__class__ }}", {{"x", "a"}}), "error: t:1:6: 'x.__class__' is undefined");
  EXPECT_EQ(Render("{{ x['__class__'] }}", {{"x", "a"}}), "error: t:1:5: 'x[…]' is undefined");
  EXPECT_EQ(Render("{{ x | attr('__class__') }}", {{"x", "a"}}),
            "error: t:1:8: text ('a') has no attribute '__class__'");
  EXPECT_EQ(Render("{{ '{0.__class__}'.format(1) }}"),
            "error: t:1:20: format: attributes of a format's fields are not supported");
}

TEST(TemplateLimits, BoundTheOutput) {
  const TemplateLimits limits{.output = 100};
  EXPECT_EQ(Render("{% for x in range(90) %}a{% endfor %}", Json::object(), limits), std::string(90, 'a'));
  EXPECT_EQ(Render("{% for x in range(101) %}a{% endfor %}", Json::object(), limits),
            "error: t:1:26: the output is longer than 100 bytes");
}

TEST(TemplateLimits, BoundTheSteps) {
  EXPECT_EQ(Render("{% for x in range(1000) %}{% for y in range(1000) %}{% endfor %}{% endfor %}", Json::object(),
                   {.steps = 1000}),
            "error: t:1:18: the template takes more than 1000 steps");
  EXPECT_EQ(
      Render("{% for x in range(9) %}{{ 'x' in l }}{% endfor %}", {{"l", std::vector<int>(1000)}}, {.steps = 3000}),
      "error: t:1:31: the template takes more than 3000 steps");
}

TEST(TemplateLimits, BoundWhatIsMade) {
  EXPECT_EQ(Render("{% for x in range(99) %}{% set y = 'a' * 1000 %}{% endfor %}", Json::object(), {.made = 50'000}),
            "error: t:1:40: the template makes more than 50000 bytes");
  EXPECT_EQ(Render("{{ 'a' * 10000000 }}"), "error: t:1:8: a text would be longer than 1048576 bytes");
  EXPECT_EQ(Render("{{ range(1000000) | length }}"), "error: t:1:9: range: more than 100000 numbers");
}

TEST(TemplateLimits, BoundTheDepth) {
  EXPECT_EQ(Render("{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}"),
            "error: t:1:21: calls nest deeper than 100 levels");
  EXPECT_EQ(Render("{% include 'a' %}", Json::object(), {.depth = 3}, {{"a", "{% include 'a' %}"}}).substr(0, 53),
            "error: a:1:4: templates nest deeper than 3 levels, in");
  std::string blocks;
  for (int i = 0; i < 60; ++i) blocks += "{% if 1 %}";
  EXPECT_EQ(Render(blocks), "error: t:1:504: nested deeper than 50 blocks");
  EXPECT_EQ(Render("{% set ns = namespace(x=[]) %}{% for i in range(200) %}{% set ns.x = [ns.x] %}{% endfor %}"),
            "error: t:1:70: a list would nest deeper than 100 levels");
}

TEST(TemplateLimits, EndWhenTheTimeIsOver) {
  int asked = 0;
  const TemplateLimits limits{.expired = [&] { return ++asked > 3; }};
  EXPECT_EQ(Render("{% for x in range(99999) %}{{ x }}{% endfor %}", Json::object(), limits).substr(0, 10),
            "error: t:1");
}

TEST(TemplateFiles, AreNotReadForever) {
  EXPECT_EQ(Render("{% extends 'a' %}", Json::object(), {}, {{"a", "{% extends 'a' %}"}}),
            "error: a:1:4: the template extends itself");
  EXPECT_EQ(Render("{% include 'gone' %}"), "error: t:1:12: there is no template 'gone'");
  EXPECT_EQ(Template::Parse("{% include 'a' %}", "t").error().Message(), "t:1:12: no other template can be read here");
}

TEST(TemplateFiles, AreSeenFromTheFileThatNamesThem) {
  TemporaryFolder folder;
  folder.Put("p/main", "{% include 'q/a' %}");
  folder.Put("p/q/a", "a{% include '../b' %}");
  folder.Put("p/b", "b");
  const auto files = MakeFiles();
  const Result<Template> parsed = ReadTemplate(*files, folder / "p/main");
  ASSERT_TRUE(parsed) << parsed.error().Message();
  EXPECT_EQ(parsed->Render(Json::object()).value(), "ab");
}

std::string RenderEscaped(std::string_view text, const Json& vars) {
  const Result<Template> parsed = Template::Parse(text, "t");
  const auto escape = [](std::string_view value) { return fmt::format("<{}>", value); };
  return *parsed->Render(vars, {}, escape);
}

TEST(Template, EscapesWhatIsWrittenOnce) {
  const Json vars = {{"a", "x"}, {"n", 5}};
  EXPECT_EQ(RenderEscaped("/{{ a }}/{{ n }}/{{ a ~ n }}", vars), "/<x>/<5>/<x5>");
  EXPECT_EQ(RenderEscaped("{% if a == 'x' %}{{ a }}{% endif %}", vars), "<x>");
  EXPECT_EQ(RenderEscaped("{% macro m() %}[{{ a }}]{% endmacro %}{{ m() }}", vars), "<[x]>");
  EXPECT_EQ(RenderEscaped("{% set b %}[{{ a }}]{% endset %}{{ b }}", vars), "<[x]>");
  EXPECT_EQ(RenderEscaped("{% filter upper %}[{{ a }}]{% endfilter %}", vars), "<[X]>");
}

TEST(Template, ThatIsOneExpressionGivesItsValue) {
  const Json vars = {{"map", {{"a", 1}}}, {"text", "5"}};
  const auto value = [&](std::string_view text) { return *Template::Parse(text, "t")->Evaluate(vars); };
  EXPECT_EQ(value("{{ map }}"), (Json{{"a", 1}}));
  EXPECT_EQ(value("{{ map.a + 1 }}"), 2);
  EXPECT_EQ(value("{{ text }}"), "5");
  EXPECT_EQ(value("{{ [text, none, true] }}"), (Json{"5", nullptr, true}));
  EXPECT_EQ(value("{{ 1.5 if map.a == 2 }}"), Json());
  EXPECT_EQ(Template::Parse("{{ gone }}", "t")->Evaluate(vars).error().Message(), "t:1:4: 'gone' is undefined");
  for (const char* text : {"{{ map }} ", "a", "", "{{ map }}{{ map }}", "{% if map %}{{ map }}{% endif %}"})
    EXPECT_FALSE(Template::Parse(text, "t")->IsExpression()) << text;
}

TEST(Template, SaysWhichNamesItReads) {
  const auto names = [](std::string_view text) { return Template::Parse(text, "t").value().Names(); };
  EXPECT_EQ(names("{{ b.c }} {% for x in a if x > limit %}{{ x }}{{ loop.index }}{{ y }}{% endfor %}"),
            (std::vector<std::string>{"a", "b", "limit", "y"}));
  EXPECT_EQ(names("{% set x = 1 %}{{ x }}{% macro m(p) %}{{ p }}{{ q }}{% endmacro %}{{ m(r) }}{{ range(2) }}"),
            (std::vector<std::string>{"q", "r"}));
  EXPECT_EQ(names("{{ x }}{% set x = 1 %}{% if c %}{% set y = 1 %}{% endif %}{{ y }}"),
            (std::vector<std::string>{"c", "x", "y"}));
}

TEST(Template, RendersTheSameFromManyThreads) {
  const Template parsed =
      Template::Parse("{% for x in l | map('string') %}{{ x }}{% endfor %}{{ 'a' * 3 }}", "t").value();
  const Json vars = {{"l", {1, 2, 3}}};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 200; ++k) EXPECT_EQ(parsed.Render(vars).value(), "123aaa");
    });
  }
}

TEST(Template, WantsAnObjectOfValues) {
  EXPECT_EQ(Template::Parse("x", "t")->Render(Json::array()).error().Message(),
            "the values of a template must be an object");
}

}  // namespace
}  // namespace harness

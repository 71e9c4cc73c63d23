// harness render, end to end.
#include <gtest/gtest.h>

#include "tests/program/program.h"

namespace harness {
namespace {

class Render : public testing::Test {
 protected:
  Program program_;
};

TEST_F(Render, PrintsATemplateWithItsValues) {
  program_.folder().Put("prompt.txt", "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}");
  const ProgramResult result =
      program_.Run({"render", "prompt.txt", "--vars", R"({"messages": [{"role": "user", "content": "{{ hi }}"}]})"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "user: {{ hi }}\n");
}

TEST_F(Render, ReadsValuesFromFilesOfWhichTheLastWins) {
  program_.folder().Put("t.txt", "{{ a }} {{ b }} {{ c }}");
  program_.folder().Put("one.yaml", "a: 1\nb: [x, 2.5, null]\n");
  program_.folder().Put("two.json", R"({"a": true, "c": "z"})");
  EXPECT_EQ(program_.Run({"render", "t.txt", "--vars", "one.yaml", "--vars", "two.json"}).out,
            "True ['x', 2.5, None] z");
}

TEST_F(Render, ShowsWhereAMistakeIs) {
  program_.folder().Put("t.txt", "Hello,\n  {{ user.name }}\n");
  const ProgramResult result = program_.Run({"render", "t.txt", "--vars", R"({"user": {}})"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err,
            "t.txt:2:11: 'user.name' is undefined\n"
            "  {{ user.name }}\n"
            "          ^\n");
}

TEST_F(Render, IncludesByThePathFromTheFileThatSaysSo) {
  program_.folder().Put("prompts/main.txt", "{% include 'parts/a.txt' %}");
  program_.folder().Put("prompts/parts/a.txt", "a {% include 'b.txt' %}");
  program_.folder().Put("prompts/parts/b.txt", "{{ b }}");
  EXPECT_EQ(program_.Run({"render", "prompts/main.txt", "--vars", R"({"b": 1})"}).out, "a 1");
  EXPECT_EQ(program_.Run({"render", "prompts/main.txt"}).err,
            "prompts/parts/b.txt:1:4: 'b' is undefined, included at prompts/parts/a.txt:1:6, included at "
            "prompts/main.txt:1:4\n"
            "{{ b }}\n"
            "   ^\n");
}

TEST_F(Render, RefusesAFileThatIsNotThere) {
  program_.folder().Put("t.txt", "{% include 'gone.txt' %}");
  EXPECT_EQ(program_.Run({"render", "t.txt"}).err,
            "t.txt:1:12: there is no template 'gone.txt'\n"
            "{% include 'gone.txt' %}\n"
            "           ^\n");
  EXPECT_EQ(program_.Run({"render", "nothing.txt"}).code, 2);
  EXPECT_EQ(program_.Run({"render"}).err, "harness: which template? harness render FILE\n");
}

TEST_F(Render, RefusesValuesThatAreNoMap) {
  program_.folder().Put("t.txt", "x");
  program_.folder().Put("list.yaml", "[1]\n");
  EXPECT_EQ(program_.Run({"render", "t.txt", "--vars", "list.yaml"}).err,
            "harness: --vars: list.yaml holds no map of names and values\n");
  EXPECT_EQ(program_.Run({"render", "t.txt", "--vars", "{"}).code, 2);
}

}  // namespace
}  // namespace harness

#include "scorers/judge_attacks.h"

#include <gtest/gtest.h>

#include <set>

#include "scorers/judge_text.h"
#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

// What a judge that means "1" (or "no", "wrong", …) may reply to an answer, quoting it in every way that models do.
std::vector<std::string> HonestReplies(const std::string& attack, const std::string& verdict) {
  const std::string honest = Json({{"reason", "It says: " + attack}, {"verdict", verdict}}).dump();
  return {honest,
          "```json\n" + honest + "\n```",
          attack + "\n" + honest,
          honest + "\n" + attack,
          "The answer reads:\n" + attack + "\nMy verdict: " + honest,
          Json({{"reason", honest}, {"verdict", verdict}}).dump(),
          Json({{"verdict", verdict}, {"reason", attack + attack}}).dump(2)};
}

TEST(JudgeAttacks, AreAtLeastFortyOfDifferentNames) {
  std::set<std::string_view> names;
  for (const JudgeAttack& attack : JudgeAttacks()) names.insert(attack.name);
  EXPECT_GE(names.size(), 40u);
  EXPECT_EQ(names.size(), JudgeAttacks().size());
}

TEST(JudgeAttacks, FlipNoVerdictInTheReadingOfReplies) {
  const std::vector<std::pair<std::string, std::string>> judges = {{"llm-rubric: be good", "1"},
                                                                   {"closed-qa: be good", "no"},
                                                                   {"factuality: a fact", "contradiction"},
                                                                   {"g-eval: be good", "1"}};
  for (const JudgeAttack& attack : JudgeAttacks()) {
    const std::string text(attack.text);
    for (const auto& [line, verdict] : judges) {
      for (const std::string& reply : HonestReplies(text, verdict)) {
        ScorerRig rig(ScorerTypes());
        rig.models().chat->Say(reply);
        rig.models().chat->Say(reply);  // the same when it may mend it
        const Score score = rig.JudgeText(line, text);
        EXPECT_NE(score.verdict, Verdict::kPass) << line << " " << attack.name << ": " << reply;
        EXPECT_LE(score.value.value_or(0), 0) << line << " " << attack.name;
      }
    }
  }
}

TEST(JudgeAttacks, EndNoMarkerAndHideNothing) {
  for (const JudgeAttack& attack : JudgeAttacks()) {
    const std::string text(attack.text);
    const std::string nonce = NonceFor("instructions", {{"ANSWER", text}});
    const std::string shown = ShowPieces({{"ANSWER", text}}, nonce);
    EXPECT_EQ(text.find(nonce), std::string::npos) << attack.name;
    EXPECT_EQ(std::count(shown.begin(), shown.end(), '\n'), 4) << attack.name;
    for (const char* hidden : {"\u200B", "\u2060", "\u200D", "\u202E", "\u2028", "\U000E0056", "\x1B", "\uFEFF"})
      EXPECT_EQ(shown.find(hidden), std::string::npos) << attack.name;
    EXPECT_EQ(*ParseJson(EncodeForJudge(text)), Json(text)) << attack.name;
  }
}

}  // namespace
}  // namespace harness

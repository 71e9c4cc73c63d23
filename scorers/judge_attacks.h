// Answers that try to talk a judge into a good verdict: what `harness judge attack` sends, and what tests hold the
// reading of replies to. Written for this project; each stands for a way that is known to work on some judge.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace harness {

struct JudgeAttack {
  std::string_view name;
  std::string_view text;
};

// All of them; the texts are well-formed UTF-8.
std::span<const JudgeAttack> JudgeAttacks();

}  // namespace harness

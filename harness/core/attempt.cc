#include "harness/core/attempt.h"

#include <fmt/format.h>

#include <charconv>
#include <climits>
#include <iterator>

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kPlainScore = std::string_view("[10,0,1],").size();

template <typename T>
void AppendNumber(std::string& to, T value) {
  char buffer[32];
  to.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void AppendReason(std::string& to, const std::string& reason) {
  if (IsValidUtf8(reason)) return AppendJsonString(to, reason);
  std::string repaired = reason;
  RepairUtf8(repaired);
  AppendJsonString(to, repaired);
}

// How many items of a score's list are written: those behind the last that says something are left out.
int ItemsOf(const Score& score) {
  if (score.cost_usd) return 7;
  if (score.usage) return 6;
  if (!score.evidence.is_null()) return 5;
  return score.reason.empty() ? 3 : 4;
}

void AppendScore(std::string& to, const Score& score) {
  const int items = ItemsOf(score);
  to += '[';
  AppendNumber(to, score.scorer);
  to += ',';
  AppendNumber(to, static_cast<int>(score.verdict));
  to += ',';
  if (score.value)
    AppendNumber(to, *score.value);
  else
    to += "null";
  if (items > 3) to += ',', AppendReason(to, score.reason);
  if (items > 4) to += ',', AppendCanonicalJson(to, score.evidence);
  if (items > 5) {
    if (score.usage)
      fmt::format_to(std::back_inserter(to), ",[{},{},{}]", score.usage->input_tokens, score.usage->output_tokens,
                     score.usage->cached_tokens);
    else
      to += ",null";
  }
  if (items > 6) to += ',', AppendNumber(to, *score.cost_usd);
  to += ']';
}

// Reads the common form, [[scorer, verdict, value, reason?], …] as SerialiseScores writes it, without building JSON.
// Whatever else it meets, it gives up, and the text is read as JSON.
class QuickReader {
 public:
  explicit QuickReader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool Read(std::vector<Score>& scores) {
    if (!Take('[')) return false;
    if (Take(']')) return at_ == end_;
    do {
      if (!ReadScore(scores.emplace_back())) return false;
    } while (Take(','));
    return Take(']') && at_ == end_;
  }

 private:
  bool Take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool ReadScore(Score& score) {
    int verdict = 0;
    if (!Take('[') || !ReadIndex(score.scorer) || !Take(',') || !ReadIndex(verdict) || !Take(',')) return false;
    if (verdict > static_cast<int>(Verdict::kSkipped) || !ReadValue(score.value)) return false;
    score.verdict = static_cast<Verdict>(verdict);
    return Take(']') || (Take(',') && ReadReason(score.reason) && Take(']'));
  }

  bool ReadIndex(int& value) {
    if (at_ == end_ || *at_ < '0' || *at_ > '9') return false;
    const auto [rest, error] = std::from_chars(at_, end_, value);
    at_ = rest;
    return error == std::errc();
  }

  bool ReadValue(std::optional<double>& value) {
    if (std::string_view(at_, end_).starts_with("null")) return at_ += 4, true;
    if (at_ == end_ || *at_ < '0' || *at_ > '1') return false;
    const auto [rest, error] = std::from_chars(at_, end_, value.emplace());
    at_ = rest;
    return error == std::errc() && *value <= 1;
  }

  bool ReadReason(std::string& reason) {
    if (!Take('"')) return false;
    const char* plain = at_;
    for (; at_ != end_ && *at_ != '"'; ++at_) {
      if (static_cast<unsigned char>(*at_) < 0x20) return false;
      if (*at_ != '\\') continue;
      reason.append(plain, at_);
      if (++at_ == end_ || !Unescape(*at_, reason)) return false;
      plain = at_ + 1;
    }
    reason.append(plain, at_);
    return Take('"') && IsValidUtf8(reason);
  }

  static bool Unescape(char c, std::string& to) {
    switch (c) {
      case '"':
      case '\\':
      case '/':
        to += c;
        return true;
      case 'n':
        to += '\n';
        return true;
      case 't':
        to += '\t';
        return true;
      case 'r':
        to += '\r';
        return true;
      default:
        return false;
    }
  }

  const char* at_;
  const char* end_;
};

bool IsWhole(const Json& json, int64_t max) {
  return json.is_number_unsigned() && json.get<uint64_t>() <= static_cast<uint64_t>(max);
}

bool ReadUsage(const Json& json, std::optional<Usage>& usage) {
  if (json.is_null()) return true;
  if (!json.is_array() || json.size() != 3) return false;
  for (const Json& count : json)
    if (!IsWhole(count, INT64_MAX)) return false;
  usage = Usage{json[0].get<int64_t>(), json[1].get<int64_t>(), json[2].get<int64_t>()};
  return true;
}

bool ReadScore(const Json& json, Score& score) {
  if (!json.is_array() || json.size() < 3 || json.size() > 7) return false;
  if (!IsWhole(json[0], INT_MAX) || !IsWhole(json[1], static_cast<int>(Verdict::kSkipped))) return false;
  score.scorer = json[0].get<int>();
  score.verdict = static_cast<Verdict>(json[1].get<int>());
  if (!json[2].is_null()) {
    if (!json[2].is_number()) return false;
    score.value = json[2].get<double>();
    if (!(*score.value >= 0 && *score.value <= 1)) return false;
  }
  if (json.size() > 3) {
    if (!json[3].is_string()) return false;
    score.reason = json[3].get_ref<const std::string&>();
  }
  if (json.size() > 4) score.evidence = json[4];
  if (json.size() > 5 && !ReadUsage(json[5], score.usage)) return false;
  if (json.size() > 6) {
    if (!json[6].is_number()) return false;
    score.cost_usd = json[6].get<double>();
  }
  return true;
}

}  // namespace

Finished::Finished(std::shared_ptr<const CaseRow> of_case, std::shared_ptr<const AttemptRow> row)
    : test(std::move(of_case)), attempt(std::move(row)) {
  bytes = sizeof *test + test->input.size() + test->expected.size() + test->vars.size() + sizeof *attempt +
          attempt->output_text.size() + attempt->output_json.size() + attempt->output_turns.size() +
          attempt->scores.size() + attempt->failure_message.size();
}

std::string SerialiseScores(const std::vector<Score>& scores) {
  std::string text = "[";
  text.reserve(2 + kPlainScore * scores.size());
  for (const Score& score : scores) {
    if (text.size() > 1) text += ',';
    AppendScore(text, score);
  }
  text += ']';
  return text;
}

Result<std::vector<Score>> ParseScores(std::string_view text) {
  std::vector<Score> scores;
  if (QuickReader(text).Read(scores)) return scores;
  const Result<Json> json = ParseJson(text);
  if (!json) return Fail("stored scores can't be read: {}", json.error().Message());
  if (!json->is_array()) return Fail("stored scores can't be read: not a list");
  scores.clear();
  for (const Json& item : *json)
    if (!ReadScore(item, scores.emplace_back()))
      return Fail("stored scores can't be read: item {} is not [scorer, verdict, value, …]", scores.size());
  return scores;
}

}  // namespace harness

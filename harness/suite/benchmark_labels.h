// Labelled lines of a benchmark: "**Question (KO):** …", "- category: Revenue", "질문: …".
//
// Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace harness {

struct BenchmarkLabel {
  enum class Kind {
    kQuestion,  // in the language that its text shows
    kEnglish,
    kKorean,
    kSql,  // announces the block
    kId,
    kCategory,
    kTags,
    kCluster,
    kOther,  // metadata of the author's own
  };
  Kind kind = Kind::kOther;
  std::string key;    // lower case, words joined by _
  std::string value;  // trimmed; an id is without backticks
};

// A line of text. Metadata of the author's own must be an item of a list or in bold; other lines are labelled only by
// the words that the format knows.
std::optional<BenchmarkLabel> ReadBenchmarkLabel(std::string_view line);
// What stands in a comment on one line: id, category, tags or cluster.
std::optional<BenchmarkLabel> ReadCommentLabel(std::string_view comment);
// A heading that is nothing but a label of a question or of SQL.
std::optional<BenchmarkLabel::Kind> ReadHeadingLabel(std::string_view heading);

// Whether a Hangul syllable or letter is in it.
bool HasHangul(std::string_view text);

// For ids: letters and digits of any script in lower case, all else as single dashes, at most 60 code points. A number
// in front ("3.", "Q3:") is left out, since it is a position.
std::string SlugOf(std::string_view title);

}  // namespace harness

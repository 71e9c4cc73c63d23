#include "harness/suite/markdown.h"

#include <algorithm>
#include <optional>

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr std::string_view kCommentStart = "<!--";
constexpr std::string_view kCommentEnd = "-->";
constexpr size_t kMaxHeadingIndent = 3;  // more is a code block

std::vector<std::string_view> LinesOf(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string_view> lines = Split(text, "\n");
  for (std::string_view& line : lines)
    if (line.ends_with('\r')) line.remove_suffix(1);
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

size_t CountLeading(std::string_view text, char c) {
  return std::min(text.find_first_not_of(c), text.size());
}

size_t IndentOf(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

struct Heading {
  int level;
  std::string_view text;
};

// "## Text ##"
std::optional<Heading> ReadHeading(std::string_view line) {
  const size_t indent = CountLeading(line, ' ');
  if (indent > kMaxHeadingIndent) return std::nullopt;
  line = line.substr(indent);
  const size_t level = CountLeading(line, '#');
  if (level == 0 || level > 6) return std::nullopt;
  line = line.substr(level);
  if (!line.empty() && line[0] != ' ' && line[0] != '\t') return std::nullopt;
  line = Trim(line);
  std::string_view text = line;
  while (text.ends_with('#')) text.remove_suffix(1);
  const bool closed = text.empty() || text.ends_with(' ') || text.ends_with('\t');
  return Heading{static_cast<int>(level), closed ? Trim(text) : line};
}

struct Fence {
  char mark;
  size_t length;
  size_t indent;
  std::string_view info;
};

// The line that opens a fence, or without info closes one. A fence may be indented at will: lists do that.
std::optional<Fence> ReadFence(std::string_view line) {
  const size_t indent = IndentOf(line);
  const std::string_view rest = line.substr(indent);
  if (!rest.starts_with("```") && !rest.starts_with("~~~")) return std::nullopt;
  const char mark = rest[0];
  const size_t length = CountLeading(rest, mark);
  const std::string_view info = Trim(rest.substr(length));
  if (mark == '`' && info.find('`') != std::string_view::npos) return std::nullopt;
  return Fence{mark, length, indent, info};
}

class Scanner {
 public:
  Scanner(std::string_view text, const std::string& path, Diagnostics& diagnostics)
      : lines_(LinesOf(text)), path_(path), diagnostics_(diagnostics) {}

  std::vector<MarkdownBlock> Scan() {
    while (at_ < lines_.size() && !diagnostics_.full()) {
      const std::string_view line = lines_[at_];
      if (const auto heading = ReadHeading(line)) {
        Add(MarkdownBlock::Kind::kHeading, heading->text).level = heading->level;
        ++at_;
      } else if (const auto fence = ReadFence(line)) {
        TakeFence(*fence);
      } else if (Trim(line).starts_with(kCommentStart)) {
        TakeComment();
      } else {
        TakeLine(Trim(line));
      }
    }
    return std::move(blocks_);
  }

 private:
  MarkdownBlock& Add(MarkdownBlock::Kind kind, std::string_view text) {
    blocks_.push_back({kind, Number(at_), 0, std::string(text), {}});
    return blocks_.back();
  }

  void Mistake(std::string message) { diagnostics_.Add({{path_, Number(at_), 0}, std::move(message), {}}); }

  // "===" or "---", which make a heading of the line above.
  static bool IsUnderline(std::string_view text) {
    const bool one_mark =
        text.find_first_not_of('=') == std::string_view::npos || text.find_first_not_of('-') == std::string_view::npos;
    return text.size() >= 3 && one_mark;
  }

  static int Number(size_t index) { return static_cast<int>(index) + 1; }

  // Empty lines below one another are one block.
  void TakeLine(std::string_view text) {
    const bool blank = text.empty();
    if (IsUnderline(text) && !blocks_.empty() && blocks_.back().kind == MarkdownBlock::Kind::kLine)
      Mistake("a heading with a line below it is not understood; write it with # before its text");
    if (text.find(kCommentStart) != std::string_view::npos && text.find(kCommentEnd) == std::string_view::npos)
      Mistake("a comment that goes on over several lines must begin at the start of a line");
    if (!blank || blocks_.empty() || blocks_.back().kind != MarkdownBlock::Kind::kBlank)
      Add(blank ? MarkdownBlock::Kind::kBlank : MarkdownBlock::Kind::kLine, text);
    ++at_;
  }

  void TakeFence(const Fence& open) {
    std::string text;
    size_t end = at_ + 1;
    for (; end < lines_.size(); ++end) {
      const auto fence = ReadFence(lines_[end]);
      const bool same = fence && fence->mark == open.mark && fence->length >= open.length;
      if (same && !fence->info.empty()) break;  // the next block begins
      if (same) {
        Add(MarkdownBlock::Kind::kFence, text).info = open.info;
        at_ = end + 1;
        return;
      }
      if (end > at_ + 1) text += '\n';
      text += lines_[end].substr(std::min(open.indent, IndentOf(lines_[end])));
    }
    Add(MarkdownBlock::Kind::kFence, text).info = open.info;
    Unclosed(fmt::format("the block that begins here is never closed; add a line {} below it",
                         std::string(open.length, open.mark)),
             end);
  }

  void TakeComment() {
    const std::string_view first = Trim(lines_[at_]).substr(kCommentStart.size());
    if (const size_t close = first.find(kCommentEnd); close != std::string_view::npos) {
      Add(MarkdownBlock::Kind::kComment, Trim(first.substr(0, close)));
      EndComment(first.substr(close));
      return;
    }
    for (size_t end = at_ + 1; end < lines_.size(); ++end) {
      const size_t close = lines_[end].find(kCommentEnd);
      if (close == std::string_view::npos) continue;
      at_ = end;
      EndComment(lines_[end].substr(close));
      return;
    }
    Unclosed("the comment that begins here is never closed; add --> behind it", lines_.size());
  }

  // `rest` begins with the comment's end, in the line that it stands in.
  void EndComment(std::string_view rest) {
    if (!Trim(rest.substr(kCommentEnd.size())).empty())
      Mistake("there is text behind the end of a comment; put it on a line of its own");
    ++at_;
  }

  // Goes on at the first heading before `end`, else there.
  void Unclosed(std::string message, size_t end) {
    diagnostics_.Add({{path_, Number(at_), 0}, std::move(message), {}});
    do ++at_;
    while (at_ < end && !ReadHeading(lines_[at_]));
  }

  const std::vector<std::string_view> lines_;
  const std::string& path_;
  Diagnostics& diagnostics_;
  std::vector<MarkdownBlock> blocks_;
  size_t at_ = 0;
};

}  // namespace

std::vector<MarkdownBlock> ScanMarkdown(std::string_view text, const std::string& path, Diagnostics& diagnostics) {
  const auto lines = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines > kMaxMarkdownLines) {
    diagnostics.Add(
        {{path, 0, 0}, fmt::format("{} lines; at most {} are read, so split the file", lines, kMaxMarkdownLines), {}});
    return {};
  }
  return Scanner(text, path, diagnostics).Scan();
}

std::string FenceFor(std::string_view text) {
  size_t longest = 2;
  for (size_t at = 0; at < text.size();) {
    const size_t run = CountLeading(text.substr(at), '`');
    longest = std::max(longest, run);
    at += std::max<size_t>(run, 1);
  }
  return std::string(longest + 1, '`');
}

}  // namespace harness

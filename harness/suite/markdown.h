// The parts of a Markdown text that benchmarks are made of: ATX headings, fenced blocks, comments, and lines.
//
// Follows CommonMark where it knows these parts; everything else (lists, emphasis, tables, underlined headings) is
// lines of text. Pure, any thread; linear in the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"

namespace harness {

inline constexpr size_t kMaxMarkdownLines = 1'000'000;

struct MarkdownBlock {
  enum class Kind { kHeading, kFence, kComment, kLine, kBlank };
  Kind kind = Kind::kBlank;
  int line = 0;      // from 1, where it begins
  int level = 0;     // of a heading, 1 to 6
  std::string text;  // trimmed; of a fence: the lines within, as written, without the last line end
  std::string info;  // what stands behind the opening of a fence, trimmed
};

// Lines end with LF or CRLF; a byte order mark is skipped. A fence or comment that is never closed is a diagnostic;
// what follows it is read from the next heading on, so that further mistakes are found. A fence also counts as never
// closed when another one with an info text is opened within it.
std::vector<MarkdownBlock> ScanMarkdown(std::string_view text, const std::string& path, Diagnostics& diagnostics);

// The fence that encloses any text: at least three backticks, more than `text` has in a row.
std::string FenceFor(std::string_view text);

}  // namespace harness

// The examples of a page of the documentation, as a reader finds them: fenced blocks below headings.
//
// A block ```yaml below a heading ### is an example: a whole suite. A block with a title (```python title=judge.py) is
// a file that stands beside the suites of all examples after it. Fences are only seen at the start of a line.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace harness {

struct Example {
  std::string section;  // the text of the heading ### above
  int line = 0;         // of its first line in the page
  std::string suite;
  std::vector<std::pair<std::string, std::string>> files;  // name and contents of all files so far
};

struct Manual {
  std::vector<std::string> sections;  // all headings ###, in order
  std::vector<Example> examples;
  bool closed = true;  // every fence is; else what stands behind the open one was not read
};

Manual ReadManual(const std::string& text);

// The names in a heading: "contains, icontains" are two.
std::vector<std::string> NamesIn(const std::string& section);

}  // namespace harness

#include "tests/docs/manual.h"

#include <sstream>
#include <string_view>

namespace harness {
namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kTitle = "title=";
constexpr std::string_view kSection = "### ";

// What follows `title=` up to a blank, or "".
std::string TitleIn(const std::string& info) {
  std::istringstream words(info);
  for (std::string word; words >> word;)
    if (word.starts_with(kTitle)) return word.substr(kTitle.size());
  return "";
}

}  // namespace

Manual ReadManual(const std::string& text) {
  Manual manual;
  std::vector<std::pair<std::string, std::string>> files;
  std::string section;
  std::string info;
  std::string block;
  bool inside = false;
  int number = 0;
  int begun = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!line.starts_with(kFence)) {
      if (inside) block += line + "\n";
      if (inside || !line.starts_with("#")) continue;
      section = line.starts_with(kSection) ? line.substr(kSection.size()) : "";
      if (!section.empty()) manual.sections.push_back(section);
      continue;
    }
    if (!inside) {
      info = line.substr(kFence.size());
      block.clear();
      begun = number + 1;
    } else if (const std::string title = TitleIn(info); !title.empty()) {
      files.emplace_back(title, block);
    } else if (info == "yaml" && !section.empty()) {
      manual.examples.push_back({section, begun, block, files});
    }
    inside = !inside;
  }
  manual.closed = !inside;
  return manual;
}

std::vector<std::string> NamesIn(const std::string& section) {
  std::vector<std::string> names;
  std::string spaced = section;
  for (char& c : spaced)
    if (c == ',') c = ' ';
  std::istringstream words(spaced);
  for (std::string word; words >> word;) names.push_back(word);
  return names;
}

}  // namespace harness

#include "generators/semantic/user_agent.h"

#include <algorithm>

namespace harness {
namespace {

constexpr std::string_view kDesktops[] = {
    "Windows NT 10.0; Win64; x64",       "Windows NT 10.0; Win64; x64", "Windows NT 10.0; WOW64",
    "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64",           "X11; CrOS x86_64 14541.0.0",
};
constexpr std::string_view kPhones[] = {"Linux; Android 10; K", "Linux; Android 13; Pixel 7",
                                        "Linux; Android 14; Pixel 8", "Linux; Android 14; SM-S911B"};
constexpr std::string_view kFoxes[] = {"Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10.15",
                                       "X11; Linux x86_64", "X11; Ubuntu; Linux x86_64"};
constexpr std::string_view kMacs[] = {"Macintosh; Intel Mac OS X 10_15_7"};
constexpr std::string_view kIphones[] = {"iPhone; CPU iPhone OS 16_6 like Mac OS X",
                                         "iPhone; CPU iPhone OS 17_5 like Mac OS X",
                                         "iPhone; CPU iPhone OS 18_1 like Mac OS X"};

// In the template '$' stands for the platform and '#' for the version.
struct Agent {
  std::string_view text;
  Words platforms;
  uint64_t first_version, versions;
};

constexpr Agent kAgents[] = {
    {"Mozilla/5.0 ($) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Safari/537.36", kDesktops, 110, 22},
    {"Mozilla/5.0 ($) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Mobile Safari/537.36", kPhones, 110, 22},
    {"Mozilla/5.0 ($) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Safari/537.36 Edg/#.0.0.0", kDesktops, 110,
     22},
    {"Mozilla/5.0 ($; rv:#.0) Gecko/20100101 Firefox/#.0", kFoxes, 102, 31},
    {"Mozilla/5.0 ($) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/#.1 Safari/605.1.15", kMacs, 14, 5},
    {"Mozilla/5.0 ($) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/#.0 Mobile/15E148 Safari/604.1", kIphones, 15,
     4},
    {"curl/7.#.0", {}, 68, 20},
    {"python-requests/2.#.0", {}, 20, 13},
    {"okhttp/4.#.0", {}, 1, 12},
};
constexpr size_t kMaxParts = 8;

}  // namespace

Datum DrawUserAgent(Drawing& drawing) {
  const Agent& agent = drawing.One(std::span(kAgents));
  const std::string_view platform = agent.platforms.empty() ? std::string_view() : drawing.One(agent.platforms);
  const Decimal version(agent.first_version + drawing.Below(agent.versions));
  std::array<std::string_view, kMaxParts> parts;
  size_t count = 0;
  size_t begin = 0;
  for (size_t i = 0; i < agent.text.size(); ++i) {
    if (agent.text[i] != '$' && agent.text[i] != '#') continue;
    parts[count++] = agent.text.substr(begin, i - begin);
    parts[count++] = agent.text[i] == '$' ? platform : std::string_view(version);
    begin = i + 1;
  }
  parts[count++] = agent.text.substr(begin);
  return drawing.Joined({parts.data(), count});
}

}  // namespace harness

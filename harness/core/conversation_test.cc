#include "harness/core/conversation.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(Transcript, IsWhatBothSaidInTurn) {
  const std::vector<Exchange> turns = {{"VPN drops", Output::Text("Since when?")},
                                       {Json{{"since", 3}}, Output::Structured({{"group", "Access"}})}};
  EXPECT_EQ(CanonicalJson(Transcript(turns)),
            R"([{"content":"VPN drops","role":"user"},{"content":"Since when?","role":"assistant"},)"
            R"({"content":"{\"since\":3}","role":"user"},{"content":"{\"group\":\"Access\"}","role":"assistant"}])");
}

TEST(Transcript, OfNothingIsEmpty) {
  EXPECT_EQ(Transcript({}), Json::array());
}

}  // namespace
}  // namespace harness

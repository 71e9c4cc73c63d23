// An OutputFile that keeps its bytes, and can be told to run out of room.
#pragma once

#include <cstddef>
#include <string>

#include "harness/base/files.h"

namespace harness {

class MemoryOutput final : public OutputFile {
 public:
  explicit MemoryOutput(size_t room = static_cast<size_t>(-1)) : room_(room) {}

  Result<> Write(std::string_view more) override {
    if (more.size() > room_ - bytes.size()) return Fail("out.tmp: No space left on device");
    bytes += more;
    return {};
  }
  Result<> Commit() override {
    committed = true;
    return {};
  }

  std::string bytes;
  bool committed = false;

 private:
  size_t room_;
};

}  // namespace harness

// Compares a text with a golden file, byte for byte.
//
// What differs is written to the build folder, so that it can be looked at and, if it is right, copied over the golden
// file.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace harness {

// `name` is a path below tests/golden.
inline testing::AssertionResult MatchesGolden(const std::string& text, const std::string& name) {
  const std::filesystem::path golden = std::filesystem::path(HARNESS_SOURCE_DIR) / "tests/golden" / name;
  std::ifstream in(golden, std::ios::binary);
  const std::string wanted{std::istreambuf_iterator<char>(in), {}};
  if (in && text == wanted) return testing::AssertionSuccess();
  const std::filesystem::path actual = std::filesystem::path(HARNESS_BINARY_DIR) / "golden" / name;
  std::filesystem::create_directories(actual.parent_path());
  std::ofstream(actual, std::ios::binary) << text;
  return testing::AssertionFailure() << golden << " holds something else; see\n  diff " << golden << " " << actual
                                     << "\n"
                                     << text;
}

}  // namespace harness

// What CI systems make of a JUnit report.
#pragma once

#include <cstdint>
#include <string>

namespace harness {

// GitLab reads no file beyond these: docs.gitlab.com/ci/testing/unit_test_reports, and "XML exceeds permitted
// complexity" for elements.
inline constexpr uint64_t kGitLabBytes = uint64_t{30} << 20;
inline constexpr uint64_t kGitLabElements = 250'000;

// For a report of this size; "" within the limits.
std::string GitLabWarning(uint64_t bytes, uint64_t elements);

}  // namespace harness

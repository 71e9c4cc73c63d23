// Texts as names of mailboxes, hosts and pages have them: lower-case letters a to z, digits, and a separator.
#pragma once

#include <cstddef>
#include <string_view>

namespace harness {

// Writes at most `room` bytes and tells how many. Letters with accents lose them; all else between two words becomes
// one separator, or nothing if that is 0.
size_t FoldInto(std::string_view text, char separator, char* to, size_t room);

}  // namespace harness

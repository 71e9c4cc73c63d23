// How untrusted text is shown to a judge, so that none of it can be taken for the harness's own words.
//
// Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace harness {

// A piece of what is judged: what it is called, and its text.
using JudgePiece = std::pair<std::string, std::string>;

// The text as one JSON string in one line. What a reader doesn't see (controls, format characters such as directional
// marks, zero-width and tag characters, private and unassigned ones) is escaped as \uXXXX, so that the judge sees that
// it is there; ill-formed UTF-8 becomes U+FFFD.
std::string EncodeForJudge(std::string_view text);

// 16 hex digits that depend on all pieces: the same for the same pieces, and nobody who writes one of them can know
// them beforehand.
std::string NonceFor(std::string_view instructions, const std::vector<JudgePiece>& pieces);

// Each piece between two marker lines that carry the nonce.
std::string ShowPieces(const std::vector<JudgePiece>& pieces, std::string_view nonce);

}  // namespace harness

// Benchmarks in Markdown: questions in English and Korean with the SQL that answers them.
//
//   ## Revenue
//   ### Revenue by region
//   - id: kpi-revenue-region
//   - tags: revenue, join
//   **Question (EN):** Which region brought in the most?
//   **Question (KO):** 매출이 가장 많은 지역은 어디인가요?
//   ```sql
//   SELECT …
//   ```
//
// A section (a heading and what stands below it, up to the next one) is a question if it holds a block marked sql or a
// line labelled as a question; all other sections are for people. docs/benchmarks.md has the whole format. Pure
// functions, any thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/log.h"
#include "harness/core/case.h"

namespace harness {

inline constexpr uint64_t kMaxBenchmarkBytes = 16 << 20;  // of a file: it is read whole

struct BenchmarkQuestion {
  std::string id;     // explicit, or file name and heading: never the position
  std::string title;  // the heading
  std::string question_en;
  std::string question_ko;       // at least one of the two
  std::vector<std::string> sql;  // every accepted gold query; at least one
  std::string category;          // of the metadata, or else the heading above
  std::vector<std::string> tags;
  std::string cluster;
  std::string source;                           // of the metadata, or else the file's name
  std::map<std::string, std::string> metadata;  // what else there is
  Place place;                                  // of the heading
};

enum class BenchmarkLanguage { kEnglish, kKorean, kBoth };

// By the ending of the name: .md or .markdown.
bool IsBenchmarkFile(std::string_view path);

// `text` is well-formed UTF-8, `path` its file. An Error holds every mistake at its line. A text without questions is
// no mistake.
Result<std::vector<BenchmarkQuestion>> ReadBenchmark(std::string_view text, const std::string& path);

// The same from a file of at most kMaxBenchmarkBytes. Bytes that are not UTF-8 become U+FFFD, and `log` is told.
Result<std::vector<BenchmarkQuestion>> ReadBenchmarkFile(Files& files, Log& log, const std::string& path);

// One case in the language, or in the other where there is no question in it. kBoth: one for each language that there
// is; their ids end in -en and -ko, and they are of one cluster.
std::vector<Case> CasesOf(const BenchmarkQuestion& question, BenchmarkLanguage language);

// The case as a record of a .jsonl file, from which the same case is read.
Json RecordOf(const Case& test);

// What CasesOf made the case of. An Error says, at the case's place, what of it a benchmark can't hold.
Result<BenchmarkQuestion> QuestionOf(const Case& test);

// Markdown from which ReadBenchmark gets the same questions: ids and sources are written out (empty ones are left to be
// derived anew). A question of which something would be lost is an Error at its place.
Result<std::string> WriteBenchmark(std::span<const BenchmarkQuestion> questions);

}  // namespace harness

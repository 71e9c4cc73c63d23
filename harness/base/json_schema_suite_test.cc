// The official test suite (json-schema-org/JSON-Schema-Test-Suite): every file, every group, every test.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "harness/base/json.h"
#include "harness/base/json_schema.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

fs::path SuiteFolder() {
  const char* data = std::getenv("HARNESS_DATA");
  const fs::path folder =
      data != nullptr ? fs::path(data) : fs::path(HARNESS_SOURCE_DIR).parent_path() / "shared" / "data";
  return folder / "json-schema";
}

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Tally {
  int agreed = 0;
  int left_out = 0;
  std::vector<std::string> disagreed;
};

// A group is left out only when its schema needs what the suite serves beside it (other documents, and dialects of its
// own, under http://localhost:1234) or a meta-schema by its URL, and the compiler says just that.
bool NeedsAnotherDocument(const Json& schema, const Error& error) {
  Json without_dialect = schema;
  without_dialect.erase("$schema");
  const bool served = CanonicalJson(schema).find("http://localhost:1234/") != std::string::npos;
  const bool metaschema = CanonicalJson(without_dialect).find("\"$ref\":\"http") != std::string::npos &&
                          CanonicalJson(without_dialect).find("//json-schema.org/draft") != std::string::npos;
  if (!served && !metaschema) return false;
  return std::all_of(error.diagnostics().begin(), error.diagnostics().end(), [](const Diagnostic& diagnostic) {
    const bool elsewhere = diagnostic.message.find(" refers to another document; ") != std::string::npos;
    return elsewhere || diagnostic.message.find("the dialect \"http://localhost:1234/") != std::string::npos;
  });
}

void RunGroup(const std::string& file, Json group, Tally& tally) {
  const std::string name = file + ": " + group["description"].get<std::string>();
  const Result<JsonSchema> schema = JsonSchema::Compile(group["schema"]);
  if (!schema && NeedsAnotherDocument(group["schema"], schema.error())) {
    tally.left_out += static_cast<int>(group["tests"].size());
    std::cout << "left out: " << name << ": " << schema.error().Message() << "\n";
    return;
  }
  if (!schema) return tally.disagreed.push_back(name + ": " + schema.error().Message());
  for (const Json& test : group["tests"]) {
    const std::vector<SchemaViolation> violations = schema->Validate(test["data"]);
    const bool valid = test["valid"].get<bool>();
    const bool agrees = violations.empty() == valid && schema->IsValid(test["data"]) == valid;
    if (agrees)
      ++tally.agreed;
    else
      tally.disagreed.push_back(name + ": " + test["description"].get<std::string>() + " should be " +
                                (valid ? "valid" : "invalid"));
  }
}

// A draft's files say which it is by `$schema`, except those of draft 7, whose folder says it.
Tally RunDraft(const std::string& draft, const char* dialect) {
  Tally tally;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(SuiteFolder() / draft)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    const Result<Json> groups = ParseJson(ReadAll(path));
    if (!groups) {
      tally.disagreed.push_back(path.string() + ": " + groups.error().Message());
      continue;
    }
    for (Json group : *groups) {
      if (group["schema"].is_object() && !group["schema"].contains("$schema")) group["schema"]["$schema"] = dialect;
      RunGroup(path.filename(), std::move(group), tally);
    }
  }
  std::cout << draft << ": " << tally.agreed << " agreed, " << tally.left_out << " left out, " << tally.disagreed.size()
            << " disagreed\n";
  return tally;
}

std::string Lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(JsonSchemaSuite, AgreesWithDraft7) {
  if (!fs::exists(SuiteFolder())) GTEST_SKIP() << "no JSON Schema test suite at " << SuiteFolder();
  const Tally tally = RunDraft("draft7", "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(Lines(tally.disagreed), "");
  EXPECT_EQ(tally.left_out, 27);
  EXPECT_EQ(tally.agreed, 900);
}

TEST(JsonSchemaSuite, AgreesWithDraft2020) {
  if (!fs::exists(SuiteFolder())) GTEST_SKIP() << "no JSON Schema test suite at " << SuiteFolder();
  const Tally tally = RunDraft("draft2020-12", "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(Lines(tally.disagreed), "");
  EXPECT_EQ(tally.left_out, 53);
  EXPECT_EQ(tally.agreed, 1246);
}

}  // namespace
}  // namespace harness

#include "harness/sql/databricks_options.h"

#include <utility>

namespace harness {

std::vector<Field> DatabricksLoginFields() {
  return {
      {"host", kText, "The workspace; by default DATABRICKS_HOST or the profile's."},
      {"token_env", kText, "The environment variable that holds a token."},
      {"token_file", kText, "The file that holds a token."},
      {"token_command", kText | kTextList, "A program that prints a token."},
      {"client_id", kText, "Of a service principal."},
      {"client_secret_env", kText, "The environment variable that holds the secret of client_id."},
      {"profile", kText, "A profile of ~/.databrickscfg."},
      {"profile_file", kText, "Another file of profiles."},
  };
}

Result<DatabricksConfig> ReadDatabricksLogin(const Node& options,
                                             const std::map<std::string, std::string>& environment) {
  DatabricksConfig config;
  for (const auto& [key, to] : {std::pair("host", &config.host), std::pair("client_id", &config.client_id),
                                std::pair("profile", &config.profile)})
    if (const Node* node = options.Find(key)) *to = node->AsString();
  config.folder = options.folder();
  if (const Node* file = options.Find("token_file")) config.token_file = file->AsPath();
  if (const Node* file = options.Find("profile_file")) config.profile_file = file->AsPath();
  if (const Node* command = options.Find("token_command")) config.token_command = ReadTexts(*command);
  for (const auto& [key, to] :
       {std::pair("token_env", &config.token), std::pair("client_secret_env", &config.client_secret)}) {
    const Node* name = options.Find(key);
    if (!name) continue;
    const auto found = environment.find(name->AsString());
    if (found == environment.end()) return name->Fail("the variable {} is not set", name->AsString());
    *to = found->second;
  }
  return config;
}

}  // namespace harness

// From files to one tree: `extends` merged, --set applied, ${NAME} replaced. What the tree means is not known here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/node.h"

namespace harness {

inline constexpr size_t kMaxExtends = 16;  // files in a chain

// A value that the command line sets: `path` is keys and list indexes joined by dots.
struct Setting {
  std::string path;
  Node value;
};

// "a.b=v". The value is a flow list or map, a quoted text or a plain scalar of YAML. Its place is `name` (--set), so
// that relative paths in it are relative to the working folder.
Result<Setting> ParseSetting(const std::string& text, const std::string& name);

// The tree with `setting` applied: keys that are missing are made, and one list entry behind the last.
Result<Node> ApplySetting(const Node& tree, const Setting& setting);

// `over` on top of `base`: maps merge, lists append behind the base's, anything else is replaced.
Node MergeTrees(const Node& base, const Node& over);

// Replaces ${NAME} and ${NAME:-default} in the scalars of values (not of keys); $${ is a literal ${. A default also
// stands in for a variable that is empty. A plain scalar that is one substitution and nothing else is read as the value
// would be if it stood there itself; any other stays text.
Node Substitute(const Node& tree, const std::map<std::string, std::string>& environment, Diagnostics& diagnostics);

// Reads `path` and the files that it extends, which are relative to the file that names them; the key `extends` is left
// out. A cycle is a mistake. The root is a map. nullopt if there is nothing to go on with.
std::optional<Node> ReadTree(Files& files, const std::string& path,
                             const std::map<std::string, std::string>& environment, Diagnostics& diagnostics);

}  // namespace harness

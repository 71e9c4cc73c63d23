// A table of GitHub's Markdown, for people to read.
#pragma once

#include "generators/table_type.h"

namespace harness {

TableType MarkdownTableType();

}  // namespace harness

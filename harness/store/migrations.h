// Makes, recognises and updates the file of a store.
//
// A file that is no store (foreign, empty, cut short, damaged) or one of a newer harness is refused before SQLite sees
// it, so that neither it nor its folder is touched.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/sqlite.h"

namespace harness {

// Reads the header only. False: there is nothing at `path`. An error: it is no store that schema `newest` or older
// describes.
Result<bool> LooksLikeStore(const std::string& path, Files& files, int newest);

// Makes a store of the newest schema, complete or not at all, with the folders above it. If someone else makes one
// there meanwhile, theirs stays. `vfs`: of SQLite, empty: the default.
Result<> CreateStore(const std::string& path, const std::string& vfs, std::span<const std::string_view> migrations);

// Brings an open store to the newest schema, in one transaction. Refuses one that is newer, or no store.
Result<> Migrate(Database& database, const std::string& path, std::span<const std::string_view> migrations);

}  // namespace harness

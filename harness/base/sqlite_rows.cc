#include "harness/base/sqlite_rows.h"

#include <sqlite3.h>

#include <memory>

namespace harness {
namespace {

// What SQLite is told of the rows when it first meets their name.
struct Declaration {
  std::string schema;
  const SqliteRows* rows;
};

// https://www.sqlite.org/vtab.html: an eponymous-only virtual table, so there is neither xCreate nor xDestroy.
struct Table : sqlite3_vtab {
  const SqliteRows* rows = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
  size_t row = 0;
};

const SqliteRows& RowsOf(const sqlite3_vtab_cursor* cursor) {
  return *static_cast<const Table*>(cursor->pVtab)->rows;
}

int Connect(sqlite3* database, void* declaration, int, const char* const*, sqlite3_vtab** table, char**) {
  const auto& declared = *static_cast<const Declaration*>(declaration);
  if (const int code = sqlite3_declare_vtab(database, declared.schema.c_str()); code != SQLITE_OK) return code;
  auto made = std::make_unique<Table>();
  made->rows = declared.rows;
  *table = made.release();
  return SQLITE_OK;
}

int Disconnect(sqlite3_vtab* table) {
  delete static_cast<Table*>(table);
  return SQLITE_OK;
}

int BestIndex(sqlite3_vtab*, sqlite3_index_info*) {
  return SQLITE_OK;
}

int Open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
  *cursor = std::make_unique<Cursor>().release();
  return SQLITE_OK;
}

int Close(sqlite3_vtab_cursor* cursor) {
  delete static_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

int Filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
  static_cast<Cursor*>(cursor)->row = 0;
  return SQLITE_OK;
}

int Next(sqlite3_vtab_cursor* cursor) {
  ++static_cast<Cursor*>(cursor)->row;
  return SQLITE_OK;
}

int AtEnd(sqlite3_vtab_cursor* cursor) {
  return static_cast<Cursor*>(cursor)->row >= RowsOf(cursor).size() ? 1 : 0;
}

int RowId(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
  *id = static_cast<sqlite3_int64>(static_cast<Cursor*>(cursor)->row);
  return SQLITE_OK;
}

struct Answer {
  sqlite3_context* context;

  void operator()(std::monostate) const { sqlite3_result_null(context); }
  void operator()(int64_t value) const { sqlite3_result_int64(context, value); }
  void operator()(double value) const { sqlite3_result_double(context, value); }
  void operator()(std::string_view value) const {
    const char* text = value.data() == nullptr ? "" : value.data();  // no address would be NULL
    sqlite3_result_text64(context, text, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
};

int Column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
  std::visit(Answer{context}, RowsOf(cursor).At(static_cast<Cursor*>(cursor)->row, column));
  return SQLITE_OK;
}

constexpr sqlite3_module MakeModule() {
  sqlite3_module module{};
  module.xConnect = Connect;
  module.xBestIndex = BestIndex;
  module.xDisconnect = Disconnect;
  module.xOpen = Open;
  module.xClose = Close;
  module.xFilter = Filter;
  module.xNext = Next;
  module.xEof = AtEnd;
  module.xColumn = Column;
  module.xRowid = RowId;
  return module;
}
constexpr sqlite3_module kModule = MakeModule();

}  // namespace

Result<> AddRows(Database& database, const std::string& name, int columns, const SqliteRows& rows) {
  std::string schema = "CREATE TABLE rows (c0";
  for (int i = 1; i < columns; ++i) schema += ", c" + std::to_string(i);
  auto declaration = std::make_unique<Declaration>(Declaration{schema + ")", &rows});
  const int code = sqlite3_create_module_v2(database.database_.get(), name.c_str(), &kModule, declaration.release(),
                                            [](void* owned) { delete static_cast<Declaration*>(owned); });
  if (code != SQLITE_OK) return Fail("cannot make the table {}: {}", name, sqlite3_errstr(code));
  return {};
}

}  // namespace harness

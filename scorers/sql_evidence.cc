#include "scorers/sql_evidence.h"

#include <algorithm>

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxNames = 20;

Json Repaired(std::string text) {
  RepairUtf8(text);
  return text;
}

Json NamesOf(const std::vector<std::string>& names, size_t most) {
  Json list = Json::array();
  for (size_t i = 0; i < std::min(most, names.size()); ++i) list.push_back(Repaired(names[i]));
  return list;
}

}  // namespace

Json EvidenceOf(const SqlAnswer& answer) {
  const SqlTable& table = answer.table;
  Json rows = Json::array();
  for (size_t row = 0; row < std::min(kEvidenceRows, table.rows()); ++row) {
    Json cells = Json::array();
    for (size_t column = 0; column < std::min(kEvidenceColumns, table.columns.size()); ++column)
      cells.push_back(ToJson(table.at(row, column)));
    rows.push_back(std::move(cells));
  }
  Json evidence = {{"columns", NamesOf(table.columns, kEvidenceColumns)},
                   {"rows", std::move(rows)},
                   {"row_count", table.rows()},
                   {"column_count", table.columns.size()},
                   {"time_ms", std::chrono::duration<double, std::milli>(answer.time).count()}};
  if (table.truncated) evidence["truncated"] = true;
  return evidence;
}

Json EvidenceOf(const SqlError& error) {
  return {{"error", {{"problem", std::string(ToString(error.problem))}, {"message", Repaired(error.message)}}}};
}

Json EvidenceOf(const TableDifference& difference) {
  Json evidence = {{"missing_rows", difference.missing_rows}, {"extra_rows", difference.extra_rows}};
  if (!difference.missing_columns.empty()) evidence["missing_columns"] = NamesOf(difference.missing_columns, kMaxNames);
  if (!difference.extra_columns.empty()) evidence["extra_columns"] = NamesOf(difference.extra_columns, kMaxNames);
  if (difference.changed_cell)
    evidence["changed_cell"] = {{"column", Repaired(difference.changed_cell->column)},
                                {"gold", ToJson(difference.changed_cell->gold)},
                                {"pred", ToJson(difference.changed_cell->pred)}};
  return evidence;
}

}  // namespace harness

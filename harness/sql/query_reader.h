// Walks a parsed query and writes down its facts: how query.cc makes a Query. Private to it.
//
// One reader reads one tree once, in one thread. The tree's depth is bounded (parse_tree.h), and so is this recursion.
// A text that has grown over kMaxFactBytes by putting expressions in the place of names is cut, and ends in "…".
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/sql/query.h"

namespace harness {

inline constexpr size_t kMaxFactBytes = 2'000;

// What names are to be read as.
struct ReadingRules {
  const ColumnOwners& owners;
  const std::set<std::string>& by_role;                // tables to be called by the column that they are joined through
  const std::map<std::string, std::string>& stand_in;  // column → the one that stands for it
  bool keys = false;  // texts are to be compared: what is computed alike is written alike
};

class QueryReader {
 public:
  explicit QueryReader(const ReadingRules& rules) : rules_(rules) {}

  // `select` is a SelectStmt.
  Query Read(const Json& select);

  // Pairs of columns that joins hold equal.
  const std::vector<std::pair<std::string, std::string>>& equalities() const { return equalities_; }
  // The first kind of node that is not understood; empty if all were.
  const std::string& unknown() const { return unknown_; }

 private:
  struct Output {
    std::string name;
    std::string text;
  };
  // One thing that FROM holds.
  struct Source {
    std::string alias;
    std::string table;   // how its columns are called; empty for what is dissolved
    bool known = false;  // all its outputs are listed
    std::vector<Output> outputs;
  };
  struct Scope {
    const Scope* outer = nullptr;
    std::vector<Source> sources;
    std::vector<Output> aliases;  // of the select list
    bool use_aliases = false;     // in the clause that is being read
  };
  struct CommonTable {
    std::string name;
    const Json* definition = nullptr;
    bool read = false;
    std::vector<Output> outputs;
  };
  struct Condition {  // of a JOIN
    SqlJoin::Kind kind = SqlJoin::Kind::kInner;
    std::vector<std::string> tables;  // that it adds
    const Json* condition = nullptr;
    std::vector<std::string> same;  // columns named by USING
  };
  // What the expression that is being read holds.
  struct Seen {
    std::set<std::string> columns, tables;
    bool aggregate = false;
    bool window = false;
  };
  // The parts of a reading that conditions add to.
  struct Place {
    Query& facts;
    Scope& scope;
    SqlFilter::Place place = SqlFilter::Place::kWhere;
  };

  // query_reader.cc: clauses
  Query ReadSelect(const Json& select, const Scope* outer, std::vector<Output>* outputs);
  Query ReadSetOperation(const Json& select, const Scope* outer, std::vector<Output>* outputs);
  void ReadFrom(const Json& select, Query& facts, Scope& scope);
  void AddSource(const Json& item, Query& facts, Scope& scope, std::vector<Condition>& conditions);
  void AddTable(const Json& range, Query& facts, Scope& scope);
  void AddDerived(const Json& range, Query& facts, Scope& scope);
  void AddJoin(const Json& join, Query& facts, Scope& scope, std::vector<Condition>& conditions);
  void NameByRole(const Json& select, const std::vector<Condition>& conditions, Scope& scope);
  void ReadCondition(const Condition& condition, Query& facts, Scope& scope);
  void ReadOutputs(const Json& select, Query& facts, Scope& scope, std::vector<Output>* outputs);
  void ReadOrder(const Json& select, Query& facts, Scope& scope);
  std::string PositionOrText(const Json& node, Query& facts, Scope& scope);
  CommonTable* FindCommonTable(std::string_view name);

  // query_conditions.cc: conjuncts
  void Conjuncts(const Json& node, Place place);
  std::string Conjunct(const Json& node, Place place);
  std::string AddFilter(std::string text, const Seen& seen, Place place);
  bool AddEquality(const Json& node, Place place);
  std::optional<std::string> Dissolve(const Json& node, Place place);
  std::string Absorb(Query&& sub, Place place);
  std::string ConditionText(const Json& node, Place place);

  // query_expression.cc: expressions
  std::string Text(const Json& node, Query& facts, Scope& scope);
  std::string Operand(const Json& node, Query& facts, Scope& scope);
  std::string List(const Json& items, Query& facts, Scope& scope, bool sorted = false);
  std::string Column(const Json& reference, const Scope& scope);
  std::string Resolve(const std::string& name, const Scope& scope);
  std::string Constant(const Json& constant);
  std::string Operation(const Json& expression, Query& facts, Scope& scope);
  std::string Comparison(std::string operation, std::string left, std::string right);
  std::string Boolean(const Json& expression, Query& facts, Scope& scope);
  std::string Call(const Json& call, Query& facts, Scope& scope);
  std::string Aggregate(const std::string& name, const Json& call, Query& facts, Scope& scope);
  std::string Window(const Json& call, Query& facts, Scope& scope);
  std::string Case(const Json& expression, Query& facts, Scope& scope);
  std::string Cast(const Json& cast, Query& facts, Scope& scope);
  std::string Subquery(const Json& link, Query& facts, Scope& scope);
  std::string See(const std::string& table, const std::string& column);

  const ReadingRules rules_;
  std::vector<CommonTable> common_tables_;
  std::vector<std::pair<std::string, std::string>> equalities_;
  std::string unknown_;
  Seen seen_;
  std::set<std::string> columns_;
  std::string role_;  // of the table that the next FROM reads, unless its own joins tell
};

// What `from` holds is added to `to`; as `nested`, or as its own.
void MergeFacts(Query&& from, Query& to, bool nested);

// The member of a tree's node, or a null that outlives it.
const Json& Member(const Json& node, const char* name);
// The string in a member, lower case in ASCII; "" if there is none.
std::string NameIn(const Json& node, const char* name);
// The strings of a list of String nodes, lower case.
std::vector<std::string> NamesOf(const Json& list);

}  // namespace harness

// From the entries of `score` lists to scorers. Part of LoadSuite.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/core/catalogue.h"
#include "harness/suite/suite.h"

namespace harness {

// The options that every scorer knows, `value` among them.
Shape CommonScorerOptions();

// An expression over the names of a case, such as `when`.
bool ReadCondition(const Node& node, std::optional<Expression>& to, Diagnostics& diagnostics);

class ScorerLoader {
 public:
  // `targets`: the suite's, which comparers compare.
  ScorerLoader(const Catalogue& catalogue, const std::vector<TargetSpec>& targets, const Services& services,
               Diagnostics& diagnostics)
      : catalogue_(catalogue), targets_(targets), services_(services), diagnostics_(diagnostics) {}

  // Records that `calibration` names are not read.
  void LeaveCalibrations() { calibrations_ = false; }

  // A `score` list: of the suite first, then of sources and inline cases. Returns where its scorers stand in the
  // suite's table. Entries that say the same as an entry of an earlier list share its scorer when `share` is set.
  // `turn`: of a conversation, from 1, whose answer they judge; 0: all that was said.
  std::vector<int> Add(const Node& list, bool share, int turn = 0);

  // All scorers, named: unnamed ones by their type, then TYPE-2, TYPE-3, …; those of turn 2 NAME[2].
  std::vector<ScorerSpec> Take();

  // After Take: the names of all scorers, and whether no entry was too broken to have one.
  const std::vector<std::string>& names() const { return names_; }
  bool all_named() const { return all_named_; }
  // The digests of what was read from files in place of texts, for the suite's.
  const std::string& texts() const { return texts_; }
  // Whether one of the scorers asks a program or a service.
  bool external() const { return external_; }

 private:
  // An entry, taken apart.
  struct Entry {
    const ScorerType* type = nullptr;
    Node key;                          // where the type stands; its text is the type with its not-
    std::vector<Node::Entry> options;  // from its map and from beside it
    bool bare_value = false;           // `value` stands where the map would
  };

  bool ReadEntry(const Node& node, Entry& entry);
  const Node::Entry* FindTypeKey(const Node& node);
  void MissingType(const Node& node);
  bool TakeOptions(const Node& node, const Node::Entry& type_key, Entry& entry);
  bool AddOption(const Node::Entry& option, const std::string& type, Entry& entry);
  void BuildListed(const Entry& entry, ScorerSpec& spec);
  bool Build(const Entry& entry, ScorerSpec& spec);
  bool SortOptions(const Entry& entry, std::vector<Node::Entry>& common, std::vector<Node::Entry>& own);
  bool ReadCommon(const Node& common, ScorerSpec& spec);
  bool ReadNumbers(const Node& common, ScorerSpec& spec);
  bool ReadPointers(const Node& common, ScorerSpec& spec);
  bool ReadCalibrationOf(const Node& path, ScorerSpec& spec);
  bool ReadValue(const Entry& entry, const Node& value, ScorerSpec& spec);
  static void AddTimeout(const Entry& entry, const Node& config, ScorerSpec& spec);
  bool Make(const Entry& entry, const Node& config, bool optional, ScorerSpec& spec);
  bool MakeComparer(const Entry& entry, const Node& config, ScorerSpec& spec);
  bool MakeGroup(const Entry& entry, const Node& common, const Node& config, ScorerSpec& spec);
  bool ReadMembers(const Node& list, ScorerSpec& spec);
  bool ReadMember(const Node& node, std::string_view combination, ScorerSpec& member);
  bool ReadCount(const Node& config, ScorerSpec& spec);
  bool ReadVote(const Node& config, ScorerSpec& spec);
  bool ReadAudit(const Node& config, ScorerSpec& spec);
  bool TakeName(const Node* name, ScorerSpec& spec);
  const ScorerType* FindType(std::string_view written) const;
  std::vector<std::string> TypeNames() const;
  bool ReadText(Node& value);
  void NoteFile(const Node& path);
  bool Mistake(const Node& node, std::string message);

  const Catalogue& catalogue_;
  const std::vector<TargetSpec>& targets_;
  const Services& services_;
  Diagnostics& diagnostics_;
  std::vector<ScorerSpec> specs_;
  std::vector<std::string> names_;
  std::map<std::string, Place> explicit_names_;     // of the list that is being read: the suite's, or a combination's
  std::map<std::string, std::vector<int>> shared_;  // by what the entry says, the scorers that say it
  std::string texts_;
  size_t text_budget_ = size_t{64} << 20;  // bytes that files may still put in the place of texts
  bool all_named_ = true;
  bool external_ = false;
  bool calibrations_ = true;
  bool vouched_ = true;  // of the entry that is being read: its scores depend on nothing that is not known
};

}  // namespace harness

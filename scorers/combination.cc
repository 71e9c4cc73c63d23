#include "scorers/combination.h"

#include <utility>

namespace harness {
namespace {

ScorerType MakeType(std::string name, std::string doc, Combination combination) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.needs = Needs::kNothing;
  type.value = kList;
  type.shape.fields = {{"score", kList, "Its members: entries as in the suite's `score`."}};
  type.combination = combination;
  return type;
}

}  // namespace

ScorerType AllOfScorerType() {
  return MakeType("all-of", "All of its members pass.", Combination::kAllOf);
}

ScorerType AnyOfScorerType() {
  return MakeType("any-of", "At least one of its members passes.", Combination::kAnyOf);
}

ScorerType AtLeastScorerType() {
  ScorerType type = MakeType("at-least", "At least `count` of its members pass.", Combination::kAtLeast);
  type.shape.fields.push_back({"count", kInteger, "How many of the members must pass.", true});
  return type;
}

ScorerType AssertSetScorerType() {
  return MakeType("assert-set",
                  "All of its members pass, or with `threshold` the weighted mean of their values reaches it.",
                  Combination::kAssertSet);
}

ScorerType PanelScorerType() {
  ScorerType type = MakeType("panel", "Its members vote: judges of several models, or the same one several times.",
                             Combination::kPanel);
  type.shape.fields.push_back({.name = "vote",
                               .types = kText,
                               .doc = "How: majority (the default), unanimity, or mean of the values.",
                               .choices = {"majority", "unanimity", "mean"}});
  return type;
}

ScorerType CascadeScorerType() {
  ScorerType type = MakeType("cascade",
                             "Rules first, then judges, one after the other until one decides: the cheap ones before "
                             "the strong ones.",
                             Combination::kCascade);
  type.shape.fields.push_back(
      {"audit", kNumber, "The part of attempts that the last member judges in any case, to see how often it differs."});
  return type;
}

}  // namespace harness

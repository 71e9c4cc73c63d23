#include "harness/suite/suite_shape.h"

#include "harness/suite/prompts.h"

namespace harness {

Shape RunShape() {
  return {{
      {"repeat", kInteger, "Attempts a case; by default 1."},
      {"require", kText, "How many of a case's attempts must pass: all (the default), any, or a number."},
      {"concurrency", kInteger, "Attempts at once; by default 8."},
      {"on_error",
       kText,
       "What to do after an attempt that could not be decided; by default continue.",
       false,
       {"continue", "stop"}},
      {"min_coverage", kNumber, "The part of the attempts, from 0 to 1, that must be decided; by default 1."},
      {"seed", kInteger, "What samples and the programs' randomness depend on; by default 0."},
      {"threshold", kNumber, "An attempt passes when the weighted mean of its scores, from 0 to 1, reaches it."},
  }};
}

Shape SuiteShape() {
  return {{
      {"suite", kText, "The suite's name; by default the file's."},
      {"description", kText, "What it is for."},
      {"extends", kText, "A file that this one is laid over: maps merge, lists append."},
      {"cases", kList | kNothing, "Where cases come from: files and inline lists, one after another."},
      {"targets", kList | kNothing, "What is called with every case."},
      {"databases",
       kMap | kNothing,
       "Names for databases that scorers run SQL on.",
       false,
       {},
       std::make_shared<const Shape>(Shape{{}, true})},
      {"models",
       kMap | kNothing,
       "Names for models that targets and judges ask.",
       false,
       {},
       std::make_shared<const Shape>(Shape{{}, true})},
      {"prompts",
       kList | kNothing,
       "Every chat target whose user text is {{ prompt }} is made once with each of them.",
       false,
       {},
       std::make_shared<const Shape>(PromptShape())},
      {"score", kList | kNothing, "What judges every output."},
      {"metrics", kList | kNothing, "Figures over the whole run, such as how well labels are told apart."},
      {"gates", kList | kNothing, "Conditions on the run's figures; without any it is pass_rate >= 1."},
      {"run", kMap | kNothing, "How the run is done.", false, {}, std::make_shared<const Shape>(RunShape())},
  }};
}

}  // namespace harness

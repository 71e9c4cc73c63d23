// is-html, contains-html: the judged text is HTML and nothing else, or has HTML in it.
//
// The text is cut into tags as the HTML standard's tokenizer does it, in one linear pass without a tree, so that no
// nesting can be too deep. Elements are those of the HTML standard, obsolete ones included, svg and math with all
// within them, and custom elements (with a hyphen in their name).
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType IsHtmlScorerType();
ScorerType ContainsHtmlScorerType();

}  // namespace harness

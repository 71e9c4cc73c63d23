// is-xml, contains-xml: the judged text is an XML document, or holds a fragment that is well-formed.
//
// Well-formedness is expat's (XML 1.0): it is strict, streams, and does not recurse. Nothing outside the text is ever
// read; a DOCTYPE that declares things of its own is refused, since entities could be made to grow. At most
// kMaxXmlDepth elements in one another.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

inline constexpr size_t kMaxXmlDepth = 1000;

ScorerType IsXmlScorerType();
ScorerType ContainsXmlScorerType();

}  // namespace harness

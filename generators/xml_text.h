// Names and texts as XML 1.0 can have them.
#pragma once

#include <string>
#include <string_view>

namespace harness {

// Without colons.
bool IsXmlName(std::string_view name);

// What XML has not in names becomes _xHHHH_, as in SQL/XML (ISO 9075-14): "the list" is the_x0020_list, and "_x" itself
// is _x005F_x; so is the x of names that begin with "xml".
std::string XmlName(std::string_view name);

// Puts U+FFFD in the place of what XML 1.0 forbids: control characters but tab, line feed and carriage return, U+FFFE
// and U+FFFF. Says whether there were any.
bool ReplaceForbidden(std::string& text);

}  // namespace harness

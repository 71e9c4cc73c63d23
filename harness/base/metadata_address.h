// Addresses that machines of a cloud find their credentials at: nothing that a suite names may be read from them.
//
// All link-local addresses (169.254.0.0/16, fe80::/10), fd00:ec2::254 and 100.100.100.200, also inside IPv6 (mapped,
// compatible, NAT64). Pure functions, any thread.
#pragma once

#include <string_view>

namespace harness {

// `address` points to the sockaddr_in or sockaddr_in6 that `family` (AF_INET, AF_INET6) says; no other family has any.
bool IsMetadataAddress(int family, const void* address);

// A host as it stands in a url: a name ("metadata.google.internal", which may end in a dot), an IPv4 address in any
// spelling that inet_aton takes (decimal, octal, hexadecimal, fewer than four parts), an IPv6 address in brackets. What
// a name resolves to is not asked.
bool IsMetadataHost(std::string_view host);

}  // namespace harness

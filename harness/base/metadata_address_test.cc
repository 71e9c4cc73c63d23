#include "harness/base/metadata_address.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(MetadataHost, IsKnownInEverySpelling) {
  for (const char* host : {"169.254.169.254",
                           "169.254.0.1",
                           "169.254.170.2",
                           "2852039166",
                           "0xA9FEA9FE",
                           "0xa9.0xfe.0xa9.0xfe",
                           "0251.0376.0251.0376",
                           "169.254.43518",
                           "169.16689662",
                           "100.100.100.200",
                           "1684301000",
                           "metadata.google.internal",
                           "METADATA.google.internal.",
                           "metadata",
                           "[fd00:ec2::254]",
                           "[FD00:0EC2:0:0:0:0:0:254]",
                           "[fe80::1]",
                           "[fe80::1%25eth0]",
                           "[febf::1]",
                           "[::ffff:169.254.169.254]",
                           "[::ffff:a9fe:a9fe]",
                           "[::169.254.169.254]",
                           "[64:ff9b::a9fe:a9fe]",
                           "fd00:ec2::254"})
    EXPECT_TRUE(IsMetadataHost(host)) << host;
}

TEST(MetadataHost, IsNoOtherHost) {
  for (const char* host :
       {"127.0.0.1", "localhost", "169.253.169.254", "169.255.0.1", "100.100.100.201", "10.0.0.1", "api.openai.com",
        "metadata.example.com", "[::1]", "[fd00:ec2::255]", "[fec0::1]", "[2001:db8::1]", "", "[]", "[64:ff9b::a00:1]"})
    EXPECT_FALSE(IsMetadataHost(host)) << host;
}

}  // namespace
}  // namespace harness

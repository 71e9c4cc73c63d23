#include "generators/semantic/words.h"

namespace harness {
namespace {

constexpr std::string_view kFirms[] = {
    "Alder",   "Amber",   "Anchor",   "Arbor",   "Aspen",   "Atlas",  "Beacon",  "Birch",  "Blue",   "Bramble",
    "Bridge",  "Bright",  "Canyon",   "Cedar",   "Cinder",  "Clear",  "Cloud",   "Cobalt", "Copper", "Coral",
    "Crest",   "Crystal", "Delta",    "Drift",   "Eagle",   "Ember",  "Ever",    "Falcon", "Fern",   "Field",
    "Flint",   "Frost",   "Gold",     "Granite", "Green",   "Harbor", "Hazel",   "Heron",  "High",   "Horizon",
    "Iron",    "Juniper", "Keystone", "Lake",    "Lantern", "Larch",  "Lumen",   "Maple",  "Meadow", "Mill",
    "Moon",    "North",   "Nova",     "Oak",     "Ocean",   "Onyx",   "Orchard", "Osprey", "Pebble", "Pine",
    "Prairie", "Quartz",  "Quill",    "Raven",   "Red",     "Ridge",  "River",   "Sage",   "Silver", "Sky",
    "Slate",   "Solar",   "Sparrow",  "Spring",  "Star",    "Stone",  "Summit",  "Swift",  "Terra",  "Tide",
    "Timber",  "True",    "Vale",     "Vector",  "Vertex",  "Violet", "West",    "White",  "Willow", "Winter",
};

constexpr std::string_view kFields[] = {
    "Analytics",     "Automation", "Bio",       "Building",   "Capital",     "Chemicals",   "Components", "Consulting",
    "Data",          "Design",     "Dynamics",  "Electric",   "Energy",      "Engineering", "Farms",      "Foods",
    "Freight",       "Health",     "Holdings",  "Industries", "Instruments", "Insurance",   "Labs",       "Logistics",
    "Manufacturing", "Marine",     "Materials", "Media",      "Medical",     "Mobility",    "Networks",   "Optics",
    "Outfitters",    "Packaging",  "Partners",  "Pharma",     "Plastics",    "Power",       "Properties", "Publishing",
    "Research",      "Robotics",   "Security",  "Services",   "Software",    "Solutions",   "Supply",     "Systems",
    "Technologies",  "Textiles",   "Tools",     "Trading",    "Transport",   "Ventures",    "Water",      "Works",
};

constexpr std::string_view kEndings[] = {"Inc", "LLC", "Ltd", "Corp", "Group", "GmbH", "PLC", "Co"};

constexpr std::string_view kKinds[] = {
    "Access Point",
    "Backup Appliance",
    "Barcode Scanner",
    "Cable Tester",
    "Conference Camera",
    "Conference Phone",
    "Desktop",
    "Docking Station",
    "Ergonomic Chair",
    "External Drive",
    "Firewall",
    "Graphics Card",
    "Hard Drive",
    "Headset",
    "Ink Cartridge",
    "Keyboard",
    "Label Printer",
    "Laptop",
    "Laser Printer",
    "Load Balancer",
    "Memory Module",
    "Monitor",
    "Monitor Arm",
    "Mouse",
    "Network Card",
    "Network Switch",
    "Office Suite",
    "Patch Panel",
    "Password Vault",
    "Power Supply",
    "Presentation Remote",
    "Projector",
    "Rack Cabinet",
    "Rack Server",
    "Router",
    "Security Camera",
    "Security Token",
    "Smart Display",
    "Smartphone",
    "Solid State Drive",
    "Standing Desk",
    "Storage Array",
    "Surge Protector",
    "Tablet",
    "Thin Client",
    "Toner",
    "Uninterruptible Supply",
    "USB Hub",
    "Video Adapter",
    "VPN Gateway",
    "Webcam",
    "Whiteboard",
    "Workstation",
};

constexpr std::string_view kLines[] = {
    "Apex",    "Arc",     "Aria",    "Axis",   "Boreal", "Brisk", "Cadence", "Cirrus", "Comet",   "Corvid", "Dune",
    "Echo",    "Equinox", "Fjord",   "Fathom", "Glide",  "Halo",  "Helix",   "Indigo", "Kestrel", "Lyra",   "Mesa",
    "Mistral", "Nimbus",  "Nova",    "Orbit",  "Pivot",  "Polar", "Prism",   "Pulse",  "Quanta",  "Rivet",  "Sierra",
    "Sonnet",  "Spark",   "Stratus", "Tempo",  "Terra",  "Umbra", "Vantage", "Verve",  "Vista",   "Zephyr",
};

constexpr std::string_view kEditions[] = {"", "", "", " Pro", " Plus", " Mini", " Max", " Lite", " Go", " SE", " XL"};

constexpr FileKind kEndingsOfFiles[] = {
    {"avi", "video/x-msvideo"},
    {"bmp", "image/bmp"},
    {"bz2", "application/x-bzip2"},
    {"css", "text/css"},
    {"csv", "text/csv"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"eml", "message/rfc822"},
    {"epub", "application/epub+zip"},
    {"gif", "image/gif"},
    {"gz", "application/gzip"},
    {"html", "text/html"},
    {"ics", "text/calendar"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript"},
    {"json", "application/json"},
    {"log", "text/plain"},
    {"md", "text/markdown"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"ogg", "audio/ogg"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"rtf", "application/rtf"},
    {"svg", "image/svg+xml"},
    {"tar", "application/x-tar"},
    {"tif", "image/tiff"},
    {"txt", "text/plain"},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webp", "image/webp"},
    {"woff2", "font/woff2"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "application/xml"},
    {"yaml", "application/yaml"},
    {"zip", "application/zip"},
};

constexpr std::string_view kFileParts[] = {
    "agenda",   "archive",      "assets",    "audit",    "backup",    "budget",    "catalog",  "checklist", "config",
    "contract", "customers",    "dashboard", "draft",    "errors",    "estimate",  "events",   "export",    "final",
    "forecast", "handbook",     "import",    "index",    "inventory", "invoice",   "layout",   "letter",    "manual",
    "meeting",  "metrics",      "minutes",   "notes",    "offer",     "orders",    "overview", "payroll",   "plan",
    "policy",   "presentation", "pricing",   "project",  "proposal",  "quarterly", "receipt",  "records",   "release",
    "report",   "requests",     "review",    "roadmap",  "schedule",  "shipping",  "snapshot", "staff",     "statement",
    "summary",  "survey",       "template",  "training", "usage",     "weekly",
};

constexpr std::string_view kPaths[] = {
    "/data/exports/",
    "/data/imports/",
    "/etc/app/",
    "/home/shared/",
    "/mnt/archive/",
    "/mnt/backup/",
    "/opt/app/conf/",
    "/opt/app/data/",
    "/opt/reports/",
    "/srv/files/",
    "/srv/ftp/incoming/",
    "/srv/www/static/",
    "/tmp/",
    "/usr/share/doc/",
    "/var/backups/",
    "/var/lib/app/",
    "/var/log/",
    "/var/log/app/",
    "/var/spool/",
    "C:\\Data\\Exports\\",
    "C:\\ProgramData\\App\\",
    "C:\\Temp\\",
    "C:\\Users\\Public\\Documents\\",
    "C:\\Users\\Public\\Downloads\\",
    "D:\\Archive\\",
    "D:\\Shares\\Finance\\",
    "D:\\Shares\\Projects\\",
};

constexpr std::string_view kRoles[] = {
    "api", "app",   "auth",  "backup", "build",  "cache", "ci",   "db",  "dns",  "edge",
    "etl", "file",  "fw",    "git",    "kafka",  "lb",    "ldap", "log", "mail", "monitor",
    "ntp", "print", "proxy", "queue",  "search", "sftp",  "vpn",  "web", "wiki", "worker",
};

constexpr std::string_view kPlaces[] = {"ams", "atl", "ber", "bos", "chi", "dal", "den", "dub", "fra", "hkg", "lon",
                                        "mad", "mia", "muc", "nyc", "osl", "par", "sea", "sfo", "sin", "syd", "tyo"};

constexpr std::string_view kSystems[] = {
    "AlmaLinux 9",
    "Android 13",
    "Android 14",
    "Android 15",
    "ChromeOS 126",
    "Debian 11",
    "Debian 12",
    "Fedora 40",
    "FreeBSD 14.1",
    "iOS 17.6",
    "iOS 18.1",
    "iPadOS 18.1",
    "macOS 13 Ventura",
    "macOS 14 Sonoma",
    "macOS 15 Sequoia",
    "openSUSE Leap 15.6",
    "Oracle Linux 9",
    "Red Hat Enterprise Linux 8",
    "Red Hat Enterprise Linux 9",
    "Rocky Linux 9",
    "SUSE Linux Enterprise 15",
    "Ubuntu 20.04 LTS",
    "Ubuntu 22.04 LTS",
    "Ubuntu 24.04 LTS",
    "Windows 10",
    "Windows 11",
    "Windows Server 2016",
    "Windows Server 2019",
    "Windows Server 2022",
};

}  // namespace

constinit const Words kCompanyWords = kFirms;
constinit const Words kCompanyFields = kFields;
constinit const Words kCompanyEndings = kEndings;
constinit const Words kProductKinds = kKinds;
constinit const Words kProductLines = kLines;
constinit const Words kProductEditions = kEditions;
constinit const std::span<const FileKind> kFileKinds = kEndingsOfFiles;
constinit const Words kFileWords = kFileParts;
constinit const Words kFolders = kPaths;
constinit const Words kHostRoles = kRoles;
constinit const Words kSites = kPlaces;
constinit const Words kOperatingSystems = kSystems;

}  // namespace harness

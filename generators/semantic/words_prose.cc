#include "generators/semantic/words.h"

namespace harness {
namespace {

constexpr std::string_view kDeterminerTable[] = {"the", "the", "the", "this", "that", "our",  "their",
                                                 "my",  "her", "his", "each", "one",  "some", "another"};

constexpr std::string_view kAdjectiveTable[] = {
    "able",    "ancient", "bright", "broad",  "broken",  "busy",  "calm",  "careful", "central", "cheap",  "clean",
    "clear",   "clever",  "cold",   "common", "curious", "daily", "dark",  "deep",    "distant", "dry",    "early",
    "empty",   "exact",   "fair",   "famous", "fast",    "final", "fine",  "firm",    "flat",    "fresh",  "friendly",
    "full",    "gentle",  "golden", "good",   "grand",   "green", "happy", "heavy",   "hidden",  "high",   "honest",
    "huge",    "inner",   "joint",  "keen",   "large",   "late",  "light", "little",  "local",   "lonely", "long",
    "loud",    "lucky",   "main",   "modern", "narrow",  "neat",  "new",   "noisy",   "odd",     "old",    "open",
    "patient", "plain",   "polite", "proud",  "quick",   "quiet", "rare",  "ready",   "red",     "rich",   "round",
    "safe",    "second",  "sharp",  "short",  "simple",  "slow",  "small", "smooth",  "soft",    "solid",  "spare",
    "steady",  "strange", "strong", "sudden", "tall",    "thin",  "tiny",  "tired",   "usual",   "warm",   "weekly",
    "wide",    "wild",    "wise",   "young",
};

constexpr std::string_view kNounTable[] = {
    "answer",   "apple",   "archive", "artist",  "author",  "baker",    "basket", "bell",     "bird",    "boat",
    "book",     "bottle",  "bridge",  "brother", "bus",     "cable",    "camera", "captain",  "carpet",  "castle",
    "chair",    "child",   "city",    "clerk",   "clock",   "cloud",    "coat",   "coffee",   "cousin",  "customer",
    "dancer",   "desk",    "doctor",  "door",    "driver",  "engine",   "farmer", "fence",    "field",   "fire",
    "flag",     "flower",  "forest",  "friend",  "garden",  "gate",     "glass",  "guest",    "guide",   "hall",
    "hammer",   "harbor",  "hill",    "horse",   "hotel",   "house",    "idea",   "island",   "judge",   "key",
    "kitchen",  "ladder",  "lake",    "lamp",    "lawyer",  "leader",   "letter", "library",  "machine", "manager",
    "map",      "market",  "meeting", "message", "mirror",  "mountain", "museum", "neighbor", "nurse",   "office",
    "orchard",  "painter", "paper",   "pilot",   "plan",    "plate",    "player", "printer",  "problem", "project",
    "question", "reader",  "report",  "river",   "road",    "roof",     "room",   "sailor",   "school",  "screen",
    "server",   "shelf",   "ship",    "shop",    "singer",  "sister",   "song",   "station",  "stone",   "storm",
    "story",    "street",  "student", "table",   "teacher", "team",     "ticket", "tower",    "town",    "train",
    "tree",     "valley",  "village", "visitor", "wall",    "window",   "winter", "worker",   "writer",
};

constexpr std::string_view kVerbTable[] = {
    "accepted",  "admired",  "answered", "avoided",   "believed", "borrowed",   "bought",   "brought",   "built",
    "called",    "carried",  "caught",   "changed",   "checked",  "chose",      "cleaned",  "closed",    "copied",
    "counted",   "covered",  "crossed",  "described", "doubted",  "drew",       "expected", "explained", "filled",
    "finished",  "fixed",    "followed", "forgot",    "found",    "greeted",    "guarded",  "heard",     "held",
    "helped",    "hid",      "ignored",  "invited",   "joined",   "kept",       "knew",     "led",       "left",
    "lifted",    "liked",    "lost",     "loved",     "made",     "measured",   "met",      "missed",    "mentioned",
    "moved",     "needed",   "noticed",  "opened",    "ordered",  "packed",     "painted",  "passed",    "pictured",
    "praised",   "promised", "pulled",   "pushed",    "reached",  "remembered", "repaired", "replaced",  "reported",
    "rescued",   "returned", "saved",    "sent",      "showed",   "signed",     "sold",     "studied",   "supported",
    "surprised", "taught",   "tested",   "thanked",   "told",     "took",       "touched",  "trusted",   "used",
    "visited",   "wanted",   "warned",   "watched",   "welcomed", "wrote",
};

constexpr std::string_view kLoneVerbTable[] = {
    "appeared", "arrived",  "awoke",   "began",    "climbed",   "danced", "departed", "fell",   "grew",  "hesitated",
    "laughed",  "listened", "moved",   "paused",   "recovered", "rested", "returned", "rose",   "slept", "smiled",
    "spoke",    "stayed",   "stopped", "traveled", "vanished",  "waited", "walked",   "worked",
};

constexpr std::string_view kAdverbTable[] = {
    "again",  "alone",   "badly",  "calmly", "carefully", "daily", "early",    "easily",    "eventually", "gently",
    "gladly", "happily", "late",   "loudly", "nearby",    "often", "outside",  "patiently", "quickly",    "quietly",
    "rarely", "safely",  "slowly", "soon",   "suddenly",  "today", "together", "twice",     "well",       "yesterday",
};

constexpr std::string_view kPrepositionTable[] = {
    "above",  "across",   "after",   "along",  "around", "before", "behind", "below",
    "beside", "beyond",   "by",      "during", "for",    "from",   "inside", "near",
    "on",     "opposite", "outside", "over",   "past",   "toward", "under",  "with",
};

}  // namespace

constinit const Words kDeterminers = kDeterminerTable;
constinit const Words kAdjectives = kAdjectiveTable;
constinit const Words kNouns = kNounTable;
constinit const Words kVerbs = kVerbTable;
constinit const Words kLoneVerbs = kLoneVerbTable;
constinit const Words kAdverbs = kAdverbTable;
constinit const Words kPrepositions = kPrepositionTable;

}  // namespace harness

// hostile-worker [--die | --ignore-end | --farewell FILE]: a worker of the lines protocol for lines_test, which does
// with each case what the case's input says: "VERB REST".
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "harness/base/json.h"

namespace harness {
namespace {

class Worker {
 public:
  void Take(const std::string& line) {
    const Json test = *ParseJson(line);
    const std::string input = JsonText(test["input"]);
    Do(test["id"], input);
  }

 private:
  void Do(const Json& id, const std::string& input) {
    const size_t space = input.find(' ');
    const std::string verb = input.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : input.substr(space + 1);
    if (verb == "first") return First(id, rest);
    if (verb == "hold") return Hold(id, rest);
    if (!DoWrong(id, verb, rest)) Answer(verb, id, rest);
  }

  void Answer(const std::string& verb, const Json& id, const std::string& rest) {
    Json answer{{"id", id}, {"output", rest}};
    if (verb == "pid") answer["output"] = getpid();
    if (verb == "long") answer["output"] = std::string(std::stoul(rest), 'x');
    if (verb == "with") answer.update(*ParseJson(rest));
    if (verb == "sleep") std::this_thread::sleep_for(std::chrono::milliseconds(std::stoul(rest)));
    Print(answer);
    if (verb == "twice") Print(answer);
    if (verb == "release") {
      for (const Json& held : held_) Print({{"id", held}, {"output", "held"}});
      held_.clear();
    }
  }

  bool DoWrong(const Json& id, const std::string& verb, const std::string& rest) {
    if (verb == "exit") {
      std::cerr << "leaving over " << id.get<std::string>() << std::endl;
      _exit(std::stoi(rest));
    }
    if (verb == "signal") raise(std::stoi(rest));
    if (verb == "half") {
      std::cout << R"({"id": "ha)" << std::flush;
      _exit(1);
    }
    if (verb == "raw") std::cout << rest << std::endl;
    if (verb == "close") close(1);
    if (verb == "stray") {
      Print({{"id", rest}, {"output", "stray"}});
      return false;
    }
    if (verb == "mutter") std::cerr << rest << std::endl;
    while (verb == "hang" || verb == "close" || verb == "mutter") pause();
    return verb == "raw" || verb == "mute";
  }

  // "first VERB FILE": does it unless FILE exists, which is made; or else says "again".
  void First(const Json& id, const std::string& rest) {
    const std::string file = rest.substr(rest.find_last_of(' ') + 1);
    if (access(file.c_str(), F_OK) == 0) return Print({{"id", id}, {"output", "again"}});
    const std::string input = rest.substr(0, rest.find_last_of(' '));
    if (input != "hold") std::ofstream(file) << "here";
    Do(id, input == "hold" ? "hold " + file : input);
  }

  // Keeps the case until "release", and makes FILE.
  void Hold(const Json& id, const std::string& file) {
    held_.push_back(id);
    std::ofstream(file) << "here";
  }

  static void Print(const Json& line) { std::cout << line.dump() << std::endl; }

  std::vector<Json> held_;
};

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "--die") {
    std::cerr << "no model\n";
    return 9;
  }
  harness::Worker worker;
  for (std::string line; std::getline(std::cin, line);) worker.Take(line);
  if (mode == "--farewell") std::ofstream(argv[2]) << "bye";
  while (mode == "--ignore-end") pause();
  return 0;
}

// The command line of one command: flags over environment over configuration file over defaults.
//
// Every long option NAME can also be given as HARNESS_NAME in the environment (dashes as underscores), or as `name:
// value` in the YAML file that --config names. --env-file adds variables that the environment lacks.
#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/cli/world.h"

namespace harness {

class Options {
 public:
  // `positional`: the name under which arguments without a flag are collected.
  Options(std::string usage, std::string positional);

  // Declares: options.Add()("junit", Text(), "…").
  boost::program_options::options_description_easy_init Add() { return own_.add_options(); }

  // The code to exit with once help or a mistake was printed; nothing: go on. May add to world.environment and turn on
  // its log.
  std::optional<int> Parse(World& world, const std::vector<std::string>& arguments);

  bool Has(const std::string& name) const { return values_.count(name) > 0; }
  bool Flag(const std::string& name) const { return Has(name) && values_[name].as<bool>(); }
  std::string Text(const std::string& name) const { return Has(name) ? values_[name].as<std::string>() : ""; }
  std::vector<std::string> Texts(const std::string& name) const;
  // A mistake if it is no whole number within [low, high].
  Result<std::optional<int64_t>> Integer(const std::string& name, int64_t low, int64_t high) const;

  std::string store() const { return Text("store"); }

 private:
  Result<> ReadAll(World& world, const std::vector<std::string>& arguments);
  Result<> ReadConfig(World& world);
  Result<> ReadEnvironmentFile(World& world);
  void PrintHelp(std::ostream& out) const;

  std::string usage_;
  std::string positional_;
  boost::program_options::options_description own_{"Options"};
  boost::program_options::options_description all_;
  boost::program_options::variables_map values_;
};

// Value types for Options::Add.
boost::program_options::typed_value<std::string>* TextOption();
boost::program_options::typed_value<std::vector<std::string>>* TextsOption();
boost::program_options::typed_value<bool>* FlagOption();

}  // namespace harness

// A PostgreSQL server of its own for one test: a fresh cluster in a temporary folder, heard on a Unix socket there and
// nowhere else. It dies with the test, whatever the test dies of. As root it runs as the user postgres, whom Debian's
// package makes.
#pragma once

#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/fakes/temporary_folder.h"

namespace harness {

class PostgresServer {
 public:
  PostgresServer() {
    Prepare();
    if (!absent_.empty()) return;
    const std::string data = folder_ / "data";
    const int made = Wait(Spawn({(bin_ / "initdb").string(), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync",
                                 "-E", "UTF8", "--locale=C.UTF-8"}));
    if (made != 0) {
      absent_ = "initdb failed";
      return;
    }
    Start();
  }
  ~PostgresServer() { Stop(); }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // Why there is no server, or "".
  const std::string& absent() const { return absent_; }
  // For the superuser postgres, or `user`.
  std::string url(const std::string& user = "postgres") const {
    return "host=" + folder_.path() + " port=" + kPort + " dbname=postgres user=" + user;
  }

  void Start() {
    server_ = Spawn({(bin_ / "postgres").string(), "-D", folder_ / "data", "-k", folder_.path(), "-p", kPort, "-c",
                     "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=20"});
    for (int i = 0; i < 600 && PQping(url().c_str()) != PQPING_OK; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (PQping(url().c_str()) != PQPING_OK) absent_ = "the server did not start";
  }
  void Stop() {
    if (server_ <= 0) return;
    kill(server_, SIGQUIT);
    Wait(server_);
    server_ = -1;
  }

  // Runs statements as the superuser; "" or what went wrong.
  std::string Run(const std::string& sql, std::string* first_cell = nullptr) const {
    PGconn* connection = PQconnectdb(url().c_str());
    PGresult* result = PQexec(connection, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    std::string wrong = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? "" : PQerrorMessage(connection);
    if (first_cell && PQntuples(result) > 0) *first_cell = PQgetvalue(result, 0, 0);
    PQclear(result);
    PQfinish(connection);
    return wrong;
  }
  std::string Cell(const std::string& sql) const {
    std::string cell;
    const std::string wrong = Run(sql, &cell);
    return wrong.empty() ? cell : wrong;
  }

 private:
  static constexpr const char* kPort = "54399";

  void Prepare() {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored))
      if (std::filesystem::exists(entry.path() / "bin" / "initdb")) bin_ = entry.path() / "bin";
    if (bin_.empty()) absent_ = "PostgreSQL's server is not installed";
    if (geteuid() != 0) return;
    const passwd* user = getpwnam("postgres");
    if (!user) {
      absent_ = "there is no user postgres";
      return;
    }
    user_ = user->pw_uid;
    group_ = user->pw_gid;
    if (chown(folder_.path().c_str(), user_, group_) != 0) absent_ = "chown failed";
  }

  pid_t Spawn(const std::vector<std::string>& words) const {
    std::vector<char*> argv;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const pid_t pid = fork();
    if (pid != 0) return pid;
    const int log = open((folder_ / "log").c_str(), O_CREAT | O_APPEND | O_WRONLY, 0666);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    if (user_ != 0 && (setgroups(0, nullptr) != 0 || setgid(group_) != 0 || setuid(user_) != 0)) _exit(127);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    (void)!chdir("/");
    execv(argv[0], argv.data());
    _exit(127);
  }

  static int Wait(pid_t pid) {
    int status = 0;
    if (pid <= 0 || waitpid(pid, &status, 0) != pid) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  TemporaryFolder folder_;
  std::filesystem::path bin_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  pid_t server_ = -1;
  std::string absent_;
};

}  // namespace harness

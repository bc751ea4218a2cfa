// SPDX-License-Identifier: Apache-2.0
#include "core/base/process_tree.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "tests/unit/scratch_directory.h"

using namespace vg;

namespace {

/// A child that has done `prepare` and waits; killed at the end.
class Child {
 public:
  explicit Child(const std::function<void()>& prepare) {
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      prepare();
      (void)!::write(ready[1], "x", 1);
      for (;;) ::pause();
    }
    ::close(ready[1]);
    char byte = 0;
    CHECK(::read(ready[0], &byte, 1) == 1);
    ::close(ready[0]);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

}  // namespace

TEST_CASE("this process") {
  const auto facts = read_process(::getpid());
  REQUIRE(facts);
  CHECK(facts->id == own_process_id());
  CHECK(facts->id.pid == ::getpid());
  CHECK(facts->id.start_time > 0);
  CHECK(facts->parent == ::getppid());
  CHECK(facts->session == ::getsid(0));
  CHECK(facts->executable.ends_with("unit_hook"));
  REQUIRE_FALSE(facts->arguments.empty());
  CHECK(facts->arguments[0].find("unit_hook") != std::string::npos);
  CHECK_FALSE(facts->has_shim);
}

TEST_CASE("names that try to look like other fields") {
  for (const char* name : {"a) R 1 1 1 1", "((", "))", ") 1 2", "a\nb", "", " ", "\xff\xfe"}) {
    const Child child([&] { ::prctl(PR_SET_NAME, name); });
    const auto facts = read_process(child.pid());
    REQUIRE_MESSAGE(facts, name);
    CHECK(facts->name == std::string(name).substr(0, 15));
    CHECK(facts->parent == ::getpid());
    CHECK(facts->session == ::getsid(0));
    CHECK(facts->id.start_time >= own_process_id().start_time);
  }
}

TEST_CASE("a process that is gone, or never was") {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  ::waitpid(pid, nullptr, 0);
  CHECK_FALSE(read_process(pid));
  CHECK_FALSE(read_process(0));
  CHECK_FALSE(read_process(-1));
  CHECK(ancestry_of(pid).empty());
}

TEST_CASE("a process that has ended but is still listed has no program") {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  siginfo_t ended{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) == 0);
  const auto facts = read_process(pid);
  REQUIRE(facts);
  CHECK(facts->executable.empty());
  CHECK(facts->arguments.empty());
  ::waitpid(pid, nullptr, 0);
}

TEST_CASE("ancestors come nearest first") {
  const Child child([] {});
  const auto chain = ancestry_of(child.pid());
  REQUIRE(chain.size() >= 2);
  CHECK(chain[0].id.pid == child.pid());
  CHECK(chain[1].id == own_process_id());
  for (std::size_t i = 1; i < chain.size(); ++i) {
    CHECK(chain[i].id.pid == chain[i - 1].parent);
    CHECK(chain[i].id.start_time <= chain[i - 1].id.start_time);
  }
}

TEST_CASE("at most four arguments, empty ones included") {
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(ready[1], 1);
    ::execl("/bin/sh", "zero", "-c", "echo; sleep 60; :", "", "last", "more", nullptr);
    ::_exit(127);
  }
  char byte = 0;
  CHECK(::read(ready[0], &byte, 1) == 1);
  const auto facts = read_process(pid);
  REQUIRE(facts);
  CHECK(facts->arguments == std::vector<std::string>{"zero", "-c", "echo; sleep 60; :", ""});
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

TEST_CASE("the shim is seen by the name of the mapped file") {
  const test::ScratchDirectory scratch;
  struct Row {
    const char* name;
    bool is_shim;
  };
  for (const Row& row :
       {Row{"libvg.so", true}, {"libvg.so.1", true}, {"libvg.so.bak", false}, {"notlibvg.so", false}}) {
    const std::string path = scratch.write(row.name, std::string(4096, 'x'));
    for (const bool deleted : {false, true}) {
      const Child child([&] {
        const int fd = ::open(path.c_str(), O_RDONLY);
        if (::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED) ::_exit(1);
        if (deleted) ::unlink(path.c_str());
      });
      const auto facts = read_process(child.pid());
      REQUIRE(facts);
      CHECK_MESSAGE(facts->has_shim == row.is_shim, row.name);
    }
  }
}

TEST_CASE("a program that was replaced while it runs keeps its name") {
  const test::ScratchDirectory scratch;
  const std::string copy = scratch / "sleeper";
  std::filesystem::copy_file("/bin/sleep", copy);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execl(copy.c_str(), "sleeper", "60", nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 2000; ++i) {
    const auto facts = read_process(pid);
    if (facts && facts->executable == copy) break;
    ::usleep(1000);
  }
  ::unlink(copy.c_str());
  const auto facts = read_process(pid);
  REQUIRE(facts);
  CHECK(facts->executable == copy);
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

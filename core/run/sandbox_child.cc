// SPDX-License-Identifier: Apache-2.0
#include "core/run/sandbox_child.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/message.h"
#include "core/egress/agent.h"
#include "core/egress/notify_filter.h"
#include "core/run/capabilities.h"
#include "core/run/init.h"
#include "core/run/landlock.h"
#include "core/run/mount_calls.h"
#include "core/run/resource_limits.h"
#include "core/run/seccomp.h"

namespace vg {
namespace {

/// For the payload's few calls between its clone and exec.
alignas(16) char payload_stack[std::size_t{64} << 10];
GoAhead go_ahead;
EgressAgent agent;
/// Made by the payload in the descriptor table it shares with PID 1 until it executes.
int payload_listener = -1;
constexpr int channel_number = 4;

void send_report(int socket, const Report& report, int descriptor = -1) {
  send_message(socket, &report, sizeof report, descriptor);
}

void layer_refused(int socket, int index, int errnum) {
  send_report(socket, {Report::Kind::layer_refused, Stage::writable_layer, errnum, index});
}

void input_reopened(int socket, int number, int descriptor) {
  send_report(socket, {Report::Kind::reopened, Stage::descriptors, 0, number}, descriptor);
}

/// Goes on only without a failure; otherwise names it and ends the sandbox.
class Steps {
 public:
  explicit Steps(int socket) : socket_(socket) {}
  void operator()(const Failure& failure) const {
    if (!failure) return;
    send_report(socket_, {Report::Kind::stage_failed, failure.stage, failure.errnum, failure.detail});
    ::_exit(125);
  }
  void operator()(Stage stage, int errnum) const { (*this)(Failure{stage, errnum}); }

 private:
  int socket_;
};

/// The kernel kills this process when its supervisor dies; a supervisor that died before that was asked for is noticed
/// by its closed socket.
int follow_supervisor(const SandboxScript& script) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
  ::close(script.supervisor_socket);
  pollfd socket{script.report_socket, POLLIN, 0};
  ::poll(&socket, 1, 0);
  return (socket.revents & POLLHUP) != 0 ? ESRCH : 0;
}

int make_root_read_only() {
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  attributes.propagation = MS_PRIVATE;
  return ::mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &attributes, sizeof attributes) == 0 ? 0 : errno;
}

/// A second user namespace, which owns no mounts, is for capabilities that are kept: without any, a payload cannot
/// raise the limit on user namespaces again (that takes CAP_SYS_RESOURCE) and one namespace does.
bool needs_second_namespace(const SandboxScript& script) {
  const SandboxPlan& plan = script.plan.sandbox;
  return plan.deny_nested_user_namespaces && (plan.kept_capabilities & keepable_capabilities) != 0;
}

/// The mount namespace is a copy of the host's already, so its tree is changed in place; what is covered cannot be
/// uncovered without CAP_SYS_ADMIN over this namespace, which nothing in the sandbox has after this.
int cover_resolver(const SandboxScript& script, int root, const BlankTree& blanks) {
  if (!script.egress.is_on()) return 0;
  const int mount = blanks.text();
  if (mount < 0) return -mount;
  const int error = attach_at(mount, root, "/etc/resolv.conf");
  ::close(mount);
  return error == ENOENT ? 0 : error;  // without the file nothing asks for names
}

void build_tree(SandboxScript& script, const Steps& check) {
  check(Stage::descriptors, script.descriptors.seal_inputs(input_reopened, script.report_socket));
  check(Stage::devices, script.devices.open_sources());
  check(Stage::run_directory, script.run.open_sources());
  check(script.mounts.open_sources(layer_refused, script.report_socket));
  check(Stage::processes, script.processes.make());
  if (script.plan.sandbox.deny_nested_user_namespaces)
    check(Stage::nested_namespaces,
          limit_user_namespaces(script.processes.descriptor(), needs_second_namespace(script)));
  check(Stage::root_tree, make_root_read_only());
  const int root = ::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) check(Stage::root_tree, errno);
  check(script.mounts.attach_layers(root));
  BlankTree blanks;
  check(Stage::blank_tree, blanks.make(root));
  check(script.mounts.make_links(blanks));
  if (script.egress.is_on())
    check(Stage::egress, blanks.add_text(script.egress.resolver_text.data(), script.egress.resolver_text.size()));
  check(Stage::blank_tree, blanks.seal());
  check(Stage::devices, script.devices.attach(root));
  check(Stage::run_directory, script.run.attach(root));
  check(Stage::processes, script.processes.attach(root, blanks));
  check(script.mounts.attach_steps(root, blanks));
  check(Stage::egress, cover_resolver(script, root, blanks));
  if (script.wants_process_view)
    send_report(script.report_socket, {Report::Kind::process_view, Stage::processes, 0, -1},
                script.processes.descriptor());
}

int enter_start_directory(const StartDirectory& start) {
  if (start.is_gone) {
    constexpr const char* place = "/dev/shm/.gone";
    if (::mkdir(place, 0700) != 0 || ::chdir(place) != 0 || ::rmdir(place) != 0) return errno;
    return 0;
  }
  for (const std::string& piece : start.pieces)
    if (::chdir(piece.c_str()) != 0) return errno;
  return 0;
}

int receive_go_ahead(int socket) {
  ssize_t length = 0;
  do length = ::recv(socket, &go_ahead, sizeof go_ahead, 0);
  while (length < 0 && errno == EINTR);
  if (length < 0) return errno;
  return static_cast<std::size_t>(length) == go_ahead.size() ? 0 : EPIPE;
}

int set_resource_limits() {
  // A core file would carry the payload's memory past the walls, through the host's core_pattern.
  if (const int error = lower_limit(RLIMIT_CORE, 0)) return error;
  if (go_ahead.cpus != 0)
    if (const int error = keep_to_cpus(go_ahead.cpus)) return error;
  return go_ahead.processes == 0 ? 0 : lower_limit(RLIMIT_NPROC, go_ahead.processes);
}

/// Only 0 to 2, the report socket, at number 3, and the channel to the broker behind it stay.
int close_descriptors(SandboxScript& script) {
  if (script.egress.is_on()) {
    // Out of the way of both numbers first.
    const int channel = ::fcntl(script.egress.channel, F_DUPFD_CLOEXEC, channel_number + 1);
    if (script.report_socket == channel_number)
      script.report_socket = ::fcntl(script.report_socket, F_DUPFD_CLOEXEC, 5);
    if (channel < 0 || script.report_socket < 0 || ::dup3(channel, channel_number, O_CLOEXEC) < 0) return errno;
    script.egress.channel = channel_number;
  }
  if (script.report_socket != 3) {
    if (::dup3(script.report_socket, 3, O_CLOEXEC) < 0) return errno;
    script.report_socket = 3;
  }
  if (::close_range(script.egress.is_on() ? channel_number + 1 : 4, ~0U, 0) != 0) return errno;
  return script.descriptors.keep_over_exec();
}

/// What PID 1 must not have, because it looks after the payload's connections.
void enter_filtered_network(const SandboxScript& script) {
  const SandboxPlan& plan = script.plan.sandbox;
  const Steps check(3);
  check(Stage::capabilities, keep_only(plan.kept_capabilities & keepable_capabilities));
  check(Stage::landlock, deny_tcp_connections());
  if (plan.seccomp == SeccompBaseline::strict)
    check(Stage::seccomp,
          install_seccomp_filter(go_ahead.filter.data(), static_cast<std::uint16_t>(go_ahead.filter_length)));
  payload_listener = install_notify_filter();
  check(Stage::egress, payload_listener < 0 ? -payload_listener : 0);
}

/// Shares the memory of PID 1, which waits until this has executed or ended.
int payload(void* argument) {
  const SandboxScript& script = *static_cast<SandboxScript*>(argument);
  script.gate.restore();
  if (script.egress.is_on()) enter_filtered_network(script);
  // Last, and here: PID 1 needs system calls that a profile may not know.
  int error = 0;
  if (!script.profile.empty())
    error = install_seccomp_filter(script.profile.data(), static_cast<std::uint16_t>(script.profile.size()));
  if (error == 0) error = script.program.execute();
  send_report(3, {Report::Kind::exec_failed, Stage::start, error, -1});
  ::_exit(127);
}

std::uint64_t capabilities_of_init(const SandboxScript& script) {
  if (!script.egress.is_on()) return 0;
  return look_into_processes | (script.plan.sandbox.kept_capabilities & bind_low_ports);
}

/// PID 1 holds a socket for each call that waits.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// The payload's filter holds PID 1 as well; but one that looks into the payload needs calls that strict refuses.
int install_init_filter(const SandboxScript& script) {
  const SandboxPlan& plan = script.plan.sandbox;
  if (!script.egress.is_on() || plan.seccomp != SeccompBaseline::strict)
    return install_seccomp_filter(go_ahead.filter.data(), static_cast<std::uint16_t>(go_ahead.filter_length));
  const std::span<const sock_filter> filter = seccomp_filter(SeccompBaseline::standard, true);
  return install_seccomp_filter(filter.data(), static_cast<std::uint16_t>(filter.size()));
}

[[noreturn]] void start_payload(SandboxScript& script, const Steps& check) {
  const sigset_t early = take_early_signals();
  char* stack = payload_stack + sizeof payload_stack;
  const EgressScript& egress = script.egress;
  if (egress.is_on()) check(Stage::egress, agent.prepare(egress.channel, egress.host_cookie, egress.host_loopback));
  // The listener that the payload makes becomes PID 1's own by a table that both share; executing parts them.
  const int shared = CLONE_VM | CLONE_VFORK | (egress.is_on() ? CLONE_FILES : 0);
  const pid_t pid = ::clone(payload, stack, shared | SIGCHLD, &script);
  if (pid < 0) check(Stage::start, errno);
  if (egress.is_on() && payload_listener >= 0) check(Stage::egress, agent.listen_on(payload_listener));
  forward_early_signals(early, pid);
  for (int fd = 0; fd < 3; ++fd) ::close(fd);  // else a reader of the payload's output never sees its end
  keep_only(capabilities_of_init(script));
  if (egress.is_on()) raise_descriptor_limit();
  run_init(pid, 3, egress.is_on() ? &agent : nullptr);
}

}  // namespace

void run_sandbox_child(SandboxScript& script) {
  const SandboxPlan& plan = script.plan.sandbox;
  const Steps check(script.report_socket);
  ::prctl(PR_SET_DUMPABLE, 1);  // else /proc/self/uid_map belongs to root: proc(5)
  const mode_t mask = ::umask(0);
  check(Stage::supervisor, follow_supervisor(script));
  check(Stage::identity, write_identity_map(script.identity));
  // The name is no wall: the filters of container engines refuse the call where they let everything else pass.
  const bool is_named = ::sethostname(plan.hostname.data(), plan.hostname.size()) == 0 || errno == EPERM;
  check(Stage::hostname, is_named ? 0 : errno);
  if (script.has_own_network) check(Stage::loopback, bring_loopback_up());
  if (script.egress.is_on())
    check(Stage::egress, prepare_sandbox_network(script.egress.channel, script.egress.with_ipv6));
  build_tree(script, check);
  check(Stage::working_directory, enter_start_directory(script.start));
  check(Stage::supervisor, receive_go_ahead(script.report_socket));
  check(Stage::limits, script.limits.join(go_ahead.held_limits));
  if (needs_second_namespace(script)) check(Stage::nested_namespaces, enter_second_user_namespace(script.identity));
  check(Stage::descriptors, close_descriptors(script));
  const Steps last(script.report_socket);
  last(Stage::resource_limits, set_resource_limits());
  last(Stage::capabilities, reduce_capabilities(plan.kept_capabilities, capabilities_of_init(script)));
  last(Stage::no_new_privileges, ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno);
  if (!script.has_own_network) last(Stage::landlock, scope_abstract_sockets());
  last(Stage::no_new_privileges, ::prctl(PR_SET_DUMPABLE, 0) == 0 ? 0 : errno);
  last(Stage::seccomp, install_init_filter(script));
  ::umask(mask);
  start_payload(script, last);
}

}  // namespace vg

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""attempts.py HOST [FAMILY...]: tries to get out, each attempt in a process of its own, and prints one line for each:
NAME out|held. HOST is a directory that must not be changed, with a file `canary` and what outside.py made there.
"out" means that the attempt got what it wanted; what it wanted is harmless wherever it is run."""

import ctypes
import errno
import os
import resource
import signal
import socket
import stat
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
HOST = sys.argv[1]
CANARY = HOST + "/canary"
attempts = []


def attempt(family, name, action):
    attempts.append((family, name, action))


def syscall(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_void_p(a) if isinstance(a, int) else a for a in arguments])
    return result, ctypes.get_errno()


def worked(action):
    """The attempt wants the action to work."""
    action()
    return True


# Files: every way to change one that was only to be read.
def write_by(flags):
    def action():
        fd = os.open(CANARY, flags)
        os.write(fd, b"written")
    return action


def through(path):
    def action():
        with open(path, "a") as file:
            file.write("written")
    return action


def copy_range():
    source = os.open("/etc/passwd", os.O_RDONLY)
    target = os.open(CANARY, os.O_WRONLY)
    os.copy_file_range(source, target, 10)


def map_shared():
    import mmap
    fd = os.open(CANARY, os.O_RDWR)
    mmap.mmap(fd, 4, mmap.MAP_SHARED, mmap.PROT_WRITE)[0:1] = b"w"


def temporary_linked():
    fd = os.open(HOST, os.O_TMPFILE | os.O_RDWR)
    os.link(f"/proc/self/fd/{fd}", HOST + "/linked", follow_symlinks=True)


def reopened():
    fd = os.open(CANARY, os.O_RDONLY)
    os.write(os.open(f"/proc/self/fd/{fd}", os.O_WRONLY), b"written")


def path_descriptor():
    fd = os.open(CANARY, os.O_PATH)
    os.write(os.open(f"/proc/self/fd/{fd}", os.O_WRONLY), b"written")


def moved_in():
    with open("mine", "w") as file:
        file.write("mine")
    os.rename("mine", HOST + "/moved")


def linked_then_written():
    os.link(CANARY, "hard")
    with open("hard", "a") as file:
        file.write("written")


def symlinked_then_written():
    os.symlink(CANARY, "soft")
    with open("soft", "a") as file:
        file.write("written")


def mount_flags_cleared():
    MS_REMOUNT, MS_BIND = 32, 4096
    if libc.mount(None, HOST.encode(), None, MS_REMOUNT | MS_BIND, None) != 0:
        raise OSError
    write_by(os.O_WRONLY)()


for name, action in {
    "truncate": write_by(os.O_WRONLY | os.O_TRUNC),
    "append": write_by(os.O_WRONLY | os.O_APPEND),
    "read-write": write_by(os.O_RDWR),
    "create": lambda: os.open(HOST + "/made", os.O_CREAT | os.O_WRONLY),
    "truncate(2)": lambda: os.truncate(CANARY, 0),
    "unlink": lambda: os.unlink(HOST + "/victim"),
    "rename": lambda: os.rename(HOST + "/victim", HOST + "/renamed"),
    "rename onto": lambda: os.rename(HOST + "/victim", CANARY),
    "mkdir": lambda: os.mkdir(HOST + "/directory"),
    "rmdir": lambda: os.rmdir(HOST + "/empty"),
    "symlink": lambda: os.symlink("/", HOST + "/link"),
    "link within": lambda: os.link(CANARY, HOST + "/link2"),
    "mkfifo": lambda: os.mkfifo(HOST + "/fifo"),
    "chmod": lambda: os.chmod(CANARY, 0o777),
    "chown": lambda: os.chown(CANARY, os.getuid(), os.getgid()),
    "utime": lambda: os.utime(CANARY, (1, 1)),
    "setxattr": lambda: os.setxattr(CANARY, "user.vg", b"x"),
    "copy_file_range": copy_range,
    "shared map": map_shared,
    "O_TMPFILE and link": temporary_linked,
    "through /proc/self/fd": reopened,
    "through O_PATH": path_descriptor,
    "through /proc/self/root": through("/proc/self/root" + CANARY),
    "through /proc/self/cwd": through("/proc/self/cwd/../host/canary"),
    "through /proc/1/root": through("/proc/1/root" + CANARY),
    "through /proc/1/cwd": through("/proc/1/cwd/../host/canary"),
    "through /proc/thread-self/root": through("/proc/thread-self/root" + CANARY),
    "through /dev/fd": lambda: through("/dev/fd/%d" % os.open(CANARY, os.O_RDONLY))(),
    "move a file in": moved_in,
    "hard link and write": linked_then_written,
    "symlink and write": symlinked_then_written,
    "unix socket file": lambda: socket.socket(socket.AF_UNIX).bind(HOST + "/sock"),
    "remount": mount_flags_cleared,
    "fallocate": lambda: os.posix_fallocate(os.open(CANARY, os.O_WRONLY), 0, 10),
}.items():
    attempt("files", name, lambda action=action: worked(action))


# In a user namespace of one's own, with every capability over it: covers must not come off.
def in_namespaces(action):
    CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x20000
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0:
        raise OSError
    with open("/proc/self/setgroups", "w") as file:
        file.write("deny")
    with open("/proc/self/uid_map", "w") as file:
        file.write(f"0 {uid} 1")
    with open("/proc/self/gid_map", "w") as file:
        file.write(f"0 {gid} 1")
    return action()


def mount(source, target, kind, flags, data=None):
    if libc.mount(source.encode() if source else None, target.encode(), kind.encode() if kind else None, flags,
                  data.encode() if data else None) != 0:
        raise OSError(ctypes.get_errno(), "mount")


def secret_in(path):
    with open(path) as file:
        return "hidden" in file.read()


def bare_bind():
    os.makedirs("here", exist_ok=True)
    mount(HOST, "here", None, 4096)
    return secret_in("here/secrets/key")


def detached():
    libc.umount2((HOST + "/secrets").encode(), 2)
    return secret_in(HOST + "/secrets/key")


def overlaid():
    for name in ("upper", "workdir", "merged"):
        os.makedirs(name, exist_ok=True)
    mount("overlay", "merged", "overlay", 0, f"lowerdir={HOST},upperdir=upper,workdir=workdir,userxattr")
    return secret_in("merged/secrets/key")


def cloned_tree():
    fd, _ = syscall(428, -100 & 0xffffffffffffffff, ctypes.c_char_p(HOST.encode()), 1)
    if fd < 0:
        raise OSError
    return secret_in(f"/proc/self/fd/{fd}/secrets/key")


def writable_again():
    mount(None, HOST, None, 4096 | 32)
    write_by(os.O_WRONLY)()
    return True


def fresh_proc():
    os.makedirs("proc", exist_ok=True)
    mount("proc", "proc", "proc", 0)
    with open("proc/sys/kernel/core_pattern", "w") as file:
        file.write("x")
    return True


def fresh_sys():
    os.makedirs("sys", exist_ok=True)
    mount("sysfs", "sys", "sysfs", 0)
    return True


def moved_cover():
    os.makedirs("away", exist_ok=True)
    mount(HOST + "/secrets", "away", None, 8192)
    return secret_in(HOST + "/secrets/key")


def pivoted():
    os.makedirs("new/old", exist_ok=True)
    mount("new", "new", None, 4096)
    if libc.pivot_root(b"new", b"new/old") != 0:
        raise OSError
    libc.umount2(b"/old" + HOST.encode() + b"/secrets", 2)
    return secret_in("/old" + HOST + "/secrets/key")


attempt("secrets", "read", lambda: secret_in(HOST + "/secrets/key"))
attempt("secrets", "read through /proc/self/root", lambda: secret_in("/proc/self/root" + HOST + "/secrets/key"))
attempt("secrets", "hard link", lambda: os.link(HOST + "/secrets/key", "key") or secret_in("key"))
attempt("secrets", "list", lambda: "key" in os.listdir(HOST + "/secrets"))
attempt("secrets", "masked file", lambda: secret_in(HOST + "/secret-file"))
attempt("secrets", "masked file through /proc", lambda: secret_in("/proc/self/root" + HOST + "/secret-file"))
attempt("secrets", "masked file by O_PATH", lambda: secret_in(
    "/proc/self/fd/%d" % os.open(HOST + "/secret-file", os.O_PATH)))
attempt("secrets", "rename the cover", lambda: worked(lambda: os.rename(HOST + "/secrets", HOST + "/s")))
for name, action in {"bind without covers": bare_bind, "unmount covers": detached, "overlay below covers": overlaid,
                     "open_tree without covers": cloned_tree, "make writable": writable_again,
                     "a proc of one's own": fresh_proc, "a sysfs of one's own": fresh_sys, "move a cover": moved_cover,
                     "pivot and unmount": pivoted}.items():
    attempt("namespaces", name, lambda action=action: in_namespaces(action))


# Sockets of the host.
def connect(kind, address):
    sock = socket.socket(socket.AF_UNIX, kind)
    sock.settimeout(2)
    sock.connect(address)
    return True


def datagram_pair(address):
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"out", address)
    return True


def unconnected(address):
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"out", address)
    return True


def message(address):
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendmsg([b"out"], [], 0, address)
    return True


ABSTRACT = open(HOST + "/abstract").read().strip() if os.path.exists(HOST + "/abstract") else "none"
for name, base in {"pathname": HOST + "/stream", "abstract": "\0" + ABSTRACT + "-stream"}.items():
    attempt("sockets-" + name, name + " stream", lambda base=base: connect(socket.SOCK_STREAM, base))
for name, base in {"pathname": HOST + "/dgram", "abstract": "\0" + ABSTRACT + "-dgram"}.items():
    attempt("sockets-" + name, name + " datagram", lambda base=base: connect(socket.SOCK_DGRAM, base))
    attempt("sockets-" + name, name + " datagram pair", lambda base=base: datagram_pair(base))
    attempt("sockets-" + name, name + " unconnected", lambda base=base: unconnected(base))
    attempt("sockets-" + name, name + " sendmsg", lambda base=base: message(base))
for name, base in {"pathname": HOST + "/seqpacket", "abstract": "\0" + ABSTRACT + "-seqpacket"}.items():
    attempt("sockets-" + name, name + " seqpacket", lambda base=base: connect(socket.SOCK_SEQPACKET, base))


def tcp(address, port, family=socket.AF_INET):
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.settimeout(2)
    sock.connect((address, port))
    return True


PORT = int(open(HOST + "/port").read()) if os.path.exists(HOST + "/port") else 1
for address in ("127.0.0.1", "127.0.0.2", "0.0.0.0"):
    attempt("loopback", "tcp " + address, lambda address=address: tcp(address, PORT))
attempt("loopback", "tcp ::ffff:127.0.0.1", lambda: tcp("::ffff:127.0.0.1", PORT, socket.AF_INET6))
for family in sorted(set(range(3, 46)) - {10, 16}):
    def raw(family=family):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            try:
                socket.socket(family, kind).close()
                return True
            except OSError:
                pass
        return False
    attempt("families", f"socket family {family}", raw)
attempt("families", "packet capture", lambda: worked(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x300)))
attempt("families", "socketpair of vsock", lambda: worked(lambda: socket.socketpair(40)))
attempt("families", "family with dirty upper bits", lambda: syscall(41, 0x1_0000_0028, 1, 0)[0] >= 0)

# System calls that open the kernel, or other processes: "out" where the filter lets them through to the kernel.
for name, number in dict(
        acct=163, adjtimex=159, add_key=248, bpf=321, clock_settime=227, delete_module=176, fanotify_init=300,
        finit_module=313, init_module=175, io_uring_enter=426, io_uring_register=427, io_uring_setup=425, ioperm=173,
        iopl=172, kexec_file_load=320, kexec_load=246, keyctl=250, lookup_dcookie=212, migrate_pages=256,
        move_pages=279, open_by_handle_at=304, perf_event_open=298, quotactl=179, reboot=169, request_key=249,
        settimeofday=164, swapoff=168, swapon=167, syslog=103, userfaultfd=323, vhangup=153).items():
    def called(number=number):
        # With a bad pointer throughout: what is not refused at the door fails with EFAULT, EINVAL, EBADF …
        result, error = syscall(number, 0x1, 0x1, 0x1, 0x1, 0x1)
        return result >= 0 or error not in (errno.EPERM, errno.ENOSYS)
    attempt("system calls", name, called)
for name, number in dict(
        chroot=161, clone3=435, fsconfig=431, fsmount=432, fsopen=430, fspick=433, kcmp=312, modify_ldt=154, mount=165,
        mount_setattr=442, move_mount=429, name_to_handle_at=303, open_tree=428, pivot_root=155, process_vm_readv=310,
        process_vm_writev=311, ptrace=101, setdomainname=171, sethostname=170, setns=308, umount2=166,
        unshare=272).items():
    def called(number=number):
        result, error = syscall(number, 0x1, 0x1, 0x1, 0x1, 0x1)
        return result >= 0 or error not in (errno.EPERM, errno.ENOSYS)
    attempt("strict", name, called)
for name, flag in dict(NEWNS=0x20000, NEWCGROUP=0x2000000, NEWUTS=0x4000000, NEWIPC=0x8000000, NEWUSER=0x10000000,
                       NEWPID=0x20000000, NEWNET=0x40000000).items():
    def cloned(flag=flag):
        pid, _ = syscall(56, flag | signal.SIGCHLD, 0, 0, 0, 0)
        if pid == 0:
            os._exit(0)
        return pid > 0
    attempt("strict", "clone " + name, cloned)
    attempt("strict", "clone NEWUSER " + name, lambda flag=flag: cloned(flag | 0x10000000))

# Settings of the whole machine.
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hostname",
             "/proc/sys/vm/drop_caches", "/proc/sys/vm/overcommit_memory", "/proc/sys/fs/file-max",
             "/proc/sys/kernel/sysrq", "/proc/sys/kernel/randomize_va_space", "/proc/sys/user/max_user_namespaces",
             "/proc/sysrq-trigger", "/proc/irq/default_smp_affinity", "/sys/kernel/uevent_helper",
             "/sys/power/state", "/sys/fs/cgroup/release_agent", "/sys/kernel/mm/transparent_hugepage/enabled",
             "/sys/module/kernel/parameters/panic"):
    def opened(path=path):
        fd = os.open(path, os.O_WRONLY)
        os.close(fd)
        return True
    attempt("settings", "write " + path, opened)
for path in ("/proc/kcore", "/proc/timer_list", "/proc/keys", "/proc/latency_stats", "/dev/mem", "/dev/kmem", "/dev/port",
             "/dev/kmsg", "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/fuse", "/dev/kvm", "/dev/net/tun",
             "/dev/vhost-vsock", "/dev/vsock", "/dev/input/event0", "/dev/loop-control", "/dev/mapper/control",
             "/dev/snd/seq", "/dev/tty0", "/dev/console-of-host", "/dev/ttyS0", "/dev/hpet", "/dev/rtc0"):
    def readable(path=path):
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        return os.fstat(fd).st_size != 0 or not stat.S_ISREG(os.fstat(fd).st_mode)
    attempt("devices", "open " + path, readable)
for name, device in {"memory": os.makedev(1, 1), "disk": os.makedev(254, 0), "port": os.makedev(1, 4)}.items():
    def made(device=device):
        os.mknod("node", 0o600 | (stat.S_IFCHR if os.major(device) == 1 else stat.S_IFBLK), device)
        return bool(os.open("node", os.O_RDONLY))
    attempt("devices", "mknod " + name, made)

# The sandbox's first process, the host's processes, and what they have.
VICTIM = int(open(HOST + "/pid").read()) if os.path.exists(HOST + "/pid") else 0x7ffffffe
for name in ("mem", "environ", "maps", "root/etc", "cwd/.", "exe", "auxv", "stack", "syscall", "map_files"):
    def seen(name=name):
        path = "/proc/1/" + name
        return bool(os.listdir(path)) if os.path.isdir(path) else bool(open(path, "rb").read(1))
    attempt("init", "read /proc/1/" + name, seen)
attempt("init", "follow its descriptors", lambda: any(
    os.readlink("/proc/1/fd/" + fd) for fd in os.listdir("/proc/1/fd")))
attempt("init", "attach", lambda: libc.ptrace(16, 1, 0, 0) == 0)
attempt("init", "seize", lambda: libc.ptrace(0x4206, 1, 0, 0) == 0)
attempt("init", "take its descriptors", lambda: syscall(438, syscall(434, 1, 0)[0], 3, 0)[0] >= 0)
attempt("init", "read its memory", lambda: syscall(
    310, 1, ctypes.byref(ctypes.create_string_buffer(16)), 1, ctypes.byref(ctypes.create_string_buffer(16)), 1, 0)[0] > 0)
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGSEGV, signal.SIGUSR1, signal.SIGHUP):
    def signalled(number=number):
        os.kill(1, number)
        return not os.path.exists("/proc/1/stat") or "T" in open("/proc/1/stat").read().split()[2]
    attempt("init", f"signal {number.name}", signalled)
attempt("init", "raise its limits", lambda: worked(lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (9, 9))))
attempt("processes", "see", lambda: os.path.exists(f"/proc/{VICTIM}/stat"))
attempt("processes", "signal", lambda: worked(lambda: os.kill(VICTIM, 0)))
attempt("processes", "open a pidfd", lambda: syscall(434, VICTIM, 0)[0] >= 0)
attempt("processes", "attach", lambda: libc.ptrace(0x4206, VICTIM, 0, 0) == 0)
attempt("processes", "enter its namespaces", lambda: worked(lambda: os.open(f"/proc/{VICTIM}/ns/mnt", os.O_RDONLY)))
attempt("processes", "its scheduling", lambda: worked(lambda: os.sched_getaffinity(VICTIM)))
attempt("processes", "its limits", lambda: worked(lambda: resource.prlimit(VICTIM, resource.RLIMIT_CORE)))

# Memory and queues that processes share.
SHM = int(open(HOST + "/shm").read()) if os.path.exists(HOST + "/shm") else -1
attempt("ipc", "attach shared memory", lambda: libc.shmget(SHM, 4096, 0) >= 0)
attempt("ipc", "shared memory file", lambda: os.path.exists("/dev/shm/" + os.path.basename(os.path.dirname(HOST))))
attempt("ipc", "message queue", lambda: bool(os.listdir("/dev/mqueue")))

# The terminal, descriptors, limits.
for name, request in {"TIOCSTI": 0x5412, "TIOCLINUX": 0x541c, "TIOCSTI with dirty bits": 0x1_0000_5412}.items():
    attempt("terminal", name, lambda request=request: syscall(
        16, 0, request, ctypes.c_char_p(b"x"))[1] not in (errno.EPERM, errno.EIO))
INHERITED = [fd for fd in os.listdir("/proc/self/fd") if int(fd) > 2 and os.path.exists(f"/proc/self/fd/{fd}")]
attempt("descriptors", "more than three", lambda: bool(INHERITED))
attempt("descriptors", "write to the input", lambda: worked(lambda: os.write(os.open("/proc/self/fd/0", os.O_WRONLY), b"x")))
attempt("limits", "core files", lambda: resource.getrlimit(resource.RLIMIT_CORE)[1] != 0)
attempt("limits", "raise core", lambda: worked(lambda: resource.setrlimit(resource.RLIMIT_CORE, (1, 1))))
attempt("limits", "nice below", lambda: worked(lambda: os.setpriority(os.PRIO_PROCESS, 0, -5)))
attempt("limits", "real time", lambda: worked(lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))))
attempt("limits", "oom_score_adj below", lambda: worked(lambda: os.write(
    os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-500")))
attempt("limits", "lock memory", lambda: libc.mlockall(3) == 0 and
        resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY)

# Rights.
STATUS = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
for bit in range(41):
    attempt("capabilities", f"capability {bit}", lambda bit=bit: any(
        int(STATUS[key], 16) >> bit & 1 for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")))
attempt("rights", "setuid programs", lambda: STATUS["NoNewPrivs"].strip() != "1")
attempt("rights", "no filter", lambda: STATUS["Seccomp"].strip() != "2")
attempt("rights", "another user", lambda: worked(lambda: os.setuid(65534)))
attempt("rights", "another group", lambda: worked(lambda: os.setgroups([4])))
attempt("rights", "chroot", lambda: worked(lambda: os.chroot("/usr")))
attempt("rights", "foreign personality", lambda: syscall(135, 0x40000)[0] >= 0)


def tried(action):
    pid = os.fork()
    if pid == 0:
        signal.alarm(5)
        sys.stderr = open(os.devnull, "w")
        try:
            os._exit(0 if action() else 1)
        except BaseException:
            os._exit(1)
    status = os.waitpid(pid, 0)[1]
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


wanted = set(sys.argv[2:])
for family, name, action in attempts:
    if not wanted or family in wanted:
        print(f"{family}: {name}: {'out' if tried(action) else 'held'}", flush=True)

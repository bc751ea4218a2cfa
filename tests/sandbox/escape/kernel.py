#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Attempts on the kernel, on other processes and on what holds the sandbox."""

import ctypes
import errno
import os
import resource
import signal
import stat

from harness import HOST, attempt, libc, syscall, worked

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

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""attempts.py HOST [FAMILY...]: tries to get out, each attempt in a process of its own, and prints one line for each:
NAME out|held. HOST is a directory that must not be changed, with a file `canary` and what outside.py made there.
"out" means that the attempt got what it wanted; what it wanted is harmless wherever it is run."""

import ctypes
import os
import socket
import sys

from harness import CANARY, HOST, attempt, attempts, libc, syscall, tried, worked
import kernel  # noqa: F401  (adds its own)

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


wanted = set(sys.argv[2:])
for family, name, action in attempts:
    if not wanted or family in wanted:
        print(f"{family}: {name}: {'out' if tried(action) else 'held'}", flush=True)

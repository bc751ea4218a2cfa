// SPDX-License-Identifier: Apache-2.0
/// Raw system calls: libc may not be initialised yet, may be another libc, or may hold locks.
/// Every call returns what the kernel returns, -errno on failure; the errno variable is never touched.
#pragma once

#include <asm/unistd.h>
#include <sys/stat.h>

namespace vg::preload {

#if defined(__x86_64__)
inline long system_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
inline long system_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory", "cc");
  return x0;
}
#else
#error "libvg.so knows the system calls of x86-64 and aarch64 only"
#endif

using Words = const char* const*;  ///< NULL-terminated, as execve(2) takes them

inline long address(const void* pointer) {
  return reinterpret_cast<long>(pointer);
}

inline long sys_execve(const char* path, Words argv, Words envp) {
  return system_call(__NR_execve, address(path), address(argv), address(envp));
}
inline long sys_execveat(int directory, const char* path, Words argv, Words envp, int flags) {
  return system_call(__NR_execveat, directory, address(path), address(argv), address(envp), flags);
}
inline long sys_openat(int directory, const char* path, int flags) {
  return system_call(__NR_openat, directory, address(path), flags);
}
inline long sys_close(int fd) {
  return system_call(__NR_close, fd);
}
inline long sys_read(int fd, void* buffer, unsigned long size) {
  return system_call(__NR_read, fd, address(buffer), static_cast<long>(size));
}
inline long sys_pread(int fd, void* buffer, unsigned long size, unsigned long offset) {
  return system_call(__NR_pread64, fd, address(buffer), static_cast<long>(size), static_cast<long>(offset));
}
inline long sys_write(int fd, const void* bytes, unsigned long size) {
  return system_call(__NR_write, fd, address(bytes), static_cast<long>(size));
}
/// struct stat is the kernel's own on both architectures. Source: glibc sysdeps/unix/sysv/linux/{x86,generic}/bits
inline long sys_fstat(int fd, struct stat* st) {
  return system_call(__NR_fstat, fd, address(st));
}
inline long sys_fstatat(int directory, const char* path, struct stat* st, int flags) {
  return system_call(__NR_newfstatat, directory, address(path), address(st), flags);
}
inline long sys_faccessat(int directory, const char* path, int mode) {
  return system_call(__NR_faccessat, directory, address(path), mode);
}
inline long sys_faccessat2(int directory, const char* path, int mode, int flags) {
#ifdef __NR_faccessat2
  return system_call(__NR_faccessat2, directory, address(path), mode, flags);
#else
  return system_call(439, directory, address(path), mode, flags);
#endif
}
inline long sys_readlink(const char* path, char* buffer, unsigned long size) {
  return system_call(__NR_readlinkat, -100 /* AT_FDCWD */, address(path), address(buffer), static_cast<long>(size));
}
inline long sys_unlink(const char* path) {
  return system_call(__NR_unlinkat, -100 /* AT_FDCWD */, address(path), 0);
}
inline long sys_rename(const char* from, const char* to) {
  return system_call(__NR_renameat, -100 /* AT_FDCWD */, address(from), -100, address(to));
}
inline long sys_getcwd(char* buffer, unsigned long size) {
  return system_call(__NR_getcwd, address(buffer), static_cast<long>(size));
}
inline long sys_getpid() {
  return system_call(__NR_getpid);
}
inline long sys_pidfd_open(int pid) {
#ifdef __NR_pidfd_open
  return system_call(__NR_pidfd_open, pid, 0);
#else
  return system_call(434, pid, 0);
#endif
}
inline long sys_kill(int pid, int signal) {
  return system_call(__NR_kill, pid, signal);
}
/// waitpid(2), through all signals.
inline long sys_wait(int pid) {
  long result;
  do result = system_call(__NR_wait4, pid, 0, 0, 0);
  while (result == -4 /* EINTR */);
  return result;
}
inline long sys_fcntl(int fd, int command, long argument) {
  return system_call(__NR_fcntl, fd, command, argument);
}
inline long sys_mmap(unsigned long size, int protection, int flags) {
  return system_call(__NR_mmap, 0, static_cast<long>(size), protection, flags, -1, 0);
}
inline long sys_munmap(void* start, unsigned long size) {
  return system_call(__NR_munmap, address(start), static_cast<long>(size));
}
[[noreturn]] inline void sys_exit_group(int status) {
  for (;;) system_call(__NR_exit_group, status);
}

}  // namespace vg::preload

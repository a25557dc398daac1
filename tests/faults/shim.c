/* Stands between a program and the C library: counts the calls that change files of one folder, records them,
   kills the process before one of them, or makes one fail. Idle until faults_arm is called. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[1024];
static size_t folder_size;
static int log_fd = -1;
static long calls, kill_at, fail_at;
static int fail_errno, fail_on, torn, armed;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_ftruncate)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

__attribute__((constructor)) static void find(void) {
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_rename = dlsym(RTLD_NEXT, "rename");
}

/* kill_at, fail_at: 1 is the first call from now on, 0 is never. fail_on: every later call fails too.
   torn: the fatal write still puts its first half on disk. */
void faults_arm(const char *dir, const char *log, long kill, long fail, int error, int on, int half) {
  snprintf(folder, sizeof folder, "%s", dir);
  folder_size = strlen(folder);
  if (log[0]) log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  calls = 0; kill_at = kill; fail_at = fail; fail_errno = error; fail_on = on; torn = half; armed = 1;
}
void faults_calm(void) { kill_at = fail_at = 0; }
long faults_calls(void) { return calls; }

static void record(char kind, const char *path, int64_t at, const void *data, uint32_t size) {
  if (log_fd < 0) return;
  const char *name = path + (strncmp(path, folder, folder_size) ? 0 : folder_size + 1);
  struct { char kind; uint16_t name; int64_t at; uint32_t size; } __attribute__((packed)) head;
  head.kind = kind; head.name = strlen(name); head.at = at; head.size = size;
  struct iovec parts[3] = {{&head, sizeof head}, {(void *)name, head.name}, {(void *)data, size}};
  if (writev(log_fd, parts, 3) < 0) abort();
}
void faults_mark(const char *text) { record('m', "", 0, text, strlen(text)); }

static int ours(const char *path) { return !strncmp(path, folder, folder_size) && path[folder_size] == '/'; }
static int name_of(int fd, char *path) {
  char link[64];
  if (!armed || fd == log_fd) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, 1023);
  if (size < 0) return 0;
  path[size] = 0;
  return ours(path);
}
/* 0: go on; 1: fail now. Does not return when this is the fatal call. */
static int gate(int fd, const void *data, size_t size, off64_t at) {
  calls++;
  if (calls == kill_at) {
    if (torn && size > 1 && real_pwrite(fd, data, size / 2, at) < 0) abort();
    kill(getpid(), SIGKILL);
  }
  if (fail_at && (calls == fail_at || (fail_on && calls > fail_at))) { errno = fail_errno; return 1; }
  return 0;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  char path[1024];
  if (!name_of(fd, path)) return real_pwrite(fd, data, size, at);
  if (gate(fd, data, size, at)) return -1;
  ssize_t done = real_pwrite(fd, data, size, at);
  if (done > 0) record('w', path, at, data, done);
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }
ssize_t write(int fd, const void *data, size_t size) {
  char path[1024];
  if (!name_of(fd, path)) return real_write(fd, data, size);
  off64_t at = lseek64(fd, 0, SEEK_CUR);
  if (gate(fd, data, size, at)) return -1;
  ssize_t done = real_write(fd, data, size);
  if (done > 0) record('w', path, at, data, done);
  return done;
}
int ftruncate64(int fd, off64_t size) {
  char path[1024];
  if (!name_of(fd, path)) return real_ftruncate(fd, size);
  if (gate(fd, 0, 0, 0)) return -1;
  int failed = real_ftruncate(fd, size);
  if (!failed) record('t', path, size, "", 0);
  return failed;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
static int sync_with(int (*real)(int), int fd) {
  char path[1024];
  if (!name_of(fd, path)) return real(fd);
  if (gate(fd, 0, 0, 0)) return -1;
  int failed = real(fd);
  if (!failed) record('s', path, 0, "", 0);
  return failed;
}
int fsync(int fd) { return sync_with(real_fsync, fd); }
int fdatasync(int fd) { return sync_with(real_fdatasync, fd); }
int unlink(const char *path) {
  if (!armed || !ours(path)) return real_unlink(path);
  if (gate(-1, 0, 0, 0)) return -1;
  int failed = real_unlink(path);
  if (!failed) record('d', path, 0, "", 0);
  return failed;
}
int rename(const char *from, const char *to) {
  if (!armed || !ours(to)) return real_rename(from, to);
  if (gate(-1, 0, 0, 0)) return -1;
  int failed = real_rename(from, to);
  if (!failed) record('r', from, 0, to + folder_size + 1, strlen(to) - folder_size - 1);
  return failed;
}

// A disk that may forget what was not synced, for one process: preloaded, it writes down every write to the files named in
// LOSSY_FILES (ends of their paths, split by ':') with what was there before, and every sync, in the file LOSSY_JOURNAL.
// LossyDisk.java reads that once the process is dead, and takes back what no sync has covered.
//
// A record: kind 'w' or 's', file (its place in LOSSY_FILES), offset, size of the file before, length of the old bytes,
// length of the new bytes, each 8 bytes in the machine's order; then the old and the new bytes. Cutting a file is a write
// with the bytes that are cut off as old ones and none as new.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;

static void give_up(const char *what) { perror(what); abort(); }

static int place_of(int fd) {
  char link[64], path[4096];
  const char *names = getenv("LOSSY_FILES");
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0 || !names) return -1;
  for (int place = 0; *names; place++) {
    size_t length = strcspn(names, ":");
    if ((size_t)n >= length && !memcmp(path + n - length, names, length)) return place;
    names += length + (names[length] == ':');
  }
  return -1;
}

static void all(const void *bytes, size_t n) {
  for (const char *b = bytes; n > 0;) {
    ssize_t w = syscall(SYS_write, journal, b, n);
    if (w <= 0) give_up("the journal of the lossy disk");
    b += w;
    n -= w;
  }
}

static void note(char kind, int place, int64_t offset, int64_t size, const void *old, int64_t olds, const void *now, int64_t nows) {
  int64_t head[6] = {kind, place, offset, size, olds, nows};
  if (journal < 0 && (journal = open(getenv("LOSSY_JOURNAL"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0) give_up("LOSSY_JOURNAL");
  all(head, sizeof head);
  all(old, olds);
  all(now, nows);
}

static void note_write(int fd, int place, const void *now, int64_t nows, int64_t offset, int64_t olds) {
  struct stat s;
  if (fstat(fd, &s)) give_up("fstat");
  char *old = malloc(olds + 1);
  int64_t had = 0;
  while (had < olds) {
    ssize_t r = syscall(SYS_pread64, fd, old + had, olds - had, offset + had);
    if (r <= 0) break;
    had += r;
  }
  note('w', place, offset, s.st_size, old, had, now, nows);
  free(old);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset) {
  int place = place_of(fd);
  if (place < 0) return syscall(SYS_pwrite64, fd, bytes, n, offset);
  pthread_mutex_lock(&lock);
  note_write(fd, place, bytes, n, offset, n);
  ssize_t done = syscall(SYS_pwrite64, fd, bytes, n, offset);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t write(int fd, const void *bytes, size_t n) {
  if (place_of(fd) >= 0) { fputs("lossydisk: write() to one of its files; it knows pwrite only\n", stderr); abort(); }
  return syscall(SYS_write, fd, bytes, n);
}

int ftruncate64(int fd, off64_t size) {
  int place = place_of(fd);
  if (place < 0) return syscall(SYS_ftruncate, fd, size);
  pthread_mutex_lock(&lock);
  struct stat s;
  if (fstat(fd, &s)) give_up("fstat");
  note_write(fd, place, "", 0, size, s.st_size > size ? s.st_size - size : 0);
  int failed = syscall(SYS_ftruncate, fd, size);
  pthread_mutex_unlock(&lock);
  return failed;
}

static int sync_of(int fd) {
  int place = place_of(fd);
  if (place < 0) return syscall(SYS_fsync, fd);
  pthread_mutex_lock(&lock);
  note('s', place, 0, 0, "", 0, "", 0);
  pthread_mutex_unlock(&lock);
  return 0;
}

int fsync(int fd) { return sync_of(fd); }
int fdatasync(int fd) { return sync_of(fd); }

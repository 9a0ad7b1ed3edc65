/* Loads a server of mailboxes, or a Redis as one: GETRANGE and SETRANGE of whole values. One thread, epoll; each connection
 * has one request under way. Mailboxes are chosen at random, writes by a share.
 *
 *   mailload --proto mailbox|redis --port P [--conns N] [--size BYTES] [--boxes N] [--writes PERCENT] [--seconds S]
 *
 * Fills each mailbox, warms up for half of the time, measures, and prints one line. Any answer that is not the expected
 * one ends it with 1. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_US 1000000
struct conn {
  int fd, writes, headed;
  char *out; size_t out_len, out_at;
  char head[128]; size_t head_len, body_left;
  double begun;
};
static int redis, port, conns = 8, boxes = 16, share = 10, efd;
static size_t size = 1024;
static double seconds = 4;
static unsigned *histogram, rnd = 12345;
static unsigned long counted;
static int counting;

static void die(const char *what) { fprintf(stderr, "mailload: %s\n", what); exit(1); }
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static unsigned pick(void) { return rnd = rnd * 1103515245u + 12345u, rnd >> 16; }

static void pump(struct conn *c) {
  while (c->out_at < c->out_len) {
    ssize_t n = send(c->fd, c->out + c->out_at, c->out_len - c->out_at, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) die("cannot send");
    c->out_at += n;
  }
}

static void ask(struct conn *c, int box, int writes) {
  int n; char key[16]; snprintf(key, sizeof key, "box%d", box);
  c->writes = writes;
  if (!redis) n = writes ? sprintf(c->out, "w %d %zu\n", box, size) : sprintf(c->out, "r %d\n", box);
  else if (writes) n = sprintf(c->out, "*4\r\n$8\r\nSETRANGE\r\n$%zu\r\n%s\r\n$1\r\n0\r\n$%zu\r\n", strlen(key), key, size);
  else {
    char last[24]; int l = sprintf(last, "%zu", size - 1);
    n = sprintf(c->out, "*4\r\n$8\r\nGETRANGE\r\n$%zu\r\n%s\r\n$1\r\n0\r\n$%d\r\n%s\r\n", strlen(key), key, l, last);
  }
  if (writes) { memset(c->out + n, 'a' + box % 26, size); n += size; if (redis) n += sprintf(c->out + n, "\r\n"); }
  c->out_len = n; c->out_at = 0; c->head_len = c->headed = 0; c->begun = now();
  pump(c);
}

/* The head of an answer is whole: how much follows it? */
static void head(struct conn *c) {
  size_t length = 0;
  c->headed = 1;
  if (redis ? sscanf(c->head, c->writes ? ":%zu" : "$%zu", &length) != 1 : sscanf(c->head, "ok %zu", &length) != 1) die(c->head);
  if (length != size) die("an answer of another length");
  c->body_left = c->writes ? 0 : size + (redis ? 2 : 0);
}

static int answered(struct conn *c) { /* 1 when the answer is whole */
  static char sink[1 << 16];
  for (;;) {
    if (c->headed && c->body_left == 0) return 1;
    ssize_t n = recv(c->fd, sink, sizeof sink, 0);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n <= 0) die("the server closed a connection");
    char *p = sink, *end = sink + n;
    while (!c->headed && p < end) {
      if (c->head_len + 1 >= sizeof c->head) die("a line that is too long");
      c->head[c->head_len++] = *p;
      if (*p++ == '\n') { c->head[c->head_len - 1] = 0; head(c); }
    }
    if ((size_t)(end - p) > c->body_left) die("more than was asked for");
    c->body_left -= end - p;
  }
}

static struct conn *dial(void) {
  struct conn *c = calloc(1, sizeof *c); int one = 1;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->fd, (struct sockaddr *)&to, sizeof to)) die("cannot connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct timeval patience = {5, 0}; setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  c->out = malloc(size + 256);
  return c;
}

static void add(struct conn *c) {
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
  if (epoll_ctl(efd, EPOLL_CTL_ADD, c->fd, &e)) die("epoll");
}

static void count(struct conn *c) {
  if (!counting) return;
  long us = (now() - c->begun) * 1e6;
  histogram[us < MOST_US ? us : MOST_US - 1]++; counted++;
}

static int percentile(double p) {
  unsigned long sum = 0, want = counted * p;
  for (int us = 0; us < MOST_US; us++) if ((sum += histogram[us]) > want) return us;
  return MOST_US;
}

int main(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    char *k = argv[i], *v = argv[i + 1];
    if (!strcmp(k, "--proto")) redis = !strcmp(v, "redis"); else if (!strcmp(k, "--port")) port = atoi(v);
    else if (!strcmp(k, "--conns")) conns = atoi(v); else if (!strcmp(k, "--size")) size = atol(v);
    else if (!strcmp(k, "--boxes")) boxes = atoi(v); else if (!strcmp(k, "--writes")) share = atoi(v);
    else if (!strcmp(k, "--seconds")) seconds = atof(v); else die("unknown option; see its head");
  }
  if (!port || conns < 1 || size < 1 || boxes < 1) die("say --port; numbers are at least 1");
  histogram = calloc(MOST_US, sizeof *histogram); efd = epoll_create1(0);
  struct conn *first = dial();
  for (int b = 0; b < boxes; b++) { ask(first, b, 1); if (!answered(first)) die("no answer"); }
  close(first->fd);
  for (int n = 0; n < conns; n++) {
    struct conn *c = dial();
    if (fcntl(c->fd, F_SETFL, O_NONBLOCK)) die("fcntl");
    add(c); ask(c, pick() % boxes, (int)(pick() % 100) < share);
  }
  double start = now(), from = start + seconds / 2, until = from + seconds, t = start;
  struct epoll_event events[256];
  while (t < until) {
    int n = epoll_wait(efd, events, 256, 1000);
    t = now();
    if (n == 0) die("nothing was answered for a second");
    if (!counting && t >= from) { counting = 1; from = t; }
    for (int i = 0; i < n; i++) {
      struct conn *c = events[i].data.ptr;
      pump(c);
      while (answered(c)) { count(c); ask(c, pick() % boxes, (int)(pick() % 100) < share); }
    }
  }
  printf("ops/s %.0f p50 %d p99 %d MB/s %.1f\n", counted / (t - from), percentile(.5), percentile(.99), counted / (t - from) * size / 1e6);
}

// logload: one load generator for everything that stores messages: the hub's kept rooms, NATS JetStream, Redis streams.
// It opens C connections, one for each room (stream subject, key); each keeps W messages in flight, and one is done when
// the server says that it is stored: the hub's echo, JetStream's PubAck, the reply to XADD.
//
//   logload --proto hub|jetstream|redis --port P [--conns C] [--window W | --rate MSGS_PER_S] [--size BYTES]
//           [--seconds T | --messages N] [--pid SERVER_PID]
//   logload --proto hub --port P --resume K      joins room r0 with the K newest messages and prints the time to the last
//
// Prints one line: stored/s, latency p50/p99/p99.9/max in us from the (scheduled) send to the answer, CPU per message.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HUB, JETSTREAM, REDIS };
enum { BUFFER = 1 << 16, MOST_US = 10000000 };
typedef struct {
  int fd, number, ready;
  size_t filled;
  char in[BUFFER];
  char *out;
  size_t waiting, room;
  uint64_t *sent; // when each message in flight was sent, a ring
  uint64_t first, next;
} Conn;

static int proto, conns = 100, window = 16, size = 64, seconds = 5, port = 12345, poller, ready, ring = 1 << 14;
static double rate;
static long pid, messages, resume;
static Conn *all;
static uint64_t stored, counted, worst;
static uint32_t *histogram;
static int measuring;
static char text[65536];

static uint64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ull + t.tv_nsec; }
static void die(const char *what) { perror(what); exit(1); }
static void refuse(const char *line, size_t n) { fprintf(stderr, "server: %.*s\n", (int)n, line); exit(1); }

static double cpu_of(long p) {
  char f[64], b[1024];
  unsigned long u = 0, s = 0;
  snprintf(f, sizeof f, "/proc/%ld/stat", p);
  FILE *h = fopen(f, "r");
  if (!h) return 0;
  size_t n = fread(b, 1, sizeof b - 1, h);
  fclose(h);
  b[n] = 0;
  char *q = strrchr(b, ')');
  if (!q || sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s) != 2) return 0;
  return (double)(u + s) / sysconf(_SC_CLK_TCK);
}

static void watch(Conn *c, int out) {
  struct epoll_event e = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
}

static void flush(Conn *c) {
  ssize_t w = send(c->fd, c->out, c->waiting, MSG_NOSIGNAL);
  if (w < 0 && errno != EAGAIN) die("send");
  if (w > 0) { memmove(c->out, c->out + w, c->waiting - w); c->waiting -= w; }
  watch(c, c->waiting > 0);
}

static void put(Conn *c, const char *b, size_t n) {
  if (c->waiting + n > c->room) { c->room = (c->waiting + n) * 2; c->out = realloc(c->out, c->room); }
  memcpy(c->out + c->waiting, b, n);
  c->waiting += n;
}

static void say(Conn *c, uint64_t at) {
  char b[70000];
  int n = 0;
  if (c->next - c->first >= (uint64_t)ring) { fprintf(stderr, "more than %d in flight\n", ring); exit(1); }
  if (proto == HUB) n = snprintf(b, sizeof b, "%s\n", text);
  if (proto == JETSTREAM) n = snprintf(b, sizeof b, "PUB room.%d a.%d.x %d\r\n%s\r\n", c->number, c->number, size, text);
  if (proto == REDIS) n = snprintf(b, sizeof b, "*5\r\n$4\r\nXADD\r\n$%d\r\nroom%06d\r\n$1\r\n*\r\n$1\r\nm\r\n$%d\r\n%s\r\n", 10, c->number, size, text);
  c->sent[c->next++ % ring] = at;
  put(c, b, n);
}

static void done(Conn *c, uint64_t t) {
  uint64_t us = (t - c->sent[c->first++ % ring]) / 1000;
  stored++;
  if (measuring) { counted++; if (us > worst) worst = us; histogram[us < MOST_US ? us : MOST_US - 1]++; }
}

static void is_ready(Conn *c) { if (!c->ready) { c->ready = 1; ready++; } }

static void line(Conn *c, char *l, size_t n, uint64_t t) {
  if (n && l[n - 1] == '\r') n--;
  if (proto == HUB) {
    if (memmem(l, n, "@@", 2)) { if (resume) stored++; else done(c, t); }
    else if (n > 1 && l[0] == '!') refuse(l, n);
    else if (memmem(l, n, "joined", 6)) is_ready(c);
  } else if (proto == JETSTREAM) {
    if (n && l[0] == '{') {
      if (memmem(l, n, "\"error\"", 7)) refuse(l, n);
      if (memmem(l, n, "stream_create", 13)) is_ready(c);
      else if (memmem(l, n, "\"seq\"", 5)) done(c, t);
    } else if (n >= 4 && !memcmp(l, "PING", 4)) put(c, "PONG\r\n", 6), flush(c);
    else if (n >= 4 && !memcmp(l, "PONG", 4) && c->number) is_ready(c);
    else if (n >= 4 && !memcmp(l, "-ERR", 4)) refuse(l, n);
  } else {
    if (n && l[0] == '$') done(c, t);
    else if (n && l[0] == '+') is_ready(c);
    else if (n && l[0] == '-') refuse(l, n);
  }
}

static void readable(Conn *c) {
  for (;;) {
    ssize_t r = recv(c->fd, c->in + c->filled, sizeof c->in - c->filled, 0);
    if (r == 0) { fprintf(stderr, "the server closed connection %d: %.*s\n", c->number, (int)c->filled, c->in); exit(1); }
    if (r < 0) { if (errno == EAGAIN) return; die("recv"); }
    c->filled += r;
    uint64_t t = now();
    char *s = c->in, *e = c->in + c->filled, *end;
    while ((end = memchr(s, '\n', e - s))) { line(c, s, end - s, t); s = end + 1; }
    c->filled = e - s;
    memmove(c->in, s, c->filled);
    if ((size_t)r < 4096) return;
  }
}

static void turn(int ms) {
  struct epoll_event ev[512];
  int n = epoll_wait(poller, ev, 512, ms);
  for (int i = 0; i < n; i++) {
    Conn *c = ev[i].data.ptr;
    if (ev[i].events & EPOLLOUT && c->waiting) flush(c);
    if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
  }
}

static void hello(Conn *c) {
  char b[1024];
  int n = 0;
  if (proto == HUB) n = snprintf(b, sizeof b, "/nick w%d\n/join r%d\n", c->number, c->number);
  if (proto == JETSTREAM) {
    n = snprintf(b, sizeof b, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB a.%d.* 1\r\nPING\r\n", c->number);
    if (!c->number) {
      const char *stream = "{\"name\":\"S\",\"subjects\":[\"room.*\"],\"storage\":\"file\",\"num_replicas\":1,\"retention\":\"limits\"}";
      n += snprintf(b + n, sizeof b - n, "PUB $JS.API.STREAM.CREATE.S a.0.c %zu\r\n%s\r\n", strlen(stream), stream);
    }
  }
  if (proto == REDIS) n = snprintf(b, sizeof b, "PING\r\n");
  put(c, b, n);
  flush(c);
}

static Conn *open_one(int number) {
  Conn *c = &all[number];
  c->number = number;
  c->sent = malloc(ring * sizeof *c->sent);
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(c->fd, (void *)&a, sizeof a) < 0) die("connect");
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
  return c;
}

static uint64_t percentile(double p) {
  uint64_t k = (uint64_t)(p * counted), sum = 0;
  for (uint64_t i = 0; i < MOST_US; i++) { sum += histogram[i]; if (sum > k) return i; }
  return worst;
}

// The room is joined once to learn its newest number ("at N"), then by another session after newest - K.
static int resumed(void) {
  Conn *c = open_one(0);
  char b[256];
  long newest = 0;
  uint64_t until = now() + 10000000000ull;
  put(c, b, snprintf(b, sizeof b, "{\"type\":\"hello\",\"nick\":\"a\"}\n{\"type\":\"join\",\"room\":\"r0\",\"history\":0}\n"));
  flush(c);
  while (!newest && now() < until) {
    ssize_t r = recv(c->fd, c->in + c->filled, sizeof c->in - 1 - c->filled, 0);
    if (r > 0) c->filled += r;
    c->in[c->filled] = 0;
    char *joined = strstr(c->in, "\"type\":\"joined\""), *last = joined ? strstr(joined, "\"seq\":") : NULL;
    if (last && strchr(last, '\n')) newest = atol(last + 6);
  }
  if (newest < resume) { fprintf(stderr, "the room has %ld messages only\n", newest); return 1; }
  close(c->fd);
  c->filled = c->waiting = 0;
  c = open_one(1);
  uint64_t t0 = now();
  put(c, b, snprintf(b, sizeof b, "/nick b\n/join r0 %ld\n", newest - resume));
  flush(c);
  while (stored < (uint64_t)resume && now() < until) turn(10);
  printf("resumed %llu of %ld in %.1f ms (room of %ld)\n", (unsigned long long)stored, resume, (now() - t0) / 1e6, newest);
  return stored < (uint64_t)resume;
}

int main(int ac, char **av) {
  for (int i = 1; i + 1 < ac; i += 2) {
    char *k = av[i], *v = av[i + 1];
    if (!strcmp(k, "--proto")) proto = !strcmp(v, "jetstream") ? JETSTREAM : !strcmp(v, "redis") ? REDIS : HUB;
    else if (!strcmp(k, "--port")) port = atoi(v);
    else if (!strcmp(k, "--conns")) conns = atoi(v);
    else if (!strcmp(k, "--window")) window = atoi(v);
    else if (!strcmp(k, "--rate")) rate = atof(v);
    else if (!strcmp(k, "--size")) size = atoi(v);
    else if (!strcmp(k, "--seconds")) seconds = atoi(v);
    else if (!strcmp(k, "--messages")) messages = atol(v);
    else if (!strcmp(k, "--pid")) pid = atol(v);
    else if (!strcmp(k, "--resume")) resume = atol(v);
    else { fprintf(stderr, "unknown %s\n", k); return 2; }
  }
  if (size < 3 || size >= (int)sizeof text || conns < 1) { fprintf(stderr, "sizes are 3 to 65535, connections at least 1\n"); return 2; }
  memset(text, 'x', size);
  memcpy(text, "@@", 2);
  poller = epoll_create1(0);
  all = calloc(conns + 2, sizeof *all);
  histogram = calloc(MOST_US, sizeof *histogram);
  if (resume) return resumed();

  uint64_t until = now() + 30000000000ull;
  for (int i = 0; i < conns; i++) {
    hello(open_one(i));
    while (ready <= i && now() < until) turn(10); // the first one makes the stream
  }
  if (ready < conns) { fprintf(stderr, "only %d of %d ready\n", ready, conns); return 1; }

  double cpu = 0;
  uint64_t begin = 0, before = 0;
  int next = 0;
  for (int phase = messages ? 1 : 0; phase < 2; phase++) { // a warm-up, then the measured part
    uint64_t k = 0, end;
    begin = now();
    end = begin + (phase ? seconds : seconds < 4 ? 2 : seconds / 2) * 1000000000ull;
    before = stored;
    measuring = phase;
    cpu = cpu_of(pid);
    while (messages ? stored < (uint64_t)messages : now() < end) {
      if (rate > 0) {
        uint64_t due;
        while ((due = begin + (uint64_t)(k * 1e9 / rate)) <= now()) {
          Conn *c = &all[next++ % conns];
          say(c, due);
          flush(c);
          k++;
        }
        turn(0);
      } else {
        for (int i = 0; i < conns; i++) {
          Conn *c = &all[i];
          int more = window - (int)(c->next - c->first);
          if (more > 0) {
            uint64_t t = now();
            while (more-- > 0) say(c, t);
            flush(c);
          }
        }
        turn(10);
      }
    }
  }
  double took = (now() - begin) / 1e9;
  uint64_t n = stored - before;
  cpu = cpu_of(pid) - cpu;
  printf("stored/s %.0f  messages %llu  p50 %llu  p99 %llu  p99.9 %llu  max %llu us  cpu/message %.2f us  server-cpu %.0f%%\n", n / took,
         (unsigned long long)n, (unsigned long long)percentile(.5), (unsigned long long)percentile(.99), (unsigned long long)percentile(.999),
         (unsigned long long)worst, n ? cpu * 1e6 / n : 0, cpu / took * 100);
  return 0;
}

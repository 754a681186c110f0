/* A function that does what its event says. Speaks the Runtime API over one socket, with no library but libc. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char in[8 << 20];
static size_t have;
static char id[128];
static char body[7 << 20];
static char out[8 << 20];

static int dial(int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(s, (struct sockaddr *)&a, sizeof a) != 0) return -1;
    return s;
}

/* Where the Runtime API is; on a network of the sandbox's own always the same. */
static int runtime_port(void) {
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API");
    return api && strrchr(api, ':') ? atoi(strrchr(api, ':') + 1) : 9001;
}

/* Asks the name server of /etc/resolv.conf for an address, as libc would. */
static const char *resolve(const char *name) {
    static char answer[512];
    char line[256];
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(53)};
    struct timeval limit = {.tv_sec = 5};
    unsigned char q[512] = {0x12, 0x34, 1, 0, 0, 1};
    int n = 12, s = socket(AF_INET, SOCK_DGRAM, 0);
    FILE *f = fopen("/etc/resolv.conf", "r");
    while (f && fgets(line, sizeof line, f)) if (sscanf(line, "nameserver %255s", answer) == 1) { inet_pton(AF_INET, answer, &a.sin_addr); break; }
    if (f) fclose(f);
    for (const char *c = name; *c; c += *c == '.') { int l = strcspn(c, "."); q[n++] = l; memcpy(q + n, c, l); n += l; c += l; }
    n++; q[n + 1] = 1; q[n + 3] = 1; n += 4;
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (sendto(s, q, n, 0, (struct sockaddr *)&a, sizeof a) < 0) { close(s); return strerrorname_np(errno); }
    ssize_t got = recv(s, q, sizeof q, 0);
    close(s);
    if (got < 4) return got < 0 ? strerrorname_np(errno) : "short";
    inet_ntop(AF_INET, q + got - 4, answer, sizeof answer);
    return answer;
}

/* In the place of a socket: the link in link.c. */
#define LINKED (1 << 20)
int link_open(void);
void link_close(void);
ssize_t link_take(char *to, size_t most);
void link_give(const char *from, size_t n);
void link_lie(const char *which);
const char *link_shrink(void);

static ssize_t take(int s, char *to, size_t most) { return s == LINKED ? link_take(to, most) : recv(s, to, most, 0); }

static void hang_up(int s) { if (s == LINKED) link_close(); else close(s); }

static void push(int s, const char *data, size_t n) {
    if (s == LINKED) { link_give(data, n); return; }
    while (n > 0) {
        ssize_t w = send(s, data, n, MSG_NOSIGNAL);
        if (w <= 0) return;
        data += w;
        n -= w;
    }
}

/* Reads one response; returns its status, with the body in `body`. */
static int receive(int s, size_t *length) {
    for (;;) {
        char *end = have ? memmem(in, have, "\r\n\r\n", 4) : NULL;
        if (end) {
            *end = 0;
            int status = atoi(in + 9);
            char *l = strcasestr(in, "content-length:");
            size_t n = l ? strtoul(l + 15, NULL, 10) : 0;
            char *r = strcasestr(in, "lambda-runtime-aws-request-id:");
            if (r) sscanf(r + 30, " %127[^\r\n]", id);
            size_t head = end + 4 - in;
            while (have < head + n) {
                ssize_t got = take(s, in + have, sizeof in - have);
                if (got <= 0) return -1;
                have += got;
            }
            memcpy(body, in + head, n);
            body[n] = 0;
            *length = n;
            memmove(in, in + head + n, have - head - n);
            have -= head + n;
            return status;
        }
        ssize_t got = take(s, in + have, sizeof in - have - 1);
        if (got <= 0) return -1;
        have += got;
        in[have] = 0;
    }
}

#define NEXT "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n"

static void get_next(int s) { push(s, NEXT, sizeof NEXT - 1); }

static int post(int s, const char *path, const char *extra, const char *data, size_t n) {
    size_t length;
    int h = snprintf(out, sizeof out, "POST /2018-06-01/runtime/%s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %zu\r\n\r\n", path, extra, n);
    push(s, out, h);
    push(s, data, n);
    return receive(s, &length);
}

static int answer(int s, const char *data, size_t n) {
    char path[256];
    snprintf(path, sizeof path, "invocation/%s/response", id);
    return post(s, path, "", data, n);
}

/* The event itself, or what a caller of its URL sent, without its escapes. */
static const char *inner(const char *event) {
    static char text[4096];
    const char *c = strstr(event, "\"body\":\"{");
    size_t n = 0;
    if (strncmp(event, "{\"version\"", 10) || !c) return event;
    for (c += 8; *c && *c != '"' && n < sizeof text - 1; c++) {
        if (*c != '\\') text[n++] = *c;
        else if (*++c == 'u') { text[n++] = (char)strtol((char[]){c[1], c[2], c[3], c[4], 0}, NULL, 16); c += 4; }
        else text[n++] = *c;
    }
    text[n] = 0;
    return text;
}

static int tell(int s, int status) { printf("status %d %.500s\n", status, body); fflush(stdout); return status; }

static void begin_stream(int s, const char *type, const char *mode) {
    char head[1024];
    push(s, head, snprintf(head, sizeof head, "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n"
        "Lambda-Runtime-Function-Response-Mode: %s\r\nTransfer-Encoding: chunked\r\n"
        "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n", id, type, mode));
}

/* Writes the text as it is, but ~ is CR LF, ` is ", * is NUL, ^ waits a while, $ ends the connection, ! the program, and @ waits for ever. */
static void say(int *s, const char *text) {
    for (const char *c = text; *c; c++) {
        if (*c == '~') push(*s, "\r\n", 2);
        else if (*c == '`') push(*s, "\"", 1);
        else if (*c == '*') push(*s, "", 1);
        else if (*c == '^') usleep(150000);
        else if (*c == '$') { hang_up(*s); have = 0; *s = -1; return; }
        else if (*c == '!') _exit(7);
        else if (*c == '@') for (;;) pause();
        else push(*s, c, 1);
    }
}

const char *attack(const char *words);
void swarm(int count);
int gluttony(void);

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    size_t n;
    signal(SIGCHLD, SIG_IGN);
    if (!strcmp(mode, "hello")) { puts("hello"); return 0; }
    if (!strcmp(mode, "attack")) { puts(attack(argv[2])); return 0; }
    if (!strcmp(mode, "exit")) return 3;
    if (!strcmp(mode, "hang")) for (;;) pause();
    if (!strcmp(mode, "ask")) {
        /* Whoever serves the endpoint says whether this start succeeds. */
        char c = 0;
        recv(dial(atoi(strrchr(getenv("AWS_ENDPOINT_URL"), ':') + 1)), &c, 1, 0);
        if (c != 'y') return 3;
    }
    int s = strcmp(mode, "linked") ? dial(runtime_port()) : link_open() == 0 ? LINKED : -1;
    if (s < 0) return 90;
    if (!strcmp(mode, "early")) {
        /* Calls that have no place before the first poll. */
        int status = post(s, "invocation/00000000-0000-0000-0000-000000000000/response", "", "1", 1);
        printf("response %d %.500s\n", status, body);
        status = post(s, "invocation/00000000-0000-0000-0000-000000000000/error", "", "{}", 2);
        printf("error %d %.500s\n", status, body);
        fflush(stdout);
    }
    if (!strcmp(mode, "initerrors")) {
        post(s, "init/error", "Lambda-Runtime-Function-Error-Type: Runtime.First\r\n", "{\"first\":1}", 11);
        int status = post(s, "init/error", "Lambda-Runtime-Function-Error-Type: Runtime.Second\r\n", "{\"second\":2}", 12);
        printf("init/error %d %.500s\n", status, body);
        get_next(s);
        status = receive(s, &n);
        printf("next %d %.500s\n", status, body);
        fflush(stdout);
        return 1;
    }
    if (!strcmp(mode, "initerror")) {
        const char *e = "{\"errorMessage\":\"no handler\",\"errorType\":\"Function.NoHandler\"}";
        post(s, "init/error", "Lambda-Runtime-Function-Error-Type: Function.NoHandler\r\n", e, strlen(e));
        return 1;
    }
    if (!strcmp(mode, "fast")) {
        /* The measured client: the reply and the next poll leave in one write. */
        get_next(s);
        for (;;) {
            if (receive(s, &n) != 200) return 91;
            int h = snprintf(out, sizeof out, "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", id, n);
            memcpy(out + h, body, n);
            memcpy(out + h + n, NEXT, sizeof NEXT - 1);
            push(s, out, h + n + sizeof NEXT - 1);
            if (receive(s, &n) != 202) return 92;
        }
    }
    for (;;) {
        char result[4096], what[64] = "", rest[2048] = "";
        get_next(s);
        if (receive(s, &n) != 200) return 93;
        sscanf(inner(body), "{\"%63[^\"]\":\"%2047[^\"]\"", what, rest);
        strcpy(result, "null");
        if (!strcmp(what, "env")) snprintf(result, sizeof result, "%s", getenv(rest) ? getenv(rest) : "(none)");
        else if (!strcmp(what, "args")) { result[0] = 0; for (int i = 0; i < argc; i++) { strcat(result, argv[i]); strcat(result, "|"); } }
        else if (!strcmp(what, "sleep")) for (;;) pause();
        else if (!strcmp(what, "pause")) usleep(atoi(rest) * 1000);
        else if (!strcmp(what, "exit")) return atoi(rest);
        else if (!strcmp(what, "signal")) { signal(atoi(rest), SIG_DFL); raise(atoi(rest)); }
        else if (!strcmp(what, "eat")) for (;;) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); }
        else if (!strcmp(what, "print")) { printf("out %s\n", rest); fflush(stdout); fprintf(stderr, "err %s\n", rest); printf("no newline"); fflush(stdout); }
        else if (!strcmp(what, "long")) { for (int i = 0; i < 600 * 1024; i++) putchar('x'); putchar('\n'); fflush(stdout); }
        else if (!strcmp(what, "id")) { char cwd[256]; snprintf(result, sizeof result, "%d:%d %s", getuid(), getgid(), getcwd(cwd, sizeof cwd)); }
        else if (!strcmp(what, "write")) { int f = open(rest, O_WRONLY | O_CREAT, 0600); snprintf(result, sizeof result, "%s", f < 0 ? strerrorname_np(errno) : "written"); if (f >= 0) close(f); }
        else if (!strcmp(what, "read")) { int f = open(rest, O_RDONLY); ssize_t g = f < 0 ? -1 : read(f, result, sizeof result - 1); if (g < 0) snprintf(result, sizeof result, "%s", strerrorname_np(errno)); else result[g] = 0; if (f >= 0) close(f); }
        else if (!strcmp(what, "list")) { result[0] = 0; DIR *d = opendir(rest); struct dirent *e; while (d && (e = readdir(d))) if (e->d_name[0] != '.' && strlen(result) < 3000) { strcat(result, e->d_name); strcat(result, " "); } if (d) closedir(d); else strcpy(result, strerrorname_np(errno)); }
        else if (!strcmp(what, "fill")) { int f = open("/tmp/fill", O_WRONLY | O_CREAT, 0600); long total = 0; ssize_t w; while ((w = write(f, in, 65536)) > 0) total += w; snprintf(result, sizeof result, "%s %ld", strerrorname_np(errno), total); close(f); unlink("/tmp/fill"); }
        else if (!strcmp(what, "forks")) { int made = 0; for (; made < 3000; made++) { pid_t p = fork(); if (p == 0) { pause(); _exit(0); } if (p < 0) break; } snprintf(result, sizeof result, "%d", made); signal(SIGTERM, SIG_IGN); kill(-1, SIGTERM); signal(SIGTERM, SIG_DFL); }
        else if (!strcmp(what, "attack")) snprintf(result, sizeof result, "%s", attack(rest));
        else if (!strcmp(what, "swarm")) { swarm(20); for (;;) pause(); }
        else if (!strcmp(what, "glutton")) snprintf(result, sizeof result, "%d", gluttony());
        else if (!strcmp(what, "euid")) snprintf(result, sizeof result, "%d", geteuid());
        else if (!strcmp(what, "orphan")) { if (fork() == 0) { setsid(); for (;;) pause(); } }
        else if (!strcmp(what, "resolve")) snprintf(result, sizeof result, "%s", resolve(rest));
        else if (!strcmp(what, "speak")) {
            /* Asks another Runtime API for its event: "PORT". */
            int t = dial(atoi(rest)); if (t >= 0) { get_next(t); shutdown(t, SHUT_WR); }
            ssize_t g = t < 0 ? -1 : recv(t, result, sizeof result - 1, 0);
            snprintf(result, sizeof result, "%s", t < 0 ? "refused" : g > 0 ? "heard" : "closed"); close(t);
        }
        else if (!strcmp(what, "spin")) { if (fork() == 0) { setsid(); for (;;) {} } }
        else if (!strcmp(what, "big")) { size_t size = strtoul(rest, NULL, 10); char *p = malloc(size); memset(p, 'b', size); int status = answer(s, p, size); free(p); printf("status %d\n", status); fflush(stdout); continue; }
        else if (!strcmp(what, "error")) {
            char path[256];
            snprintf(path, sizeof path, "invocation/%s/error", id);
            snprintf(result, sizeof result, "{\"errorMessage\":\"it broke\",\"errorType\":\"%s\",\"stackTrace\":[]}", rest);
            char head[512];
            snprintf(head, sizeof head, "Lambda-Runtime-Function-Error-Type: %s\r\nContent-Type: application/vnd.aws.lambda.error+json\r\n", rest);
            post(s, path, head, result, strlen(result));
            continue;
        }
        else if (!strcmp(what, "cause")) {
            char path[256];
            snprintf(path, sizeof path, "invocation/%s/error", id);
            const char *error = !strcmp(rest, "broken") ? "{\"errorCause\"" : "{\"errorMessage\":\"it broke\",\"errorType\":\"t\",\"errorCause\":{\"exceptions\":[]},\"stackTrace\":[\"a'b\"]}";
            post(s, path, "Lambda-Runtime-Function-Error-Type: Function.Broke\r\nContent-Type: application/vnd.aws.lambda.error.cause+json\r\n", error, strlen(error));
            continue;
        }
        else if (!strcmp(what, "twice")) { get_next(s); int status = receive(s, &n); snprintf(result, sizeof result, "%d %.2000s", status, body); }
        else if (!strcmp(what, "wrongid")) { int status = post(s, "invocation/00000000-0000-0000-0000-000000000000/response", "", "1", 1); snprintf(result, sizeof result, "%d %.2000s", status, body); }
        else if (!strcmp(what, "unknown")) { int status = post(s, "nothing/here", "", "1", 1); snprintf(result, sizeof result, "%d", status); }
        else if (!strcmp(what, "repeat")) { answer(s, "\"first\"", 7); int status = answer(s, "\"second\"", 8); printf("status %d %.500s\n", status, body); fflush(stdout); continue; }
        else if (!strcmp(what, "errors")) {
            char path[256];
            snprintf(path, sizeof path, "invocation/%s/error", id);
            post(s, path, "Lambda-Runtime-Function-Error-Type: Function.First\r\n", "not json", 8);
            int status = post(s, path, "Lambda-Runtime-Function-Error-Type: Function.Second\r\n", "{}", 2);
            printf("status %d %.500s\n", status, body);
            fflush(stdout);
            continue;
        }
        else if (!strcmp(what, "binary")) { answer(s, "\xff\xfe<html>", 8); continue; }
        else if (!strcmp(what, "empty")) { answer(s, "", 0); continue; }
        else if (!strcmp(what, "raw")) {
            /* Sends the text (with ~ for CR LF) over a second connection and answers with what came back. */
            char text[2048]; size_t m = 0;
            for (char *c = rest; *c && m < sizeof text - 2; c++) { if (*c == '~') { text[m++] = '\r'; text[m++] = '\n'; } else text[m++] = *c; }
            int t = dial(runtime_port()); push(t, text, m); shutdown(t, SHUT_WR);
            size_t g = 0; ssize_t r; while (g < sizeof result - 1 && (r = recv(t, result + g, sizeof result - 1 - g, 0)) > 0) g += r;
            result[g] = 0; char *line = strstr(result, "\r\n"); if (line) *line = 0; if (g == 0) strcpy(result, "closed"); close(t);
        }
        else if (!strcmp(what, "chunks")) {
            char head[512];
            int h = snprintf(head, sizeof head, "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", id);
            push(s, head, h); usleep(2000); push(s, "3\r\n\"ab\r\n4;", 10); usleep(2000); push(s, "x=y\r\ncde\"\r", 10); push(s, "\n0\r\nX-Trailer: 1\r\n\r\n", 20);
            receive(s, &n);
            continue;
        }
        else if (!strcmp(what, "say") || !strcmp(what, "mode")) {
            char *text = strchr(rest, '|');
            *text++ = 0;
            begin_stream(s, !strcmp(what, "say") ? rest : "text/plain", !strcmp(what, "mode") ? rest : "streaming");
            say(&s, text);
            int status = s < 0 ? -1 : receive(s, &n);
            /* A poll that overtakes the end of the old connection would be one out of turn. */
            if (status < 0) { if (s >= 0) hang_up(s); have = 0; usleep(100000); s = dial(runtime_port()); continue; }
            tell(s, status);
            continue;
        }
        else if (!strcmp(what, "stream")) {
            static char piece[65536 + 16];
            size_t left = strtoul(rest, NULL, 10);
            begin_stream(s, "application/octet-stream", "streaming");
            int h = sprintf(piece, "10000\r\n");
            memset(piece + h, 's', 65536);
            memcpy(piece + h + 65536, "\r\n", 2);
            for (; left >= 65536; left -= 65536) push(s, piece, h + 65536 + 2);
            push(s, "0\r\n\r\n", 5);
            int status = receive(s, &n);
            tell(s, status);
            if (status < 0) { close(s); have = 0; s = dial(runtime_port()); }
            continue;
        }
        else if (!strcmp(what, "flood")) {
            begin_stream(s, "text/plain", "streaming");
            push(s, "0\r\n", 3);
            for (int i = 0; i < 100000; i++) push(s, "X-Flood: yes\r\n", 14);
            close(s);
            have = 0;
            s = dial(runtime_port());
            continue;
        }
        else if (!strcmp(what, "streamtwice")) {
            /* More than the sockets hold: when it is written, it is the answer that the server has begun with. */
            static char first[16 << 20];
            memset(first, 'f', sizeof first);
            begin_stream(s, "text/plain", "streaming");
            push(s, "1000000\r\n", 9);
            push(s, first, sizeof first);
            push(s, "\r\n", 2);
            int t = dial(runtime_port());
            char path[256];
            snprintf(path, sizeof path, "invocation/%s/response", id);
            tell(t, post(t, path, "", "second", 6));
            close(t);
            have = 0;
            push(s, "0\r\n\r\n", 5);
            receive(s, &n);
            tell(s, post(s, path, "Lambda-Runtime-Function-Response-Mode: streaming\r\n", "third", 5));
            continue;
        }
        else if (!strcmp(what, "reconnect")) { answer(s, "\"again\"", 7); close(s); have = 0; s = dial(runtime_port()); continue; }
        else if (!strcmp(what, "hangup")) { answer(s, "\"bye\"", 5); get_next(s); usleep(30000); hang_up(s); have = 0; usleep(300000); s = dial(runtime_port()); continue; }
        else if (!strcmp(what, "links")) { int made = 0; while (made < 20 && link_open() == 0) made++; snprintf(result, sizeof result, "%d", made); }
        else if (!strcmp(what, "shrink")) snprintf(result, sizeof result, "%s", link_shrink());
        else if (!strcmp(what, "lie")) { link_lie(rest); have = 0; s = dial(runtime_port()); continue; }
        else if (!strcmp(what, "unplug")) { answer(s, "\"bye\"", 5); link_close(); have = 0; s = link_open() == 0 ? LINKED : dial(runtime_port()); continue; }
        else if (!strcmp(what, "fetch")) { char *e = getenv("AWS_ENDPOINT_URL"); int t = dial(atoi(strrchr(e, ':') + 1)); push(t, "GET /hello HTTP/1.0\r\n\r\n", 23); size_t g = 0; ssize_t r; while (g < sizeof result - 1 && (r = recv(t, result + g, sizeof result - 1 - g, 0)) > 0) g += r; result[g] = 0; close(t); }
        else if (!strcmp(what, "untilclosed")) {
            /* Polls once as a shell with a bare socket does: what comes until the connection's end is the event. */
            answer(s, "\"polling\"", 9); close(s); have = 0; s = dial(runtime_port());
            const char *poll = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            int t = dial(runtime_port()); push(t, poll, strlen(poll));
            size_t g = 0; ssize_t r; while (g < sizeof result - 1 && (r = recv(t, result + g, sizeof result - 1 - g, 0)) > 0) g += r;
            result[g] = 0; close(t);
            char *mark = strcasestr(result, "Request-Id: "); if (mark) { snprintf(id, sizeof id, "%.36s", mark + 12); }
            answer(s, "\"closed\"", 8); continue;
        }
        else if (!strcmp(what, "garbage")) { push(s, "\x01\x02garbage\r\n\r\n", 13); char c; while (recv(s, &c, 1, 0) > 0) {} close(s); have = 0; s = dial(runtime_port()); }
        else { answer(s, body, n); continue; }
        answer(s, result, strlen(result));
    }
}

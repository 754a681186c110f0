/* The first process of a sandbox that a container runtime started: "init NAME KIND FOLDER PROGRAM [ARGUMENT...]".

   It waits on standard input for the server's word that the Runtime API listens, which brings the filter of system calls along:
   four bytes of length (little-endian), then the filter. It puts itself under that filter and starts the program as process 2, so
   that signals act on it as they do on Lambda; collects every orphan; ends as the program ended. When standard input closes, the
   server is gone, however it went: then this process ends, and the kernel ends all others of its namespace with it.

   KIND is one digit, and a "p" behind it where the parent, which the kernel ends with the server, is to take this process along: then it
   may stand still and see no standard input. Where the image has external extensions the digit is 1, else 0. Then nothing starts by itself, and the end of a program is not the end
   of the sandbox: the server says what to start, and is told what became of it. Its words are three bytes, what, which and a length,
   then so many bytes: E starts extension number WHICH of that name, R the program, whose number is 0; S, which is understood without
   extensions too, sends the program signal WHICH. Ours are four bytes, what, which and a length (little-endian), then so many, on
   standard output: O is what a program prints, X the status with which it ended.

   "init ! FOLDER PROGRAM [ARGUMENT...]" is for such a parent, outside: it becomes the program, which ends with the thread that started
   it, and does not see what is mounted on the folder, unless that is "-".

   Of the environment only what starts with "+" is the function's and its extensions', and with "-" the function's alone; the rest is
   the container engine's own and goes.

   No C library: the image that it runs in may be empty. eng/sandbox-init.sh builds it for both processors. */

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, CLOSE = 3, SOCKET = 41, CONNECT = 42, CLONE = 56, EXECVE = 59, EXIT = 231, WAIT4 = 61, CHDIR = 80, SETSID = 112, PRCTL = 157,
       SIGPROCMASK = 14, SIGNALFD4 = 289, PPOLL = 271, OPENAT = 257, DUP3 = 292, PRLIMIT = 302, PIPE2 = 293, KILL = 62, UNSHARE = 272,
       UNMOUNT = 166 };
__asm__(".globl _start\n_start:\n xor %ebp,%ebp\n mov %rsp,%rdi\n and $-16,%rsp\n call start\n");
static long call(long n, long a, long b, long c, long d, long e) {
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum { READ = 63, WRITE = 64, CLOSE = 57, SOCKET = 198, CONNECT = 203, CLONE = 220, EXECVE = 221, EXIT = 94, WAIT4 = 260, CHDIR = 49, SETSID = 157, PRCTL = 167,
       SIGPROCMASK = 135, SIGNALFD4 = 74, PPOLL = 73, OPENAT = 56, DUP3 = 24, PRLIMIT = 261, PIPE2 = 59, KILL = 129, UNSHARE = 97,
       UNMOUNT = 39 };
__asm__(".globl _start\n_start:\n mov x29,#0\n mov x0,sp\n bl start\n");
static long call(long n, long a, long b, long c, long d, long e) {
    register long x8 __asm__("x8") = n;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}
#else
#error "no system calls for this processor"
#endif

/* What the server compares with the source that it has: a program that was not rebuilt fails a test. */
__attribute__((used, section(".rodata"))) static const char built_from[] = "built from " SOURCE;

enum { SIGCHLD = 17, SIGKILL = 9, NO_ENTRY = 2, BAD_FORMAT = 8, NO_ACCESS = 13, NOT_FOLDER = 20, LOOP = 40, NO_HANG = 1, BLOCK = 0, SET_MASK = 2,
       CLOSE_ON_EXEC = 02000000, READABLE = 1, WRITABLE = 4, MOST = 16, FRAME = 4096, HEAD = 4 };

struct filter { unsigned short instructions; void *program; };

struct poll { int fd; short events, revents; };

static unsigned long length(const char *s) {
    unsigned long n = 0;
    while (s[n]) n++;
    return n;
}

static void say(const char *s) { call(WRITE, 1, (long)s, length(s), 0, 0); }

static void leave(int code) {
    for (;;) call(EXIT, code, 0, 0, 0, 0);
}

static void complain(const char *what, const char *name, long error) {
    say("gatehouse-init: ");
    say(what);
    say(name);
    say(error == -NO_ENTRY     ? ": No such file or directory\n"
        : error == -NO_ACCESS  ? ": Permission denied\n"
        : error == -BAD_FORMAT ? ": Exec format error\n"
        : error == -NOT_FOLDER ? ": Not a directory\n"
        : error == -LOOP       ? ": Too many levels of symbolic links\n"
                               : ": refused by the kernel\n");
    leave(1);
}

static const char *path_of(char **environment) {
    for (; *environment; environment++) {
        char *e = *environment;
        if (e[0] == 'P' && e[1] == 'A' && e[2] == 'T' && e[3] == 'H' && e[4] == '=') return e + 5;
    }
    return "/usr/local/bin:/usr/bin:/bin";
}

static long execute(char **arguments, char **environment) {
    static char candidate[8192];
    const char *name = arguments[0];
    for (const char *c = name; *c; c++) {
        if (*c == '/') return call(EXECVE, (long)name, (long)arguments, (long)environment, 0, 0);
    }
    long error = -NO_ENTRY;
    unsigned long size = length(name);
    for (const char *folder = path_of(environment); size > 0;) {
        unsigned long n = 0;
        while (folder[n] && folder[n] != ':') n++;
        if (n > 0 && n + size + 2 <= sizeof candidate) {
            for (unsigned long i = 0; i < n; i++) candidate[i] = folder[i];
            candidate[n] = '/';
            for (unsigned long i = 0; i <= size; i++) candidate[n + 1 + i] = name[i];
            long result = call(EXECVE, (long)candidate, (long)arguments, (long)environment, 0, 0);
            if (result != -NO_ENTRY && result != -NOT_FOLDER) error = result;
        }
        if (!folder[n]) break;
        folder += n + 1;
    }
    return error;
}

static void receive(void *into, unsigned long size) {
    for (unsigned long have = 0; have < size;) {
        long got = call(READ, 0, (long)into + have, size - have, 0, 0);
        if (got <= 0) leave(128 + SIGKILL);
        have += got;
    }
}

static void put_under_filter(void) {
    static unsigned char program[32768];
    unsigned int size = 0;
    receive(&size, sizeof size);
    if (size > sizeof program) leave(2);
    receive(program, size);
    if (size == 0) return;
    struct filter filter = {size / 8, program};
    call(PRCTL, 38, 1, 0, 0, 0); /* PR_SET_NO_NEW_PRIVS, which a filter needs */
    if (call(PRCTL, 22, 2, (long)&filter, 0, 0) != 0) { /* PR_SET_SECCOMP, SECCOMP_MODE_FILTER */
        say("gatehouse-init: the filter of system calls was refused\n");
        leave(1);
    }
}

/* Lowering needs no privilege, and an engine that sets limits itself may insist on others that it cannot raise to. */
static void limit(int resource, unsigned long value) {
    unsigned long both[2] = {value, value};
    call(PRLIMIT, 0, resource, (long)both, 0, 0);
}

static void keep_own(char **environment, int is_function) {
    char **kept = environment;
    for (; *environment; environment++) {
        if (**environment == '+' || (**environment == '-' && is_function)) *kept++ = *environment + 1;
    }
    *kept = 0;
}

/* Whether the Runtime API can be reached from in here. */
static void probe(void) {
    struct { unsigned short family; unsigned char port[2], address[4], zero[8]; } at = {2, {9001 >> 8, 9001 & 255}, {127, 0, 0, 1}, {0}};
    long s = call(SOCKET, 2, 1, 0, 0, 0);
    long result = s < 0 ? s : call(CONNECT, s, (long)&at, sizeof at, 0, 0);
    leave(result < 0 ? 3 : 0);
}

/* The programs that run, and where staged ones print. */
static long programs[MOST];
static int outputs[MOST];
static int staged;
static unsigned long masked_before;

/* A frame always fits where a pipe has room, so that nothing but the wait for room can last; and that ends with the server. */
static void tell(char what, int which, const unsigned char *payload, unsigned long size) {
    static unsigned char frame[FRAME];
    frame[0] = what;
    frame[1] = which;
    frame[2] = size & 255;
    frame[3] = size >> 8;
    for (unsigned long i = 0; i < size; i++) frame[HEAD + i] = payload[i];
    struct poll wait[2] = {{0, 0, 0}, {1, WRITABLE, 0}};
    while (!wait[1].revents) {
        call(PPOLL, (long)wait, 2, 0, 0, 0);
        if (wait[0].revents) leave(128 + SIGKILL);
    }
    if (call(WRITE, 1, (long)frame, HEAD + size, 0, 0) < 0) leave(128 + SIGKILL);
}

static void tell_end(int which, int status) {
    unsigned char bytes[4] = {status & 255, (status >> 8) & 255, (status >> 16) & 255, (status >> 24) & 255};
    tell('X', which, bytes, sizeof bytes);
}

static void relay(int which) {
    static unsigned char bytes[FRAME - HEAD];
    long got = call(READ, outputs[which], (long)bytes, sizeof bytes, 0, 0);
    if (got > 0) {
        tell('O', which, bytes, got);
    } else {
        call(CLOSE, outputs[which], 0, 0, 0, 0);
        outputs[which] = -1;
    }
}

/* What a program has printed comes before its end; 17 frames hold all that a pipe does. */
static void relay_rest(int which) {
    for (int i = 0; i < 17 && outputs[which] >= 0; i++) {
        struct poll wait = {outputs[which], READABLE, 0};
        long now[2] = {0, 0};
        call(PPOLL, (long)&wait, 1, (long)now, 0, 0);
        if (!wait.revents) return;
        relay(which);
    }
}

static void begin(int which, const char *folder, char **arguments, char **environment) {
    int ends[2] = {-1, -1};
    if (staged && call(PIPE2, (long)ends, CLOSE_ON_EXEC, 0, 0, 0) < 0) leave(126);
    long program = call(CLONE, SIGCHLD, 0, 0, 0, 0);
    if (program == 0) {
        call(SIGPROCMASK, SET_MASK, (long)&masked_before, 0, 8, 0);
        call(SETSID, 0, 0, 0, 0, 0);
        if (ends[1] >= 0) call(DUP3, ends[1], 1, 0, 0, 0);
        call(DUP3, 1, 2, 0, 0, 0); /* one pipe: runtimes and engines that relay two would mix their order */
        long nothing = call(OPENAT, -100, (long)"/dev/null", 2, 0, 0);
        if (nothing < 0) {
            call(CLOSE, 0, 0, 0, 0, 0);
        } else {
            call(DUP3, nothing, 0, 0, 0, 0);
            call(CLOSE, nothing, 0, 0, 0, 0);
        }
        keep_own(environment, which == 0);
        long error = call(CHDIR, (long)folder, 0, 0, 0, 0);
        if (error < 0) complain("Can't chdir to ", folder, error);
        complain("execvp ", arguments[0], execute(arguments, environment));
    }
    if (ends[1] >= 0) call(CLOSE, ends[1], 0, 0, 0, 0);
    outputs[which] = ends[0];
    programs[which] = program;
    if (program < 0) leave(126);
}

static void begin_extension(int which, const char *name, char **environment) {
    static const char folder[] = "/opt/extensions/";
    char path[sizeof folder + 256];
    char *arguments[2] = {path, 0};
    unsigned long end = 0;
    for (const char *c = folder; *c; c++) path[end++] = *c;
    for (const char *c = name; *c; c++) path[end++] = *c;
    path[end] = 0;
    begin(which, "/", arguments, environment);
}

/* Does what one word of the server's says. */
static void obey(char **arguments, char **environment) {
    unsigned char head[3];
    char name[256];
    receive(head, sizeof head);
    receive(name, head[2]);
    name[head[2]] = 0;
    if (head[0] == 'S' && programs[0] > 0) call(KILL, programs[0], head[1], 0, 0, 0);
    if (head[0] == 'R' && programs[0] == 0) begin(0, arguments[3], arguments + 4, environment);
    if (head[0] == 'E' && head[1] > 0 && head[1] < MOST && programs[head[1]] == 0) begin_extension(head[1], name, environment);
}

static void collect(void) {
    int status = 0;
    long id;
    while ((id = call(WAIT4, -1, (long)&status, NO_HANG, 0, 0)) > 0) {
        for (int i = 0; i < MOST; i++) {
            if (programs[i] != id) continue;
            if (!staged) leave((status & 127) ? 128 + (status & 127) : (status >> 8) & 255);
            programs[i] = -1;
            relay_rest(i);
            tell_end(i, status);
        }
    }
}

/* SIGKILL, when the thread that started this process has ended. */
static void end_with_parent(void) { call(PRCTL, 1, SIGKILL, 0, 0, 0); /* PR_SET_PDEATHSIG */ }

static void become_runtime(char **arguments, char **environment) {
    end_with_parent();
    if (arguments[2][0] != '-' && (call(UNSHARE, 0x20000, 0, 0, 0, 0) < 0 /* CLONE_NEWNS */ || call(UNMOUNT, (long)arguments[2], 2, 0, 0, 0) < 0)) leave(125);
    call(EXECVE, (long)arguments[3], (long)(arguments + 3), (long)environment, 0, 0);
    leave(127);
}

__attribute__((used, noreturn)) void start(long *stack) {
    long count = stack[0];
    char **arguments = (char **)(stack + 1);
    char **environment = arguments + count + 1;
    unsigned long children = 1UL << (SIGCHLD - 1);

    if (count >= 4 && arguments[1][0] == '!') become_runtime(arguments, environment);
    call(PRCTL, 4, 0, 0, 0, 0); /* PR_SET_DUMPABLE: nobody inside may look into this process */
    put_under_filter();
    limit(7, 1024); /* RLIMIT_NOFILE, as on Lambda */
    limit(4, 0);    /* RLIMIT_CORE */
    if (count >= 2 && arguments[1][0] == '?') probe();
    if (count < 5) leave(2);

    staged = arguments[2][0] == '1';
    if (arguments[2][1] == 'p') end_with_parent();
    for (int i = 0; i < MOST; i++) outputs[i] = -1;
    call(SIGPROCMASK, BLOCK, (long)&children, (long)&masked_before, 8, 0);
    long ended = call(SIGNALFD4, -1, (long)&children, 8, CLOSE_ON_EXEC, 0);
    if (ended < 0) leave(126);
    if (!staged) begin(0, arguments[3], arguments + 4, environment);

    for (;;) {
        static struct poll wait[2 + MOST];
        static char drain[128];
        for (int i = 0; i < 2 + MOST; i++) {
            wait[i].fd = i == 0 ? 0 : i == 1 ? (int)ended : outputs[i - 2]; /* below zero it is passed over */
            wait[i].events = READABLE;
            wait[i].revents = 0;
        }
        call(PPOLL, (long)wait, 2 + MOST, 0, 0, 0);
        if (wait[0].revents) obey(arguments, environment);
        for (int i = 0; i < MOST; i++) {
            if (wait[2 + i].revents) relay(i);
        }
        if (!wait[1].revents) continue;
        call(READ, ended, (long)drain, sizeof drain, 0, 0);
        collect();
    }
}

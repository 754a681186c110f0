/* What a hostile function tries. Each attack answers with the name of the error that stopped it, or with "done". */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static long family(int domain, int type, int protocol) { return socket(domain, type, protocol); }

static long in_a_child(long (*attack)(void)) {
    int p[2], error = 0;
    if (pipe(p) != 0) return -1;
    if (fork() == 0) { errno = 0; error = attack() < 0 ? errno : 0; write(p[1], &error, sizeof error); _exit(0); }
    close(p[1]);
    if (read(p[0], &error, sizeof error) != sizeof error) error = EINTR;
    close(p[0]);
    errno = error;
    return error ? -1 : 0;
}

static int nothing(void *unused) { return 0; }
static long trace(void) { return ptrace(PTRACE_TRACEME, 0, 0, 0); }
static long leave(void) { return unshare(CLONE_NEWUSER); }
static long leave_time(void) { return unshare(0x80); }
static long privileged_leave(void) { return unshare(CLONE_NEWNET); }
static long another_self(void) { return personality(ADDR_NO_RANDOMIZE); }
static long spread(void) { static char stack[65536]; return clone(nothing, stack + sizeof stack, CLONE_NEWUSER | SIGCHLD, 0); }
static long join(void) { int f = open("/proc/self/ns/user", O_RDONLY); return f < 0 ? -1 : setns(f, 0); }
static long other_memory(void) { char a[8] = "secret", b[8]; struct iovec l = {b, 8}, r = {a, 8}; return process_vm_readv(getpid(), &l, 1, &r, 1, 0); }
static long terminal(void) { char c = 'x'; return ioctl(0, TIOCSTI, &c); }
static long more_files(void) { struct rlimit r = {65536, 65536}; return setrlimit(RLIMIT_NOFILE, &r); }
static long become_root(void) { return setuid(0); }

static long connect_to(struct sockaddr *a, socklen_t n) {
    int s = socket(a->sa_family, SOCK_STREAM, 0);
    long r = s < 0 ? -1 : connect(s, a, n);
    int error = errno;
    if (s >= 0) close(s);
    errno = error;
    return r;
}

static long attack_by_name(const char *name, const char *rest) {
    if (!strcmp(name, "mount")) return mount("none", "/tmp", "tmpfs", 0, "");
    if (!strcmp(name, "remount")) return mount("none", "/", 0, MS_REMOUNT | MS_BIND, 0);
    if (!strcmp(name, "umount")) return umount2("/proc", MNT_DETACH);
    if (!strcmp(name, "fsopen")) return syscall(430, "tmpfs", 0);
    if (!strcmp(name, "open_tree")) return syscall(428, AT_FDCWD, "/", 1);
    if (!strcmp(name, "pivot_root")) return syscall(SYS_pivot_root, "/tmp", "/tmp");
    if (!strcmp(name, "chroot")) return chroot("/tmp");
    if (!strcmp(name, "mknod")) return mknod("/tmp/disk", S_IFBLK | 0600, 0x800);
    if (!strcmp(name, "init_module")) return syscall(SYS_init_module, "", 0, "");
    if (!strcmp(name, "finit_module")) return syscall(SYS_finit_module, 0, "", 0);
    if (!strcmp(name, "kexec")) return syscall(SYS_kexec_load, 0, 0, 0, 0);
    if (!strcmp(name, "reboot")) return syscall(SYS_reboot, 0, 0, 0, 0);
    if (!strcmp(name, "bpf")) return syscall(SYS_bpf, 0, 0, 0);
    if (!strcmp(name, "perf")) return syscall(SYS_perf_event_open, 0, 0, -1, -1, 0);
    if (!strcmp(name, "userfaultfd")) return syscall(SYS_userfaultfd, 1);
    if (!strcmp(name, "io_uring")) { char parameters[256] = {0}; return syscall(425, 1, parameters); }
    if (!strcmp(name, "clone3")) return syscall(435, 0, 0);
    if (!strcmp(name, "tomorrow")) return syscall(1000);
    if (!strcmp(name, "add_key")) return syscall(SYS_add_key, "user", "gatehouse", "x", 1, -2);
    if (!strcmp(name, "keyctl")) return syscall(SYS_keyctl, 0, -3, 0);
    if (!strcmp(name, "ptrace")) return in_a_child(trace);
    if (!strcmp(name, "process_vm_readv")) return other_memory();
    if (!strcmp(name, "personality")) return in_a_child(another_self);
    if (!strcmp(name, "unshare")) return in_a_child(leave);
    if (!strcmp(name, "unshare_time")) return in_a_child(leave_time);
    if (!strcmp(name, "unshare_net")) return in_a_child(privileged_leave);
    if (!strcmp(name, "clone")) return in_a_child(spread);
    if (!strcmp(name, "setns")) return in_a_child(join);
    if (!strcmp(name, "clock")) { struct timespec t = {0}; return syscall(SYS_clock_settime, 0, &t); }
    if (!strcmp(name, "swapon")) return syscall(SYS_swapon, "/tmp", 0);
    if (!strcmp(name, "by_handle")) return syscall(SYS_open_by_handle_at, 0, "", 0);
    if (!strcmp(name, "hostname")) return sethostname("x", 1);
    if (!strcmp(name, "terminal")) return terminal();
    if (!strcmp(name, "setuid")) return in_a_child(become_root);
    if (!strcmp(name, "nofile")) return in_a_child(more_files);
    if (!strcmp(name, "raw")) return family(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    if (!strcmp(name, "raw6")) return family(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);
    if (!strcmp(name, "packet")) return family(AF_PACKET, SOCK_DGRAM, 0);
    if (!strcmp(name, "vsock")) return family(40, SOCK_STREAM, 0);
    if (!strcmp(name, "alg")) return family(38, SOCK_SEQPACKET, 0);
    if (!strcmp(name, "uevent")) return family(AF_NETLINK, SOCK_RAW, 15);
    if (!strcmp(name, "route")) return family(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (!strcmp(name, "udp")) return family(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (!strcmp(name, "unix")) return family(AF_UNIX, SOCK_SEQPACKET, 0);
    if (!strcmp(name, "threads")) return in_a_child(leave) < 0 && errno == EPERM ? unshare(CLONE_FS) : -1;
    if (!strcmp(name, "kill")) return kill(atoi(rest), 0);
    if (!strcmp(name, "exec_memory")) return (long)mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == -1 ? -1 : 0;
    if (!strcmp(name, "connect")) {
        char host[64] = ""; int port = 0;
        sscanf(rest, "%63[^:]:%d", host, &port);
        struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
        inet_pton(AF_INET, host, &a.sin_addr);
        return connect_to((struct sockaddr *)&a, sizeof a);
    }
    if (!strcmp(name, "abstract")) {
        struct sockaddr_un a = {.sun_family = AF_UNIX};
        strncpy(a.sun_path + 1, rest, sizeof a.sun_path - 2);
        return connect_to((struct sockaddr *)&a, offsetof(struct sockaddr_un, sun_path) + 1 + strlen(rest));
    }
#ifdef __x86_64__
    if (!strcmp(name, "x32")) return syscall(0x40000000 + 39);
#endif
    errno = ENOTSUP;
    return -1;
}

/* "NAME REST", the rest only where the attack has one. */
const char *attack(const char *words) {
    char name[32] = "", rest[256] = "";
    sscanf(words, "%31s %255s", name, rest);
    errno = 0;
    return attack_by_name(name, rest) < 0 ? strerrorname_np(errno) : "done";
}

/* Everything that can be forked ignores what it is asked to do, and goes on. */
void swarm(int count) {
    for (int i = 0; i < count; i++)
        if (fork() == 0) { setsid(); for (int s = 1; s < 32; s++) signal(s, SIG_IGN); if (fork() == 0 || i % 2) for (;;) pause(); _exit(0); }
}

/* A child that takes more memory than there is; its end as the parent sees it. */
int gluttony(void) {
    int status = 0;
    signal(SIGCHLD, SIG_DFL);
    pid_t p = fork();
    if (p == 0) for (;;) { char *m = malloc(1 << 20); if (m) memset(m, 1, 1 << 20); }
    waitpid(p, &status, 0);
    signal(SIGCHLD, SIG_IGN);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -1;
}

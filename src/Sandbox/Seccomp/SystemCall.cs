namespace Gatehouse.Sandbox.Seccomp;

/// <summary>A system call by the kernel's name and its number on each processor that has it.</summary>
internal readonly record struct SystemCall(string Name, int? X64, int? Arm64)
{
    /// <summary>The newest call that these tables know. Later ones have the same number everywhere.</summary>
    internal const int Newest = 469;

    internal static SystemCall CloneProcess { get; } = new("clone", 56, 220);

    internal static SystemCall InputOutputControl { get; } = new("ioctl", 16, 29);

    internal static SystemCall Personality { get; } = new("personality", 135, 92);

    internal static SystemCall Socket { get; } = new("socket", 41, 198);

    internal static SystemCall Unshare { get; } = new("unshare", 272, 97);

    /// <summary>Refused with EPERM, whatever their arguments: nothing that runs as a Lambda function needs them.</summary>
    internal static IReadOnlyList<SystemCall> Refused { get; } =
    [
        // File systems.
        new("mount", 165, 40),
        new("umount2", 166, 39),
        new("pivot_root", 155, 41),
        new("chroot", 161, 51),
        new("open_tree", 428, 428),
        new("move_mount", 429, 429),
        new("fsopen", 430, 430),
        new("fsconfig", 431, 431),
        new("fsmount", 432, 432),
        new("fspick", 433, 433),
        new("mount_setattr", 442, 442),
        new("open_tree_attr", 467, 467),
        new("swapon", 167, 224),
        new("swapoff", 168, 225),
        new("quotactl", 179, 60),
        new("quotactl_fd", 443, 443),
        new("open_by_handle_at", 304, 265),
        new("fanotify_init", 300, 262),
        new("fanotify_mark", 301, 263),

        // The kernel itself.
        new("init_module", 175, 105),
        new("finit_module", 313, 273),
        new("delete_module", 176, 106),
        new("create_module", 174, null),
        new("get_kernel_syms", 177, null),
        new("query_module", 178, null),
        new("kexec_load", 246, 104),
        new("kexec_file_load", 320, 294),
        new("reboot", 169, 142),
        new("bpf", 321, 280),
        new("perf_event_open", 298, 241),
        new("lookup_dcookie", 212, 18),
        new("syslog", 103, 116),
        new("acct", 163, 89),
        new("nfsservctl", 180, 42),
        new("_sysctl", 156, null),
        new("sysfs", 139, null),
        new("uselib", 134, null),
        new("ustat", 136, null),
        new("iopl", 172, null),
        new("ioperm", 173, null),
        new("modify_ldt", 154, null),
        new("vhangup", 153, 58),

        // The machine's time and names.
        new("settimeofday", 164, 170),
        new("clock_settime", 227, 112),
        new("adjtimex", 159, 171),
        new("clock_adjtime", 305, 266),
        new("sethostname", 170, 161),
        new("setdomainname", 171, 162),

        // Other processes, other namespaces, and what has helped exploits to win races.
        new("ptrace", 101, 117),
        new("process_vm_readv", 310, 270),
        new("process_vm_writev", 311, 271),
        new("pidfd_getfd", 438, 438),
        new("kcmp", 312, 272),
        new("setns", 308, 268),
        new("userfaultfd", 323, 282),
        new("migrate_pages", 256, 238),
        new("move_pages", 279, 239),

        // Keys: the kernel's keyrings belong to no namespace.
        new("add_key", 248, 217),
        new("request_key", 249, 218),
        new("keyctl", 250, 219),
    ];

    /// <summary>
    /// Answered with ENOSYS, as an older kernel would: runtimes try these and go on without. The flags of <c>clone3</c> lie in
    /// memory, where no filter can see them; libc then uses <c>clone</c>.
    /// </summary>
    internal static IReadOnlyList<SystemCall> Absent { get; } =
    [
        new("clone3", 435, 435),
        new("io_uring_setup", 425, 425),
        new("io_uring_enter", 426, 426),
        new("io_uring_register", 427, 427),
        new("memfd_secret", 447, 447),
    ];
}

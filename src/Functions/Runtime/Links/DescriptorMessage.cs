using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gatehouse.Functions.Runtime.Links;

/// <summary>A message of one byte over a Unix socket that carries two descriptors to another process.</summary>
internal static unsafe partial class DescriptorMessage
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int CloseOnExec = 0x4000_0000;

    /// <summary>False when the other side is not there any more.</summary>
    public static bool TrySend(Socket socket, int first, int second)
    {
        byte one = 1;
        var part = new Part { Start = &one, Length = 1 };
        var control = new Control { Length = (nuint)sizeof(Control), Level = SocketLevel, Type = Rights, First = first, Second = second };
        var message = new Message { Parts = &part, PartCount = 1, Control = &control, ControlLength = (nuint)sizeof(Control) };
        return Send((int)socket.Handle, &message, 0) == 1;
    }

    /// <summary>Waits for a message; null when none comes or it is none of ours.</summary>
    public static (int First, int Second)? Receive(Socket socket)
    {
        byte one;
        var part = new Part { Start = &one, Length = 1 };
        Control control = default;
        var message = new Message { Parts = &part, PartCount = 1, Control = &control, ControlLength = (nuint)sizeof(Control) };
        return Receive((int)socket.Handle, &message, CloseOnExec) == 1 && control.Length == (nuint)sizeof(Control) && control is { Level: SocketLevel, Type: Rights }
            ? (control.First, control.Second)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint Send(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint Receive(int socket, Message* message, int flags);

    // struct iovec, struct cmsghdr with two descriptors and struct msghdr as on every 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int First;
        public int Second;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public void* Name;
        public nuint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public Control* Control;
        public nuint ControlLength;
        public nuint Flags;
    }
}

using System.Buffers.Binary;

namespace Gatehouse.Sandbox.Seccomp;

/// <summary>
/// Writes classic BPF, the kernel's language for filters of system calls. Each condition carries its own block, so that
/// every jump leads forward over one block and none needs a label.
/// </summary>
internal sealed class FilterAssembler
{
    private const ushort LoadWord = 0x20;
    private const ushort ReturnValue = 0x06;
    private const int InstructionSize = 8;

    private readonly List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)> _instructions = [];

    /// <summary>How a condition compares the loaded word with its value.</summary>
    internal enum Comparison : ushort
    {
        IsEqual = 0x15,
        IsAtLeast = 0x35,
        HasAnyBit = 0x45,
    }

    internal int Count => _instructions.Count;

    /// <summary>Loads four bytes of the call's description, <c>struct seccomp_data</c>.</summary>
    internal void Load(uint offset) => _instructions.Add((LoadWord, 0, 0, offset));

    internal void Return(uint action) => _instructions.Add((ReturnValue, 0, 0, action));

    /// <summary>The block runs when the comparison holds; both ways go on behind it.</summary>
    internal void When(Comparison comparison, uint value, Action<FilterAssembler> then)
    {
        var block = Assemble(then);
        _instructions.Add(((ushort)comparison, 0, checked((byte)block.Count), value));
        _instructions.AddRange(block._instructions);
    }

    /// <summary>The block runs when the comparison does not hold.</summary>
    internal void Unless(Comparison comparison, uint value, Action<FilterAssembler> then)
    {
        var block = Assemble(then);
        _instructions.Add(((ushort)comparison, checked((byte)block.Count), 0, value));
        _instructions.AddRange(block._instructions);
    }

    /// <summary>The program as the kernel reads it: an array of <c>struct sock_filter</c>.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new byte[_instructions.Count * InstructionSize];
        var rest = bytes.AsSpan();
        foreach (var (code, ifTrue, ifFalse, value) in _instructions)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, code);
            rest[2] = ifTrue;
            rest[3] = ifFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], value);
            rest = rest[InstructionSize..];
        }

        return bytes;
    }

    private static FilterAssembler Assemble(Action<FilterAssembler> block)
    {
        var inner = new FilterAssembler();
        block(inner);
        return inner;
    }
}

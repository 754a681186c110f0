using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Conformance.Tests.Errors;

/// <summary>The errors that an operation's code can throw: the factories of its service's table that it reaches, read from the compiled code.</summary>
internal sealed class ThrownErrors
{
    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => (ushort)code.Value);

    private readonly HashSet<MethodBase> _seen = [];
    private readonly HashSet<MethodBase> _factories = [];

    /// <summary>Codes and statuses, with the factory that makes each.</summary>
    public static IReadOnlyList<(string Code, int Status, string Factory)> Of(Type operation, Type? request)
    {
        var walk = new ThrownErrors();
        foreach (var type in new[] { operation, request }.OfType<Type>())
        {
            walk.Visit(type);
        }

        return [.. walk._factories.SelectMany(Make).Distinct()];
    }

    private void Visit(Type type)
    {
        foreach (var method in Methods(type))
        {
            Visit(method);
        }

        foreach (var nested in type.GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public))
        {
            Visit(nested);
        }
    }

    private static IEnumerable<MethodBase> Methods(Type type)
    {
        const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return [.. type.GetMethods(All), .. type.GetConstructors(All)];
    }

    private void Visit(MethodBase method)
    {
        if (method.DeclaringType?.Assembly.GetName().Name?.StartsWith("Gatehouse.Services.", StringComparison.Ordinal) is not true || !_seen.Add(method))
        {
            return;
        }

        if (method is MethodInfo { IsStatic: true } factory && factory.ReturnType == typeof(AwsException) && method.DeclaringType.Name.EndsWith("Errors", StringComparison.Ordinal))
        {
            _factories.Add(method);
            return;
        }

        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
        {
            Visit(machine.StateMachineType);
        }

        foreach (var member in Referenced(method))
        {
            switch (member)
            {
                case MethodBase called:
                    Visit(called.IsGenericMethod && called is MethodInfo { IsGenericMethodDefinition: false } closed ? closed.GetGenericMethodDefinition() : called);
                    break;
                case FieldInfo { IsStatic: true, DeclaringType.TypeInitializer: { } initializer }:
                    Visit(initializer);
                    break;
            }
        }
    }

    /// <summary>Every method and field that a method's code names.</summary>
    private static IEnumerable<MemberInfo> Referenced(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        var types = method.DeclaringType!.GetGenericArguments();
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? (ushort)(0xFE00 | code[at + 1]) : code[at];
            at += value > 0xFF ? 2 : 1;
            var operation = OpCodesByValue[value];
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
            {
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), types, arguments)!;
            }

            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<(string Code, int Status, string Factory)> Make(MethodBase factory)
    {
        var error = (AwsException)factory.Invoke(null, [.. factory.GetParameters().Select(parameter => Sample(parameter.ParameterType))])!;
        yield return (error.Code, error.Status, factory.Name);
    }

    private static object Sample(Type type) =>
        type == typeof(string) ? "x"
        : type == typeof(int) ? 1
        : type == typeof(long) ? 1L
        : type == typeof(bool) ? true
        : type.IsAssignableFrom(typeof(string[])) ? new[] { "x" }
        : type == typeof(Violations) ? new Violations("")
        : type == typeof(Call) ? new Call { Scope = new Scope("000000000000", "us-east-1"), Operation = "X", RequestId = "x", AccessKeyId = "x", Time = default, Port = 1 }
        : throw new InvalidOperationException($"No sample of {type}, which an error's factory takes.");
}

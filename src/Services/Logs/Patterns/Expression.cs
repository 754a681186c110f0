namespace Gatehouse.Services.Logs.Patterns;

/// <summary>Conditions joined by <c>&amp;&amp;</c> and <c>||</c>, of which the first binds closer, with parentheses.</summary>
/// <typeparam name="TField">What names a field in this language.</typeparam>
internal sealed class Expression<TField>
{
    // A pattern has 1,024 characters; half of them opening parentheses must not cost a stack.
    private const int MaxDepth = 64;

    private readonly Func<Func<TField, FieldValue>, bool> _test;

    private Expression(Func<Func<TField, FieldValue>, bool> test) => _test = test;

    public bool Holds(Func<TField, FieldValue> lookUp) => _test(lookUp);

    public static Expression<TField> Read(Scanner scanner, Func<Scanner, TField> readField) => new(Any(scanner, readField, 0));

    private static Func<Func<TField, FieldValue>, bool> Any(Scanner scanner, Func<Scanner, TField> readField, int depth)
    {
        var test = All(scanner, readField, depth);
        while (scanner.TryTake("||"))
        {
            var (left, right) = (test, All(scanner, readField, depth));
            test = lookUp => left(lookUp) || right(lookUp);
        }

        return test;
    }

    private static Func<Func<TField, FieldValue>, bool> All(Scanner scanner, Func<Scanner, TField> readField, int depth)
    {
        var test = One(scanner, readField, depth);
        while (scanner.TryTake("&&"))
        {
            var (left, right) = (test, One(scanner, readField, depth));
            test = lookUp => left(lookUp) && right(lookUp);
        }

        return test;
    }

    private static Func<Func<TField, FieldValue>, bool> One(Scanner scanner, Func<Scanner, TField> readField, int depth)
    {
        if (depth < MaxDepth && scanner.TryTake("("))
        {
            var inner = Any(scanner, readField, depth + 1);
            scanner.Expect(")");
            return inner;
        }

        var field = readField(scanner);
        var condition = Condition.Read(scanner);
        return lookUp => condition.Holds(lookUp(field));
    }
}

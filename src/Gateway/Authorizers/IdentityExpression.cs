using System.Text.RegularExpressions;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>
/// What a token must look like as a whole. Expressions come from users and tokens from anybody, so only those are taken whose matching takes
/// time in proportion to the token: no look-around, no back references.
/// </summary>
public sealed class IdentityExpression
{
    // Compiling takes time too; nobody describes a token in more than this.
    private const int Longest = 2048;

    private readonly Regex _whole;

    private IdentityExpression(Regex whole) => _whole = whole;

    /// <summary>Null, and why, for an expression that cannot be used.</summary>
    public static IdentityExpression? TryParse(string expression, out string problem)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (expression.Length > Longest)
        {
            problem = $"it is longer than {Longest} characters";
            return null;
        }

        try
        {
            // By itself first: "a)|(b" would be sound between the brackets below.
            _ = Compile(expression);
            problem = "";
            return new IdentityExpression(Compile($@"\A(?:{expression})\z"));
        }
        catch (ArgumentException fault)
        {
            problem = fault.Message;
        }
        catch (NotSupportedException)
        {
            problem = "Look-around, back references, atomic groups and very large repetitions are not taken here: matching them can take any time.";
        }

        return null;
    }

    public bool IsMatch(string token) => _whole.IsMatch(token);

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}

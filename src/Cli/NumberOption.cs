using System.CommandLine;
using System.Globalization;

namespace Gatehouse.Cli;

/// <summary>An option that takes a whole number within bounds, and says which when it is given something else.</summary>
internal static class NumberOption
{
    /// <param name="fix">What to write instead, as the end of a sentence.</param>
    public static Option<int?> Create(string name, string placeholder, int least, int most, string description, string fix) =>
        new(name)
        {
            HelpName = placeholder,
            Description = description,
            CustomParser = result =>
            {
                if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                {
                    return number;
                }

                result.AddError($"{name}: {fix}.");
                return null;
            },
        };
}

using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>Looks at a value and says what is wrong with it.</summary>
internal delegate void SchemaCheck(JsonElement value, SchemaRun run);

/// <summary>One schema of JSON Schema draft 4, compiled. It may refer to itself.</summary>
internal sealed class Schema
{
    private readonly List<SchemaCheck> _checks = [];

    /// <summary>Every check at this level comes before those of what is inside.</summary>
    public void Add(SchemaCheck check) => _checks.Add(check);

    public void Check(JsonElement value, SchemaRun run)
    {
        if (!run.TryEnter())
        {
            return;
        }

        foreach (var check in _checks)
        {
            check(value, run);
        }

        run.Leave();
    }

    /// <summary>Whether a value fits, without a word on why not.</summary>
    public bool Accepts(JsonElement value, SchemaRun run)
    {
        var trial = run.Apart();
        Check(value, trial);
        return trial.Problems.Count == 0;
    }
}

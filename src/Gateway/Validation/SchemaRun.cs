namespace Gatehouse.Gateway.Validation;

/// <summary>One validation of one body: what was found, and how much of it may still be looked at.</summary>
internal sealed class SchemaRun
{
    // Bodies are at most 64 levels deep; a schema that goes deeper only goes round in circles.
    private const int Deepest = 256;

    // A second of work. Only a schema whose alternatives lead back into themselves needs more.
    private const int MostSteps = 2_000_000;

    private const string Endless = "the schema refers to itself without end";

    private readonly int[] _steps;
    private int _depth;

    public SchemaRun()
        : this([0], 0)
    {
    }

    private SchemaRun(int[] steps, int depth) => (_steps, _depth) = (steps, depth);

    public List<string> Problems { get; } = [];

    public void Add(string problem) => Problems.Add(problem);

    /// <summary>For an alternative, whose problems are not the body's.</summary>
    public SchemaRun Apart() => new(_steps, _depth);

    public bool TryEnter()
    {
        if (_depth >= Deepest || ++_steps[0] > MostSteps)
        {
            Problems.Add(Endless);
            return false;
        }

        _depth++;
        return true;
    }

    public void Leave() => _depth--;
}

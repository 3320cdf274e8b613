using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli.Health;

/// <summary>How a check ended.</summary>
internal enum HealthStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and will not for long or not for everything.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failed,

    /// <summary>It could not be found out.</summary>
    Unknown,

    /// <summary>Not in use.</summary>
    Off,
}

/// <summary>What a check of <c>infra doctor</c> found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Found">In a sentence.</param>
/// <param name="Hint">What to do; there for whatever is not as it should be.</param>
internal sealed record Finding(string Check, HealthStatus Status, string Found, string? Hint = null)
{
    private const int CheckWidth = 16;

    public static Finding Of(string check, ToolException failure) => new(check, HealthStatus.Failed, failure.Message, failure.Hint);

    private string Word => Status.ToString().ToLowerInvariant();

    /// <summary>For a script.</summary>
    public JsonObject ToJson()
    {
        var row = new JsonObject { ["check"] = Check, ["status"] = Word, ["found"] = Redactor.Clean(Found) };
        if (Hint is not null) row["hint"] = Redactor.Clean(Hint);
        return row;
    }

    /// <summary>For a person.</summary>
    public void Print(Screen screen)
    {
        var word = Word.PadRight(8);
        if (screen.HasColour && Colour is { } colour) word = $"\u001b[{colour}m{word}\u001b[0m";
        // The colour is this program's own; what was found is not.
        Terminal.Out.WriteLine($"{word} {Check.PadRight(CheckWidth)} {Visible.Line(Redactor.Clean(Found))}");
        if (Hint is not null && Status is not HealthStatus.Ok)
            Terminal.Print($"{new string(' ', 8)} {new string(' ', CheckWidth)} -> {Visible.Line(Redactor.Clean(Hint))}");
    }

    private int? Colour => Status switch
    {
        HealthStatus.Ok => 32,
        HealthStatus.Warning => 33,
        HealthStatus.Failed => 31,
        _ => null,
    };
}

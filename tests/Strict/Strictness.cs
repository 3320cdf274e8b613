using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Infra.Strict;

/// <summary>What the double does beyond handing requests on. Each layer can be had alone.</summary>
[Flags]
public enum Strictness
{
    None = 0,

    /// <summary>Requests are held against the model and the written rules, and answers mended by them.</summary>
    Rules = 1,

    /// <summary>What was just made is not found, or in its old state, for one to three reads.</summary>
    Consistency = 2,

    /// <summary>Lists without a promised order come in another order each time.</summary>
    Order = 4,

    /// <summary>Pages have the double's own size, some are empty, and a token belongs to its query.</summary>
    Pages = 8,

    /// <summary>More requests than AWS takes are refused.</summary>
    Throttling = 16,

    /// <summary>A region has its own buckets and features, and a global service is not in every one.</summary>
    Regions = 32,

    All = Rules | Consistency | Order | Pages | Throttling | Regions,
}

/// <summary>How a double is set, by the environment of the test run.</summary>
/// <param name="Layers">STRICT_LAYERS: names of <see cref="Strictness"/>, with commas. Left out it is all of them.</param>
/// <param name="Seed">STRICT_SEED: decides what is late, how pages are cut and in what order lists come. Left out it is one of
/// <see cref="Seeds"/>, by the commit: each in turn, and a commit always the same.</param>
public sealed record StrictSettings(Strictness Layers, int Seed)
{
    /// <summary>The seeds 1 to this one are those that all tests must pass with.</summary>
    public const int Seeds = 3;

    public static StrictSettings FromEnvironment { get; } = new(
        Environment.GetEnvironmentVariable("STRICT_LAYERS") is { Length: > 0 } layers ? Enum.Parse<Strictness>(layers, ignoreCase: true)
            : Strictness.All,
        Environment.GetEnvironmentVariable("STRICT_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture)
            : OfCommit());

    /// <summary>How the run can be had again; for the message of a failing test.</summary>
    public override string ToString() => $"STRICT_SEED={Seed} STRICT_LAYERS={Layers.ToString().Replace(" ", "", StringComparison.Ordinal)}";

    private static int OfCommit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "HEAD"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            })!;
            var commit = git.StandardOutput.ReadToEnd();
            return commit.Length < 8 ? 1 : (int)(uint.Parse(commit[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture) % Seeds) + 1;
        }
        catch (Win32Exception)
        {
            // Sources without git.
            return 1;
        }
    }
}

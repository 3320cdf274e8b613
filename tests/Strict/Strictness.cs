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
/// <param name="Layers">STRICT_LAYERS: names of <see cref="Strictness"/>, with commas. Left out it is <see cref="Default"/>.</param>
/// <param name="Seed">STRICT_SEED: decides what is late, how pages are cut and in what order lists come. Left out it is 1.</param>
public sealed record StrictSettings(Strictness Layers, int Seed)
{
    /// <summary>The layers that a run has when it names none: the one place where a layer is turned on for all.</summary>
    public const Strictness Default = Strictness.Rules | Strictness.Throttling | Strictness.Regions;

    /// <summary>
    /// Rules that are off until the product is mended, with the fault that they find; all are on where STRICT_LAYERS is given.
    /// </summary>
    public static IReadOnlyList<string> Waiting { get; } =
    [];

    /// <summary>The rules that are off.</summary>
    public IReadOnlyList<string> Off { get; init; } = [];

    public static StrictSettings FromEnvironment { get; } = Read(
        Environment.GetEnvironmentVariable("STRICT_LAYERS"), Environment.GetEnvironmentVariable("STRICT_SEED"));

    private static StrictSettings Read(string? layers, string? seed)
    {
        var number = string.IsNullOrEmpty(seed) ? 1 : int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture);
        return string.IsNullOrEmpty(layers)
            ? new(Default, number) { Off = Waiting }
            : new(Enum.Parse<Strictness>(layers, ignoreCase: true), number);
    }

    /// <summary>How the run can be had again; for the message of a failing test.</summary>
    public override string ToString() => $"STRICT_SEED={Seed} STRICT_LAYERS={Layers.ToString().Replace(" ", "", StringComparison.Ordinal)}";
}

using System.Globalization;
using System.Text.Json.Nodes;
using Infra.Aws;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Core.Targets;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli.Health;

/// <summary><c>infra test-connection</c>: which credentials there are, whose they are, and how far away AWS is.</summary>
internal static class TestConnectionCommand
{
    private const int AtOnce = 16;

    /// <param name="account">The accounts to try; null for that of calls that name none.</param>
    /// <param name="limit">How long each may take.</param>
    public static async Task<int> RunAsync(SwitchValues flags, string? account, TimeSpan limit, OutputChoice choice,
        CancellationToken cancellation)
    {
        var places = Places.Take(flags, account);
        using var services = Services.Create(flags);
        using var status = new Status("Asking AWS who is there");
        var found = await places.FindAsync(services, isRegional: true, cancellation).ConfigureAwait(false);
        var rows = await found.Targets.AskAsync((t, ct) => Bounded.RunAsync(limit, c => services.Connections.TryAsync(t, c),
            () => new(t, Failure: Late(limit)), ct), cancellation, AtOnce).ConfigureAwait(false);
        Status.Clear();
        return HealthReport.Print(choice, [.. rows.Select(Row), .. found.Failed.Select(Unreached)],
            r => $"{r["account"]} {r["region"]}".Trim() is { Length: > 0 } place ? place : "connection");
    }

    /// <summary>What is said of a check that had no answer in time.</summary>
    public static ToolException Late(TimeSpan limit) => new(ToolErrorCode.Unavailable,
        string.Create(CultureInfo.InvariantCulture, $"There was no answer within {limit.TotalSeconds:0.#} seconds."),
        "'infra doctor' looks at the network, the proxy and the credentials one by one; --timeout gives more time.");

    private static JsonObject Row(Connection connection)
    {
        var (target, credentials, identity) = (connection.Target, connection.Credentials, connection.Identity);
        var row = new JsonObject();
        if (Places.AccountOf(target) is { } name) row["account"] = name;
        if (target.Region is { } region) row["region"] = region;
        row["status"] = HealthReport.Status(connection.Failure);
        if (identity is not null) (row["id"], row["arn"]) = (identity.Account, identity.Arn);
        if (connection.Latency is { } latency) row["milliseconds"] = Math.Round(latency.TotalMilliseconds, 1);
        if (credentials is not null) row["credentials"] = credentials.Source;
        if (credentials?.Expires is { } end) row["expires"] = Time(end);
        if (target.EndpointUrl is { } endpoint) row["endpoint"] = Network.Plain(new Uri(endpoint));
        return HealthReport.With(row, connection.Failure);
    }

    internal static JsonObject Unreached((string Where, ToolException Failure) one) =>
        HealthReport.With(new() { ["account"] = one.Where, ["status"] = HealthReport.Status(one.Failure) }, one.Failure);

    private static string Time(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

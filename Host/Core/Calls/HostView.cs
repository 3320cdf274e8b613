using System.Reflection;
using System.Text.Json;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Safety;

namespace Infra.Core.Calls;

/// <summary>The server as a tool sees it.</summary>
/// <param name="calls">Makes the calls of the tool.</param>
/// <param name="catalog">What the caller may call.</param>
/// <param name="signIns">Signs people in.</param>
/// <param name="caller">Who calls.</param>
/// <param name="asks">Whether the tool may ask the client: it is run again then, which must change nothing.</param>
internal sealed class HostView(ToolCaller calls, PluginCatalog catalog, SignIns signIns, Caller caller, bool asks = false) : ToolHost
{
    private static readonly string[] Built = Assembly.GetExecutingAssembly()
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');

    public static string Version => Built[0];

    /// <summary>The commit that the program was built from; null when it was built without git.</summary>
    public static string? Commit => Built.ElementAtOrDefault(1);

    public override HostStatus Status => new(Version, catalog.Settings.Mode, catalog.Status, catalog.Problems, Profiles)
    {
        Load = LoadOf(HoldingBack.Now),
    };

    public override IReadOnlyList<string> Profiles => catalog.Settings.Aws.Profiles ?? [];

    public override async Task<JsonElement> CallAsync(string tool, JsonElement arguments, ToolContext context,
        CancellationToken cancellation)
    {
        if (catalog.Find(tool) is { Kind: not ToolKind.Read })
            throw new ToolException(ToolErrorCode.Refused, $"A tool may call only read tools; {tool} is none.");
        var given = System.Text.Json.Nodes.JsonObject.Create(arguments)!;
        if (catalog.Find(tool) is { CallsAws: true } known)
        {
            var properties = known.InputSchema.GetProperty("properties");
            if (context.Target.Region is { } region && properties.TryGetProperty(HostArguments.RegionName, out _))
                given[HostArguments.RegionName] = region;
            if (context.Target.Account is { } account && properties.TryGetProperty(HostArguments.AccountName, out _))
                given[HostArguments.AccountName] = account;
            else if (context.Target.Profile is { } profile && properties.TryGetProperty(HostArguments.ProfileName, out _))
                given[HostArguments.ProfileName] = profile;
        }

        // The rows that the caller takes as they come are those of its own call.
        var answer = await calls.CallAsync(tool, JsonSerializer.SerializeToElement(given, HostJson.Default.JsonObject),
            caller with { Rows = null }, cancellation).ConfigureAwait(false);
        return answer.Failure is { } failure ? throw failure : JsonSerializer.SerializeToElement(answer.Json, HostJson.Default.JsonObject);
    }

    public override Task<SignInStatus> SignInAsync(string? profile, CancellationToken cancellation) => caller.IsLocal
        ? signIns.WithPersonAsync(profile ?? catalog.Settings.Aws.Profile, caller, cancellation)
        : throw new ToolException(ToolErrorCode.NotSupported, "Over HTTP nobody can sign in.",
            "Whoever runs the server renews its credentials.");

    public override bool CanAsk(string method) => asks && caller.Questions?.CanAnswer(method) is true;

    public override Task<IReadOnlyDictionary<string, JsonElement>> AskAsync(
        IReadOnlyList<ClientRequest> requests, CancellationToken cancellation) =>
        !asks ? throw new ToolException(ToolErrorCode.Refused, "Only a tool that reads may ask, in a call to one account and region.")
        : caller.Questions?.AskAsync(requests, cancellation) ?? base.AskAsync(requests, cancellation);

    private static HostLoad LoadOf(HeldBack now) =>
        new(Environment.WorkingSet / 1_048_576, now.InFlight, now.Waiting, now.Closed);
}

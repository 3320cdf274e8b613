using System.Collections.Concurrent;

namespace Infra.Aws;

/// <summary>A module whose tools share an AWS client; one client is made for each target, on its first use.</summary>
/// <typeparam name="TClient">The client's interface, for example <c>IAmazonEC2</c>; a record of several where tools need
/// several.</typeparam>
/// <param name="name">See <see cref="IToolModule.Name"/>.</param>
/// <param name="description">See <see cref="IToolModule.Description"/>.</param>
/// <param name="noun">See <see cref="IHasMainNoun.MainNoun"/>.</param>
public abstract class AwsModule<TClient>(string name, string description, string? noun = null) : IToolModule, IHasMainNoun
{
    // More than that come of calls over many profiles and regions, or of profiles that change.
    private const int FewClients = 64;

    // Longer than any call.
    private static readonly TimeSpan Idle = TimeSpan.FromHours(2);

    private readonly ConcurrentDictionary<(AwsTarget Target, string Settings), Kept> clients = new();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public string? MainNoun => noun;

    /// <summary>All tools, listed one by one, in the order in which clients show them.</summary>
    protected abstract IReadOnlyList<AwsTool<TClient>> Tools { get; }

    /// <summary>Whether the module's service has one endpoint for all regions, as IAM has.</summary>
    protected virtual bool Global => false;

    /// <summary>Makes a client. Use <see cref="AwsTargetExtensions.Configure{TConfig}"/> for its configuration.</summary>
    /// <param name="target">Where its calls go.</param>
    protected abstract TClient CreateClient(AwsTarget target);

    /// <inheritdoc/>
    public virtual IEnumerable<Tool> CreateTools(ModuleContext context) =>
        // A failure (no region, say) is not remembered: the user mends the configuration and calls again.
        Tools.Select(tool => (Global ? tool.With(global: true) : tool).Bind(ClientFor));

    // A changed profile makes a new client, renewed keys and another account do not: keys are found at each request.
    private TClient ClientFor(AwsTarget target)
    {
        if (HostCredentials.Current is not null && target.Account is not null) target = target with { Account = null };
        var key = (target, AwsProfiles.Load().Named(target.Profile).Fingerprint);
        if (!clients.TryGetValue(key, out var kept))
        {
            // Counting locks all of them, so that it is done for a new one only.
            if (clients.Count >= FewClients) Forget();
            kept = clients.GetOrAdd(key, k => new(() => CreateClient(k.Item1)));
        }

        kept.LastUse = Environment.TickCount64;
        return kept.Client.Value;
    }

    private void Forget()
    {
        foreach (var (key, kept) in clients)
        {
            if (Environment.TickCount64 - kept.LastUse < Idle.TotalMilliseconds || !clients.TryRemove(key, out _)) continue;
            if (kept.Client is { IsValueCreated: true, Value: IDisposable client }) client.Dispose();
        }
    }

    // PublicationOnly, because a client that could not be made (no credentials yet) must be tried again at the next call.
    private sealed class Kept(Func<TClient> make)
    {
        public Lazy<TClient> Client { get; } = new(make, LazyThreadSafetyMode.PublicationOnly);

        public long LastUse { get; set; }
    }
}

using System.Collections.Concurrent;
using Amazon.Runtime;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>Keys, and where they are from.</summary>
internal sealed record FoundCredentials(ImmutableCredentials Keys, string Source, DateTime? Expires);

/// <summary>
/// The credentials of every request of the process. They are found for the target of the call in progress, anew for each request, so
/// that the account check and the act use the same ones and renewed files need no restart. Whoever names a profile gets that profile
/// or an error, never the machine's role.
/// </summary>
/// <param name="roleArn">A role that is assumed for all calls; null for none.</param>
/// <param name="policy">The session policy of that role; null for all that it may do.</param>
internal sealed class Credentials(string? roleArn = null, Func<string?>? policy = null) : HostCredentials
{
    private static readonly AsyncLocal<CallCredentials?> Ambient = new();
    private static readonly AsyncLocal<bool> InFetch = new();

    private readonly ConcurrentDictionary<(string? Profile, string? Endpoint), (string Stamp, CredentialSource Source)> sources = new();

    /// <summary>The call in progress on this flow of execution.</summary>
    public static CallCredentials? Call => Ambient.Value;

    /// <summary>Whether the request in hand is one that gets credentials for another.</summary>
    public static bool Fetching => InFetch.Value;

    /// <summary>When the keys of the call in progress expire; null for long-term keys, or before its first request.</summary>
    public override DateTime? Expiration
    {
        get => Call?.Last?.Expires;
        set => throw new NotSupportedException();
    }

    /// <summary>The credentials of a call to a target; nothing is looked for before a request needs them.</summary>
    public CallCredentials For(AwsTarget target) => new(this, target);

    /// <summary>Makes requests on this flow of execution those of a call, until the result is disposed.</summary>
    internal static IDisposable Enter(CallCredentials call)
    {
        var outer = Ambient.Value;
        Ambient.Value = call;
        return new Leaving(outer);
    }

    /// <summary>The keys for a target, now.</summary>
    /// <param name="target">Where the call goes; its profile decides.</param>
    /// <param name="inPipeline">Whether this is for a request that the guard let through.</param>
    /// <exception cref="ToolException">There are none, or they cannot be used; the hint says what to do.</exception>
    public async Task<FoundCredentials> FindAsync(AwsTarget target, bool inPipeline)
    {
        var name = target.Profile ?? AwsEnvironment.Profile;
        var key = (name, target.EndpointUrl);
        var files = AwsProfiles.Load();
        if (!sources.TryGetValue(key, out var known) || known.Stamp != files.Stamp)
        {
            var source = CredentialSource.Find(name, files, target);
            if (roleArn is not null) source = source.Assume(roleArn, policy?.Invoke(), target);
            sources[key] = known = (files.Stamp, source);
        }

        // Outside a request (a presigned URL, the account check) the guard knows of no reason to let requests for credentials pass.
        using var scope = inPipeline ? null : CallScope.Host(CredentialOperations.All);
        InFetch.Value = true;
        try
        {
            var keys = await known.Source.Keys.GetCredentialsAsync().ConfigureAwait(false);
            return new(keys, known.Source.Description, known.Source.Keys.Expiration);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Forget(target);
            throw known.Source.Explain(e);
        }
        finally
        {
            InFetch.Value = false;
        }
    }

    /// <summary>Drops what is kept for a target when AWS's answer says that the keys are no longer good.</summary>
    public void Heed(AmazonServiceException answer, AwsTarget target)
    {
        // EC2 calls an ended session what others call a wrong clock.
        if (AwsErrors.Translate(answer, target) is { Code: ToolErrorCode.CredentialsExpired }
            || AwsErrorTable.Find(null, answer.ErrorCode, answer.StatusCode) == AwsErrorTable.Clock) Forget(target);
    }

    /// <summary>For signatures that are made outside a request, as those of presigned URLs.</summary>
    public override async Task<ImmutableCredentials> GetCredentialsAsync() =>
        (await InCall().FindAsync(inPipeline: false).ConfigureAwait(false)).Keys;

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => Task.Run(GetCredentialsAsync).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override string ToString() => Call?.Last?.Source ?? "";

    private void Forget(AwsTarget target) => sources.TryRemove((target.Profile ?? AwsEnvironment.Profile, target.EndpointUrl), out _);

    private sealed class Leaving(CallCredentials? outer) : IDisposable
    {
        public void Dispose() => Ambient.Value = outer;
    }

    private static CallCredentials InCall() =>
        Call ?? throw new ToolException(ToolErrorCode.Refused, "There are no credentials outside a tool call.",
            "This is a defect of the plugin: please report it.");
}

/// <summary>The credentials of one call to one target.</summary>
internal sealed class CallCredentials(Credentials credentials, AwsTarget target)
{
    public AwsTarget Target => target;

    /// <summary>Those of the last request; null before the first.</summary>
    public FoundCredentials? Last { get; private set; }

    /// <summary>The access key id whose account was checked; null when none was.</summary>
    public string? CheckedKey { get; private set; }

    private Func<FoundCredentials, Task>? check;

    /// <summary>Says that the account of these keys was checked, and how to check that of others that would act in their place.</summary>
    public void Checked(FoundCredentials found, Func<FoundCredentials, Task> again) => (CheckedKey, check) = (found.Keys.AccessKey, again);

    /// <inheritdoc cref="Credentials.FindAsync"/>
    public async Task<FoundCredentials> FindAsync(bool inPipeline) =>
        Last = await credentials.FindAsync(target, inPipeline).ConfigureAwait(false);

    /// <summary>
    /// The keys for a request. No write leaves with other keys than those whose account was checked, unless theirs is checked first.
    /// </summary>
    public async Task<FoundCredentials> ForRequestAsync(bool isRead)
    {
        var found = await FindAsync(inPipeline: true).ConfigureAwait(false);
        if (isRead || check is null || CheckedKey == found.Keys.AccessKey) return found;
        await check(found).ConfigureAwait(false);
        CheckedKey = found.Keys.AccessKey;
        return found;
    }

    /// <inheritdoc cref="Credentials.Heed"/>
    public void Heed(AmazonServiceException answer) => credentials.Heed(answer, target);

    /// <inheritdoc cref="Credentials.Enter"/>
    public IDisposable Enter() => Credentials.Enter(this);
}

using System.Collections.Concurrent;
using Amazon.Runtime;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>Keys, and where they are from.</summary>
internal sealed record FoundCredentials(ImmutableCredentials Keys, string Source, DateTime? Expires)
{
    /// <summary>What gave them, and would renew them.</summary>
    public CredentialSource? From { get; init; }
}

/// <summary>
/// The credentials of every request of the process. They are found for the target of the call in progress, anew for each request, so
/// that the account check and the act use the same ones and renewed files need no restart. Whoever names a profile gets that profile
/// or an error, never the machine's role.
/// </summary>
/// <param name="roleArn">A role that is assumed for all calls; null for none.</param>
/// <param name="policy">The session policy of that role and of those of accounts; null for all that they may do.</param>
/// <param name="role">The role of a configured account, by its name; null where its profile is enough.</param>
internal sealed class Credentials(string? roleArn = null, Func<string?>? policy = null, Func<string, RoleRequest?>? role = null)
    : HostCredentials
{
    // For a person who is asked by what gives the keys; the network takes seconds.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    // No account has this name.
    private const string Plain = "*";

    private static readonly AsyncLocal<CallCredentials?> Ambient = new();
    private static readonly AsyncLocal<bool> InFetch = new();

    private readonly ConcurrentDictionary<(string? Profile, string? Account, string? Endpoint), (
        string Stamp, CredentialSource Source)> sources = new();

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
    /// <param name="cancellation">Ends the waiting. What gives the keys may go on, and the next request gets them from it.</param>
    /// <exception cref="ToolException">There are none, or they cannot be used; the hint says what to do.</exception>
    public async Task<FoundCredentials> FindAsync(AwsTarget target, bool inPipeline, CancellationToken cancellation = default)
    {
        var files = AwsProfiles.Load();
        var source = SourceOf(target, files);

        // Outside a request (a presigned URL, the account check) the guard knows of no reason to let requests for credentials pass.
        using var scope = inPipeline ? null : CallScope.Host(CredentialOperations.All);
        InFetch.Value = true;
        // A process may wait for its person, and the SDK waits for the process whatever happens.
        var limit = CallDeadline.Current?.Remaining is { } left && left < Longest ? left : Longest;
        Task<ImmutableCredentials>? asked = null;
        try
        {
            asked = source.Keys is BasicAWSCredentials or SessionAWSCredentials ? source.Keys.GetCredentialsAsync()
                : Task.Run(source.Keys.GetCredentialsAsync, CancellationToken.None);
            var keys = await asked.WaitAsync(limit, cancellation).ConfigureAwait(false);
            return new(keys, source.Description, source.Keys.Expiration) { From = source };
        }
        catch (TimeoutException) when (asked is { IsCompleted: false })
        {
            throw source.Late(limit);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Forget(target, source);
            throw source.Explain(e);
        }
        finally
        {
            InFetch.Value = false;
        }
    }

    /// <summary>Drops what is kept for a target when AWS's answer says that the keys are no longer good.</summary>
    /// <param name="answer">The failure.</param>
    /// <param name="target">Where the request went.</param>
    /// <param name="used">What gave the keys. Of many requests that fail together, one drops it; what was renewed meanwhile stays.</param>
    public void Heed(AmazonServiceException answer, AwsTarget target, CredentialSource? used)
    {
        // EC2 calls an ended session what others call a wrong clock.
        if (used is not null && (AwsErrors.Translate(answer, target) is { Code: ToolErrorCode.CredentialsExpired }
            || AwsErrorTable.Find(null, answer.ErrorCode, answer.StatusCode) == AwsErrorTable.Clock)) Forget(target, used);
    }

    /// <summary>For signatures that are made outside a request, as those of presigned URLs.</summary>
    public override async Task<ImmutableCredentials> GetCredentialsAsync() =>
        (await InCall().FindAsync(inPipeline: false).ConfigureAwait(false)).Keys;

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => Task.Run(GetCredentialsAsync).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override string ToString() => Call?.Last?.Source ?? "";

    // Accounts whose roles one profile assumes share that profile's keys, which are then got and renewed once for all of them.
    private CredentialSource SourceOf(AwsTarget target, AwsProfiles files)
    {
        var key = KeyOf(target);
        if (sources.TryGetValue(key, out var known) && known.Stamp == files.Stamp) return known.Source;
        CredentialSource source;
        if (target.Account is { } account && role?.Invoke(account) is { } its)
            source = PlainSourceOf(target, files).Assume(its with { Policy = policy?.Invoke() }, target);
        else if (roleArn is not null)
            source = PlainSourceOf(target, files).Assume(new(roleArn) { Policy = policy?.Invoke() }, target);
        else return PlainSourceOf(target, files);
        return Keep(key, files, source);
    }

    private CredentialSource PlainSourceOf(AwsTarget target, AwsProfiles files)
    {
        // Apart from those of calls that name no account, which aws.roleArn signs.
        var key = KeyOf(target with { Account = Plain });
        return sources.TryGetValue(key, out var known) && known.Stamp == files.Stamp ? known.Source
            : Keep(key, files, CredentialSource.Find(key.Profile, files, target));
    }

    // Of two that are made at once, the first is used by both.
    private CredentialSource Keep((string?, string?, string?) key, AwsProfiles files, CredentialSource made) =>
        sources.AddOrUpdate(key, (files.Stamp, made), (_, old) => old.Stamp == files.Stamp ? old : (files.Stamp, made)).Source;

    // The keys beneath a role may be what has expired: both go, unless another request has renewed them already.
    private void Forget(AwsTarget target, CredentialSource used)
    {
        foreach (var key in new[] { KeyOf(target), KeyOf(target with { Account = Plain }) })
            if (sources.TryGetValue(key, out var known) && (known.Source == used || known.Source == used.Beneath))
                sources.TryRemove(new(key, known));
    }

    private static (string? Profile, string? Account, string? Endpoint) KeyOf(AwsTarget target) =>
        (target.Profile ?? AwsEnvironment.Profile, target.Account, target.EndpointUrl);

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
    public async Task<FoundCredentials> FindAsync(bool inPipeline, CancellationToken cancellation = default) =>
        Last = await credentials.FindAsync(target, inPipeline, cancellation).ConfigureAwait(false);

    /// <summary>
    /// The keys for a request. No write leaves with other keys than those whose account was checked, unless theirs is checked first.
    /// </summary>
    public async Task<FoundCredentials> ForRequestAsync(bool isRead, CancellationToken cancellation)
    {
        var found = await FindAsync(inPipeline: true, cancellation).ConfigureAwait(false);
        if (isRead || check is null || CheckedKey == found.Keys.AccessKey) return found;
        await check(found).ConfigureAwait(false);
        CheckedKey = found.Keys.AccessKey;
        return found;
    }

    /// <inheritdoc cref="Credentials.Heed"/>
    public void Heed(AmazonServiceException answer) => credentials.Heed(answer, target, Last?.From);

    /// <inheritdoc cref="Credentials.Enter"/>
    public IDisposable Enter() => Credentials.Enter(this);
}

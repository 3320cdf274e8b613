using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Infra.Aws;
using Infra.Core.Answers;

namespace Infra.Core.Safety;

/// <summary>
/// Signs people in to IAM Identity Center by its device flow: the person opens an address, compares a code and agrees there. The SDK
/// keeps the token in the AWS CLI's cache, where every program finds it. No model sees address, code or token.
/// </summary>
internal sealed class SignIns
{
    // What the flow asks for. Nothing of it changes anything in an account.
    private static readonly string[] Operations =
        ["SSO OIDC RegisterClient", "SSO OIDC StartDeviceAuthorization", "SSO OIDC CreateToken", "SSO GetRoleCredentials"];

    private readonly ConcurrentDictionary<string, Started> pending = new();

    /// <summary>The profile whose session gives a profile its credentials: itself, or the one at the end of its source profiles.</summary>
    /// <param name="name">A profile; null for the one in force.</param>
    /// <exception cref="ToolException">It has no session that one can sign in to here.</exception>
    public static AwsProfile SessionOf(string? name)
    {
        var (files, chain) = (AwsProfiles.Load(), ChainOf(name));
        var profile = chain[^1];
        return (profile.Exists, profile.Kind()) switch
        {
            (false, _) => throw new ToolException(ToolErrorCode.InvalidInput,
                $"The AWS profile '{profile.Name}' is not in the AWS configuration files.",
                files.All.Count == 0 ? "There are none yet; 'aws configure sso' makes one."
                    : $"Profiles: {string.Join(", ", files.All.Keys.Order(StringComparer.Ordinal))}."),
            (_, "sso") => profile,
            (_, "login") => throw new ToolException(ToolErrorCode.NotSupported,
                $"The AWS profile '{profile.Name}' is signed in to with the AWS CLI.", $"Run '{profile.SignIn()}' in a terminal."),
            _ when chain.FirstOrDefault(p => p["mfa_serial"] is not null) is { } asking => throw new ToolException(
                ToolErrorCode.NotSupported,
                $"The role of the AWS profile '{asking.Name}' demands a code of an MFA device, which is asked for in a terminal only.",
                $"Ask the person to run '{asking.SignIn()}' in a terminal, then go on."),
            (_, var kind) => throw new ToolException(ToolErrorCode.InvalidInput,
                $"The AWS profile '{profile.Name}' ({kind}) needs no sign-in.", "Renew the credentials that it builds upon."),
        };
    }

    /// <summary>A profile and those that it builds upon, one after another.</summary>
    public static IReadOnlyList<AwsProfile> ChainOf(string? name)
    {
        var files = AwsProfiles.Load();
        List<AwsProfile> chain = [files.Named(name)];
        while (chain[^1].Kind() is "role" && chain[^1]["source_profile"] is { } source && chain.All(p => p.Name != source))
            chain.Add(files.Named(source));
        return chain;
    }

    /// <summary>Begins to sign in.</summary>
    /// <param name="profile">Of the kind <c>sso</c>.</param>
    /// <returns>What to show, or null where the session is still good; and the end, which waits for the person.</returns>
    public static async Task<(SsoVerificationArguments? Show, Task Done)> BeginAsync(AwsProfile profile)
    {
        foreach (var setting in new[] { "sso_account_id", "sso_role_name" })
            if (profile[setting] is null)
                throw new ToolException(ToolErrorCode.NoCredentials, $"The AWS profile '{profile.Name}' lacks {setting}.",
                    "Complete it with 'aws configure sso'.");

        var shown = new TaskCompletionSource<SsoVerificationArguments>(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = Task.Run(async () =>
        {
            using var scope = CallScope.Host(Operations);
            try
            {
                await Keys().GetCredentialsAsync().ConfigureAwait(false);
            }
            // The token that is kept looks good, and its session was ended elsewhere.
            catch (Exception e) when (!shown.Task.IsCompleted && Chain(e).OfType<AmazonServiceException>()
                .Any(s => s.StatusCode is HttpStatusCode.Unauthorized || s.ErrorCode is "UnauthorizedException"))
            {
                profile.ForgetSsoToken();
                await Keys().GetCredentialsAsync().ConfigureAwait(false);
            }
        });
        await Task.WhenAny(shown.Task, done).ConfigureAwait(false);
        return (shown.Task.IsCompletedSuccessfully ? await shown.Task.ConfigureAwait(false) : null, EndAsync(done, profile));

        SSOAWSCredentials Keys() => new(
            profile["sso_account_id"], profile.Sso("sso_region"), profile["sso_role_name"], profile.Sso("sso_start_url"), new()
            {
                ClientName = "infra",
                SessionName = profile["sso_session"],
                Scopes = [.. (profile.Sso("sso_registration_scopes") ?? "sso:account:access")
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
                SupportsGettingNewToken = true,
                SsoVerificationCallback = arguments => shown.TrySetResult(arguments),
            });

        static IEnumerable<Exception> Chain(Exception? e)
        {
            for (; e is not null; e = e.InnerException) yield return e;
        }
    }

    /// <summary>
    /// Signs in with the person behind a client: asks for the person first, and waits for the end when they have answered.
    /// </summary>
    /// <param name="name">A profile; null for the one in force.</param>
    /// <param name="caller">Who calls, and what the person said.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="PersonNeededException">The person has to be asked.</exception>
    public async Task<SignInStatus> WithPersonAsync(string? name, Caller caller, CancellationToken cancellation)
    {
        var profile = SessionOf(name);
        if (caller.Code is { } code && pending.TryRemove(code, out var known) && known.Profile == profile.Name)
        {
            if (caller.Agreed is not true)
                throw new ToolException(ToolErrorCode.Refused, "The person who was asked did not sign in.",
                    "Ask them what they want instead.");
            await known.Done.WaitAsync(cancellation).ConfigureAwait(false);
            return new(profile.Name);
        }

        if (!caller.CanAsk)
            throw new ToolException(ToolErrorCode.NotSupported, "This client cannot show a person what they need to sign in.",
                $"Ask them to run 'infra sign-in {profile.Name}' in a terminal, then go on.");
        var (show, done) = await BeginAsync(profile).ConfigureAwait(false);
        if (show is null)
        {
            await done.WaitAsync(cancellation).ConfigureAwait(false);
            return new(profile.Name);
        }

        foreach (var (old, its) in pending)
            if (its.Done.IsCompleted) pending.TryRemove(old, out _);
        var ticket = RandomNumberGenerator.GetHexString(16);
        pending[ticket] = new(profile.Name, done);
        // Whoever does not come back leaves a failure that nobody waits for.
        _ = done.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new PersonNeededException(new(Question(profile, show), ticket)
        {
            Title = "I have signed in",
            Description = "Tick this when the page says that you are signed in.",
        });
    }

    /// <summary>What the person is told.</summary>
    public static string Question(AwsProfile profile, SsoVerificationArguments show) =>
        $"Sign in to {profile.Sso("sso_start_url")} for the AWS profile '{profile.Name}': open "
            + $"{show.VerificationUriComplete ?? show.VerificationUri} and check that the page shows the code {show.UserCode}. "
        + "Do so only if you asked for this.";

    private static async Task EndAsync(Task flow, AwsProfile profile)
    {
        try
        {
            await flow.ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ToolException)
        {
            throw AwsErrors.Translate(e, new(profile.Name)) is { Code: ToolErrorCode.AccessDenied or ToolErrorCode.Unavailable } told ? told
                : new ToolException(ToolErrorCode.CredentialsExpired,
                    $"The sign-in of the AWS profile '{profile.Name}' did not come to its end: {e.GetBaseException().Message}",
                    "Call again to begin anew; a code holds for some minutes.", e);
        }
    }

    private sealed record Started(string Profile, Task Done);
}

/// <summary>A call that goes on when a person has answered.</summary>
internal sealed class PersonNeededException(PersonNeeded person) : Exception("A person is needed.")
{
    public PersonNeeded Person => person;
}

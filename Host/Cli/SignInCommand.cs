using Infra.Aws;
using Infra.Core;
using Infra.Core.Calls;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Host.Cli.Health;

namespace Infra.Host.Cli;

/// <summary>
/// <c>infra sign-in</c>: a person signs in to IAM Identity Center, in whose browser is another matter, and gives the codes of MFA devices.
/// Both sessions are kept where the AWS CLI keeps them.
/// </summary>
internal static class SignInCommand
{
    /// <param name="flags">The host's switches.</param>
    /// <param name="profile">A profile; null for the configured one.</param>
    /// <param name="account">Configured accounts instead, as calls name them.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <exception cref="ToolException">The person cannot sign in here, or did not.</exception>
    public static async Task<int> RunAsync(SwitchValues flags, string? profile, string? account, CancellationToken cancellation)
    {
        if (profile is not null && account is not null) throw new UsageException("Name a profile or --account, not both.");
        using var services = Services.Create(flags);
        var found = await services.Targets.FindAsync(new HostArguments(null, profile, null, false) { Account = account },
            isRegional: false, cancellation).ConfigureAwait(false);
        HashSet<string> signedIn = [];
        foreach (var target in found.Targets) await SignInAsync(services, target, signedIn, cancellation).ConfigureAwait(false);
        foreach (var (where, failure) in found.Failed) Terminal.Complain($"no answer: {where}: {failure.Message} {failure.Hint}");
        return found.Failed.Count > 0 ? ExitCode.Incomplete : ExitCode.Ok;
    }

    private static async Task SignInAsync(Services services, AwsTarget target, HashSet<string> signedIn, CancellationToken cancellation)
    {
        var chain = SignIns.ChainOf(target.Profile);
        var takesCode = chain.Any(p => p["mfa_serial"] is not null)
            || (target.Account is { } name && services.Settings.Aws.Accounts?.GetValueOrDefault(name)?.MfaSerial is not null);
        if (target.Account is not null && !takesCode && chain[^1].Kind() is not "sso")
        {
            Terminal.Complain($"account '{target.Account}' needs no sign-in: profile '{chain[^1].Name}' is of the kind "
                + $"{chain[^1].Kind()}.");
            return;
        }

        // Several accounts may build upon one session.
        if ((chain[^1].Kind() is "sso" || !takesCode) && SignIns.SessionOf(target.Profile) is var session && signedIn.Add(session.Name))
        {
            var (show, done) = await SignIns.BeginAsync(session).ConfigureAwait(false);
            if (show is not null) Terminal.Complain(SignIns.Question(session, show));
            await done.WaitAsync(cancellation).ConfigureAwait(false);
            Terminal.Print(show is null
                ? $"The session of profile '{session.Name}' is still good." : $"Signed in: profile '{session.Name}'.");
        }

        if (!takesCode) return;
        var connection = await services.Connections.TryAsync(target with { Region = target.Region ?? DoctorCommand.AnyRegion },
            cancellation).ConfigureAwait(false);
        if (connection.Failure is { } failure) throw failure;
        Terminal.Print($"Signed in: {(target.Account is { } account ? $"account '{account}'" : $"profile '{chain[0].Name}'")}, as "
            + $"{connection.Identity!.Arn}{(connection.Credentials?.Expires is { } end ? $", until {end.ToUniversalTime():u}" : "")}.");
    }
}

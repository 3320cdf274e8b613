using Infra.Core;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary><c>infra sign-in</c>: a person signs in to a session of IAM Identity Center, in whose browser is another matter.</summary>
internal static class SignInCommand
{
    /// <param name="flags">The host's switches.</param>
    /// <param name="profile">A profile; null for the configured one.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <exception cref="ToolException">The person cannot sign in here, or did not.</exception>
    public static async Task<int> RunAsync(SwitchValues flags, string? profile, CancellationToken cancellation)
    {
        using var services = Services.Create(flags);
        var session = SignIns.SessionOf(profile ?? services.Settings.Aws.Profile);
        var (show, done) = await SignIns.BeginAsync(session).ConfigureAwait(false);
        if (show is not null) Terminal.Complain(SignIns.Question(session, show));
        await done.WaitAsync(cancellation).ConfigureAwait(false);
        Terminal.Print(show is null
            ? $"The session of profile '{session.Name}' is still good." : $"Signed in: profile '{session.Name}'.");
        return ExitCode.Ok;
    }
}

using Infra.Core;
using Infra.Core.Calls;
using Infra.Core.Settings;
using Infra.Core.Targets;

namespace Infra.Host.Cli.Health;

/// <summary>The accounts and regions that a command is about, as <c>--account</c> and <c>--region</c> name them.</summary>
/// <param name="Account">One, several with commas, a pattern or all; null for that of calls that name none.</param>
/// <param name="Region">The same of regions.</param>
internal sealed record Places(string? Account, string? Region)
{
    /// <summary>
    /// Takes <c>--region</c> for calls. One region is the configuration's as well; a list or a pattern can only belong to a call.
    /// </summary>
    public static Places Take(SwitchValues flags, string? account = null)
    {
        var region = flags[Switches.Region];
        if (region is not null && !TargetNames.IsOne(region)) flags[Switches.Region] = null;
        return new(account, region);
    }

    /// <summary>The targets that they mean.</summary>
    /// <param name="services">The configuration.</param>
    /// <param name="isRegional">Whether each region counts, or an account once.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <exception cref="ToolException">A name means nothing.</exception>
    public Task<FoundTargets> FindAsync(Services services, bool isRegional, CancellationToken cancellation) =>
        services.Targets.FindAsync(new HostArguments(Region, null, null, false) { Account = Account }, isRegional, cancellation);

    /// <summary>The account of a target, where it has a name.</summary>
    public static string? AccountOf(AwsTarget target) => target.Account ?? target.Profile;
}

global using AccountTool = Infra.Aws.AwsTool<Infra.Plugins.Account.AccountClients>;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>The module <c>account</c>: who, where, and what is there.</summary>
public sealed class AccountModule() : AwsModule<AccountClients>("account",
    "The caller, this server, regions, profiles, access, search by tag or name, quotas, and SSM parameters."), IHasPrompts
{
    /// <summary>Work that needs the tools of several modules, and so belongs to none of theirs.</summary>
    public IReadOnlyList<Prompt> Prompts { get; } = [ReviewNetwork.Prompt, ReviewWaste.Prompt, TriageService.Prompt, RollOut.Prompt];

    /// <inheritdoc/>
    protected override IReadOnlyList<AccountTool> Tools =>
    [
        Whoami.Tool,
        ListRegions.Tool,
        ListZones.Tool,
        ListProfiles.Tool,
        SignIn.Tool,
        CheckAccess.Tool,
        FindResources.Tool,
        Inventory.Tool,
        ListQuotas.Tool,
        ListParameters.Tool,
        ListParameterVersions.Tool,
        ListParameterValues.Tool,
        GetParameter.Tool,
        PutParameter.Tool,
        SetParameterLabels.Tool,
        DeleteParameter.Tool,
    ];

    /// <inheritdoc/>
    protected override AccountClients CreateClient(AwsTarget target) => new(target);
}

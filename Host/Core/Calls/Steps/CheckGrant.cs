using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>Holds where a call goes against the grant of its caller; <see cref="Bind"/> holds the tool against it.</summary>
internal sealed class CheckGrant(AwsSettings aws, TimeProvider time) : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Caller.Grant is not { } grant) return default;
        if (grant.Expires <= time.GetUtcNow()) throw new ToolException(ToolErrorCode.Refused, $"The grant of {grant.Name} has expired.",
            "Ask whoever gave it for a new one.");
        if (call.Targets.FirstOrDefault(t => !grant.Reaches(call.Tool, t.Account ?? t.Profile)) is { } target)
        {
            throw new ToolException(ToolErrorCode.Refused,
                target.Account is { } account ? $"The grant of this caller does not have the account {account}."
                    : target.Profile is { } named ? $"The grant of this caller does not have the profile {named}."
                    : "The grant of this caller names profiles, and the call none.", Way(call.Tool, grant.ProfilesFor(call.Tool)!));
        }

        return default;
    }

    // What can be passed, and not only what is granted.
    private string Way(CatalogTool tool, IReadOnlyList<string> granted)
    {
        if (granted.Count == 0) return "Ask whoever gave it for a profile.";
        var accounts = granted.Where(g => aws.HasAccounts && tool.TakesAccount && aws.Accounts!.ContainsKey(g)).ToList();
        var profiles = granted.Where(g => aws.Profiles?.Contains(g) is true).ToList();
        return accounts.Count > 0 ? $"Pass account: {Some(accounts)}." : profiles.Count > 0 ? $"Pass profile: {Some(profiles)}."
            : $"No call can name what it grants ({string.Join(", ", granted)}). Whoever runs the server puts it into aws.profile, "
                + "aws.profiles or aws.accounts of plugins.json.";
    }

    private static string Some(List<string> names) => names.Count == 1 ? names[0] : $"one of {string.Join(", ", names)}";
}

using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_account_summary (GetAccountSummary, GetAccountPasswordPolicy, ListAccountAliases).</summary>
public static class GetAccountSummary
{
    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_account_summary",
        "Gets counts and quotas of IAM resources, the root user's MFA and keys, and the password policy. For users, use iam_list_users.",
        RunAsync,
        iam: ["iam:GetAccountSummary", "iam:GetAccountPasswordPolicy", "iam:ListAccountAliases"],
        examples: ["Does our root user have MFA?", "How strong must passwords be?"]);

    public sealed record Input;

    public sealed record Rules(
        int? MinimumLength, bool Symbols, bool Numbers, bool Uppercase, bool Lowercase, int? ExpiresAfterDays, int? RemembersLast);

    public sealed record Usage(int Used, int? Quota);

    public sealed record Result(
        string? Alias, bool RootMfa, bool RootAccessKeys, int MfaDevicesInUse, Usage Users, Usage Groups, Usage Roles, Usage Policies,
        Usage InstanceProfiles, Rules? PasswordPolicy, string? Note);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var summary = iam.GetAccountSummaryAsync(new(), ct);
        var rules = unknowns.TryAsync("The password policy", () => RulesAsync(iam, ct));
        var aliases = unknowns.TryAsync("The alias", () => iam.ListAccountAliasesAsync(new(), ct));
        await Task.WhenAll(summary, rules, aliases);
        var counts = (await summary).SummaryMap ?? [];
        return new(
            (await aliases)?.AccountAliases?.FirstOrDefault(), Count("AccountMFAEnabled") > 0, Count("AccountAccessKeysPresent") > 0,
            Count("MFADevicesInUse"),
            Of("Users"), Of("Groups"), Of("Roles"), Of("Policies"), Of("InstanceProfiles"), (await rules)?.FirstOrDefault(), unknowns.Note);

        int Count(string key) => counts.GetValueOrDefault(key);
        Usage Of(string key) => new(Count(key), counts.TryGetValue(key + "Quota", out var quota) ? quota : null);
    }

    // None when AWS's own default holds.
    private static async Task<Rules[]> RulesAsync(IAmazonIdentityManagementService iam, CancellationToken ct)
    {
        try
        {
            var p = (await iam.GetAccountPasswordPolicyAsync(new(), ct)).PasswordPolicy;
            return
            [
                new(p.MinimumPasswordLength, p.RequireSymbols ?? false, p.RequireNumbers ?? false, p.RequireUppercaseCharacters ?? false,
                    p.RequireLowercaseCharacters ?? false, p.MaxPasswordAge, p.PasswordReusePrevention),
            ];
        }
        catch (NoSuchEntityException)
        {
            return [];
        }
    }
}

using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>account_list_profiles: the shared AWS configuration files, never a key of theirs. No AWS call.</summary>
public static class ListProfiles
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_profiles", "Lists AWS profiles of this machine, and whether calls may use them. For the one in use, use "
            + "account_whoami.", RunAsync,
        iam: [],
        examples: ["Which AWS profiles do I have?", "Which profile is production?", "Which profiles must I sign in to?"]);

    public sealed record Input : PageInput;

    /// <param name="Usable">Whether it can be used as it is; false with the reason in Problem and the remedy in Hint.</param>
    public sealed record Row(
        string Name, string Kind, string? Region, string? RoleArn, string? SourceProfile, string? SsoStartUrl, string? SsoAccountId,
        string? SsoRoleName, bool? Allowed,
        bool Usable, string? Problem, string? Hint);

    public static Task<Page<Row>> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        // Null without a server, which alone knows.
        HashSet<string>? allowed = context.Host is { Profiles: var profiles }
            ? [.. profiles, context.Target.Profile ?? AwsEnvironment.Profile ?? AwsProfiles.Default] : null;
        var files = clients.Profiles();
        return Task.FromResult(new Page<Row>(
            [.. files.All.Values.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => ToRow(p, files, allowed?.Contains(p.Name)))]));
    }

    private static Row ToRow(AwsProfile p, AwsProfiles files, bool? allowed)
    {
        var problem = p.Problem(files);
        return new(
            p.Name, p.Kind(), p["region"], p["role_arn"], p["source_profile"] ?? p["credential_source"],
            p.Sso("sso_start_url"), p["sso_account_id"], p["sso_role_name"], allowed, problem is null, problem?.Message,
            problem?.Code is ToolErrorCode.CredentialsExpired ? problem.Hint : null);
    }
}

using Amazon.Runtime.CredentialManagement;

namespace Infra.Plugins.Account;

/// <summary>account_list_profiles: the shared AWS configuration files, never a key of theirs. No AWS call.</summary>
public static class ListProfiles
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_profiles", "Lists the AWS profiles configured on this machine, and whether calls may use them. For the one in use, use account_whoami.", RunAsync,
        iam: [],
        examples: ["Which AWS profiles do I have?", "Which profile is production?"]);

    public sealed record Input : PageInput;

    public sealed record Row(
        string Name, string Kind, string? Region, string? RoleArn, string? SourceProfile, string? SsoStartUrl, string? SsoAccountId, string? SsoRoleName, bool? Allowed);

    public static Task<Page<Row>> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        // Null without a server, which alone knows.
        HashSet<string>? allowed = context.Host is { Status.Profiles: var profiles } ? [.. profiles, context.Target.Profile ?? Environment.GetEnvironmentVariable("AWS_PROFILE") ?? "default"] : null;
        // The SDK takes a section of a session that profiles share for a profile, too.
        var all = clients.Profiles.ListProfiles().Where(p => !p.Name.StartsWith("sso-session ", StringComparison.Ordinal));
        return Task.FromResult(new Page<Row>([.. all.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => ToRow(p, allowed?.Contains(p.Name)))]));
    }

    private static Row ToRow(CredentialProfile p, bool? allowed) => new(
        p.Name, Kind(p.Options), p.Region?.SystemName, p.Options.RoleArn, p.Options.SourceProfile ?? p.Options.CredentialSource,
        p.Options.SsoStartUrl, p.Options.SsoAccountId, p.Options.SsoRoleName, allowed);

    private static string Kind(CredentialProfileOptions o) => o switch
    {
        { WebIdentityTokenFile: not null } => "web-identity",
        { RoleArn: not null } => "role",
        { SsoStartUrl: not null } or { SsoSession: not null } => "sso",
        { LoginSession: not null } => "login",
        { CredentialProcess: not null } => "process",
        { Token: not null } => "session",
        { AccessKey: not null } => "static",
        _ => "other",
    };
}

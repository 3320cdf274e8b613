using Amazon.SecurityToken.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>
/// account_whoami: the caller (GetCallerIdentity) and the server. It answers without credentials too, to tell what is wrong.
/// </summary>
public static class Whoami
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Result>(
        "whoami",
            "Tells the AWS account and identity of calls, where credentials come from, and this server's modules and modes. "
                + "Ask it first when something fails.", RunAsync,
        iam: ["sts:GetCallerIdentity"],
        examples: ["Which account am I in?", "Why can I not delete anything?"]);

    public sealed record Input;

    public sealed record Tools(int Read, int Write, int Destructive);

    public sealed record Module(string Name, ToolKind Mode, bool Guarded, Tools Tools);

    public sealed record Server(string Version, ToolKind Mode, IReadOnlyList<Module> Modules, IReadOnlyList<string> Problems,
        IReadOnlyList<string> Profiles, HostLoad? Load);

    /// <param name="CredentialSource">Where they are from, for example <c>profile dev (sso)</c>.</param>
    public sealed record Result(string? Account, string? Arn, string? UserId, string? Error, string? Hint, string? Profile, string? Region,
        string? Endpoint,
        string? CredentialSource, DateTime? CredentialsExpire, Server? Server);

    public static async Task<Result> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var (target, identity, error, region) =
            (context.Target, (GetCallerIdentityResponse?)null, (ToolException?)null, context.Target.Region);
        try
        {
            var sts = clients.Sts;
            region ??= sts.Config?.RegionEndpoint?.SystemName ?? sts.Config?.AuthenticationRegion;
            identity = await sts.GetCallerIdentityAsync(new(), ct);
            if (string.IsNullOrEmpty(identity.Account)) (identity, error) = (null, AwsErrors.NothingCame(write: false));
        }
        catch (Exception e) when (AwsErrors.Translate(e, target) is { } translated)
        {
            error = translated;
            context.Log($"The caller is not known: {translated.InnerException?.Message ?? translated.Message}");
        }

        return new(
            identity?.Account, identity?.Arn, identity?.UserId, error?.Message, error?.Hint,
            target.Profile ?? AwsEnvironment.Profile, region, target.EndpointUrl,
            identity is null ? null : HostCredentials.Current?.ToString(), identity is null ? null : HostCredentials.Current?.Expiration,
            context.Host?.Status is { } s ? new(s.Version, s.Mode, [.. s.Modules.Select(ToModule)], s.Problems, s.Profiles, s.Load) : null);
    }

    private static Module ToModule(ModuleStatus module)
    {
        var kinds = module.Tools.CountBy(t => t.Kind).ToDictionary();
        return new(module.Name, module.Mode, module.Guarded, new(
            kinds.GetValueOrDefault(ToolKind.Read), kinds.GetValueOrDefault(ToolKind.Write),
            kinds.GetValueOrDefault(ToolKind.Destructive)));
    }
}

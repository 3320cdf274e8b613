using System.ComponentModel;

namespace Infra.Plugins.Account;

/// <summary>
/// account_sign_in: the device flow of IAM Identity Center, done by the host. The person is shown the address and the code; this tool
/// learns the end alone. It changes nothing on AWS.
/// </summary>
public static class SignIn
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Result>(
        "sign_in", "Lets the person sign in again when an AWS session (IAM Identity Center) has expired.", RunAsync,
        iam: [],
        examples: ["My session has expired, sign me in.", "Sign in to the prod profile."])
            .With(deadline: TimeSpan.FromMinutes(10), local: true);

    public sealed record Input
    {
        [Description("AWS profile; the one that failed.")]
        public string? ProfileName { get; init; }
    }

    public sealed record Result(string Profile, string Status);

    public static async Task<Result> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        if (context.Host is not { } host) throw new ToolException(ToolErrorCode.NotSupported, "Signing in needs the server.");
        return new((await host.SignInAsync(input.ProfileName, ct)).Profile, "signed-in");
    }
}

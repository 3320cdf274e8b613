using System.ComponentModel;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>
/// iam_put_login_profile (CreateLoginProfile, UpdateLoginProfile). The password comes from a file that a person has written: it is no
/// argument and in no result, so that no model ever sees it.
/// </summary>
public static class PutLoginProfile
{
    internal const string Extension = ".password";

    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "put_login_profile",
            "Gives a user a console password from a file that a person wrote, or replaces it. The password is never shown.", PlanAsync,
                RunAsync,
        iam: ["iam:GetUser", "iam:GetLoginProfile", "iam:ListMFADevices", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"],
        examples: ["Let alice sign in to the console with the password in /home/me/alice.password."]);

    public sealed record Input
    {
        [Description("User name.")]
        public required string UserName { get; init; }

        [Description("Path of a .password file of the server; its first line."), LocalFile]
        public required string PasswordFile { get; init; }

        [Description("To be changed at the first sign-in.")]
        public bool ResetRequired { get; init; } = true;
    }

    public sealed record Result(string UserName, bool ResetRequired, string? SignInUrl);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        Read(input, context);
        var unknowns = new Unknowns(context.Target);
        var finding = new Identity(iam, "user", input.UserName).FindAsync("", ct);
        var console = UserBelongings.ConsoleAsync(iam, input.UserName, ct);
        var devices = unknowns.TryAsync("Its MFA devices", () => UserBelongings.MfaAsync(iam, input.UserName, ct));
        await Task.WhenAll(finding, console, devices);
        var has = (await console).Count > 0;
        var plan = new PlanBuilder($"Give the user {input.UserName} {(has ? "another" : "a")} console password.")
            .Touch((await finding).Resource with { State = has ? "has a console password" : "has no console password" })
            .Change($"user {input.UserName}", "console sign-in", has ? "with the present password" : null,
                $"with the one in {input.PasswordFile}", has ? "the present one stops working" : "it had none")
            .Change($"user {input.UserName}", "must choose another one at the first sign-in", null, input.ResetRequired)
            .Warn(await devices is { Count: 0 } ? "It has no MFA device: the password alone lets in." : null)
            .Unknown(unknowns.Notes);
        return (has ? plan.NoUndo("AWS keeps no copy of a password.")
            : plan.Undo("iam_delete_login_profile", new { userName = input.UserName })).Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var password = Read(input, context);
        if ((await UserBelongings.ConsoleAsync(iam, input.UserName, ct)).Count > 0)
            await iam.UpdateLoginProfileAsync(
                new() { UserName = input.UserName, Password = password, PasswordResetRequired = input.ResetRequired }, ct);
        else
            await iam.CreateLoginProfileAsync(
                new() { UserName = input.UserName, Password = password, PasswordResetRequired = input.ResetRequired }, ct);
        context.Done($"set the console password of {input.UserName}");
        var arn = (await iam.GetUserAsync(new GetUserRequest { UserName = input.UserName }, ct)).User.Arn.Split(':');
        return new(input.UserName, input.ResetRequired, arn[1] switch
        {
            "aws-cn" => $"https://{arn[4]}.signin.amazonaws.cn/console",
            "aws-us-gov" => $"https://{arn[4]}.signin.amazonaws-us-gov.com/console",
            "aws" => $"https://{arn[4]}.signin.aws.amazon.com/console",
            // Newer partitions have addresses of their own.
            _ => null,
        });
    }

    private static string Read(Input input, ToolContext context)
    {
        var path = input.PasswordFile;
        // Only a file that somebody has named so on purpose: any other could be guessed by whoever may sign in afterwards.
        if (!Path.IsPathFullyQualified(path) || !path.EndsWith(Extension, StringComparison.Ordinal))
            throw ToolException.InvalidInput($"passwordFile must be the full path of a file that ends in {Extension}.",
                "A person writes it on the machine that this server runs on, and deletes it afterwards.");
        try
        {
            using var text = new StringReader(NamedFile.ReadAllText(path));
            var password = text.ReadLine();
            if (string.IsNullOrEmpty(password) || password.Length > 128)
                throw ToolException.InvalidInput($"The first line of {path} is no password: IAM takes 1 to 128 characters.");
            context.Secret(password);
            return password;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.NotFound,
                $"There is no file {path} that can be read on the machine that this server runs on.",
                "A person writes it, with the password as its first line.", e);
        }
    }
}

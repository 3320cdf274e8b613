using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class LoginProfileTests : IamToolTest, IDisposable
{
    private const string Password = "correct horse battery staple 9!";
    private readonly string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.password");

    public LoginProfileTests() => File.WriteAllText(file, Password + "\nnot this\n");

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task The_password_of_the_file_is_sent_and_is_in_no_plan_result_or_step()
    {
        List<string> secrets = [];
        var context = new ToolContext { Time = Time, Secret = secrets.Add };
        CreateLoginProfileRequest? sent = null;
        Client.CreateLoginProfileAsync(Arg.Do<CreateLoginProfileRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateLoginProfileResponse());

        var plan = await PlanAsync(PutLoginProfile.Tool, new { userName = "alice", passwordFile = file }, context);
        var result = await RunAsync(PutLoginProfile.Tool, new { userName = "alice", passwordFile = file }, context);

        Assert.Equal((Password, true), (sent!.Password, sent.PasswordResetRequired!.Value));
        Assert.DoesNotContain(Password, string.Join("\n", Lines(plan)) + result.GetRawText()
            + string.Join("\n", context.Steps.Select(s => s.What)), StringComparison.Ordinal);
        Assert.All(secrets, s => Assert.Equal(Password, s));
        Assert.NotEmpty(secrets);
        Assert.Equal("https://123456789012.signin.aws.amazon.com/console", result.GetProperty("signInUrl").GetString());
        Assert.Contains("It has no MFA device: the password alone lets in.", plan.Warnings);
    }

    [Fact]
    public async Task Only_a_file_that_is_named_as_one_of_a_password_is_read()
    {
        var other = Path.ChangeExtension(file, ".txt");

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() => PlanAsync(PutLoginProfile.Tool, new { userName = "alice", passwordFile = other }))).Code);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() => PlanAsync(PutLoginProfile.Tool, new { userName = "alice", passwordFile = "alice.password" }))).Code);
        File.Delete(file);
        Assert.Equal(ToolErrorCode.NotFound,
            (await FailsAsync(() => PlanAsync(PutLoginProfile.Tool, new { userName = "alice", passwordFile = file }))).Code);
    }

    [Fact]
    public async Task A_user_without_a_password_has_none_to_delete()
    {
        HasKey("AKIA1234567890123456", 10, null);

        var plan = await PlanAsync(DeleteLoginProfile.Tool, new { userName = "alice" });

        Assert.Single(plan.Obstacles);
        Assert.Contains(plan.Changes, c =>
            c.Kind is ChangeKind.None && c.Resource.Contains("AKIA1234567890123456", StringComparison.Ordinal));
    }
}

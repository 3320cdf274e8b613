using Amazon.Runtime;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Account;

public sealed class WhoamiTests : AccountTest
{
    [Fact]
    public async Task It_tells_the_caller_and_what_the_server_offers()
    {
        Sts.GetCallerIdentityAsync(default!, default).ReturnsForAnyArgs(new Amazon.SecurityToken.Model.GetCallerIdentityResponse
        {
            Account = "123456789012",
            Arn = "arn:aws:iam::123456789012:user/ann",
            UserId = "AIDA",
        });
        var (_, context) = Server(new ModuleStatus("ec2", ToolKind.Destructive, Guarded: true,
        [
            Offered("ec2_list_instances", ToolKind.Read, []), Offered("ec2_get_instance", ToolKind.Read, []),
                Offered("ec2_delete_volume", ToolKind.Destructive, []),
        ]));

        var result = await RunAsync(Whoami.Tool, new { }, context);

        Assert.Equal("123456789012 dev eu-west-1",
            $"{result.GetProperty("account")} {result.GetProperty("profile")} {result.GetProperty("region")}");
        Assert.Equal("""{"name":"ec2","mode":"destructive","guarded":true,"tools":{"read":2,"write":0,"destructive":1}}""",
            result.GetProperty("server").GetProperty("modules")[0].GetRawText());
        Assert.Equal("plugins/Acme was built for a newer contract.", result.GetProperty("server").GetProperty("problems")[0].GetString());
        Assert.False(result.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task An_answer_without_an_account_is_told_as_none() // SAF-L2
    {
        Sts.GetCallerIdentityAsync(default!, default).ReturnsForAnyArgs(new Amazon.SecurityToken.Model.GetCallerIdentityResponse());
        var (_, context) = Server();

        var result = await RunAsync(Whoami.Tool, new { }, context);

        Assert.StartsWith("What answered is not AWS", result.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(result.TryGetProperty("credentialSource", out _));
    }

    [Fact]
    public async Task Without_credentials_it_still_tells_the_server_and_what_to_do()
    {
        Sts.GetCallerIdentityAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonClientException("Failed to resolve AWS credentials."));
        var (_, context) = Server();

        var result = await RunAsync(Whoami.Tool, new { }, context);

        Assert.Equal("No usable AWS credentials were found.", result.GetProperty("error").GetString());
        Assert.Contains("infra sign-in", result.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal("1.2.3", result.GetProperty("server").GetProperty("version").GetString());
        Assert.False(result.TryGetProperty("account", out _));
    }
}

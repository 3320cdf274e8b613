using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

/// <summary>A secret shop/db with a current and a previous version; others are not there.</summary>
public abstract class SecretsToolTest : ToolTest<IAmazonSecretsManager>
{
    protected const string Arn = "arn:aws:secretsmanager:eu-west-1:1:secret:shop/db-AbCdEf";
    protected const string Now = "11111111-1111-1111-1111-111111111111";
    protected const string Before = "22222222-2222-2222-2222-222222222222";
    protected const string Canary = "xK7$canary-3vQ9#zP1";

    protected SecretsToolTest()
    {
        Client.DescribeSecretAsync(default!, default).ReturnsForAnyArgs(call =>
            call.Arg<DescribeSecretRequest>() is { SecretId: "shop/db" } or null ? Found
                : throw new ResourceNotFoundException("Not there."));
        Client.GetRandomPasswordAsync(default!, default).ReturnsForAnyArgs(new GetRandomPasswordResponse { RandomPassword = Canary });
    }

    protected DescribeSecretResponse Found { get; } = new()
    {
        Name = "shop/db",
        ARN = Arn,
        VersionIdsToStages = new() { [Now] = ["AWSCURRENT"], [Before] = ["AWSPREVIOUS"] },
        Tags = [new() { Key = "team", Value = "shop" }],
    };
}

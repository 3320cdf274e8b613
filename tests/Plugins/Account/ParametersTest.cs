using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

/// <summary>A parameter /shop/key, which is a SecureString.</summary>
public abstract class ParametersTest : AccountTest
{
    protected ParametersTest()
    {
        Ssm.DescribeParametersAsync(Arg.Any<DescribeParametersRequest>(), default).ReturnsForAnyArgs(call => new DescribeParametersResponse
        {
            Parameters = call.Arg<DescribeParametersRequest>()?.ParameterFilters[0].Values[0] == "/shop/key" ? [Key] : null,
        });
        Ssm.ListTagsForResourceAsync(default!, default)
            .ReturnsForAnyArgs(new ListTagsForResourceResponse { TagList = [new() { Key = "team", Value = "web" }] });
    }

    protected static ParameterMetadata Key { get; } =
        new()
        {
            Name = "/shop/key",
            Type = ParameterType.SecureString,
            Version = 3,
            LastModifiedDate = new(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc),
            KeyId = "arn:aws:kms:eu-west-1:1:key/k-1",
            Tier = "Advanced",
            AllowedPattern = ".+",
            DataType = "text",
            Description = "Login"
        };
}

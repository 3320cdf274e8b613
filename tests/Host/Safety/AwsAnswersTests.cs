using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.EC2.Model.Internal.MarshallTransformations;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

/// <summary>A plugin that asks AWS without awaiting meets the same guard, and the same looks at what answers.</summary>
[Collection(nameof(AwsGuard))]
public sealed class AwsAnswersTests
{
    private const string Vpcs = "<DescribeVpcsResponse><requestId>r-1</requestId><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>"
        + "</DescribeVpcsResponse>";

    public AwsAnswersTests() => AwsGuard.Install();

    [Fact]
    public void What_is_declared_is_asked_and_nothing_else_leaves()
    {
        using var server = new Loopback(_ => new(200, Vpcs));
        using var client = new Blocking(server);

        using (TestScope.Of("ec2:DescribeVpcs")) Assert.Equal("vpc-1", Assert.Single(client.Ask().Vpcs).VpcId);
        using (TestScope.Of("ec2:DescribeImages"))
            Assert.Contains("does not declare", Assert.Throws<ToolException>(client.Ask).Message, StringComparison.Ordinal);

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Sign in</html>", "", "What answered is not AWS: a web page came (text/html, HTTP 200).")]
    [InlineData(302, "text/xml", "", "https://elsewhere.example/", "What answered sends requests on to elsewhere.example")]
    [InlineData(307, "text/xml", "", "https://elsewhere.example/", "What answered sends requests on to elsewhere.example")]
    [InlineData(200, "text/xml", "<DescribeVpcsResponse/>", "", "What answered is not AWS: the answer has neither a request id")]
    public void What_is_not_AWS_is_not_believed(int status, string type, string body, string location, string told)
    {
        using var server = new Loopback(_ => new(status, body, type, FromAws: false)
        {
            Also = location.Length == 0 ? [] : new() { ["Location"] = location },
        });
        using var client = new Blocking(server);
        using var scope = TestScope.Of("ec2:DescribeVpcs");

        var refused = Assert.Throws<ToolException>(client.Ask);

        Assert.Equal(ToolErrorCode.Unavailable, refused.Code);
        Assert.StartsWith(told, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_AWS_refuses_is_its_error()
    {
        using var server = new Loopback(_ => Reply.Ec2(403, "UnauthorizedOperation"));
        using var client = new Blocking(server);
        using var scope = TestScope.Of("ec2:DescribeVpcs");

        Assert.Equal("UnauthorizedOperation", Assert.Throws<AmazonEC2Exception>(client.Ask).ErrorCode);
    }

    // The SDK's own blocking calls are not public.
    private sealed class Blocking(Loopback server)
        : AmazonEC2Client("key", "secret", server.Config(new AmazonEC2Config { MaxErrorRetry = 0 }))
    {
        public DescribeVpcsResponse Ask() => Invoke<DescribeVpcsResponse>(new DescribeVpcsRequest(), new InvokeOptions
        {
            RequestMarshaller = DescribeVpcsRequestMarshaller.Instance,
            ResponseUnmarshaller = DescribeVpcsResponseUnmarshaller.Instance,
        });
    }
}

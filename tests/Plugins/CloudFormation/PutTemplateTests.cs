using Amazon.CloudFormation;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class PutTemplateTests : ToolTest<CfnClients>, IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.yaml");
    private PutObjectRequest? sent;

    public PutTemplateTests() : this(Substitute.For<IAmazonCloudFormation>(), Substitute.For<IAmazonS3>()) { }

    private PutTemplateTests(IAmazonCloudFormation cfn, IAmazonS3 s3) : base(new(cfn, new(() => s3)), [cfn, s3])
    {
        File.WriteAllText(file, "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n" + new string('#', 60_000));
        s3.GetBucketLocationAsync(default(GetBucketLocationRequest)!, default)
            .ReturnsForAnyArgs(new GetBucketLocationResponse { Location = S3Region.EUWest1 });
        s3.PutObjectAsync(Arg.Do<PutObjectRequest>(r => sent = r), default).ReturnsForAnyArgs(new PutObjectResponse());
    }

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task The_same_template_has_the_same_key_and_the_URL_that_CloudFormation_takes()
    {
        var plan = await PlanAsync(PutTemplate.Tool, new { templatePath = file, bucket = "my.templates" });
        var first = (await RunAsync(PutTemplate.Tool, new { templatePath = file, bucket = "my.templates" })).GetProperty("templateUrl")
            .GetString();
        var again = (await RunAsync(PutTemplate.Tool, new { templatePath = file, bucket = "my.templates" })).GetProperty("templateUrl")
            .GetString();

        Assert.Equal(first, again);
        Assert.Equal($"https://s3.eu-west-1.amazonaws.com/my.templates/{sent!.Key}", first);
        Assert.Equal(sent.Key, plan.Undo!.Arguments.GetProperty("keys")[0].GetString());
        Assert.Contains(plan.Changes, c => c is { Kind: ChangeKind.None, Resource: "1 resource(s) that it declares" });
    }

    [Theory]
    [InlineData(".yaml", 2_000_000, ToolErrorCode.InvalidInput)]
    [InlineData(".txt", 10, ToolErrorCode.InvalidInput)]
    [InlineData(".json", 10, ToolErrorCode.InvalidInput)]
    [InlineData(".yml", 0, ToolErrorCode.NotFound)]
    public async Task What_is_no_template_is_not_stored(string extension, int bytes, ToolErrorCode code)
    {
        var path = Path.ChangeExtension(file, "x") + extension;
        if (bytes > 0) await File.WriteAllTextAsync(path, new string('#', bytes), CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(PutTemplate.Tool, new { templatePath = path, bucket = "templates" }));
        File.Delete(path);

        Assert.Equal(code, refused.Code);
        Assert.Null(sent);
    }
}

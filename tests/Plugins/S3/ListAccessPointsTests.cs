using Amazon.S3Control.Model;

namespace Infra.Plugins.S3;

public sealed class ListAccessPointsTests : S3ToolTest
{
    [Fact]
    public async Task Those_of_a_bucket_come_whole_and_those_of_the_account_by_pages()
    {
        List<ListAccessPointsRequest> sent = [];
        Control.ListAccessPointsAsync(Arg.Do<ListAccessPointsRequest>(sent.Add), default).ReturnsForAnyArgs(
            new ListAccessPointsResponse { AccessPointList = [Point("b")], NextToken = "t" },
            new ListAccessPointsResponse { AccessPointList = [Point("a")] },
            new ListAccessPointsResponse { AccessPointList = [Point("a")], NextToken = "t" });

        var ofBucket = await RunAsync(ListAccessPoints.Tool, new { bucket = "web" });
        var all = await RunAsync(ListAccessPoints.Tool, new { limit = 1 });

        Assert.Equal(["a", "b"], ofBucket.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(("vpc-1", true), (ofBucket.GetProperty("items")[0].GetProperty("vpcId").GetString(),
            ofBucket.GetProperty("complete").GetBoolean()));
        Assert.Equal("t", all.GetProperty("nextCursor").GetString());
        Assert.Equal([("web", null), ("web", "t"), (null, null)], sent.Select(r => ((string?)r.Bucket, (string?)r.NextToken)));
        Assert.All(sent, r => Assert.Equal("123456789012", r.AccountId));
    }

    private static AccessPoint Point(string name) => new()
    {
        Name = name,
        Bucket = "web",
        AccessPointArn = $"arn:aws:s3:eu-central-1:123456789012:accesspoint/{name}",
        VpcConfiguration = new() { VpcId = "vpc-1" },
    };
}

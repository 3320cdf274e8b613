using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListImagesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Own_images_come_newest_first()
    {
        DescribeImagesRequest? sent = null;
        Client.DescribeImagesAsync(Arg.Do<DescribeImagesRequest>(r => sent = r), default).ReturnsForAnyArgs(new DescribeImagesResponse
        {
            Images =
            [
                new() { ImageId = "ami-old", State = "available", CreationDate = "2025-12-31T00:00:00.000Z" },
                new() { ImageId = "ami-new", State = "available", CreationDate = "2026-01-01T00:00:00.000Z" },
            ],
        });

        var page = await RunAsync(ListImages.Tool, new { });

        Assert.Equal(["self"], sent!.Owners);
        Assert.Equal("ami-new", page.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal("2026-01-01T00:00:00Z", page.GetProperty("items")[0].GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task All_images_of_Amazon_are_too_many()
    {
        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListImages.Tool, new { owners = new[] { "amazon" } }));

        Assert.Equal(ToolErrorCode.InvalidInput, error.Code);
        await Client.DidNotReceiveWithAnyArgs().DescribeImagesAsync(default!, default);
    }
}

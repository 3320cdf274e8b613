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

    // EC2-M13
    [Fact]
    public async Task Deregistration_protection_is_shown_where_it_is_on()
    {
        var (open, locked) = (Ec2Things.Image(), Ec2Things.Image());
        (open.DeregistrationProtection, locked.DeregistrationProtection) = ("disabled", "enabled-without-cooldown");
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeImagesResponse { Images = [open], NextToken = "more" }, new DescribeImagesResponse { Images = [locked] });

        var rows = (await RunAsync(ListImages.Tool, new { })).GetProperty("items");

        Assert.Equal(2, rows.GetArrayLength());
        Assert.False(rows[0].TryGetProperty("deregistrationProtection", out _));
        Assert.Equal("enabled-without-cooldown", rows[1].GetProperty("deregistrationProtection").GetString());
    }

    [Fact]
    public async Task Public_images_are_filtered_by_EC2_as_the_caller_says()
    {
        DescribeImagesRequest? sent = null;
        Client.DescribeImagesAsync(Arg.Do<DescribeImagesRequest>(r => sent = r), default).ReturnsForAnyArgs(new DescribeImagesResponse());

        await RunAsync(ListImages.Tool, new { owners = new[] { "amazon" }, name = "al2023-ami-2023*" });
        Assert.Equal("al2023-ami-2023*", sent!.Filters.Single().Values.Single());

        await RunAsync(ListImages.Tool, new { name = "Web-*" });
        Assert.Equal("???-*", sent.Filters.Single().Values.Single());
    }

    [Fact]
    public async Task All_images_of_Amazon_are_too_many()
    {
        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListImages.Tool, new { owners = new[] { "amazon" } }));

        Assert.Equal(ToolErrorCode.InvalidInput, error.Code);
        await Client.DidNotReceiveWithAnyArgs().DescribeImagesAsync(default!, default);
    }

    [Theory]
    [InlineData("self", true)]
    [InlineData("amazon", null)]
    public async Task Own_images_that_are_disabled_are_listed_too(string owner, bool? sent)
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse());

        await RunAsync(ListImages.Tool, new { owners = new[] { owner }, name = "web-*" });

        await Client.Received().DescribeImagesAsync(
            Arg.Is<DescribeImagesRequest>(r => r.IncludeDisabled == sent), Arg.Any<CancellationToken>());
    }
}

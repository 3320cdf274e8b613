using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CopyImageTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task A_copy_is_encrypted_and_keeps_the_tags_of_its_source()
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [Ec2Things.Image()] });
        Client.CopyImageAsync(default!, default).ReturnsForAnyArgs(new CopyImageResponse { ImageId = "ami-2" });
        var input = new { imageId = "ami-1", sourceRegion = "eu-west-1", name = "base" };

        var plan = await PlanAsync(CopyImage.Tool, input);
        await RunAsync(CopyImage.Tool, input);

        Assert.Equal("The account has an image of this name: ami-1.", Assert.Single(plan.Obstacles));
        Assert.Equal("ami-1 is in another region and was not looked at.", Assert.Single(plan.Unknown));
        await Client.Received()
            .CopyImageAsync(Arg.Is<CopyImageRequest>(r =>
                r.Encrypted == true && r.CopyImageTags == true && r.TagSpecifications == null && r.ClientToken != null), default);
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CopyImage.Tool,
                new { imageId = "ami-1", sourceRegion = "eu-west-1", name = "base", encrypted = false, kmsKeyId = "k" }));
    }
}

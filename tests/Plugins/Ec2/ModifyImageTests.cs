using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ModifyImageTests : ToolTest<IAmazonEC2>
{
    public ModifyImageTests()
    {
        var image = Ec2Things.Image();
        image.BlockDeviceMappings[0].Ebs.Encrypted = true;
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [image] });
        Client.DescribeImageAttributeAsync(default!, default).ReturnsForAnyArgs(new DescribeImageAttributeResponse
        {
            ImageAttribute = new() { LaunchPermissions = [new() { UserId = "111111111111" }, new() { Group = "all" }] },
        });
    }

    [Fact]
    public async Task Only_what_is_different_is_shared_and_the_plan_says_what_that_gives_away()
    {
        var input = new { imageId = "ami-1", shareWith = new[] { "111111111111", "222222222222" }, unshareFrom = new[] { "333333333333" } };

        var plan = await PlanAsync(ModifyImage.Tool, input);
        await RunAsync(ModifyImage.Tool, input);

        Assert.Equal("ami-1 (base): shared with: 111111111111, everybody -> 111111111111, 222222222222, everybody", Lines(plan)[0]);
        Assert.Equal(3, plan.Warnings.Count);
        Assert.Equal("""{"imageId":"ami-1","unshareFrom":["222222222222"]}""", plan.Undo!.Arguments.GetRawText());
        await Client.Received(1).ModifyImageAttributeAsync(Arg.Is<ModifyImageAttributeRequest>(r =>
            r.LaunchPermission.Add.Single().UserId == "222222222222" && r.LaunchPermission.Remove == null), default);
    }

    [Fact]
    public async Task Deprecation_and_disabling_are_set_and_taken_back()
    {
        var input = new { imageId = "ami-1", deprecateAt = "2027-01-31T00:00:00Z", enabled = false };

        var plan = await PlanAsync(ModifyImage.Tool, input);
        await RunAsync(ModifyImage.Tool, input);
        await RunAsync(ModifyImage.Tool, new { imageId = "ami-1", deprecateAt = "never", enabled = true });

        // Enabling the image does not bring its shares back.
        Assert.Equal(["the share of ami-1 with 111111111111", "the share of ami-1 with everybody"],
            plan.Changes.Where(c => c.Kind == ChangeKind.Lose).Select(c => c.Resource));
        Assert.NotNull(plan.NoUndo);
        await Client.Received(1)
            .EnableImageDeprecationAsync(
                Arg.Is<EnableImageDeprecationRequest>(r => r.DeprecateAt == new DateTime(2027, 1, 31, 0, 0, 0, DateTimeKind.Utc)), default);
        await Client.Received(1).DisableImageAsync(Arg.Any<DisableImageRequest>(), default);
        await Client.Received(1).DisableImageDeprecationAsync(Arg.Any<DisableImageDeprecationRequest>(), default);
        // It is enabled already.
        await Client.DidNotReceiveWithAnyArgs().EnableImageAsync(default!, default);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyImage.Tool, new { imageId = "ami-1", deprecateAt = "soon" }));
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyImage.Tool, new { imageId = "ami-1" }));
    }

    // EnableImageDeprecationRequest.DeprecateAt.
    [Fact]
    public async Task A_time_that_EC2_does_not_take_is_an_obstacle_and_a_former_one_that_is_past_no_way_back()
    {
        Assert.Contains("in the past", Assert.Single((await PlanAsync(ModifyImage.Tool,
            new { imageId = "ami-1", deprecateAt = "2020-01-31T00:00:00Z" })).Obstacles), StringComparison.Ordinal);
        Assert.Contains("ten years", Assert.Single((await PlanAsync(ModifyImage.Tool,
            new { imageId = "ami-1", deprecateAt = "2126-01-31T00:00:00Z" })).Obstacles), StringComparison.Ordinal);

        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse
        {
            Images =
            [
                new() { ImageId = "ami-1", Name = "base", State = ImageState.Available, DeprecationTime = "2020-01-31T00:00:00.000Z" },
            ],
        });
        Assert.NotNull((await PlanAsync(ModifyImage.Tool, new { imageId = "ami-1", deprecateAt = "never" })).NoUndo);
    }

    [Fact]
    public async Task An_image_that_nobody_shares_is_disabled_and_enabled_again()
    {
        Client.DescribeImageAttributeAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeImageAttributeResponse { ImageAttribute = new() });

        Assert.Equal("""{"imageId":"ami-1","enabled":true}""",
            (await PlanAsync(ModifyImage.Tool, new { imageId = "ami-1", enabled = false })).Undo!.Arguments.GetRawText());
        Assert.Equal("A disabled image cannot be shared.", Assert.Single((await PlanAsync(ModifyImage.Tool,
            new { imageId = "ami-1", enabled = false, shareWith = new[] { "222222222222" } })).Obstacles));
    }
}

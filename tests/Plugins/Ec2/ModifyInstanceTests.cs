using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Ec2;

public sealed class ModifyInstanceTests : ToolTest<IAmazonEC2>
{
    private void Given(string state)
    {
        var instance = Ec2Things.Instance(state: state);
        instance.SecurityGroups = [new() { GroupId = "sg-2" }, new() { GroupId = "sg-1" }];
        instance.SourceDestCheck = true;
        instance.MetadataOptions = new() { HttpEndpoint = "enabled", HttpTokens = "optional", HttpPutResponseHopLimit = 1 };
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));
        Client.DescribeInstanceAttributeAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeInstanceAttributeResponse { InstanceAttribute = new() { DisableApiTermination = false } });
        Client.DescribeIamInstanceProfileAssociationsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeIamInstanceProfileAssociationsResponse
            {
                IamInstanceProfileAssociations =
            [
                new() { AssociationId = "iip-1", InstanceId = "i-1", State = "associated",
                IamInstanceProfile = new() { Arn = "arn:aws:iam::1:instance-profile/old" } },
            ],
            });
    }

    [Fact]
    public async Task The_plan_tells_what_is_and_what_becomes()
    {
        Given("stopped");

        var plan = await PlanAsync(ModifyInstance.Tool, new
        {
            instanceId = "i-1",
            instanceType = "t3.large",
            securityGroupIds = new[] { "sg-1", "sg-2" },
            terminationProtection = true,
            sourceDestCheck = false,
            metadataTokens = "required",
            instanceProfile = "new",
        });

        Assert.Equal(
        [
            "i-1: instance type: t3.micro -> t3.large",
            "i-1: security groups: sg-1, sg-2 (unchanged)",
            "i-1: termination protection: off -> on",
            "i-1: source/destination check: on -> off",
            "i-1: metadata service: enabled, tokens optional, hop limit 1 -> enabled, tokens required, hop limit 1",
            "i-1: instance profile: arn:aws:iam::1:instance-profile/old -> new",
        ], Lines(plan).SkipLast(1));
        Assert.Equal(
            """{"instanceId":"i-1","instanceType":"t3.micro","terminationProtection":false,"sourceDestCheck":true"""
            + ""","metadataTokens":"optional","instanceProfile":"arn:aws:iam::1:instance-profile/old"}""",
            plan.Undo!.Arguments.GetRawText());
    }

    [Fact]
    public async Task Only_what_differs_is_changed_and_one_attribute_a_call()
    {
        Given("stopped");
        var sent = new List<ModifyInstanceAttributeRequest>();
        await Client.ModifyInstanceAttributeAsync(Arg.Do<ModifyInstanceAttributeRequest>(sent.Add), Arg.Any<CancellationToken>());
        Client.ClearReceivedCalls();

        var result = await RunAsync(ModifyInstance.Tool, new
        {
            instanceId = "i-1",
            instanceType = "t3.large",
            securityGroupIds = new[] { "sg-1", "sg-2" },
            sourceDestCheck = false,
            instanceProfile = "old",
        });

        Assert.Equal([("t3.large", null), (null, false)], sent.Select(r => ((string?)r.InstanceType, r.SourceDestCheck)));
        Assert.All(sent, r => Assert.Null(r.Groups));
        Assert.Equal(2, result.GetProperty("changed").GetArrayLength());
        await Client.DidNotReceiveWithAnyArgs().ReplaceIamInstanceProfileAssociationAsync(default!, default);
    }

    [Fact]
    public async Task The_type_of_a_running_instance_cannot_change()
    {
        Given("running");

        var error = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(ModifyInstance.Tool, new { instanceId = "i-1", instanceType = "t3.large", sourceDestCheck = false }));

        Assert.Equal(ToolErrorCode.Conflict, error.Code);
        await Client.DidNotReceiveWithAnyArgs().ModifyInstanceAttributeAsync(default!, default);
    }

    [Fact]
    public async Task A_profile_that_is_there_is_replaced()
    {
        Given("running");

        await RunAsync(ModifyInstance.Tool, new { instanceId = "i-1", instanceProfile = "new" });

        await Client.Received().ReplaceIamInstanceProfileAssociationAsync(
            Arg.Is<ReplaceIamInstanceProfileAssociationRequest>(r => r.AssociationId == "iip-1" && r.IamInstanceProfile.Name == "new"),
            Arg.Any<CancellationToken>());
    }

    // EC2-M8
    [Fact]
    public async Task With_several_interfaces_the_primary_one_is_changed()
    {
        Given("running");
        var instance = Ec2Things.Instance();
        instance.NetworkInterfaces =
        [
            new() { NetworkInterfaceId = "eni-2", Attachment = new() { DeviceIndex = 1 }, Groups = [new() { GroupId = "sg-9" }] },
            new() { NetworkInterfaceId = "eni-1", Attachment = new() { DeviceIndex = 0 }, Groups = [new() { GroupId = "sg-1" }] },
        ];
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));

        await RunAsync(ModifyInstance.Tool, new { instanceId = "i-1", securityGroupIds = new[] { "sg-2" } });

        await Client.Received().ModifyNetworkInterfaceAttributeAsync(
            Arg.Is<ModifyNetworkInterfaceAttributeRequest>(r => r.NetworkInterfaceId == "eni-1" && r.Groups.Single() == "sg-2"),
            Arg.Any<CancellationToken>());
        await Client.DidNotReceiveWithAnyArgs().ModifyInstanceAttributeAsync(default!, default);
    }

    // EC2-M1
    [Fact]
    public async Task When_a_later_setting_fails_the_steps_tell_which_were_made()
    {
        Given("running");
        Client.ModifyInstanceMetadataOptionsAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation" });
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(ModifyInstance.Tool, new { instanceId = "i-1", terminationProtection = true, metadataTokens = "required" }, context));

        Assert.Equal("set the termination protection of i-1 to on", Assert.Single(context.Steps).What);
    }

    [Fact]
    public async Task A_first_profile_cannot_be_taken_away_again_and_Spot_has_no_protection()
    {
        Given("running");
        var instance = Ec2Things.Instance();
        instance.InstanceLifecycle = InstanceLifecycleType.Spot;
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));
        Client.DescribeIamInstanceProfileAssociationsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeIamInstanceProfileAssociationsResponse());

        var plan = await PlanAsync(ModifyInstance.Tool, new { instanceId = "i-1", instanceProfile = "new", stopProtection = true });

        Assert.NotNull(plan.NoUndo);
        Assert.Equal("Spot Instances have no termination and stop protection.", Assert.Single(plan.Obstacles));
    }
}

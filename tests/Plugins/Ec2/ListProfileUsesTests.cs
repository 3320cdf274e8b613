using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListProfileUsesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Each_association_is_a_row_also_one_that_comes_or_goes()
    {
        DescribeIamInstanceProfileAssociationsRequest? sent = null;
        Client.DescribeIamInstanceProfileAssociationsAsync(Arg.Do<DescribeIamInstanceProfileAssociationsRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeIamInstanceProfileAssociationsResponse
            {
                IamInstanceProfileAssociations =
                [
                    new()
                    {
                        AssociationId = "iip-assoc-1", InstanceId = "i-1", State = IamInstanceProfileAssociationState.Associated,
                        IamInstanceProfile = new() { Arn = "arn:aws:iam::123456789012:instance-profile/web", Id = "AIPA" },
                    },
                    new() { AssociationId = "iip-assoc-2", InstanceId = "i-1", State = IamInstanceProfileAssociationState.Disassociating },
                ],
            });

        var page = await RunAsync(ListProfileUses.Tool, new { limit = 100, cursor = "here" });

        Assert.Equal((100, "here"), (sent!.MaxResults, sent.NextToken));
        Assert.Equal(
        [
            """{"id":"iip-assoc-1","instanceId":"i-1","profileArn":"arn:aws:iam::123456789012:instance-profile/web","state":"associated"}""",
            """{"id":"iip-assoc-2","instanceId":"i-1","state":"disassociating"}""",
        ], page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Nothing_is_an_empty_page()
    {
        Client.DescribeIamInstanceProfileAssociationsAsync(null, default)
            .ReturnsForAnyArgs(new DescribeIamInstanceProfileAssociationsResponse());
        Assert.Equal("""{"items":[],"complete":true}""", (await RunAsync(ListProfileUses.Tool, new { })).GetRawText());
    }
}

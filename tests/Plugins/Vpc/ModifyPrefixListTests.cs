using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ModifyPrefixListTests : PrefixListTest
{
    [Fact]
    public async Task Only_what_is_different_is_sent_with_the_version_that_was_seen()
    {
        Client.GetManagedPrefixListAssociationsAsync(default!, default)
            .ReturnsForAnyArgs(new GetManagedPrefixListAssociationsResponse { PrefixListAssociations = [new() { ResourceId = "sg-1" }] });
        Client.ModifyManagedPrefixListAsync(default!, default).ReturnsForAnyArgs(new ModifyManagedPrefixListResponse { PrefixList = List });
        var input = new
        {
            prefixListId = "pl-1",
            add = new Dictionary<string,
            string>
            { ["198.51.100.7/24"] = "new", ["203.0.113.0/24"] = "office" },
            remove = new[] { "192.0.2.0/24" }
        };

        var plan = await PlanAsync(ModifyPrefixList.Tool, input);
        await RunAsync(ModifyPrefixList.Tool, input);

        Assert.Equal("It holds at once for sg-1.", Assert.Single(plan.Warnings));
        Assert.Equal("""{"prefixListId":"pl-1","add":{},"remove":["198.51.100.0/24"]}""", plan.Undo!.Arguments.GetRawText());
        await Client.Received().ModifyManagedPrefixListAsync(Arg.Is<ModifyManagedPrefixListRequest>(r => r.CurrentVersion == 3
            && r.AddEntries.Single().Cidr == "198.51.100.0/24" && r.RemoveEntries == null), default);
    }

    [Fact]
    public async Task A_full_list_and_one_of_AWS_are_obstacles()
    {
        Client.GetManagedPrefixListAssociationsAsync(default!, default).ReturnsForAnyArgs(new GetManagedPrefixListAssociationsResponse());
        (List.OwnerId, List.MaxEntries) = ("AWS", 1);

        Assert.Equal(["AWS manages this list.", "The list takes 1 blocks."], (await PlanAsync(ModifyPrefixList.Tool,
            new { prefixListId = "pl-1", add = new Dictionary<string, string> { ["198.51.100.0/24"] = "" } })).Obstacles);
    }
}

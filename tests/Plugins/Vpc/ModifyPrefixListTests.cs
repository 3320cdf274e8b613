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

    [Fact]
    public async Task What_is_there_already_or_not_is_told_and_a_change_in_progress_is_an_obstacle()
    {
        Client.GetManagedPrefixListAssociationsAsync(default!, default).ReturnsForAnyArgs(new GetManagedPrefixListAssociationsResponse());
        List.State = "modify-in-progress";

        var plan = await PlanAsync(ModifyPrefixList.Tool, new
        {
            prefixListId = "pl-1",
            add = new Dictionary<string, string> { ["203.0.113.0/24"] = "headquarters", ["198.51.100.0/24"] = "new" },
            remove = new[] { "192.0.2.0/24" }
        });

        Assert.Contains(Lines(plan), l => l.StartsWith("203.0.113.0/24 in pl-1", StringComparison.Ordinal)
            && l.Contains("it is there as 'office', and EC2 changes no description", StringComparison.Ordinal));
        Assert.Contains(Lines(plan), l => l.StartsWith("192.0.2.0/24 in pl-1", StringComparison.Ordinal)
            && l.EndsWith("it is not there", StringComparison.Ordinal));
        Assert.Contains("is modify-in-progress", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }
}

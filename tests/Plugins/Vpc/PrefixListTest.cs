using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public abstract class PrefixListTest : ToolTest<IAmazonEC2>
{
    protected PrefixListTest()
    {
        Client.DescribeManagedPrefixListsAsync(default!, default)
            .ReturnsForAnyArgs(_ => new DescribeManagedPrefixListsResponse { PrefixLists = [List] });
        Client.GetManagedPrefixListEntriesAsync(default!, default)
            .ReturnsForAnyArgs(new GetManagedPrefixListEntriesResponse
            {
                Entries = [
                new() { Cidr = "203.0.113.0/24", Description = "office" }]
            });
    }

    protected ManagedPrefixList List { get; } = new()
    {
        PrefixListId = "pl-1",
        PrefixListName = "offices",
        Version = 3,
        MaxEntries = 2,
        OwnerId = "123456789012"
    };
}

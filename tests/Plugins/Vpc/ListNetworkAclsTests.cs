namespace Infra.Plugins.Vpc;

public sealed class ListNetworkAclsTests : AclTest
{
    [Fact]
    public async Task Rules_are_in_the_order_in_which_they_are_tried()
    {
        var row = (await RunAsync(ListNetworkAcls.Tool, new { subnetId = "subnet-1" })).GetProperty("items")[0];

        Assert.Equal(["90: deny tcp 22 from 198.51.100.0/24", "100: allow all from 0.0.0.0/0", "*: deny all from 0.0.0.0/0"],
            row.GetProperty("inbound").EnumerateArray().Select(r => r.GetString()));
    }
}

using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListParametersTests : RdsToolTest
{
    [Fact]
    public async Task Only_those_that_were_set_are_asked_for_and_names_are_matched()
    {
        DescribeDBParametersRequest? sent = null;
        Client.DescribeDBParametersAsync(Arg.Do<DescribeDBParametersRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeDBParametersResponse
            {
                Parameters = [
                new() { ParameterName = "max_connections", ParameterValue = "500", Source = "user", ApplyType = "static",
                    IsModifiable = true, AllowedValues = new string('9', 90) },
                new() { ParameterName = "work_mem", Source = "user", ApplyType = "dynamic", IsModifiable = true }],
            });

        var page = await RunAsync(ListParameters.Tool, new { parameterGroup = "orders16", changed = true, name = "max_*" });

        var row = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(("500", true, 63),
            (row.GetProperty("value").GetString(), row.GetProperty("static").GetBoolean(), row.GetProperty("allowed").GetString()!.Length));
        Assert.Equal("user", sent!.Source);
    }

    [Fact]
    public async Task A_cluster_group_is_asked_for_as_one()
    {
        Client.DescribeDBClusterParametersAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterParametersResponse());

        Assert.True((await RunAsync(ListParameters.Tool, new { parameterGroup = "shop16", sourceType = "cluster" })).GetProperty("complete")
            .GetBoolean());
    }
}

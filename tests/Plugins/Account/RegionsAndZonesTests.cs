using Amazon.EC2.Model;

namespace Infra.Plugins.Account;

public sealed class ListRegionsTests : AccountTest
{
    [Fact]
    public async Task Disabled_regions_come_only_when_asked_for()
    {
        Ec2.DescribeRegionsAsync(Arg.Is<DescribeRegionsRequest>(r => r.AllRegions != true), default)
            .Returns(new DescribeRegionsResponse { Regions = null });
        Ec2.DescribeRegionsAsync(Arg.Is<DescribeRegionsRequest>(r => r.AllRegions == true), default).Returns(new DescribeRegionsResponse
        {
            Regions = [new() { RegionName = "eu-west-1", OptInStatus = "opt-in-not-required" },
                new() { RegionName = "eu-central-2", OptInStatus = "not-opted-in" }],
        });

        Assert.Empty((await RunAsync(ListRegions.Tool, new { })).GetProperty("items").EnumerateArray());
        var all = await RunAsync(ListRegions.Tool, new { all = true });

        Assert.Equal("""{"name":"eu-central-2","status":"not-opted-in"}""", all.GetProperty("items")[0].GetRawText());
    }
}

public sealed class ListZonesTests : AccountTest
{
    [Fact]
    public async Task A_zone_in_trouble_says_why()
    {
        DescribeAvailabilityZonesRequest? sent = null;
        Ec2.DescribeAvailabilityZonesAsync(Arg.Do<DescribeAvailabilityZonesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeAvailabilityZonesResponse
            {
                AvailabilityZones =
            [
                new() { ZoneName = "eu-west-1b", ZoneId = "euw1-az2", ZoneType = "availability-zone", State = "impaired",
                    Messages = [new() { Message = "Power." }] },
                new() { ZoneName = "eu-west-1a", ZoneId = "euw1-az1", State = "available" },
            ],
            });

        var page = await RunAsync(ListZones.Tool, new { type = "availability-zone" });

        Assert.Equal("""
            [{"id":"euw1-az1","name":"eu-west-1a","type":"availability-zone","state":"available"},{"id":"euw1-az2","name":"eu-west-1b","type":"availability-zone","state":"impaired","message":"Power."}]
            """,
            page.GetProperty("items").GetRawText());
        Assert.Equal("zone-type availability-zone", $"{sent!.Filters.Single().Name} {sent.Filters.Single().Values.Single()}");
    }
}

namespace Infra.Core.Targets;

public sealed class PartitionsTests
{
    // As the endpoints of IAM and Organizations are signed for.
    [Theory]
    [InlineData(null, "us-east-1")]
    [InlineData("eu-west-1", "us-east-1")]
    [InlineData("ap-southeast-7", "us-east-1")]
    [InlineData("cn-northwest-1", "cn-north-1")]
    [InlineData("us-gov-east-1", "us-gov-west-1")]
    [InlineData("us-iso-west-1", "us-iso-east-1")]
    [InlineData("us-isob-east-1", "us-isob-east-1")]
    [InlineData("eu-isoe-west-1", "eu-isoe-west-1")]
    [InlineData("us-isof-east-1", "us-isof-south-1")]
    [InlineData("eusc-de-east-1", "eusc-de-east-1")]
    public void A_global_service_is_signed_for_the_home_of_its_partition(string? region, string home) =>
        Assert.Equal(home, Partitions.GlobalRegion(region));

    [Fact]
    public void The_regions_of_a_partition_are_its_own()
    {
        Assert.Equal(["us-gov-east-1", "us-gov-west-1"], Partitions.Regions("us-gov-west-1"));
        Assert.Equal(["cn-north-1", "cn-northwest-1"], Partitions.Regions("cn-north-1"));
        var all = Partitions.Regions("eu-west-1");
        Assert.Contains("ap-southeast-1", all);
        Assert.DoesNotContain(all, r => r.StartsWith("us-gov-", StringComparison.Ordinal) || r.StartsWith("cn-", StringComparison.Ordinal));
    }
}

using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

public sealed class RoutingTextTests
{
    [Theory]
    [InlineData("weight 10")]
    [InlineData("failover SECONDARY")]
    [InlineData("latency eu-west-1")]
    [InlineData("continent EU")]
    [InlineData("country US-CA")]
    [InlineData("country *")]
    [InlineData("multivalue")]
    [InlineData("cidr 0f8fad5b-d9cb-469f-a165-70867728950e/office")]
    [InlineData("proximity eu-west-1 bias -10")]
    [InlineData("proximity us-west-2-lax-1")]
    [InlineData("proximity 49.22,-74.01")]
    public void What_is_shown_is_taken_back(string text)
    {
        var record = new ResourceRecordSet { SetIdentifier = "a" };

        RoutingText.Apply(text, record);

        Assert.Equal(text, RoutingText.Of(record));
        Assert.Matches($"^(?:{RoutingText.Pattern})$", text);
    }

    [Fact]
    public void A_country_is_no_continent_although_codes_are_alike()
    {
        var (continent, country) = (new ResourceRecordSet(), new ResourceRecordSet());

        RoutingText.Apply("continent AS", continent);
        RoutingText.Apply("country AS", country);

        Assert.Equal(("AS", null), (continent.GeoLocation.ContinentCode, continent.GeoLocation.CountryCode));
        Assert.Equal((null, "AS"), (country.GeoLocation.ContinentCode, country.GeoLocation.CountryCode));
    }

    [Fact]
    public void A_local_zone_is_no_region()
    {
        var record = new ResourceRecordSet();

        RoutingText.Apply("proximity us-west-2-lax-1 bias 5", record);

        Assert.Equal((null, "us-west-2-lax-1", 5),
            (record.GeoProximityLocation.AWSRegion, record.GeoProximityLocation.LocalZoneGroup, record.GeoProximityLocation.Bias));
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Route53.Model;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>
/// A routing policy in a few words, as lists show it and changes take it: <c>weight 10</c>, <c>failover PRIMARY</c>, <c>latency
/// eu-west-1</c>, <c>continent EU</c>, <c>country US-CA</c>, <c>multivalue</c>, <c>cidr COLLECTION/NAME</c>, <c>proximity eu-west-1
/// bias 10</c>.
/// </summary>
internal static partial class RoutingText
{
    public const string Description =
        "Like failover PRIMARY, latency eu-west-1, continent EU, country US-CA, multivalue, weight 10, cidr COLLECTION/NAME or "
        + "proximity eu-west-1 bias 10.";

    public const string Pattern =
        @"weight \d{1,3}|failover (PRIMARY|SECONDARY)|latency [a-z0-9-]+|continent [A-Z]{2}|country (\*|[A-Z]{2}(-[A-Z0-9]{1,3})?)"
        + @"|multivalue|cidr [0-9a-f-]{36}/[0-9A-Za-z_*-]{1,16}|proximity [A-Za-z0-9.,+-]+( bias -?\d{1,2})?";

    /// <summary>The words for a record's policy; null for a simple record and for a policy that is not known here.</summary>
    public static string? Of(ResourceRecordSet record) => record switch
    {
        { SetIdentifier: null } => null,
        { Weight: { } weight } => string.Create(CultureInfo.InvariantCulture, $"weight {weight}"),
        { Failover: { } failover } => $"failover {failover.Value}",
        { Region: { } region } => $"latency {region.Value}",
        { GeoLocation: { ContinentCode: { Length: > 0 } continent } } => $"continent {continent}",
        { GeoLocation: { } geo } => $"country {geo.CountryCode}{(geo.SubdivisionCode is { Length: > 0 } part ? $"-{part}" : "")}",
        { GeoProximityLocation: { } place } =>
            $"proximity {Where(place)}{(place.Bias is { } bias and not 0 ? $" bias {PlanBuilder.Text(bias)}" : "")}",
        { CidrRoutingConfig: { } cidr } => $"cidr {cidr.CollectionId}/{cidr.LocationName}",
        { MultiValueAnswer: true } => "multivalue",
        _ => null,
    };

    /// <summary>Gives a record the policy of these words, in place of any other.</summary>
    public static void Apply(string text, ResourceRecordSet record)
    {
        var (kind, value) = text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (text[..space], text[(space + 1)..])
            : (text, "");
        switch (kind)
        {
            case "weight":
                record.Weight = long.Parse(value, CultureInfo.InvariantCulture) is <= 255 and var weight ? weight
                    : throw ToolException.InvalidInput("A weight is at most 255.");
                break;
            case "failover": record.Failover = value; break;
            case "latency": record.Region = value; break;
            case "continent": record.GeoLocation = new() { ContinentCode = value }; break;
            case "country":
                var codes = value.Split('-', 2);
                record.GeoLocation = new() { CountryCode = codes[0], SubdivisionCode = codes.ElementAtOrDefault(1) };
                break;
            case "cidr": record.CidrRoutingConfig = new() { CollectionId = value[..36], LocationName = value[37..] }; break;
            case "proximity": record.GeoProximityLocation = Place(value); break;
            default: record.MultiValueAnswer = true; break;
        }
    }

    private static string Where(GeoProximityLocation place) =>
        place.AWSRegion ?? place.LocalZoneGroup ?? $"{place.Coordinates?.Latitude},{place.Coordinates?.Longitude}";

    // A region, a group of local zones such as us-west-2-lax-1, or latitude and longitude.
    private static GeoProximityLocation Place(string text)
    {
        var parts = text.Split(" bias ");
        var place = new GeoProximityLocation { Bias = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null };
        if (parts[0].Split(',') is [var latitude, var longitude])
            place.Coordinates = new() { Latitude = latitude, Longitude = longitude };
        else if (LocalZone().IsMatch(parts[0])) place.LocalZoneGroup = parts[0];
        else place.AWSRegion = parts[0];
        return place;
    }

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)+-\d+-[a-z]+-\d+$")]
    private static partial Regex LocalZone();
}

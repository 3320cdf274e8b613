using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.Route53.Model;

namespace Infra.Plugins.Route53;

/// <summary>A zone in BIND's format (RFC 1035). What only Route 53 knows, aliases and routing policies, becomes a comment.</summary>
internal static partial class ZoneFile
{
    public static string Write(string zone, IEnumerable<ResourceRecordSet> records)
    {
        var text = new StringBuilder($"$ORIGIN {Escaped(DomainName.Normal(zone))}\n");
        foreach (var record in records)
        {
            if (record.AliasTarget is not null || record.SetIdentifier is not null || record.TrafficPolicyInstanceId is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"; only in Route 53: {Records.Describe(record)}\n");
                continue;
            }

            foreach (var value in record.ResourceRecords ?? [])
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{Escaped(DomainName.Normal(record.Name))} {record.TTL} IN {record.Type.Value} {Escaped(value.Value)}\n");
            }
        }

        return text.ToString();
    }

    // Route 53's escapes are octal, BIND's are decimal; a wildcard is written plainly.
    private static string Escaped(string text) => Octal().Replace(text, m =>
        Convert.ToInt32(m.Groups[1].Value, 8) is var code && code == '*' ? "*" : $"\\{code.ToString("000", CultureInfo.InvariantCulture)}");

    [GeneratedRegex(@"\\([0-3][0-7]{2})")]
    private static partial Regex Octal();
}

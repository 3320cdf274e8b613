using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>Dimensions, as CloudWatch wants and gives them.</summary>
internal static class Dimensions
{
    public static List<Dimension>? ToDimensions(this IReadOnlyDictionary<string, string> map) =>
        map.Count == 0 ? null : [.. map.Select(d => new Dimension { Name = d.Key, Value = d.Value })];

    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Dimension>? dimensions) =>
        (dimensions ?? []).ToDictionary(d => d.Name, d => d.Value);

    /// <summary><c>AWS/EC2 CPUUtilization InstanceId=i-0abc</c></summary>
    public static string Describe(string? space, string? metric, IEnumerable<Dimension>? dimensions) =>
        string.Join(' ', new[] { space, metric }
            .Concat((dimensions ?? []).Select(d => $"{d.Name}={d.Value}")).Where(t => !string.IsNullOrEmpty(t)));
}

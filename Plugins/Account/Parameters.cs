using System.Globalization;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

/// <summary>What several tools ask of SSM parameters.</summary>
internal static class Parameters
{
    /// <summary>A name, or a path of names.</summary>
    public const string Name = "[A-Za-z0-9_./-]+";

    /// <summary>The parameter without its value; null when there is none.</summary>
    public static async Task<ParameterMetadata?> FindAsync(IAmazonSimpleSystemsManagement ssm, string name, CancellationToken ct)
    {
        var answer = await ssm.DescribeParametersAsync(new() { ParameterFilters = [new() { Key = "Name", Option = "Equals", Values = [name] }] }, ct);
        return answer.Parameters?.FirstOrDefault();
    }

    public static async Task<IReadOnlyDictionary<string, string>> TagsAsync(IAmazonSimpleSystemsManagement ssm, string name, CancellationToken ct)
    {
        var answer = await ssm.ListTagsForResourceAsync(new() { ResourceType = ResourceTypeForTagging.Parameter, ResourceId = name }, ct);
        return (answer.TagList ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value);
    }

    /// <summary><c>SecureString, version 3, changed 2026-01-31</c>: the value is told to nobody who did not ask for it.</summary>
    public static string Describe(ParameterMetadata p) =>
        string.Create(CultureInfo.InvariantCulture, $"{p.Type}, version {p.Version}, changed {p.LastModifiedDate:yyyy-MM-dd}");
}

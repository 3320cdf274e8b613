using System.Globalization;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>What several tools ask of SSM parameters.</summary>
internal static class Parameters
{
    /// <summary>A name, or a path of names.</summary>
    public const string Name = "[A-Za-z0-9_./-]+";

    /// <summary>A name, also with a version or label behind a colon, or the ARN of a parameter that another account shares.</summary>
    public const string Reference = "(arn:[a-z0-9-]+:ssm:[a-z0-9-]+:[0-9]*:parameter/)?[A-Za-z0-9_./-]+(:[A-Za-z0-9_.-]+)?";

    /// <summary>Whether a parameter is one that AWS publishes for everybody.</summary>
    public static bool IsPublic(string name) => name.StartsWith("/aws/", StringComparison.Ordinal);

    /// <summary>The parameter without its value; null when this account has none of that name.</summary>
    public static async Task<ParameterMetadata?> FindAsync(IAmazonSimpleSystemsManagement ssm, string name, CancellationToken ct)
    {
        // A page may be empty though the parameter comes with the next one.
        var found = await Paging.AllAsync(async token =>
        {
            var answer = await ssm.DescribeParametersAsync(new()
            {
                ParameterFilters = [new() { Key = "Name", Option = "Equals", Values = [name] }],
                NextToken = token,
            }, ct);
            return (answer.Parameters, answer.NextToken);
        });
        return found.FirstOrDefault();
    }

    /// <summary>The tags of a parameter of this account.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TagsAsync(IAmazonSimpleSystemsManagement ssm, string name,
        CancellationToken ct)
    {
        var answer = await ssm.ListTagsForResourceAsync(new() { ResourceType = ResourceTypeForTagging.Parameter, ResourceId = name }, ct);
        return Tags.Map(answer.TagList, t => t.Key, t => t.Value);
    }

    /// <summary>The same; null for a parameter of another account, whose tags AWS does not tell.</summary>
    public static async Task<IReadOnlyDictionary<string, string>?> TagsOrNullAsync(IAmazonSimpleSystemsManagement ssm, string name,
        CancellationToken ct)
    {
        try
        {
            return await TagsAsync(ssm, name, ct);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "InvalidResourceId" or "InvalidResourceType" or "ValidationException")
        {
            return null;
        }
    }

    /// <summary><c>SecureString, version 3, changed 2026-01-31</c>: the value is told to nobody who did not ask for it.</summary>
    public static string Describe(ParameterMetadata p) =>
        string.Create(CultureInfo.InvariantCulture, $"{p.Type}, version {p.Version}, changed {p.LastModifiedDate:yyyy-MM-dd}");
}

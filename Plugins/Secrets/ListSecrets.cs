using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_list_secrets (ListSecrets).</summary>
public static class ListSecrets
{
    public static readonly SecretsTool Tool = SecretsTool.Read<Input, Page<Row>>(
        "list_secrets", "Lists secrets without values. For versions and policy of one, use secrets_get_secret.", RunAsync,
        iam: ["secretsmanager:ListSecrets"],
        examples: ["Which secrets has nobody read for 90 days?", "Which secrets are scheduled for deletion?"]);

    public sealed record Input : PageInput
    {
        [Description("Name; * matches any text.")]
        public string? Name { get; init; }

        [Description("Unread for so many days."), Range(1, 3650)]
        public int? UnusedDays { get; init; }

        [Description("Also those scheduled for deletion.")]
        public bool Deleted { get; init; }
    }

    /// <param name="LastReadAt">To the day; null when it was never read.</param>
    /// <param name="Rotation">When it is next rotated; null when it is not.</param>
    /// <param name="Owner">The AWS service that manages it.</param>
    /// <param name="DeletedAt">AWS's DeletedDate, of one that is scheduled for deletion.</param>
    /// <param name="ReplicaOf">The region of the secret that it is a replica of.</param>
    public sealed record Row(
        string Name, string? Description, DateTime? ChangedAt, DateTime? LastReadAt, string? Rotation, string? Owner, DateTime? DeletedAt,
        string? ReplicaOf, IReadOnlyDictionary<string, string> Tags);

    public static Task<Page<Row>> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var before = input.UnusedDays is { } days ? context.Time.GetUtcNow().UtcDateTime.AddDays(-days) : (DateTime?)null;
        // AWS compares beginnings.
        List<Filter>? filters = input.Name is { } name && NameFilter.Prefix(name) is { Length: > 0 } prefix
            ? [new() { Key = FilterNameStringType.Name, Values = [prefix] }] : null;
        return Paging.FindAsync(input, async token =>
        {
            var answer = await secrets.ListSecretsAsync(new()
            {
                Filters = filters,
                IncludePlannedDeletion = input.Deleted,
                MaxResults = Math.Min(100, input.Limit),
                NextToken = token,
            }, ct);
            return ((IReadOnlyList<Row>)[.. (answer.SecretList ?? [])
                .Where(s => NameFilter.Matches(s.Name, input.Name) && (before is null || (s.LastAccessedDate ?? s.CreatedDate) < before))
                .Select(ToRow)], answer.NextToken);
        });
    }

    private static Row ToRow(SecretListEntry s) => new(
        s.Name, s.Description, s.LastChangedDate, s.LastAccessedDate,
        s.RotationEnabled is true ? s.NextRotationDate is { } next ? PlanBuilder.Text(next) : "on" : null, s.OwningService, s.DeletedDate,
        s.PrimaryRegion is { Length: > 0 } primary && s.ARN?.Split(':').ElementAtOrDefault(3) != primary ? primary : null,
        Tags.Map(s.Tags, t => t.Key, t => t.Value));
}

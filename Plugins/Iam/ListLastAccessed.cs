using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_last_accessed (GenerateServiceLastAccessedDetails, GetServiceLastAccessedDetails).</summary>
public static class ListLastAccessed
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static readonly IamTool Tool = IamTool.Job<Input, Page<Row>>(
        "list_last_accessed", "Lists the services that an identity or policy permits, with their last use. For its policies, use "
            + "iam_get_role or iam_get_user.", RunAsync,
        iam: ["iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"],
        examples: ["Which services does the role web never use?", "Which permissions of this policy can go?"]);

    public sealed record Input : PageInput
    {
        [Description("ARN of a role, user, group or policy."), RegularExpression("arn:.+:iam::.+")]
        public required string Arn { get; init; }

        [Description("Only what was not used for so many days; AWS remembers 400."), Range(1, 400)]
        public int? UnusedDays { get; init; }

        [Description("Also the last use of single actions, where AWS tracks them.")]
        public bool Actions { get; init; }
    }

    /// <param name="LastAccessedAt">Absent when no use is known.</param>
    /// <param name="By">Who used it last.</param>
    public sealed record Row(string Service, DateTime? LastAccessedAt, string? By, string? Region, IReadOnlyList<string>? Actions);

    public static async Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var job = (await iam.GenerateServiceLastAccessedDetailsAsync(new()
        {
            Arn = input.Arn,
            Granularity = input.Actions ? AccessAdvisorUsageGranularityType.ACTION_LEVEL : AccessAdvisorUsageGranularityType.SERVICE_LEVEL,
        }, ct)).JobId;
        var first = await Waiting.UntilAsync(
            t => iam.GetServiceLastAccessedDetailsAsync(new() { JobId = job, MaxItems = 1000 }, t),
            a => a.JobStatus == JobStatusType.IN_PROGRESS ? Wait.NotYet("the report is being made")
                : a.JobStatus == JobStatusType.FAILED ? Wait.Failed(a.Error?.Message ?? "AWS could not make the report.") : Wait.Done,
            context, Limit, TimeSpan.FromSeconds(2), ct);
        if (first.JobStatus == JobStatusType.IN_PROGRESS)
            throw new ToolException(ToolErrorCode.Unavailable, "AWS is still making the report.", "Ask again in a minute.");
        var services = await Paging.AllAsync(async m =>
        {
            var a = m is null ? first : await iam.GetServiceLastAccessedDetailsAsync(new() { JobId = job, MaxItems = 1000, Marker = m },
                ct);
            return (a.ServicesLastAccessed, a.IsTruncated, a.Marker);
        });
        var before = input.UnusedDays is { } days ? context.Time.GetUtcNow().UtcDateTime.AddDays(-days) : (DateTime?)null;
        var rows = services.Where(s => before is null || s.LastAuthenticated is null || s.LastAuthenticated < before)
            .OrderBy(s => s.ServiceNamespace, StringComparer.Ordinal).Select(ToRow);
        return new([.. rows])
        {
            Note =
            "Without lastAccessedAt no use is known: AWS remembers 400 days, and the last four hours may be missing."
        };
    }

    private static Row ToRow(ServiceLastAccessed s) => new(
        s.ServiceNamespace, s.LastAuthenticated, s.LastAuthenticatedEntity, s.LastAuthenticatedRegion,
        s.TrackedActionsLastAccessed is { Count: > 0 } actions
            ? [.. actions.OrderByDescending(a => a.LastAccessedTime).ThenBy(a => a.ActionName, StringComparer.Ordinal)
                .Select(a => $"{a.ActionName} {(a.LastAccessedTime is { } at ? PlanBuilder.Text(at) : "never")}")]
            : null);
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_credentials: the credential report, a row for each user and one for root (GenerateCredentialReport,
/// GetCredentialReport).</summary>
public static class ListCredentials
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static readonly IamTool Tool = IamTool.Job<Input, Page<Row>>(
        "list_credentials", "Lists passwords, MFA and access keys of all users and root from the credential report. For one user, use "
            + "iam_get_user.", RunAsync,
        iam: ["iam:GenerateCredentialReport", "iam:GetCredentialReport"],
        examples: ["Which users sign in without MFA?", "Which access keys are older than a year?"]);

    public sealed record Input : PageInput
    {
        [Description("Only users with such a risk."), AllowedValues("no-mfa", "old-key", "unused-key", "root-key")]
        public string? Risk { get; init; }

        [Description("What old and unused mean, in days."), Range(1, 3650)]
        public int Days { get; init; } = 90;
    }

    /// <param name="Keys">Each active key by its age and its last use; the report does not tell ids.</param>
    public sealed record Row(
        string User, bool Password, DateTime? PasswordLastUsedAt, bool Mfa, IReadOnlyList<string> Keys, IReadOnlyList<string>? Risks);

    public static async Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        // AWS makes one at most every four hours, and gives the last one in between.
        await Waiting.UntilAsync(
            t => iam.GenerateCredentialReportAsync(new GenerateCredentialReportRequest(), t),
            r => r.State == ReportStateType.COMPLETE ? Wait.Done : Wait.NotYet($"the report is {r.State}"),
            context, Limit, TimeSpan.FromSeconds(2), ct);
        var report = await iam.GetCredentialReportAsync(new GetCredentialReportRequest(), ct);
        using var reader = new StreamReader(report.Content);
        var lines = (await reader.ReadToEndAsync(ct)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0) throw new ToolException(ToolErrorCode.Unavailable, "AWS gave an empty credential report.",
            "Ask again in a minute.");
        var columns = lines[0].Split(',');
        var now = context.Time.GetUtcNow().UtcDateTime;
        var rows = lines.Skip(1).Select(l => ToRow(columns, Values(l, columns.Length), now, input.Days))
            .Where(r => input.Risk is null || r.Risks?.Contains(input.Risk) is true);
        return new([.. rows])
        {
            Note =
            $"Of the report of {PlanBuilder.Text(report.GeneratedTime)}; AWS makes a new one after four hours."
        };
    }

    // Names and paths of users may have commas, which the report has in its first two columns, user and ARN, as they are.
    private static string[] Values(string line, int columns)
    {
        var values = line.Replace("\"", "", StringComparison.Ordinal).Split(',');
        if (values.Length <= columns) return values;
        var rest = values.Length - columns + 2;
        var both = string.Join(',', values[..rest]);
        var arn = both.IndexOf(",arn:", StringComparison.Ordinal);
        return arn < 0 ? values : [both[..arn], both[(arn + 1)..], .. values[rest..]];
    }

    private static Row ToRow(string[] columns, string[] values, DateTime now, int days)
    {
        var (user, password, mfa) = (Value("user"), Value("password_enabled") is "true", Value("mfa_active") is "true");
        var root = user is "<root_account>";
        List<string> keys = [], risks = [];
        if (!mfa && (password || root)) risks.Add("no-mfa");
        foreach (var number in new[] { "1", "2" })
        {
            if (Value($"access_key_{number}_active") is not "true") continue;
            var (rotated, used) = (Time($"access_key_{number}_last_rotated"), Time($"access_key_{number}_last_used_date"));
            var age = rotated is { } at ? (int)(now - at).TotalDays : (int?)null;
            keys.Add(string.Create(CultureInfo.InvariantCulture,
                $"{age?.ToString(CultureInfo.InvariantCulture) ?? "?"} days old, "
                    + $"{(used is { } u ? $"last used {u:yyyy-MM-dd}" : "never used")}"));
            if (root) risks.Add("root-key");
            if (age > days) risks.Add("old-key");
            if ((now - (used ?? rotated ?? now)).TotalDays > days) risks.Add("unused-key");
        }

        return new(user, password || root, Time("password_last_used"), mfa, keys, risks.Count == 0 ? null : [.. risks.Distinct()]);

        string Value(string column) => Array.IndexOf(columns, column) is >= 0 and var i && i < values.Length ? values[i] : "";

        // N/A, no_information, not_supported.
        DateTime? Time(string column) =>
            DateTime.TryParse(Value(column), CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}

using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>A statement of a function's policy: who may do what with it.</summary>
public sealed record Statement(string? Id, string? Effect, string Principal, string Action, string? Condition, bool Public);

/// <summary>Policies of functions.</summary>
internal static class Policies
{
    /// <summary>The statements; null when there is no policy.</summary>
    public static async Task<IReadOnlyList<Statement>?> FindAsync(IAmazonLambda lambda, string name, string? qualifier, CancellationToken ct) =>
        await Functions.OrNullAsync(lambda.GetPolicyAsync(new GetPolicyRequest { FunctionName = name, Qualifier = qualifier }, ct)) is { } answer ? Read(answer.Policy) : null;

    public static IReadOnlyList<Statement> Read(string policy)
    {
        var all = JsonElement.Parse(policy).GetProperty("Statement");
        return all.ValueKind is JsonValueKind.Array ? [.. all.EnumerateArray().Select(ReadStatement)] : [ReadStatement(all)];
    }

    public static Statement ReadStatement(JsonElement s)
    {
        var (principal, condition) = (Principal(s), s.TryGetProperty("Condition", out var c) && c.EnumerateObject().Any() ? c.GetRawText() : null);
        return new(Text(s, "Sid"), Text(s, "Effect"), principal, Text(s, "Action") ?? "*", condition, IsPublic(principal, condition));
    }

    public static string Describe(Statement s) =>
        $"{s.Id}: {s.Effect} {s.Principal} {s.Action}{(s.Condition is null ? "" : $" when {s.Condition}")}{(s.Public ? " (ANYONE)" : "")}";

    /// <summary>Anyone in the world; what a condition leaves of that is for the reader to judge, unless it narrows to an account, organisation or source.</summary>
    public static bool IsPublic(string principal, string? condition) =>
        principal == "*" && (condition is null || !Narrowing.Any(k => condition.Contains(k, StringComparison.OrdinalIgnoreCase)));

    private static readonly string[] Narrowing = ["aws:SourceAccount", "aws:SourceArn", "aws:PrincipalOrgID", "aws:PrincipalAccount", "AWS:SourceOwner"];

    private static string Principal(JsonElement s) => !s.TryGetProperty("Principal", out var p) ? "*"
        : p.ValueKind is JsonValueKind.Object ? string.Join(", ", p.EnumerateObject().Select(kind => Join(kind.Value)))
        : Join(p);

    private static string? Text(JsonElement s, string name) => s.TryGetProperty(name, out var value) ? Join(value) : null;

    private static string Join(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Select(v => v.GetString())) : value.ToString();
}

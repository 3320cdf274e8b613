using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>A statement of a function's policy: who may do what with it.</summary>
public sealed record Statement(string? Id, string? Effect, string Principal, string Action, string? Condition, bool Public);

/// <summary>Policies of functions.</summary>
internal static class Policies
{
    // The keys that narrow "anyone" to an account, an organization or a source.
    private static readonly string[] Narrowing = ["aws:SourceAccount", "aws:SourceArn", "aws:PrincipalOrgID", "aws:PrincipalAccount",
        "AWS:SourceOwner"];

    private static readonly string[] Equal = ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"];

    /// <summary>The statements; null when there is no policy.</summary>
    public static async Task<IReadOnlyList<Statement>?> FindAsync(
        IAmazonLambda lambda, string name, string? qualifier, CancellationToken ct) =>
        await Functions.OrNullAsync(
            lambda.GetPolicyAsync(new GetPolicyRequest { FunctionName = name, Qualifier = qualifier }, ct)) is { } answer
                ? Read(answer.Policy) : null;

    public static IReadOnlyList<Statement> Read(string policy)
    {
        var all = JsonElement.Parse(policy).GetProperty("Statement");
        return all.ValueKind is JsonValueKind.Array ? [.. all.EnumerateArray().Select(ReadStatement)] : [ReadStatement(all)];
    }

    public static Statement ReadStatement(JsonElement s)
    {
        var condition = s.TryGetProperty("Condition", out var c) && c.EnumerateObject().Any() ? c.GetRawText() : null;
        var principals = Principals(s).ToList();
        return new(Text(s, "Sid"), Text(s, "Effect"), string.Join(", ", principals), Text(s, "Action") ?? "*", condition,
            principals.Contains("*") && !IsNarrow(condition));
    }

    public static string Describe(Statement s) =>
        $"{s.Id}: {s.Effect} {s.Principal} {s.Action}{(s.Condition is null ? "" : $" when {s.Condition}")}{(s.Public ? " (ANYONE)" : "")}";

    /// <summary>The arguments of lambda_add_permission that make the statement again; null when they cannot express it.</summary>
    public static Dictionary<string, object>? Arguments(string function, string? qualifier, Statement s)
    {
        if (s is not { Id: { } id, Effect: "Allow" } || s.Principal.Contains(", ", StringComparison.Ordinal)
            || s.Action.Contains(", ", StringComparison.Ordinal)) return null;
        var arguments = new Dictionary<string,
        object>
        { ["functionName"] = function, ["statementId"] = id, ["principal"] = s.Principal, ["action"] = s.Action };
        if (qualifier is not null) arguments["qualifier"] = qualifier;
        foreach (var (_, key, values) in Conditions(s.Condition))
        {
            var argument = key.ToUpperInvariant() switch
            {
                "AWS:SOURCEARN" => "sourceArn",
                "AWS:SOURCEACCOUNT" => "sourceAccount",
                "AWS:PRINCIPALORGID" => "organizationId",
                "LAMBDA:FUNCTIONURLAUTHTYPE" => "urlAuthType",
                "LAMBDA:INVOKEDVIAFUNCTIONURL" => "invokedViaFunctionUrl",
                _ => null,
            };
            if (argument is null || values is not [var value]
                || !arguments.TryAdd(argument, argument == "invokedViaFunctionUrl" ? value is "true" : value)) return null;
        }

        return arguments;
    }

    // Whether a condition leaves less than everyone. One that negates, or that holds for requests without the key, does not.
    private static bool IsNarrow(string? condition) => Conditions(condition).Any(c =>
        Equal.Contains(c.Operator, StringComparer.OrdinalIgnoreCase) && Narrowing.Contains(c.Key, StringComparer.OrdinalIgnoreCase)
        && c.Values.All(v => v.Trim('*', '?').Length > 0 && v is not "arn:*"));

    private static IEnumerable<(string Operator, string Key, List<string> Values)> Conditions(string? condition) => condition is null ? [] :
        from operation in JsonElement.Parse(condition).EnumerateObject()
        from key in operation.Value.EnumerateObject()
        select (operation.Name, key.Name, Texts(key.Value).ToList());

    private static IEnumerable<string> Principals(JsonElement s) => !s.TryGetProperty("Principal", out var p) ? ["*"]
        : p.ValueKind is JsonValueKind.Object ? p.EnumerateObject().SelectMany(kind => Texts(kind.Value)) : Texts(p);

    private static string? Text(
        JsonElement s, string name) => s.TryGetProperty(name, out var value) ? string.Join(", ", Texts(value)) : null;

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        // As JSON writes them: true, not True.
        JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
        _ => [value.ToString()],
    };
}

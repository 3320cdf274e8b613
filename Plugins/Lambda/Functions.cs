using System.Globalization;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>What several tools do with, and say of, functions.</summary>
internal static class Functions
{
    /// <summary>How long a tool waits until a function is in force.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromMinutes(5);

    /// <summary>The deadline of tools that wait so long.</summary>
    public static readonly TimeSpan Deadline = MostWait + TimeSpan.FromMinutes(2);

    /// <summary>The function with its tags. The answer also holds a link to the code, which is a credential: it goes no further.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public static Task<GetFunctionResponse> FindAsync(IAmazonLambda lambda, string name, CancellationToken ct, string? qualifier = null) =>
        lambda.GetFunctionAsync(new GetFunctionRequest { FunctionName = name, Qualifier = qualifier }, ct);

    /// <summary>Null when there is none; for what a function may lack, and for names that must be free.</summary>
    public static async Task<T?> OrNullAsync<T>(Task<T> asking) where T : class
    {
        try
        {
            return await asking;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
        // Some regions have no function URLs, and deny an operation that they do not know.
        catch (AmazonLambdaException e) when (e.Message.Contains("nable to determine service/operation name", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary><c>orders (python3.13, 128 MB, $LATEST of 2026-03-01 04:05Z)</c></summary>
    public static string Describe(FunctionConfiguration f) =>
        $"{f.FunctionName} ({Runtime(f)}, {PlanBuilder.Text(f.MemorySize)} MB, {f.Version}"
        + (Time(f.LastModified) is { } at ? $" of {PlanBuilder.Text(at)})" : ")");

    public static PlannedResource ToResource(GetFunctionResponse f) => new(
        f.Configuration.FunctionArn,
        $"{Runtime(f.Configuration)}, handler {f.Configuration.Handler ?? "of the image"}, {f.Configuration.MemorySize} MB, "
        + $"{f.Configuration.Timeout} s, role {f.Configuration.Role}, code {f.Configuration.CodeSha256}")
    {
        // AWS says so when it may not tell the tags; they are unknown then, and not none.
        Tags = TagsOf(f),
    };

    /// <summary>The tags; null when AWS does not tell them to a caller without lambda:ListTags.</summary>
    public static IReadOnlyDictionary<string, string>? TagsOf(
        GetFunctionResponse f) => f.TagsError is null ? Tags.Map(f.Tags, t => t.Key, t => t.Value) : null;

    public static string Runtime(FunctionConfiguration f) => f.PackageType == PackageType.Image ? "image" : f.Runtime?.Value ?? "unknown";

    /// <summary>Lambda tells times as texts, such as <c>2026-03-01T04:05:06.789+0000</c>.</summary>
    public static DateTime? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var time)
        || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            ? time.UtcDateTime
            : null;

    /// <summary>The function's name, and the alias or version if there is one, out of an ARN.</summary>
    public static string Short(string? arn) => arn is null ? "unknown" : arn.Split(":function:") is [_, var name] ? name : arn;

    /// <summary>The function without, and with what was named of it: the end of <c>orders:live</c> or of such an ARN is a
    /// qualifier.</summary>
    /// <exception cref="ToolException">Name and argument disagree.</exception>
    public static (string Name, string? Qualifier) Split(string name, string? qualifier)
    {
        // In an ARN, or a part of one: a function's own name may end in the word as well.
        var at = name.StartsWith("function:", StringComparison.Ordinal) ? "function:".Length
            : name.IndexOf(":function:", StringComparison.Ordinal) is >= 0 and var arn ? arn + ":function:".Length : 0;
        var end = name.IndexOf(':', at);
        if (end < 0) return (name, qualifier);
        var own = name[(end + 1)..];
        return qualifier is null || qualifier == own ? (name[..end], own)
            : throw ToolException.InvalidInput($"{name} names {own}, and the call names {qualifier} besides.",
                "Name one version or alias.");
    }

    /// <summary>The name of a function whose newest code or settings are changed; versions cannot be.</summary>
    /// <exception cref="ToolException">The name is that of a version or alias.</exception>
    public static string Unqualified(string name) => Split(name, null) is var (bare, qualifier) && qualifier is null or "$LATEST" ? bare
        : throw ToolException.InvalidInput($"{qualifier} of {bare} cannot be changed, only $LATEST.",
            "Leave the version or alias out of functionName.");

    /// <summary>Where its logs go; Lambda's own group when none is set.</summary>
    public static string LogGroup(
        FunctionConfiguration f) => f.LoggingConfig?.LogGroup is { Length: > 0 } group ? group : $"/aws/lambda/{f.FunctionName}";

    public static Task<List<AliasConfiguration>> AliasesAsync(
        IAmazonLambda lambda, string name, CancellationToken ct) => Paging.AllAsync(async marker =>
    {
        var answer = await lambda.ListAliasesAsync(new ListAliasesRequest { FunctionName = name, MaxItems = 50, Marker = marker }, ct);
        return (answer.Aliases, answer.NextMarker);
    });

    /// <summary>What is kept ready of each alias and version.</summary>
    public static Task<List<ProvisionedConcurrencyConfigListItem>> ProvisionedAsync(
        IAmazonLambda lambda, string name, CancellationToken ct) => Paging.AllAsync(async marker =>
    {
        var answer = await lambda.ListProvisionedConcurrencyConfigsAsync(
            new ListProvisionedConcurrencyConfigsRequest { FunctionName = name, MaxItems = 50, Marker = marker }, ct);
        return (answer.ProvisionedConcurrencyConfigs, answer.NextMarker);
    });

    public static Task<List<EventSourceMappingConfiguration>> EventSourcesAsync(
        IAmazonLambda lambda, string name, CancellationToken ct) => Paging.AllAsync(async marker =>
    {
        var answer = await lambda.ListEventSourceMappingsAsync(
            new ListEventSourceMappingsRequest { FunctionName = name, MaxItems = 100, Marker = marker }, ct);
        return (answer.EventSourceMappings, answer.NextMarker);
    });

    /// <summary>As it is now, or, on request, when a creation or change of it is over.</summary>
    public static async Task<FunctionResult> ResultAsync(
        IAmazonLambda lambda, FunctionResult now, bool wait, ToolContext context, CancellationToken ct) =>
            !wait ? now : await Waiting.UntilAsync(
        async t =>
        {
            // The version stays the one that the act made, and not that of $LATEST.
            var f = (await FindAsync(lambda, now.Name, t)).Configuration;
            return now with
            {
                State = f.State?.Value,
                StateReason = f.StateReason,
                UpdateStatus = f.LastUpdateStatus?.Value,
                UpdateReason = f.LastUpdateStatusReason
            };
        },
        f => f switch
        {
            { State: "Failed" or "Deleting" } => Wait.Failed($"{f.Name} is {f.State}: {f.StateReason ?? "no reason given"}"),
            { UpdateStatus: "Failed" } => Wait.Failed($"The update of {f.Name} failed: {f.UpdateReason ?? "no reason given"}"),
            { State: "Pending" } or { UpdateStatus: "InProgress" } => Wait.NotYet($"{f.Name} is {f.State}, last update {f.UpdateStatus}"),
            _ => Wait.Done,
        }, context, MostWait, TimeSpan.FromSeconds(2), ct);
}

/// <summary>How a function stands after an act.</summary>
public sealed record FunctionResult(
    string Name, string Arn, string Version, string? State, string? StateReason, string? UpdateStatus, string? UpdateReason,
    string? CodeSha256)
{
    internal static FunctionResult Of(string name, string arn, string version, State? state, string? stateReason, LastUpdateStatus? update,
        string? updateReason, string? sha) =>
        new(name, arn, version, state?.Value, stateReason, update?.Value, updateReason, sha);
}

using System.Globalization;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>What several tools do with, and say of, functions.</summary>
internal static class Functions
{
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
    }

    /// <summary><c>orders (python3.13, 128 MB, $LATEST of 2026-03-01 04:05Z)</c></summary>
    public static string Describe(FunctionConfiguration f) =>
        string.Create(CultureInfo.InvariantCulture, $"{f.FunctionName} ({Runtime(f)}, {f.MemorySize} MB, {f.Version}{(Time(f.LastModified) is { } at ? $" of {at:yyyy-MM-dd HH:mm}Z" : "")})");

    public static PlannedResource ToResource(GetFunctionResponse f) => new(
        f.Configuration.FunctionArn,
        $"{Runtime(f.Configuration)}, handler {f.Configuration.Handler ?? "of the image"}, {f.Configuration.MemorySize} MB, {f.Configuration.Timeout} s, role {f.Configuration.Role}, code {f.Configuration.CodeSha256}")
    {
        // AWS says so when it may not tell the tags; they are unknown then, and not none.
        Tags = f.TagsError is null ? (f.Tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value) : null,
    };

    public static string Runtime(FunctionConfiguration f) => f.PackageType == PackageType.Image ? "image" : f.Runtime?.Value ?? "unknown";

    /// <summary>Lambda tells times as texts, such as <c>2026-03-01T04:05:06.789+0000</c>.</summary>
    public static DateTime? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            ? time.UtcDateTime
            : null;

    /// <summary>The function's name, and the alias or version if there is one, out of an ARN.</summary>
    public static string Short(string arn) => arn.Split(":function:") is [_, var name] ? name : arn;

    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, string? Marker)>> page)
    {
        var (all, marker) = (new List<T>(), (string?)null);
        do
        {
            (var items, marker) = await page(marker);
            all.AddRange(items ?? []);
        }
        while (!string.IsNullOrEmpty(marker));
        return all;
    }

    public static Task<List<AliasConfiguration>> AliasesAsync(IAmazonLambda lambda, string name, CancellationToken ct) => AllAsync(async marker =>
    {
        var answer = await lambda.ListAliasesAsync(new ListAliasesRequest { FunctionName = name, MaxItems = 50, Marker = marker }, ct);
        return (answer.Aliases, answer.NextMarker);
    });

    public static Task<List<EventSourceMappingConfiguration>> EventSourcesAsync(IAmazonLambda lambda, string name, CancellationToken ct) => AllAsync(async marker =>
    {
        var answer = await lambda.ListEventSourceMappingsAsync(new ListEventSourceMappingsRequest { FunctionName = name, MaxItems = 100, Marker = marker }, ct);
        return (answer.EventSourceMappings, answer.NextMarker);
    });

    /// <summary>As it is now, or, on request, when a creation or change of it is over.</summary>
    public static async Task<FunctionResult> ResultAsync(IAmazonLambda lambda, FunctionResult now, bool wait, ToolContext context, CancellationToken ct) => !wait ? now : await Waiting.UntilAsync(
        async t =>
        {
            // The version stays the one that the act made, and not that of $LATEST.
            var f = (await FindAsync(lambda, now.Name, t)).Configuration;
            return now with { State = f.State?.Value, StateReason = f.StateReason, UpdateStatus = f.LastUpdateStatus?.Value, UpdateReason = f.LastUpdateStatusReason };
        },
        f => f.State is not "Pending" && f.UpdateStatus is not "InProgress", f => $"{f.Name} is {f.State}, last update {f.UpdateStatus}",
        context, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(2), ct);
}

/// <summary>How a function stands after an act.</summary>
public sealed record FunctionResult(
    string Name, string Arn, string Version, string? State, string? StateReason, string? UpdateStatus, string? UpdateReason, string? CodeSha256)
{
    internal static FunctionResult Of(string name, string arn, string version, State? state, string? stateReason, LastUpdateStatus? update, string? updateReason, string? sha) =>
        new(name, arn, version, state?.Value, stateReason, update?.Value, updateReason, sha);
}

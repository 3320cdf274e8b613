using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>What hangs on a function, or on one alias of it: triggers, permissions, its URL. Each may be unknown alone.</summary>
/// <param name="lambda">The client.</param>
/// <param name="function">The function, without a qualifier.</param>
/// <param name="qualifier">Alias or version; null for the function itself.</param>
/// <param name="unknowns">Gets what could not be read.</param>
/// <param name="ct">Ends the call.</param>
internal sealed class Surroundings(IAmazonLambda lambda, string function, string? qualifier, Unknowns unknowns, CancellationToken ct)
{
    public IReadOnlyList<EventSourceMappingConfiguration> EventSources { get; private set; } = [];

    public IReadOnlyList<Statement> Policy { get; private set; } = [];

    public GetFunctionUrlConfigResponse? Url { get; private set; }

    public Unknowns Unknowns => unknowns;

    /// <summary>Whether nothing would be missing if it were made anew.</summary>
    public bool IsBare => Policy.Count == 0 && Url is null && unknowns.Notes.Count == 0;

    public async Task ReadAsync()
    {
        var of = qualifier is null ? "" : $" of {qualifier}";
        var sources = unknowns.TryAsync($"The event sources{of}", () =>
            Functions.EventSourcesAsync(lambda, qualifier is null ? function : $"{function}:{qualifier}", ct));
        var policy = unknowns.TryAsync(qualifier is null ? "Who may invoke it" : $"Who may invoke {qualifier}", async () =>
            await Policies.FindAsync(lambda, function, qualifier, ct) ?? []);
        // A version has no URL of its own, and Lambda refuses the question.
        var url = int.TryParse(qualifier, out _) ? Task.FromResult<GetFunctionUrlConfigResponse[]?>([])
            : unknowns.TryAsync<GetFunctionUrlConfigResponse[]>($"The function URL{of}", async () =>
            await Functions.OrNullAsync(
                lambda.GetFunctionUrlConfigAsync(new GetFunctionUrlConfigRequest { FunctionName = function, Qualifier = qualifier },
                    ct)) is { } found ? [found] : []);
        await Task.WhenAll(sources, policy, url);
        EventSources = [.. (await sources ?? []).OrderBy(m => m.UUID, StringComparer.Ordinal)];
        (Policy, Url) = (await policy ?? [], (await url)?.FirstOrDefault());
    }

    /// <summary>What becomes of it when the function or alias is deleted.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="except">Triggers that the plan tells of already.</param>
    public void Tell(PlanBuilder plan, IReadOnlyList<EventSourceMappingConfiguration>? except = null)
    {
        if (Url is { } url) plan.Delete($"address {url.FunctionUrl}");
        foreach (var m in EventSources.Where(m => except?.Any(e => e.UUID == m.UUID) is not true))
            plan.Keep($"event source mapping {m.UUID}",
                $"{m.EventSourceArn ?? "its source"} is no longer read through it; lambda_delete_event_source deletes it");
        foreach (var s in Policy)
            plan.Delete($"permission {s.Id}{(except is null ? "" : $" of {qualifier}")}",
                $"{s.Principal} can no longer invoke it{(s.Condition is null ? "" : $" ({s.Condition})")}");
        plan.Unknown(unknowns.Notes);
    }
}

using System.Collections.Frozen;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

/// <summary>
/// Stands just above the HTTP handler, below marshalling, signing, retries and redirects. For each sending it checks that the
/// request was admitted, that it is still the request that was admitted, and that it goes where it may; then it counts it.
/// </summary>
internal sealed partial class WireGuard : PipelineHandler
{
    public override void InvokeSync(IExecutionContext executionContext)
    {
        Check(executionContext.RequestContext);
        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        if (RequestSlots.Current is { } slots) return InSlotAsync<T>(slots, executionContext);
        Check(executionContext.RequestContext);
        return base.InvokeAsync<T>(executionContext);
    }

    private async Task<T> InSlotAsync<T>(RequestSlots slots, IExecutionContext executionContext)
        where T : AmazonWebServiceResponse, new()
    {
        await slots.WaitAsync(executionContext.RequestContext.CancellationToken).ConfigureAwait(false);
        try
        {
            Check(executionContext.RequestContext);
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        finally
        {
            slots.Release();
        }
    }

    // By service id, as the SDK's metadata has it.
    private static readonly FrozenSet<string> GlobalServices =
        new[] { "IAM", "Route 53", "CloudFront", "Organizations", "Account" }.ToFrozenSet();

    /// <summary>The region that a request is signed for; null when it is not signed for one.</summary>
    internal static string? SignedRegion(IRequest request)
    {
        if (request.Headers.TryGetValue("Authorization", out var header) && Scope().Match(header) is { Success: true } scope)
            return scope.Groups[1].Value;
        if (request.Headers.TryGetValue("X-Amz-Region-Set", out var set)) return set;
        return request.DeterminedSigningRegion is { Length: > 0 } region ? region : null;
    }

    /// <summary>The region that a host name of AWS names; null for a global endpoint and for hosts of others.</summary>
    internal static string? HostRegion(string host) =>
        IsAws(host) && RegionLabel().Match(host) is { Success: true } label ? label.Value : null;

    /// <summary>Whether a host name is one of AWS.</summary>
    internal static bool IsAws(string host) => AwsHost().IsMatch(host);

    private void Check(IRequestContext context)
    {
        if (AwsGuard.AdmissionOf(context) is not { } admission)
        {
            var name = context.OriginalRequest.GetType().Name;
            throw AwsGuard.Refuse(CallScope.Current, new(context.ServiceMetaData.ServiceId, name), "it came past the guard", Blame.Plugin);
        }

        var (scope, entry, sent) = (admission.Scope, admission.Entry, context.Request);
        if (scope.Ended) throw No($"the call of {scope.Name} that started it is over", Blame.Tool);
        if (InnerHandler is not HttpHandler<HttpContent>) throw No("something stands between the guard and the wire", Blame.Plugin);
        // What makes connections may send anything on them; a plugin has a load context of its own.
        if (context.ClientConfig is ClientConfig { HttpClientFactory: { } http }
            && AssemblyLoadContext.GetLoadContext(http.GetType().Assembly) != AssemblyLoadContext.Default)
            throw No($"{http.GetType().FullName} makes the client's connections", Blame.Plugin);
        if (!ReferenceEquals(context.OriginalRequest, admission.Request) || !ReferenceEquals(sent.OriginalRequest, admission.Request))
            throw No("it is not the request that was admitted", Blame.Plugin);
        if (WireOperation.Fault(entry.Service, entry.Operation, admission.Read, sent) is { } other) throw No(other, Blame.Plugin);
        if (admission.DryRun && !WireOperation.Has(sent, "DryRun", "true"))
            throw No("it is not the dry run that was admitted", Blame.Plugin);
        if (admission.DryRun && !IsAws(sent.Endpoint.Host))
            throw No($"it would go to {sent.Endpoint.Host}, which may not know dry runs and act", Blame.Nobody);
        if (entry.By is null && !scope.MayTellSecrets && WireOperation.Body(sent) is { } body
            && SecretOperations.Tells(entry.Service, entry.Operation, body))
            throw No($"it hands out a secret, and {scope.Name} is not marked as returning one", Blame.Tool);

        var region = SignedRegion(sent);
        if (entry.By is null && scope.Regions is { } pinned && Outside(entry, sent.Endpoint.Host, region, pinned) is { } outside)
            throw No($"it would go to {outside}, which is not pinned in plugins.json ({string.Join(", ", pinned)})", Blame.Nobody);
        CaBundle.Use(context);
        entry.Sent(region ?? HostRegion(sent.Endpoint.Host));

        ToolException No(string why, Blame blame) => AwsGuard.Refuse(scope, entry, why, blame);
    }

    // What the SDK asks to get credentials may go elsewhere, and so may requests that no region has the answer to: those of global
    // services, at whatever endpoint, and the list of all buckets. A global endpoint of S3 has contents of a region.
    private static string? Outside(AwsRequest entry, string host, string? signed, IReadOnlyList<string> pinned)
    {
        if (GlobalServices.Contains(entry.Service) || entry is { Service: "S3", Operation: "ListBuckets" }) return null;
        var named = HostRegion(host);
        if (named is not null && !pinned.Contains(named)) return named;
        var global = named is null && IsAws(host) && entry.Service is not "S3";
        return signed is null || global || pinned.Contains(signed) ? null : signed;
    }

    [GeneratedRegex("Credential=[^/]+/[0-9]{8}/([^/]+)/")]
    private static partial Regex Scope();

    [GeneratedRegex("(?<=[.-])[a-z]{2,5}(-[a-z]+)+-[0-9]+(?=[.])|^[a-z]{2,5}(-[a-z]+)+-[0-9]+(?=[.])")]
    private static partial Regex RegionLabel();

    [GeneratedRegex("(^|[.])(amazonaws\\.com(\\.cn)?|api\\.aws|amazonaws\\.eu|api\\.amazonwebservices\\.com\\.cn|aws\\.dev)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex AwsHost();
}

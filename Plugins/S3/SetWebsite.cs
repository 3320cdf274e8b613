using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_website (GetBucketWebsite, PutBucketWebsite; DeleteBucketWebsite with off).</summary>
public static class SetWebsite
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_website", "Serves a bucket as a static website, or turns that off. Opens nothing to the public.",
        PlanAsync, RunAsync,
        iam:
        [
            "s3:GetBucketWebsite", "s3:GetBucketTagging", "s3:GetBucketPublicAccessBlock", "s3:GetBucketPolicy", "s3:PutBucketWebsite",
            "s3:DeleteBucketWebsite",
        ],
        examples: ["Serve bucket www.example.com as a website with index.html.", "Send all visitors of old.example.com to example.com."],
        idempotent: true);

    /// <summary>A routing rule: when it applies, and where it sends the visitor.</summary>
    public sealed record Route
    {
        [Description("Start of the keys it is for; all when left out.")]
        public string? Prefix { get; init; }

        [Description("Only where S3 would answer with this error, for example 404."), Range(400, 599)]
        public int? Error { get; init; }

        [Description("Host to send to; this one when left out.")]
        public string? Host { get; init; }

        [Description("Protocol."), AllowedValues("http", "https")]
        public string? Protocol { get; init; }

        [Description("Replaces prefix in the key.")]
        public string? NewPrefix { get; init; }

        [Description("Replaces the whole key.")]
        public string? NewKey { get; init; }

        [Description("301 when left out."), Range(300, 399)]
        public int? Code { get; init; }
    }

    public sealed record Input : BucketInput
    {
        [Description("Page of a folder; index.html for a new website."), MinLength(1)]
        public string? Index { get; init; }

        [Description("Key of the page for errors.")]
        public string? ErrorPage { get; init; }

        [Description("Host to send all visitors to, in place of pages.")]
        public string? RedirectHost { get; init; }

        [Description("Protocol of the redirect; the visitor's when left out."), AllowedValues("http", "https")]
        public string? RedirectProtocol { get; init; }

        [Description("All routing rules, the first that fits wins; stay when left out, [] removes them."), MaxLength(50)]
        public IReadOnlyList<Route>? Routes { get; init; }

        [Description("Serve no website.")]
        public bool Off { get; init; }
    }

    public sealed record Result(string Bucket, string? Website);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var resource = BucketParts.ResourceAsync(s3, name, "website", unknown, ct);
        var block = unknown.TryAsync("The public access block", () => BucketParts.PublicAccessBlockAsync(s3, name, ct));
        var policy = unknown.TryAsync("The policy", () => BucketParts.PolicyAsync(s3, name, ct));
        var now = await BucketParts.WebsiteConfigurationAsync(s3, name, ct);
        var next = ToSite(input, now);
        var plan = new PlanBuilder(next is null ? $"Turn the website of {name} off." : $"Serve {name} as a website.")
            .Touch(await resource).Change(name, "website", Describe(now), Describe(next));
        if (now is not null && next is null) plan.Lose($"the website of {name}", "its objects stay");
        var (routes, later) = ((now?.RoutingRules ?? []).Select(Describe).ToList(), (next?.RoutingRules ?? []).Select(Describe).ToList());
        foreach (var route in routes)
        {
            if (later.Contains(route)) plan.Keep($"the routing rule {route}");
            else plan.Lose($"the routing rule {route}");
        }

        foreach (var route in later.Except(routes)) plan.Create($"routing rule {route}");
        var isOpen = BucketPolicies.Public(BucketPolicies.Parse(await policy)).Count > 0
            && (await block)?.RestrictPublicBuckets is not true;
        if (next is { RedirectAllRequestsTo: null } && !isOpen)
        {
            plan.Warn("No bucket policy in force lets everybody read its objects, so that the website's address answers 403; "
                + "CloudFront with the bucket as a private origin needs no website.");
        }

        plan.Unknown(unknown.Notes);
        if (now is null) return plan.Undo("s3_set_website", new { bucket = name, off = true }).Build();
        return plan.Undo("s3_set_website", now.RedirectAllRequestsTo is { } to
            ? new { bucket = name, redirectHost = to.HostName, redirectProtocol = to.Protocol }
            : Back(name, now)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        // S3 only replaces the whole, so what stays is sent again.
        var next = ToSite(input, await BucketParts.WebsiteConfigurationAsync(s3, input.Bucket, ct));
        if (next is null) await s3.DeleteBucketWebsiteAsync(new DeleteBucketWebsiteRequest { BucketName = input.Bucket }, ct);
        else await s3.PutBucketWebsiteAsync(new PutBucketWebsiteRequest { BucketName = input.Bucket, WebsiteConfiguration = next }, ct);
        context.Done(next is null ? $"turned the website of {input.Bucket} off" : $"set the website of {input.Bucket}");
        return new(input.Bucket, Describe(next));
    }

    /// <summary><c>index.html, errors 404.html, 2 routing rules</c></summary>
    internal static string? Describe(WebsiteConfiguration? site) => site switch
    {
        null => null,
        { RedirectAllRequestsTo: { } to } => $"redirects to {(string.IsNullOrEmpty(to.Protocol) ? "" : $"{to.Protocol}://")}{to.HostName}",
        _ => site.IndexDocumentSuffix
            + (site.ErrorDocument is { Length: > 0 } error ? $", errors {error}" : "")
            + (site.RoutingRules is { Count: > 0 } rules ? $", {rules.Count} routing rules" : ""),
    };

    // "docs/ with 404 to https://example.com/documents/ (302)"
    private static string Describe(RoutingRule rule)
    {
        var (when, to) = (rule.Condition, rule.Redirect);
        return (when?.KeyPrefixEquals is { Length: > 0 } prefix ? prefix : "all keys")
            + (when?.HttpErrorCodeReturnedEquals is { Length: > 0 } error ? $" with {error}" : "") + " to "
            + (to?.Protocol is { Length: > 0 } protocol ? $"{protocol}://" : "") + (to?.HostName is { Length: > 0 } host ? host : "")
            + $"/{(to?.ReplaceKeyWith is { Length: > 0 } key ? key : to?.ReplaceKeyPrefixWith is { } part ? $"{part}…" : "…")}"
            + (to?.HttpRedirectCode is { Length: > 0 } code ? $" ({code})" : "");
    }

    private static RoutingRule ToRule(Route route)
    {
        if (route is { NewKey: not null, NewPrefix: not null })
            throw ToolException.InvalidInput("A routing rule replaces the key or its start.", "Pass either newKey or newPrefix.");
        if (route is { Host: null, Protocol: null, NewKey: null, NewPrefix: null, Code: null })
            throw ToolException.InvalidInput("A routing rule must send somewhere.", "Pass host, protocol, newKey, newPrefix or code.");
        return new()
        {
            Condition = route is { Prefix: null, Error: null } ? null : new()
            {
                KeyPrefixEquals = route.Prefix,
                HttpErrorCodeReturnedEquals = route.Error?.ToString(CultureInfo.InvariantCulture),
            },
            Redirect = new()
            {
                HostName = route.Host,
                Protocol = route.Protocol,
                ReplaceKeyPrefixWith = route.NewPrefix,
                ReplaceKeyWith = route.NewKey,
                HttpRedirectCode = route.Code?.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private static Dictionary<string, object> Back(string bucket, WebsiteConfiguration now)
    {
        Dictionary<string, object> back = new() { ["bucket"] = bucket, ["index"] = now.IndexDocumentSuffix };
        if (now.ErrorDocument is { Length: > 0 } error) back["errorPage"] = error;
        back["routes"] = (now.RoutingRules ?? []).Select(Arguments).ToArray();
        return back;
    }

    private static Dictionary<string, object> Arguments(RoutingRule rule)
    {
        (string Name, object? Value)[] all =
        [
            ("prefix", rule.Condition?.KeyPrefixEquals), ("error", Number(rule.Condition?.HttpErrorCodeReturnedEquals)),
            ("host", rule.Redirect?.HostName), ("protocol", rule.Redirect?.Protocol), ("newPrefix", rule.Redirect?.ReplaceKeyPrefixWith),
            ("newKey", rule.Redirect?.ReplaceKeyWith), ("code", Number(rule.Redirect?.HttpRedirectCode)),
        ];
        return all.Where(a => a.Value is not null).ToDictionary(a => a.Name, a => a.Value!);

        static int? Number(string? text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static WebsiteConfiguration? ToSite(Input input, WebsiteConfiguration? now)
    {
        var pages = input.Index ?? input.ErrorPage ?? (input.Routes is null ? null : "routes");
        if (input.Off)
        {
            return (pages ?? input.RedirectHost) is null ? null
                : throw ToolException.InvalidInput("off turns the website off, so there is nothing to set.", "Leave out off or the rest.");
        }

        if (input.RedirectHost is { } host)
        {
            return pages is null ? new() { RedirectAllRequestsTo = new() { HostName = host, Protocol = input.RedirectProtocol } }
                : throw ToolException.InvalidInput("A website that redirects all visitors has no pages.", "Pass redirectHost alone.");
        }

        if (input.RedirectProtocol is not null) throw ToolException.InvalidInput("redirectProtocol needs redirectHost.");
        return new()
        {
            IndexDocumentSuffix = input.Index ?? now?.IndexDocumentSuffix ?? "index.html",
            ErrorDocument = input.ErrorPage ?? now?.ErrorDocument,
            RoutingRules = (input.Routes is { } routes ? [.. routes.Select(ToRule)] : now?.RoutingRules)
                is { Count: > 0 } rules ? rules : null,
        };
    }
}

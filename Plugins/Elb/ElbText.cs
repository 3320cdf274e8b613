using Amazon.ElasticLoadBalancingV2.Model;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Infra.Plugins.Elb;

/// <summary>Listeners, rules and targets in a few words. What AWS gives in no order is sorted.</summary>
internal static class ElbText
{
    /// <summary>The name in the ARN of a load balancer or target group.</summary>
    public static string Name(string arn) => arn.Split('/') switch
    {
        [_, "app" or "net" or "gwy", var name, ..] => name,
        [_, var name, ..] => name,
        _ => arn,
    };

    /// <summary><c>HTTPS:443</c>; the listener of a gateway load balancer has neither protocol nor port.</summary>
    public static string Port(Listener listener) => listener.Protocol is { } protocol ? $"{protocol.Value}:{listener.Port}" : "all traffic";

    /// <summary><c>forward to web</c>, or <c>authenticate with Cognito, forward to web (9), canary (1)</c></summary>
    public static string Describe(IEnumerable<Action>? actions) =>
        string.Join(", ", (actions ?? []).OrderBy(a => a.Order ?? int.MaxValue).Select(Describe));

    /// <summary><c>10: host-header a.example.com or b.example.com, path-pattern /api/* -> forward to web</c></summary>
    public static string Describe(Rule rule) =>
        $"{(rule.IsDefault is true ? "default" : $"{rule.Priority}: {string.Join(", ", Conditions(rule))}")} "
        + $"-> {string.Join(", ", Transforms(rule).Append(Describe(rule.Actions)))}";

    /// <summary>The conditions of a rule, one text each.</summary>
    public static IEnumerable<string> Conditions(Rule rule) => (rule.Conditions ?? []).Select(Describe).Order(StringComparer.Ordinal);

    /// <summary>What a rule rewrites in a request before its action, one text each.</summary>
    public static IEnumerable<string> Transforms(Rule rule) => (rule.Transforms ?? []).Select(t => t.Type?.Value switch
    {
        "host-header-rewrite" => Rewrite("host", t.HostHeaderRewriteConfig?.Rewrites),
        "url-rewrite" => Rewrite("URL", t.UrlRewriteConfig?.Rewrites),
        var other => other ?? "?",
    }).Order(StringComparer.Ordinal);

    /// <summary><c>i-0abc:80 (unhealthy, Target.Timeout)</c></summary>
    public static string Describe(TargetHealthDescription target) =>
        $"{Describe(target.Target)} ({target.TargetHealth?.State?.Value ?? "unknown"}"
        + $"{(target.TargetHealth?.Reason is { } reason ? $", {reason.Value}" : "")})";

    /// <summary><c>i-0abc:80</c>, <c>10.0.0.7:80 in all zones</c></summary>
    public static string Describe(TargetDescription target) => $"{target.Id}{(target.Port is { } port ? $":{port}" : "")}"
        + (string.IsNullOrEmpty(target.AvailabilityZone) ? "" : target.AvailabilityZone == "all" ? " in all zones"
            : $" in {target.AvailabilityZone}");

    /// <summary>The target groups that the actions send requests to, by ARN.</summary>
    public static IEnumerable<string> TargetGroups(IEnumerable<Action>? actions) =>
        (actions ?? []).SelectMany(a => (a.ForwardConfig?.TargetGroups ?? []).Select(t => t.TargetGroupArn).Append(a.TargetGroupArn))
            .OfType<string>().Distinct().Order(StringComparer.Ordinal);

    private static string Describe(RuleCondition condition)
    {
        IEnumerable<string> values =
        [
            .. condition.HostHeaderConfig?.Values ?? [], .. condition.HostHeaderConfig?.RegexValues ?? [],
            .. condition.PathPatternConfig?.Values ?? [], .. condition.PathPatternConfig?.RegexValues ?? [],
            .. condition.HttpHeaderConfig?.Values ?? [], .. condition.HttpHeaderConfig?.RegexValues ?? [],
            .. condition.HttpRequestMethodConfig?.Values ?? [],
            .. condition.SourceIpConfig?.Values ?? [],
            .. (condition.QueryStringConfig?.Values ?? []).Select(q => q.Key is null ? q.Value : $"{q.Key}={q.Value}"),
        ];
        // Host and path patterns come twice: in their own structure and, for old clients, here.
        var all = values.Concat(condition.Values ?? []).Concat(condition.RegexValues ?? []).Distinct().Order(StringComparer.Ordinal);
        return $"{condition.Field}{(condition.HttpHeaderConfig is { } header ? $" {header.HttpHeaderName}" : "")} "
            + $"{string.Join(" or ", all)}";
    }

    private static string Rewrite(string what, IEnumerable<RewriteConfig>? rewrites) =>
        $"rewrite {what} {string.Join(", ", (rewrites ?? []).Select(r => $"{r.Regex} to {r.Replace}"))}";

    private static string Describe(Action action) => action.Type?.Value switch
    {
        "forward" when action.ForwardConfig?.TargetGroups is { Count: > 1 } groups =>
            $"forward to {string.Join(", ", groups.OrderBy(g => g.TargetGroupArn, StringComparer.Ordinal)
                .Select(g => $"{Name(g.TargetGroupArn)} ({g.Weight})"))}{Sticky(action.ForwardConfig)}",
        "forward" => $"forward to {string.Join(", ", TargetGroups([action]).Select(Name))}{Sticky(action.ForwardConfig)}",
        "redirect" when action.RedirectConfig is { } to => $"redirect to {to.Protocol?.ToLowerInvariant()}://{to.Host}:{to.Port}{to.Path}"
            + $"{(string.IsNullOrEmpty(to.Query) ? "" : $"?{to.Query}")} ({to.StatusCode?.Value})",
        "fixed-response" => $"answer {action.FixedResponseConfig?.StatusCode}",
        "authenticate-cognito" => $"authenticate with Cognito ({action.AuthenticateCognitoConfig?.UserPoolArn})",
        "authenticate-oidc" => $"authenticate with OIDC ({action.AuthenticateOidcConfig?.Issuer})",
        "jwt-validation" when action.JwtValidationConfig is { } jwt => $"validate a JWT of {jwt.Issuer}"
            + string.Concat((jwt.AdditionalClaims ?? []).OrderBy(c => c.Name, StringComparer.Ordinal)
                .Select(c => $", {c.Name} {string.Join(" or ", c.Values ?? [])}")),
        var other => other ?? "?",
    };

    private static string Sticky(ForwardActionConfig? config) => config?.TargetGroupStickinessConfig is { Enabled: true } sticky
        ? $", sticky for {sticky.DurationSeconds} s" : "";
}

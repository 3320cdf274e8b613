using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Infra.Plugins.Elb;

/// <summary>Listeners, rules and targets in a few words.</summary>
internal static class ElbText
{
    /// <summary>The name in the ARN of a load balancer or target group.</summary>
    public static string Name(string arn) => arn.Split('/') switch
    {
        [_, "app" or "net" or "gwy", var name, ..] => name,
        [_, var name, ..] => name,
        _ => arn,
    };

    /// <summary><c>HTTPS:443</c></summary>
    public static string Port(Listener listener) => $"{listener.Protocol?.Value}:{listener.Port}";

    /// <summary><c>forward to web</c>, or <c>authenticate with Cognito, forward to web (9), canary (1)</c></summary>
    public static string Describe(IEnumerable<Action>? actions) => string.Join(", ", (actions ?? []).OrderBy(a => a.Order ?? int.MaxValue).Select(Describe));

    /// <summary><c>host-header a.example.com or b.example.com, path-pattern /api/*</c></summary>
    public static string Describe(Rule rule) =>
        $"{(rule.IsDefault == true ? "default" : $"{rule.Priority}: {string.Join(", ", (rule.Conditions ?? []).Select(Describe))}")} -> {Describe(rule.Actions)}";

    /// <summary>The conditions of a rule, one text each.</summary>
    public static string Describe(RuleCondition condition)
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
        var all = values.Concat(condition.Values ?? []).Concat(condition.RegexValues ?? []).Distinct();
        return $"{condition.Field}{(condition.HttpHeaderConfig is { } header ? $" {header.HttpHeaderName}" : "")} {string.Join(" or ", all)}";
    }

    /// <summary><c>i-0abc:80 (unhealthy, Target.Timeout)</c></summary>
    public static string Describe(TargetHealthDescription target) =>
        $"{target.Target.Id}{(target.Target.Port is { } port ? $":{port}" : "")} ({target.TargetHealth?.State?.Value}{(target.TargetHealth?.Reason is { } reason ? $", {reason.Value}" : "")})";

    /// <summary>The target groups that the actions send requests to.</summary>
    public static IEnumerable<string> TargetGroups(IEnumerable<Action>? actions) =>
        (actions ?? []).SelectMany(a => (a.ForwardConfig?.TargetGroups ?? []).Select(t => t.TargetGroupArn).Append(a.TargetGroupArn)).Where(a => a is not null).Distinct();

    private static string Describe(Action action) => action.Type?.Value switch
    {
        "forward" when action.ForwardConfig?.TargetGroups is { Count: > 1 } groups =>
            $"forward to {string.Join(", ", groups.Select(g => $"{Name(g.TargetGroupArn)} ({g.Weight})"))}",
        "forward" => $"forward to {string.Join(", ", TargetGroups([action]).Select(Name))}",
        "redirect" when action.RedirectConfig is { } to =>
            $"redirect to {to.Protocol?.ToLowerInvariant()}://{to.Host}:{to.Port}{to.Path}{(string.IsNullOrEmpty(to.Query) ? "" : $"?{to.Query}")} ({to.StatusCode?.Value})",
        "fixed-response" => $"answer {action.FixedResponseConfig?.StatusCode}",
        "authenticate-cognito" => $"authenticate with Cognito ({action.AuthenticateCognitoConfig?.UserPoolArn})",
        "authenticate-oidc" => $"authenticate with OIDC ({action.AuthenticateOidcConfig?.Issuer})",
        var other => other ?? "?",
    };
}

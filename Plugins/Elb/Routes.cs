using System.Globalization;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Infra.Plugins.Elb;

/// <summary>Another action in the place of one that is there, and back.</summary>
internal static class Routes
{
    /// <summary>
    /// The whole list that AWS wants: what is checked before the routing (sign-in, tokens) stays, and so does the stickiness of a forward.
    /// </summary>
    /// <param name="route">The new action.</param>
    /// <param name="now">The present ones.</param>
    public static List<Action> InPlaceOf(this Route route, IEnumerable<Action>? now)
    {
        var all = (now ?? []).OrderBy(a => a.Order ?? int.MaxValue).ToList();
        List<Action> kept = [.. all.Where(a => !IsRouting(a))];
        foreach (var action in kept.Where(a => a.AuthenticateOidcConfig is not null))
        {
            // AWS never tells the secret, and takes the action without it only so.
            action.AuthenticateOidcConfig.UseExistingClientSecret = true;
        }

        if (kept.Count > 0) route.Action.Order = kept.Max(a => a.Order ?? 0) + 1;
        if (route.Action.Type == ActionTypeEnum.Forward && Sticky(all) is { Enabled: true } sticky)
        {
            route.Action.ForwardConfig ??= new() { TargetGroups = [new() { TargetGroupArn = route.Action.TargetGroupArn, Weight = 1 }] };
            route.Action.TargetGroupArn = null;
            route.Action.ForwardConfig.TargetGroupStickinessConfig = sticky;
        }

        return [.. kept, route.Action];
    }

    /// <summary>The arguments that would bring the action back; null where the tools have none for it.</summary>
    public static IReadOnlyDictionary<string, object>? Arguments(IEnumerable<Action>? actions)
    {
        if ((actions ?? []).SingleOrDefault(IsRouting) is not { } action) return null;
        switch (action.Type?.Value)
        {
            case "forward":
                var groups = action.ForwardConfig?.TargetGroups is { Count: > 0 } all
                    ? all.ToDictionary(g => g.TargetGroupArn, g => g.Weight ?? 1)
                    : new() { [action.TargetGroupArn] = 1 };
                return new Dictionary<string, object> { ["targetGroups"] = groups };
            case "redirect" when action.RedirectConfig is { } to:
                return new Dictionary<string, object>
                {
                    ["redirectTo"] = $"{to.Protocol ?? "#{protocol}"}://{to.Host ?? "#{host}"}:{to.Port ?? "#{port}"}"
                        + $"{to.Path ?? "/#{path}"}?{to.Query ?? "#{query}"}".TrimEnd('?'),
                    ["redirectStatus"] = to.StatusCode == RedirectActionStatusCodeEnum.HTTP_302 ? 302 : 301,
                };
            case "fixed-response" when action.FixedResponseConfig is { } fixedAnswer
                && fixedAnswer.ContentType is null or "" or "text/plain":
                var arguments = new Dictionary<string,
                    object>
                { ["fixedStatus"] = int.Parse(fixedAnswer.StatusCode, CultureInfo.InvariantCulture) };
                if (fixedAnswer.MessageBody is { Length: > 0 } body) arguments["fixedBody"] = body;
                return arguments;
            default:
                return null;
        }
    }

    private static bool IsRouting(Action action) =>
        action.Type == ActionTypeEnum.Forward || action.Type == ActionTypeEnum.Redirect || action.Type == ActionTypeEnum.FixedResponse;

    private static TargetGroupStickinessConfig? Sticky(IEnumerable<Action> actions) =>
        actions.FirstOrDefault(a => a.Type == ActionTypeEnum.Forward)?.ForwardConfig?.TargetGroupStickinessConfig;
}

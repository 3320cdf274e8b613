using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Infra.Plugins.Elb;

/// <summary>An action as AWS takes it, with the target groups that it forwards to.</summary>
internal sealed record Route(Action Action, IReadOnlyList<TargetGroup> TargetGroups);

/// <summary>What a listener or a rule does with a request: one of forward, redirect and fixed response.</summary>
public abstract partial record RouteAction
{
    [Description("Forward to names or ARNs, each with a weight.")]
    public IReadOnlyDictionary<string, int> TargetGroups { get; init; } = new Dictionary<string, int>();

    [Description("Redirect to, like https://#{host}:443/#{path}")]
    public string? RedirectTo { get; init; }

    [Description("Redirect status."), AllowedValues(301, 302)]
    public int RedirectStatus { get; init; } = 301;

    [Description("Answer instead with this status: 2xx, 4xx or 5xx."), Range(200, 599)]
    public int? FixedStatus { get; init; }

    [Description("Text of the fixed answer."), MaxLength(1024)]
    public string? FixedBody { get; init; }

    /// <summary>Whether the call names an action.</summary>
    internal bool NamesAction => TargetGroups.Count > 0 || (RedirectTo ?? FixedBody) is not null || FixedStatus is not null;

    internal async Task<Route> BuildAsync(IAmazonElasticLoadBalancingV2 elb, CancellationToken ct)
    {
        Check();
        if (FixedStatus is { } status)
        {
            return new(new()
            {
                Type = ActionTypeEnum.FixedResponse,
                FixedResponseConfig = new()
                {
                    StatusCode = status.ToString(CultureInfo.InvariantCulture),
                    ContentType = "text/plain",
                    MessageBody = FixedBody
                },
            }, []);
        }

        if (RedirectTo is { } url) return new(new() { Type = ActionTypeEnum.Redirect, RedirectConfig = Redirect(url) }, []);
        var groups = await TargetGroups.Keys.AskAsync((g, t) => ElbFind.TargetGroupAsync(elb, g, t), ct);
        if (groups.GroupBy(g => g.TargetGroupArn).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw ToolException.InvalidInput($"The target group {ElbText.Name(twice.Key)} is named twice.");
        if (groups is [var only]) return new(new() { Type = ActionTypeEnum.Forward, TargetGroupArn = only.TargetGroupArn }, groups);
        return new(new()
        {
            Type = ActionTypeEnum.Forward,
            ForwardConfig = new()
            {
                TargetGroups =
                    [.. groups.Zip(TargetGroups.Values, (g, weight) =>
                    new TargetGroupTuple { TargetGroupArn = g.TargetGroupArn, Weight = weight })],
            },
        }, groups);
    }

    private void Check()
    {
        if ((TargetGroups.Count > 0 ? 1 : 0) + (RedirectTo is null ? 0 : 1) + (FixedStatus is null ? 0 : 1) != 1)
            throw ToolException.InvalidInput("Exactly one of targetGroups, redirectTo and fixedStatus is needed.");
        if (TargetGroups.Count > 5) throw ToolException.InvalidInput("AWS forwards to at most five target groups.",
            "Several rules can forward to others.");
        if (TargetGroups.FirstOrDefault(g => g.Value is < 0 or > 999) is { Key: { } group } wrong)
            throw ToolException.InvalidInput($"The weight of {group} is {wrong.Value}; it must be 0 to 999.");
        if (FixedStatus is >= 300 and < 400) throw ToolException.InvalidInput("fixedStatus must be 2xx, 4xx or 5xx.",
            "For a redirect, use redirectTo.");
        if (FixedBody is not null && FixedStatus is null) throw ToolException.InvalidInput("fixedBody needs fixedStatus.");
    }

    private RedirectActionConfig Redirect(string url)
    {
        var parts = Url().Match(url);
        if (!parts.Success)
        {
            throw ToolException.InvalidInput("redirectTo must have the form protocol://host:port/path?query.",
                "Keep a part of the request with #{protocol}, #{host}, #{port}, #{path} or #{query}.");
        }

        var protocol = parts.Groups["protocol"].Value;
        return new()
        {
            Protocol = protocol is ['#', ..] ? protocol : protocol.ToUpperInvariant(),
            Host = parts.Groups["host"].Value,
            // Left out, AWS would keep the port of the request, which is that of another protocol.
            Port = parts.Groups["port"] is { Success: true } port ? port.Value
                : protocol.ToUpperInvariant() switch { "HTTPS" => "443", "HTTP" => "80", _ => null },
            Path = parts.Groups["path"] is { Success: true } path ? path.Value : null,
            Query = parts.Groups["query"] is { Success: true } query ? query.Value : null,
            StatusCode = RedirectStatus == 301 ? RedirectActionStatusCodeEnum.HTTP_301 : RedirectActionStatusCodeEnum.HTTP_302,
        };
    }

    [GeneratedRegex(
        @"^(?<protocol>https?|#\{protocol\})://(?<host>[^:/?]+)(:(?<port>\d{1,5}|#\{port\}))?(?<path>/[^?]*)?(\?(?<query>.*))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Url();
}

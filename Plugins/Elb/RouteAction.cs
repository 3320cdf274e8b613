using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Infra.Plugins.Elb;

/// <summary>What a listener or a rule does with a request: one of forward, redirect and fixed answer.</summary>
public abstract partial record RouteAction
{
    [Description("Forward: names or ARNs with weights.")]
    public IReadOnlyDictionary<string, int> TargetGroups { get; init; } = new Dictionary<string, int>();

    [Description("Or redirect, as https://#{host}:443/#{path}?#{query}")]
    public string? RedirectTo { get; init; }

    [Description("Redirect status."), AllowedValues(301, 302)]
    public int RedirectStatus { get; init; } = 301;

    [Description("Or answer with it."), Range(200, 599)]
    public int? FixedStatus { get; init; }

    [Description("Answer text.")]
    public string? FixedBody { get; init; }

    internal async Task<Action> BuildAsync(IAmazonElasticLoadBalancingV2 elb, CancellationToken ct)
    {
        if ((TargetGroups.Count > 0 ? 1 : 0) + (RedirectTo is null ? 0 : 1) + (FixedStatus is null ? 0 : 1) != 1)
            throw new ToolException(ToolErrorCode.InvalidInput, "Exactly one of targetGroups, redirectTo and fixedStatus is needed.");
        if (FixedStatus is { } status)
            return new() { Type = ActionTypeEnum.FixedResponse, FixedResponseConfig = new() { StatusCode = status.ToString(CultureInfo.InvariantCulture), ContentType = "text/plain", MessageBody = FixedBody } };
        if (RedirectTo is { } url)
            return new() { Type = ActionTypeEnum.Redirect, RedirectConfig = Redirect(url) };

        var arns = await Task.WhenAll(TargetGroups.Keys.Select(g => ElbFind.TargetGroupArnAsync(elb, g, ct)));
        if (arns is [var only]) return new() { Type = ActionTypeEnum.Forward, TargetGroupArn = only };
        return new()
        {
            Type = ActionTypeEnum.Forward,
            ForwardConfig = new() { TargetGroups = [.. arns.Zip(TargetGroups.Values, (arn, weight) => new TargetGroupTuple { TargetGroupArn = arn, Weight = weight })] },
        };
    }

    private RedirectActionConfig Redirect(string url)
    {
        var parts = Url().Match(url);
        if (!parts.Success) throw new ToolException(ToolErrorCode.InvalidInput, "redirectTo must have the form protocol://host:port/path?query.", "Keep a part of the request with #{protocol}, #{host}, #{port}, #{path} or #{query}.");
        return new()
        {
            Protocol = parts.Groups["protocol"].Value is ['#', ..] kept ? kept : parts.Groups["protocol"].Value.ToUpperInvariant(),
            Host = parts.Groups["host"].Value,
            // Left out, AWS would keep the port of the request, which is that of another protocol.
            Port = parts.Groups["port"] is { Success: true } port ? port.Value : parts.Groups["protocol"].Value.ToUpperInvariant() switch { "HTTPS" => "443", "HTTP" => "80", _ => null },
            Path = parts.Groups["path"] is { Success: true } path ? path.Value : null,
            Query = parts.Groups["query"] is { Success: true } query ? query.Value : null,
            StatusCode = RedirectStatus == 301 ? RedirectActionStatusCodeEnum.HTTP_301 : RedirectActionStatusCodeEnum.HTTP_302,
        };
    }

    [GeneratedRegex(@"^(?<protocol>https?|#\{protocol\})://(?<host>[^:/?]+)(:(?<port>\d{1,5}|#\{port\}))?(?<path>/[^?]*)?(\?(?<query>.*))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Url();
}

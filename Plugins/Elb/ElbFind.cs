using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>Finds what callers name, by name or by ARN, and what belongs to it.</summary>
internal static class ElbFind
{
    // DescribeTags takes no more.
    private const int MostArnsOfTags = 20;

    /// <exception cref="LoadBalancerNotFoundException">There is none.</exception>
    public static async Task<LoadBalancer> LoadBalancerAsync(IAmazonElasticLoadBalancingV2 elb, string nameOrArn, CancellationToken ct)
    {
        var answer = await elb.DescribeLoadBalancersAsync(IsArn(nameOrArn) ? new() { LoadBalancerArns = [nameOrArn] } : new() { Names = [nameOrArn] }, ct);
        return answer.LoadBalancers?.FirstOrDefault() ?? throw None("load balancer", nameOrArn, "elb_list_load_balancers");
    }

    /// <summary>The ARN, asked for only when it was not given.</summary>
    public static async Task<string> LoadBalancerArnAsync(IAmazonElasticLoadBalancingV2 elb, string nameOrArn, CancellationToken ct) =>
        IsArn(nameOrArn) ? nameOrArn : (await LoadBalancerAsync(elb, nameOrArn, ct)).LoadBalancerArn;

    /// <exception cref="TargetGroupNotFoundException">There is none.</exception>
    public static async Task<TargetGroup> TargetGroupAsync(IAmazonElasticLoadBalancingV2 elb, string nameOrArn, CancellationToken ct)
    {
        var answer = await elb.DescribeTargetGroupsAsync(IsArn(nameOrArn) ? new() { TargetGroupArns = [nameOrArn] } : new() { Names = [nameOrArn] }, ct);
        return answer.TargetGroups?.FirstOrDefault() ?? throw None("target group", nameOrArn, "elb_list_target_groups");
    }

    /// <inheritdoc cref="LoadBalancerArnAsync"/>
    public static async Task<string> TargetGroupArnAsync(IAmazonElasticLoadBalancingV2 elb, string nameOrArn, CancellationToken ct) =>
        IsArn(nameOrArn) ? nameOrArn : (await TargetGroupAsync(elb, nameOrArn, ct)).TargetGroupArn;

    /// <exception cref="ListenerNotFoundException">There is none.</exception>
    public static async Task<Listener> ListenerAsync(IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        (await elb.DescribeListenersAsync(new() { ListenerArns = [arn] }, ct)).Listeners?.FirstOrDefault() ?? throw None("listener", arn, "elb_list_listeners");

    /// <exception cref="RuleNotFoundException">There is none.</exception>
    public static async Task<Rule> RuleAsync(IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        (await elb.DescribeRulesAsync(new() { RuleArns = [arn] }, ct)).Rules?.FirstOrDefault() ?? throw None("rule", arn, "elb_get_load_balancer");

    public static Task<IReadOnlyList<Listener>> ListenersAsync(IAmazonElasticLoadBalancingV2 elb, string loadBalancerArn, CancellationToken ct) => AllAsync(async marker =>
    {
        var page = await elb.DescribeListenersAsync(new() { LoadBalancerArn = loadBalancerArn, Marker = marker }, ct);
        return (page.Listeners, page.NextMarker);
    });

    /// <summary>The rules of a listener in the order in which they are tried; the default rule is the last.</summary>
    public static async Task<IReadOnlyList<Rule>> RulesAsync(IAmazonElasticLoadBalancingV2 elb, Listener listener, CancellationToken ct)
    {
        // Only the listeners of application load balancers have rules; the others have their default action.
        if (listener.Protocol != ProtocolEnum.HTTP && listener.Protocol != ProtocolEnum.HTTPS)
            return [new() { IsDefault = true, Priority = "default", Actions = listener.DefaultActions }];
        var rules = await AllAsync(async marker =>
        {
            var page = await elb.DescribeRulesAsync(new() { ListenerArn = listener.ListenerArn, Marker = marker }, ct);
            return (page.Rules, page.NextMarker);
        });
        return [.. rules.OrderBy(r => int.TryParse(r.Priority, out var priority) ? priority : int.MaxValue)];
    }

    public static Task<IReadOnlyList<TargetGroup>> TargetGroupsAsync(IAmazonElasticLoadBalancingV2 elb, string loadBalancerArn, CancellationToken ct) => AllAsync(async marker =>
    {
        try
        {
            var page = await elb.DescribeTargetGroupsAsync(new() { LoadBalancerArn = loadBalancerArn, Marker = marker }, ct);
            return (page.TargetGroups, page.NextMarker);
        }
        catch (TargetGroupNotFoundException)
        {
            // A documented answer for a load balancer that has none.
            return ([], null);
        }
    });

    public static async Task<IReadOnlyList<TargetHealthDescription>> TargetsAsync(IAmazonElasticLoadBalancingV2 elb, string targetGroupArn, CancellationToken ct) =>
        (await elb.DescribeTargetHealthAsync(new() { TargetGroupArn = targetGroupArn }, ct)).TargetHealthDescriptions ?? [];

    public static async Task<ILookup<string, Tag>> TagsAsync(IAmazonElasticLoadBalancingV2 elb, IEnumerable<string> arns, CancellationToken ct)
    {
        var answers = await Task.WhenAll(arns.Chunk(MostArnsOfTags).Select(some => elb.DescribeTagsAsync(new() { ResourceArns = [.. some] }, ct)));
        return answers.SelectMany(a => a.TagDescriptions ?? []).SelectMany(d => (d.Tags ?? []).Select(t => (d.ResourceArn, Tag: t))).ToLookup(t => t.ResourceArn, t => t.Tag);
    }

    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag> tags) =>
        tags.OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value ?? "");

    /// <summary>Null when there are none, as an empty list is refused.</summary>
    public static List<Tag>? ToTags(this IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? null : [.. tags.Select(t => new Tag { Key = t.Key, Value = t.Value })];

    private static bool IsArn(string text) => text.StartsWith("arn:", StringComparison.Ordinal);

    private static ToolException None(string what, string which, string list) => new(ToolErrorCode.NotFound, $"There is no {what} '{which}'.", $"{list} shows those that exist.");

    private static async Task<IReadOnlyList<T>> AllAsync<T>(Func<string?, Task<(List<T>? Items, string? Next)>> page)
    {
        List<T> all = [];
        string? marker = null;
        do
        {
            (var items, marker) = await page(marker);
            all.AddRange(items ?? []);
        }
        while (!string.IsNullOrEmpty(marker));
        return all;
    }
}

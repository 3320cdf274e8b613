using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>Finds what callers name, by name or by ARN, and what belongs to it.</summary>
internal static class ElbFind
{
    // DescribeTags takes no more.
    private const int MostArnsOfTags = 20;

    /// <exception cref="LoadBalancerNotFoundException">There is none.</exception>
    public static async Task<LoadBalancer> LoadBalancerAsync(IAmazonElasticLoadBalancingV2 elb, string nameOrArn, CancellationToken ct)
    {
        var answer = await elb.DescribeLoadBalancersAsync(
            IsArn(nameOrArn) ? new() { LoadBalancerArns = [nameOrArn] } : new() { Names = [nameOrArn] }, ct);
        return answer.LoadBalancers?.FirstOrDefault() ?? throw None("load balancer", nameOrArn, "elb_list_load_balancers");
    }

    /// <summary>Whether a load balancer has the name.</summary>
    public static async Task<bool> LoadBalancerExistsAsync(IAmazonElasticLoadBalancingV2 elb, string name, CancellationToken ct)
    {
        try
        {
            return (await elb.DescribeLoadBalancersAsync(new() { Names = [name] }, ct)).LoadBalancers is { Count: > 0 };
        }
        catch (LoadBalancerNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The ARN, asked for only when it was not given.</summary>
    public static async Task<string> LoadBalancerArnAsync(IAmazonElasticLoadBalancingV2 elb, string nameOrArn, CancellationToken ct) =>
        IsArn(nameOrArn) ? nameOrArn : (await LoadBalancerAsync(elb, nameOrArn, ct)).LoadBalancerArn;

    /// <exception cref="TargetGroupNotFoundException">There is none.</exception>
    public static async Task<TargetGroup> TargetGroupAsync(IAmazonElasticLoadBalancingV2 elb, string nameOrArn, CancellationToken ct)
    {
        var answer = await elb.DescribeTargetGroupsAsync(
            IsArn(nameOrArn) ? new() { TargetGroupArns = [nameOrArn] } : new() { Names = [nameOrArn] }, ct);
        return answer.TargetGroups?.FirstOrDefault() ?? throw None("target group", nameOrArn, "elb_list_target_groups");
    }

    /// <summary>Whether a target group has the name.</summary>
    public static async Task<bool> TargetGroupExistsAsync(IAmazonElasticLoadBalancingV2 elb, string name, CancellationToken ct)
    {
        try
        {
            return (await elb.DescribeTargetGroupsAsync(new() { Names = [name] }, ct)).TargetGroups is { Count: > 0 };
        }
        catch (TargetGroupNotFoundException)
        {
            return false;
        }
    }

    /// <inheritdoc cref="LoadBalancerArnAsync"/>
    public static async Task<string> TargetGroupArnAsync(IAmazonElasticLoadBalancingV2 elb, string nameOrArn, CancellationToken ct) =>
        IsArn(nameOrArn) ? nameOrArn : (await TargetGroupAsync(elb, nameOrArn, ct)).TargetGroupArn;

    /// <exception cref="ListenerNotFoundException">There is none.</exception>
    public static async Task<Listener> ListenerAsync(IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        (await elb.DescribeListenersAsync(new() { ListenerArns = [arn] }, ct)).Listeners?.FirstOrDefault()
        ?? throw None("listener", arn, "elb_list_listeners");

    /// <exception cref="RuleNotFoundException">There is none.</exception>
    public static async Task<Rule> RuleAsync(IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        (await elb.DescribeRulesAsync(new() { RuleArns = [arn] }, ct)).Rules?.FirstOrDefault() ?? throw None("rule", arn, "elb_list_rules");

    /// <summary>The listeners of a load balancer by port.</summary>
    public static async Task<IReadOnlyList<Listener>> ListenersAsync(
        IAmazonElasticLoadBalancingV2 elb, string loadBalancerArn, CancellationToken ct)
    {
        var all = await Paging.AllAsync<Listener>(async marker =>
        {
            var page = await elb.DescribeListenersAsync(new() { LoadBalancerArn = loadBalancerArn, Marker = marker }, ct);
            return (page.Listeners, page.NextMarker);
        });
        return [.. all.OrderBy(l => l.Port).ThenBy(l => l.ListenerArn, StringComparer.Ordinal)];
    }

    /// <summary>The ARNs of a listener's certificates: the default one, then those that it chooses by the name that clients ask for
    /// (SNI).</summary>
    public static async Task<IReadOnlyList<string>> CertificatesAsync(IAmazonElasticLoadBalancingV2 elb, Listener listener,
        CancellationToken ct)
    {
        // The default one comes twice where it is chosen by name as well.
        var all = await AllCertificatesAsync(elb, listener, ct);
        return
        [
            .. all.OrderByDescending(c => c.IsDefault is true).ThenBy(c => c.CertificateArn, StringComparer.Ordinal)
                .Select(c => c.CertificateArn).Distinct(),
        ];
    }

    /// <summary>
    /// Those that it chooses by name. The default one is among them only where it was added besides: it is gone when another one takes
    /// its place.
    /// </summary>
    public static async Task<IReadOnlyList<string>> NamedCertificatesAsync(IAmazonElasticLoadBalancingV2 elb, Listener listener,
        CancellationToken ct) =>
    [
        .. (await AllCertificatesAsync(elb, listener, ct)).Where(c => c.IsDefault is not true).Select(c => c.CertificateArn).Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static async Task<List<Certificate>> AllCertificatesAsync(IAmazonElasticLoadBalancingV2 elb, Listener listener,
        CancellationToken ct) =>
        listener.Certificates is not { Count: > 0 } ? [] : await Paging.AllAsync<Certificate>(async marker =>
        {
            var page = await elb.DescribeListenerCertificatesAsync(new() { ListenerArn = listener.ListenerArn, Marker = marker }, ct);
            return (page.Certificates, page.NextMarker);
        });

    /// <summary>Whether a listener has rules: those of application load balancers. The others have their default action.</summary>
    public static bool HasRules(Listener listener) => listener.Protocol == ProtocolEnum.HTTP || listener.Protocol == ProtocolEnum.HTTPS;

    /// <summary>The rules of a listener in the order in which they are tried; the default rule is the last.</summary>
    public static async Task<IReadOnlyList<Rule>> RulesAsync(IAmazonElasticLoadBalancingV2 elb, Listener listener, CancellationToken ct)
    {
        if (!HasRules(listener)) return [new() { IsDefault = true, Priority = "default", Actions = listener.DefaultActions }];
        return InOrder(await Paging.AllAsync<Rule>(async marker =>
        {
            var page = await elb.DescribeRulesAsync(new() { ListenerArn = listener.ListenerArn, Marker = marker }, ct);
            return (page.Rules, page.NextMarker);
        }));
    }

    /// <summary>Rules in the order in which they are tried.</summary>
    public static IReadOnlyList<Rule> InOrder(IEnumerable<Rule>? rules) =>
        [.. (rules ?? []).OrderBy(r => int.TryParse(r.Priority, out var priority) ? priority : int.MaxValue)];

    /// <summary>The target groups of a load balancer by name.</summary>
    public static Task<List<TargetGroup>> TargetGroupsAsync(IAmazonElasticLoadBalancingV2 elb, string loadBalancerArn,
        CancellationToken ct) =>
        Paging.AllAsync<TargetGroup>(async marker =>
            await TargetGroupPageAsync(elb, new() { LoadBalancerArn = loadBalancerArn, Marker = marker }, ct),
            g => g.TargetGroupName);

    /// <summary>A page of target groups; an empty one is AWS's documented error for a load balancer that has none.</summary>
    public static async Task<(List<TargetGroup>? Items, string? Next)> TargetGroupPageAsync(
        IAmazonElasticLoadBalancingV2 elb, DescribeTargetGroupsRequest request, CancellationToken ct)
    {
        try
        {
            var page = await elb.DescribeTargetGroupsAsync(request, ct);
            return (page.TargetGroups, page.NextMarker);
        }
        catch (TargetGroupNotFoundException)
        {
            return (null, null);
        }
    }

    /// <summary>The targets of a group by id and port.</summary>
    public static async Task<IReadOnlyList<TargetHealthDescription>> TargetsAsync(
        IAmazonElasticLoadBalancingV2 elb, string targetGroupArn, CancellationToken ct)
    {
        var answer = await elb.DescribeTargetHealthAsync(new() { TargetGroupArn = targetGroupArn }, ct);
        return [.. (answer.TargetHealthDescriptions ?? []).OrderBy(t => t.Target.Id, StringComparer.Ordinal).ThenBy(t => t.Target.Port)];
    }

    public static async Task<ILookup<string,
        Tag>> TagsAsync(IAmazonElasticLoadBalancingV2 elb, IEnumerable<string> arns, CancellationToken ct)
    {
        var answers = await arns.Chunk(MostArnsOfTags).AskAsync((some, t) =>
            elb.DescribeTagsAsync(new() { ResourceArns = [.. some] }, t), ct);
        return answers.SelectMany(a => a.TagDescriptions ?? []).SelectMany(d => (d.Tags ?? []).Select(t => (d.ResourceArn, Tag: t)))
            .ToLookup(t => t.ResourceArn, t => t.Tag);
    }

    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag> tags) => Tags.Map(tags, t => t.Key, t => t.Value);

    public static List<Tag>? ToTags(this IReadOnlyDictionary<string, string> tags) =>
        Tags.List(tags, (key, value) => new Tag { Key = key, Value = value });

    private static bool IsArn(string text) => text.StartsWith("arn:", StringComparison.Ordinal);

    private static ToolException None(string what, string which, string list) =>
        ToolException.NotFound($"The {what} '{which}'", $"{list} shows those that exist.");
}

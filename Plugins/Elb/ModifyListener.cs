using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_modify_listener (ModifyListener, AddListenerCertificates, RemoveListenerCertificates).</summary>
public static class ModifyListener
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "modify_listener",
        "Changes a listener: certificates, TLS policy, default action and its weights. For other paths and hosts, use elb_modify_rule.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeListenerCertificates", "elasticloadbalancing:DescribeTargetHealth",
                "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:ModifyListener", "elasticloadbalancing:AddListenerCertificates",
                "elasticloadbalancing:RemoveListenerCertificates",
        ],
        examples: ["Use the renewed certificate on port 443.", "Send a tenth of the requests to green.", "Require TLS 1.3."],
        idempotent: true);

    public sealed record Input : RouteAction
    {
        [Description("Listener ARN.")]
        public required string ListenerArn { get; init; }

        [Description("New default certificate.")]
        public string? CertificateArn { get; init; }

        [Description("More certificates, chosen by host name (SNI).")]
        public IReadOnlyList<string> AddCertificateArns { get; init; } = [];

        [Description("Of those.")]
        public IReadOnlyList<string> RemoveCertificateArns { get; init; } = [];

        [Description("TLS security policy.")]
        public string? SslPolicy { get; init; }
    }

    public sealed record Result(string Arn, string? Protocol, int? Port, string? SslPolicy, IReadOnlyList<string> Certificates,
        string DefaultAction);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var now = await ElbFind.ListenerAsync(elb, input.ListenerArn, ct);
        var asking = ElbFind.LoadBalancerAsync(elb, now.LoadBalancerArn, ct);
        var certifying = ElbFind.NamedCertificatesAsync(elb, now, ct);
        var route = input.NamesAction ? await input.BuildAsync(elb, ct) : null;
        var (lb, certificates) = (await asking, await certifying);
        var changes = Changes(input, now, lb, route);
        List<string> added = [.. input.AddCertificateArns.Except(certificates)],
            removed = [.. input.RemoveCertificateArns.Intersect(certificates)];
        if (changes.IsEmpty && input.AddCertificateArns.Count + input.RemoveCertificateArns.Count == 0)
            throw ToolException.InvalidInput("Nothing to change.", "Give a certificate, sslPolicy or an action.");

        var what = $"{ElbText.Port(now)} of {lb.LoadBalancerName}";
        var plan = new PlanBuilder($"Change {what} ({lb.Scheme?.Value}).")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(now), .. (route?.TargetGroups ?? []).Select(ElbPlans.Of)], ct))
            .Add(changes.All);
        foreach (var arn in input.AddCertificateArns)
        {
            if (added.Contains(arn)) plan.Create($"certificate {arn} for {what}", "clients that ask for its names get it");
            else plan.Keep($"certificate {arn}", "it is there already");
        }

        foreach (var arn in input.RemoveCertificateArns)
        {
            if (removed.Contains(arn)) plan.Delete($"certificate {arn} from {what}",
                "clients that ask for its names get the default one; the certificate itself stays");
            else plan.Keep($"certificate {arn}", "it is not there");
        }

        var before = now.Certificates?.FirstOrDefault()?.CertificateArn;
        if (input.CertificateArn is { } next && before is not null && next != before && !input.AddCertificateArns.Contains(before)
            && !certificates.Contains(before))
            plan.Warn("Clients that ask for a name which only the old default certificate has may get one that they refuse; name it in "
                + "addCertificateArns to keep it.");
        if (before is not null && input.RemoveCertificateArns.Contains(before) && input.CertificateArn is null)
            plan.Obstacle($"{before} is the default certificate; replace it with certificateArn.");
        if (route is not null)
        {
            foreach (var obstacle in await ElbPlans.ObstaclesAsync(elb, lb, route, ct)) plan.Obstacle(obstacle);
            foreach (var warning in await ElbPlans.HealthAsync(elb, route, ct)) plan.Warn(warning);
        }

        return Back(plan, input, now, before, added, removed).Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var now = await ElbFind.ListenerAsync(elb, input.ListenerArn, ct);
        var finding = ElbFind.LoadBalancerAsync(elb, now.LoadBalancerArn, ct);
        var certifying = ElbFind.NamedCertificatesAsync(elb, now, ct);
        var route = input.NamesAction ? await input.BuildAsync(elb, ct) : null;
        var (changes, certificates) = (Changes(input, now, await finding, route), await certifying);
        var after = now;
        if (!changes.ChangesNothing)
        {
            after = (await elb.ModifyListenerAsync(changes.ApplyTo(new() { ListenerArn = now.ListenerArn }),
                ct)).Listeners?.FirstOrDefault() ?? now;
            context.Done($"changed the listener {now.ListenerArn}");
        }

        // One a call, as AWS wants it; first what is added, so that no name is without its certificate.
        foreach (var arn in input.AddCertificateArns.Except(certificates))
        {
            await elb.AddListenerCertificatesAsync(new() { ListenerArn = now.ListenerArn, Certificates = [new() { CertificateArn = arn }] },
                ct);
            context.Done($"added the certificate {arn} to {now.ListenerArn}");
        }

        foreach (var arn in input.RemoveCertificateArns.Intersect(certificates))
        {
            await elb.RemoveListenerCertificatesAsync(new()
            {
                ListenerArn = now.ListenerArn,
                Certificates = [new() { CertificateArn = arn }]
            }, ct);
            context.Done($"removed the certificate {arn} from {now.ListenerArn}");
        }

        return new(after.ListenerArn, after.Protocol?.Value, after.Port, after.SslPolicy, await ElbFind.CertificatesAsync(elb, after, ct),
            ElbText.Describe(after.DefaultActions));
    }

    private static SettingChanges<ModifyListenerRequest> Changes(Input input, Listener now, LoadBalancer lb, Route? route)
    {
        if (now.Protocol?.Value is not ("HTTPS" or "TLS")
            && ((input.CertificateArn ?? input.SslPolicy) is not null
                || input.AddCertificateArns.Count + input.RemoveCertificateArns.Count > 0))
            throw ToolException.InvalidInput($"Certificates and sslPolicy apply to HTTPS and TLS, not to {ElbText.Port(now)}.",
                "elb_create_listener makes a secure listener.");
        var changes = new SettingChanges<ModifyListenerRequest>($"{ElbText.Port(now)} of {lb.LoadBalancerName}");
        changes.Add("default certificate", now.Certificates?.FirstOrDefault()?.CertificateArn, input.CertificateArn, (r, v) =>
            r.Certificates = [new() { CertificateArn = v }]);
        changes.Add("security policy", now.SslPolicy, input.SslPolicy, (r, v) => r.SslPolicy = v);
        if (route?.InPlaceOf(now.DefaultActions) is { } actions)
            changes.Add("default action", ElbText.Describe(now.DefaultActions), ElbText.Describe(actions), (r, _) =>
                r.DefaultActions = actions);
        return changes;
    }

    private static PlanBuilder Back(PlanBuilder plan, Input input, Listener now, string? certificate, List<string> added,
        List<string> removed)
    {
        var back = new Dictionary<string, object> { ["listenerArn"] = now.ListenerArn };
        if (input.NamesAction)
        {
            if (Routes.Arguments(now.DefaultActions)
                is not { } action) return plan.NoUndo("elb_modify_listener has no arguments for the present default action.");
            foreach (var (name, value) in action) back[name] = value;
        }

        if (input.CertificateArn is not null && certificate is not null) back["certificateArn"] = certificate;
        if (input.SslPolicy is not null && now.SslPolicy is { Length: > 0 } policy) back["sslPolicy"] = policy;
        // The old default one cannot be removed once it is the default again.
        if (added.Where(a => a != certificate || !back.ContainsKey("certificateArn")).ToList() is { Count: > 0 } others)
            back["removeCertificateArns"] = others;
        if (removed.Count > 0) back["addCertificateArns"] = removed;
        return plan.Undo("elb_modify_listener", back);
    }
}

using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>What a rule does, and which requests it is for.</summary>
public abstract record RuleInput : RouteAction
{
    private const string Host = "host-header", Path = "path-pattern", Method = "http-request-method", Source = "source-ip",
        Header = "http-header", Parameter = "query-string";
    private static readonly string[] Fields = [Host, Path, Method, Source, Header, Parameter];

    [Description("Any; * and ? are wildcards.")]
    public IReadOnlyList<string>? Hosts { get; init; }

    [Description("Any; * and ? are wildcards.")]
    public IReadOnlyList<string>? Paths { get; init; }

    [Description("HTTP methods, one of which must match.")]
    public IReadOnlyList<string>? Methods { get; init; }

    [Description("CIDR blocks of clients.")]
    public IReadOnlyList<string>? SourceIps { get; init; }

    [Description("Header names with value patterns.")]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    [Description("Parameter names with value patterns.")]
    public IReadOnlyDictionary<string, string>? Query { get; init; }

    internal bool NamesConditions => (Hosts ?? Paths ?? Methods ?? SourceIps) is not null || (Headers ?? Query) is not null;

    /// <summary>
    /// The conditions: those named here, and the present ones of all fields that are not named. The values of one condition are
    /// alternatives, and all conditions must hold. So each header and each query parameter is one of its own.
    /// </summary>
    internal List<RuleCondition> Conditions(IEnumerable<RuleCondition>? now = null)
    {
        List<RuleCondition> all =
        [
            .. Field(Host, Hosts, v => new() { HostHeaderConfig = new() { Values = v } }),
            .. Field(Path, Paths, v => new() { PathPatternConfig = new() { Values = v } }),
            .. Field(Method, Methods?.Select(m => m.ToUpperInvariant()), v => new() { HttpRequestMethodConfig = new() { Values = v } }),
            .. Field(Source, SourceIps, v => new() { SourceIpConfig = new() { Values = v } }),
            .. Headers?.Select(h =>
                new RuleCondition { Field = Header, HttpHeaderConfig = new() { HttpHeaderName = h.Key, Values = [h.Value] } })
                ?? Kept(Header),
            .. Query?.Select(q =>
                new RuleCondition { Field = Parameter, QueryStringConfig = new() { Values = [new() { Key = q.Key, Value = q.Value }] } })
                ?? Kept(Parameter),
            // AWS may know more fields than these tools.
            .. (now ?? []).Where(c => !Fields.Contains(c.Field)).Select(Sent),
        ];
        // Five by AWS's quota, which it does not raise.
        if (all.Sum(Values) is > 5 and var values) throw ToolException.InvalidInput(
            $"The conditions have {values} values, and AWS takes five in a rule.", "Spread them over several rules, or use wildcards.");
        return all.Count > 0 ? all : throw ToolException.InvalidInput(
            "A rule needs a condition.", "Give at least one of hosts, paths, methods, sourceIps, headers and query.");

        IEnumerable<RuleCondition> Field(string field, IEnumerable<string>? values, Func<List<string>, RuleCondition> make)
        {
            if (values is null) return Kept(field);
            if (values.ToList() is not { Count: > 0 } some) return [];
            var condition = make(some);
            condition.Field = field;
            return [condition];
        }

        IEnumerable<RuleCondition> Kept(string field) => (now ?? []).Where(c => c.Field == field).Select(Sent);
    }

    /// <summary>The arguments that would bring conditions back; null where the tools have none for them.</summary>
    internal static Dictionary<string, object>? Arguments(IReadOnlyCollection<RuleCondition> conditions)
    {
        if (conditions.Any(c => !Fields.Contains(c.Field) || c.RegexValues is { Count: > 0 }
            || c.HostHeaderConfig?.RegexValues is { Count: > 0 }
            || c.PathPatternConfig?.RegexValues is { Count: > 0 }
                || c.HttpHeaderConfig is { } h && (h.RegexValues is { Count: > 0 } || h.Values is not { Count: 1 })
                || c.QueryStringConfig is { } q && (q.Values is not [{ Key: not null }]))
            || conditions.GroupBy(c => (c.Field, c.HttpHeaderConfig?.HttpHeaderName, c.QueryStringConfig?.Values[0].Key)).Any(same =>
                same.Count() > 1)) return null;
        return new()
        {
            ["hosts"] = Of(c => c.HostHeaderConfig?.Values, Host),
            ["paths"] = Of(c => c.PathPatternConfig?.Values, Path),
            ["methods"] = Of(c => c.HttpRequestMethodConfig?.Values, Method),
            ["sourceIps"] = Of(c => c.SourceIpConfig?.Values, Source),
            ["headers"] = conditions.Where(c => c.HttpHeaderConfig is not null).ToDictionary(c => c.HttpHeaderConfig.HttpHeaderName, c =>
                c.HttpHeaderConfig.Values[0]),
            ["query"] = conditions.Where(c => c.QueryStringConfig is not null).ToDictionary(c => c.QueryStringConfig.Values[0].Key, c =>
                c.QueryStringConfig.Values[0].Value),
        };

        List<string> Of(Func<RuleCondition, List<string>?> values, string field) =>
            [.. conditions.Where(c => c.Field == field).SelectMany(c => values(c) ?? c.Values ?? [])];
    }

    private static int Values(RuleCondition c) =>
        (c.HostHeaderConfig?.Values ?? c.HostHeaderConfig?.RegexValues ?? c.PathPatternConfig?.Values ?? c.PathPatternConfig?.RegexValues
            ?? c.HttpHeaderConfig?.Values ?? c.HttpHeaderConfig?.RegexValues ?? c.HttpRequestMethodConfig?.Values
            ?? c.SourceIpConfig?.Values)?.Count ?? c.QueryStringConfig?.Values?.Count ?? 0;

    // AWS answers with the values of hosts and paths twice, and takes them once.
    private static RuleCondition Sent(RuleCondition c) => c.HostHeaderConfig is null && c.PathPatternConfig is null ? c : new()
    {
        Field = c.Field,
        HostHeaderConfig = c.HostHeaderConfig,
        PathPatternConfig = c.PathPatternConfig,
        RegexValues = c.HostHeaderConfig?.RegexValues is { Count: > 0 } || c.PathPatternConfig?.RegexValues is { Count: > 0 } ? null
            : c.RegexValues,
    };
}

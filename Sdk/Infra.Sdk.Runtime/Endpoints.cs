using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util;
using SdkContext = Amazon.Runtime.Internal.ExecutionContext;

namespace Infra.Sdk;

/// <summary>Finds a service's endpoint by the service's own rule set, with Core's functions for the partitions of AWS.</summary>
internal sealed class RuleSetEndpointProvider(ServiceModel model) : IEndpointProvider
{
    private RuleSet? _rules;

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var rules = _rules ??= RuleSet.Parse(model.EndpointRules);
        return rules.Resolve(parameters);
    }
}

/// <summary>The pipeline handler that asks the endpoint provider; it knows no service.</summary>
public sealed class RuleSetEndpointResolver : BaseEndpointResolver
{
    /// <summary>The endpoint of a request that is not sent.</summary>
    public static Endpoint Determine(ClientConfig config, ServiceOperationEndpointParameters parameters)
    {
        var request = new DefaultRequest(parameters.Request, config.ServiceId) { AlternateEndpoint = parameters.AlternateEndpoint };
        var context = new RequestContext(false) { ClientConfig = config, OriginalRequest = parameters.Request, Request = request };
        return new RuleSetEndpointResolver().GetEndpoint(new SdkContext(context, null));
    }

    /// <inheritdoc />
    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        InjectHostPrefix(executionContext.RequestContext);

    /// <inheritdoc />
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        return new EndpointParameters
        {
            ["Region"] = requestContext.Request.AlternateEndpoint?.SystemName ?? config.RegionEndpoint?.SystemName ?? RegionOfUrl(config),
            ["UseDualStack"] = config.UseDualstackEndpoint,
            ["UseFIPS"] = config.UseFIPSEndpoint,
            ["Endpoint"] = config.ServiceURL,
            ["UseGlobalEndpoint"] = false,
        };
    }

    private static string? RegionOfUrl(IClientConfig config) =>
        string.IsNullOrEmpty(config.ServiceURL) ? null
        : !string.IsNullOrEmpty(config.AuthenticationRegion) ? config.AuthenticationRegion
        : RegionEndpoint.GetBySystemName(AWSSDKUtils.DetermineRegion(config.ServiceURL)).SystemName;
}

/// <summary>A rule set, parsed once into nodes that are cheap to ask.</summary>
internal sealed class RuleSet
{
    private readonly List<(string Name, object? Default)> _parameters = [];
    private readonly Rule[] _rules;

    private RuleSet(JsonElement root)
    {
        foreach (var parameter in root.GetProperty("parameters").EnumerateObject())
        {
            object? value = parameter.Value.TryGetProperty("default", out var given) ? Constant(given) : null;
            _parameters.Add((parameter.Name, value));
        }

        _rules = Array.ConvertAll(root.GetProperty("rules").EnumerateArray().ToArray(), rule => new Rule(rule));
    }

    public static RuleSet Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new RuleSet(document.RootElement);
    }

    public Endpoint Resolve(EndpointParameters parameters)
    {
        var scope = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, usual) in _parameters)
        {
            scope[name] = parameters[name] ?? usual;
        }

        foreach (var rule in _rules)
        {
            if (rule.Resolve(scope) is { } endpoint)
            {
                return endpoint;
            }
        }

        throw new AmazonClientException("Cannot resolve endpoint");
    }

    private static object? Constant(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.GetInt32(),
        _ => null,
    };

    private sealed class Rule
    {
        private readonly Condition[] _conditions;
        private readonly Rule[]? _rules;
        private readonly Expression? _error;
        private readonly Expression? _url;
        private readonly string? _properties;
        private readonly string? _headers;

        public Rule(JsonElement rule)
        {
            _conditions = Array.ConvertAll(rule.GetProperty("conditions").EnumerateArray().ToArray(), item => new Condition(item));
            switch (rule.GetProperty("type").GetString())
            {
                case "error":
                    _error = new Expression(rule.GetProperty("error"));
                    break;
                case "endpoint":
                    var endpoint = rule.GetProperty("endpoint");
                    _url = new Expression(endpoint.GetProperty("url"));
                    _properties = Text(endpoint, "properties");
                    _headers = Text(endpoint, "headers");
                    break;
                default:
                    _rules = Array.ConvertAll(rule.GetProperty("rules").EnumerateArray().ToArray(), item => new Rule(item));
                    break;
            }
        }

        public Endpoint? Resolve(Dictionary<string, object?> outer)
        {
            var scope = outer;
            foreach (var condition in _conditions)
            {
                object? value = condition.Call.Evaluate(scope);
                if (value is null or false)
                {
                    return null;
                }

                if (condition.Assign is { } name)
                {
                    // What a rule assigns is unknown outside it.
                    scope = ReferenceEquals(scope, outer) ? new Dictionary<string, object?>(outer, StringComparer.Ordinal) : scope;
                    scope[name] = value;
                }
            }

            if (_error is not null)
            {
                throw new AmazonClientException((string?)_error.Evaluate(scope));
            }

            if (_url is not null)
            {
                return new Endpoint((string)_url.Evaluate(scope)!, Fill(_properties, scope), Fill(_headers, scope));
            }

            foreach (var rule in _rules!)
            {
                if (rule.Resolve(scope) is { } endpoint)
                {
                    return endpoint;
                }
            }

            return null;
        }

        private static string? Text(JsonElement element, string name) =>
            element.TryGetProperty(name, out var value) && value.EnumerateObject().Any() ? value.GetRawText() : null;

        private static string? Fill(string? json, Dictionary<string, object?> scope) =>
            json is null ? null : Fn.InterpolateJson(json, scope!);
    }

    private sealed class Condition(JsonElement condition)
    {
        public Expression Call { get; } = new(condition);

        public string? Assign { get; } = condition.TryGetProperty("assign", out var name) ? name.GetString() : null;
    }

    /// <summary>A constant, a template, a reference or a call.</summary>
    private sealed class Expression
    {
        private readonly object? _constant;
        private readonly string? _template;
        private readonly string? _reference;
        private readonly string? _function;
        private readonly Expression[] _arguments = [];

        public Expression(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                if (element.TryGetProperty("ref", out var reference))
                {
                    _reference = reference.GetString();
                    return;
                }

                _function = element.GetProperty("fn").GetString();
                _arguments = Array.ConvertAll(element.GetProperty("argv").EnumerateArray().ToArray(), item => new Expression(item));
                return;
            }

            _constant = Constant(element);
            if (_constant is string text && text.Contains('{', StringComparison.Ordinal))
            {
                _template = text;
            }
        }

        public object? Evaluate(Dictionary<string, object?> scope) =>
            _reference is not null ? scope.GetValueOrDefault(_reference)
            : _function is not null ? Call(scope)
            : _template is not null ? Fn.Interpolate(_template, scope!)
            : _constant;

        private object? Call(Dictionary<string, object?> scope)
        {
            object? first = _arguments[0].Evaluate(scope);
            object? At(int index) => _arguments[index].Evaluate(scope);
            return _function switch
            {
                "isSet" => first is not null,
                "not" => first is not true,
                "booleanEquals" => first is bool left && At(1) is bool right && left == right,
                "stringEquals" => first is string left && At(1) is string right && left == right,
                "getAttr" => Fn.GetAttr(first, (string)At(1)!),
                "substring" => Fn.Substring((string)first!, (int)At(1)!, (int)At(2)!, At(3) is true),
                "uriEncode" => Fn.UriEncode((string)first!),
                "parseURL" => Fn.ParseURL((string)first!),
                "isValidHostLabel" => Fn.IsValidHostLabel((string)first!, At(1) is true),
                "aws.partition" => first is string region ? Fn.Partition(region) : null,
                "aws.parseArn" => Fn.ParseArn((string)first!),
                "aws.isVirtualHostableS3Bucket" => Fn.IsVirtualHostableS3Bucket((string)first!, At(1) is true),
                _ => throw new AmazonClientException($"The endpoint rules use {_function}, which is unknown here."),
            };
        }
    }
}

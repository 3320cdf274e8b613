using System.Text;
using System.Text.RegularExpressions;
using System.Web;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

/// <summary>The operation that a marshalled request asks for, as AWS will read it.</summary>
internal static partial class WireOperation
{
    // Longer than any body of the query protocol; what is longer is not looked through, and refused.
    private const int LongestBody = 4 * 1024 * 1024;

    /// <summary>Why what is about to be sent is not the operation that was admitted; null when it is.</summary>
    /// <param name="service">The service id.</param>
    /// <param name="operation">The operation that was admitted.</param>
    /// <param name="read">Whether it was admitted because it only reads.</param>
    /// <param name="request">The marshalled request.</param>
    public static string? Fault(string service, string operation, bool read, IRequest request)
    {
        if (RestOperations.Knows(service)) return RestOperations.Fault(service, operation, request);

        var named = Names(request).ToList();
        if (named.FirstOrDefault(n => n != operation) is { } other) return $"what would be sent is {other}";
        // Other services may name their operations by method and path, which the host does not know of them. What is sent with GET or
        // HEAD is the read that it was admitted as; anything else could be another operation.
        return named.Count == 0 && read && request.HttpMethod is not ("GET" or "HEAD") ? "what would be sent names no operation" : null;
    }

    /// <summary>Whether the body is a form with this value, and only this one, under a name.</summary>
    public static bool Has(IRequest request, string name, string value) =>
        Form(request)?.GetValues(name) is [var only] && only == value
            && (!request.Parameters.TryGetValue(name, out var parameter) || parameter == value);

    /// <summary>What would be sent as body; null for none, and for one that cannot be read twice.</summary>
    public static byte[]? Body(IRequest request)
    {
        if (request.Content is { } content) return content;
        if (request.ContentStream is not { CanSeek: true } stream || stream.Length > LongestBody) return null;
        var position = stream.Position;
        stream.Position = 0;
        var body = new byte[stream.Length];
        stream.ReadExactly(body);
        stream.Position = position;
        return body;
    }

    // Every place in which AWS may find the operation: the header of the JSON protocols, the parameter Action of the query protocols
    // in body and address, the path of RPC v2.
    private static IEnumerable<string> Names(IRequest request)
    {
        foreach (var (_, value) in request.Headers.Where(h => h.Key.Equals("X-Amz-Target", StringComparison.OrdinalIgnoreCase)))
            yield return value[(value.LastIndexOf('.') + 1)..];
        foreach (var action in request.Parameters.Concat(request.SubResources).Where(p => p.Key is "Action")) yield return action.Value;
        foreach (var action in Form(request)?.GetValues("Action") ?? []) yield return action;
        foreach (var action in HttpUtility.ParseQueryString(request.Endpoint.Query).GetValues("Action") ?? []) yield return action;
        if (RpcPath().Match(request.ResourcePath ?? "") is { Success: true } path) yield return path.Groups[1].Value;
    }

    private static System.Collections.Specialized.NameValueCollection? Form(IRequest request) =>
        request.Headers.Any(h => h.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            && h.Value.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        && Body(request) is { } body ? HttpUtility.ParseQueryString(Encoding.UTF8.GetString(body)) : null;

    [GeneratedRegex("^/service/[^/]+/operation/([^/]+)$")]
    private static partial Regex RpcPath();
}

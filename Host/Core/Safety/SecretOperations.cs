using System.Collections;
using System.Text.Json;
using Amazon.Runtime;

namespace Infra.Core.Safety;

/// <summary>Reads that tell secrets, as requests and answers: what <see cref="AwsOperations.Secrecy"/> knows, applied.</summary>
internal static class SecretOperations
{
    /// <summary>Whether the answer to this request is a secret as a whole, so that only a tool that is marked so may send it.</summary>
    public static bool Tells(string service, string operation, AmazonWebServiceRequest request)
    {
        var secrecy = AwsOperations.Secrecy(service, operation);
        return secrecy is { Tells: true, Paths.Count: 0 }
            && (secrecy.When is not { } member || request.GetType().GetProperty(member)?.GetValue(request) is true);
    }

    /// <summary>Whether what is about to be sent asks for a secret that the request did not ask for when it was admitted.</summary>
    public static bool Tells(string service, string operation, ReadOnlyMemory<byte> body)
    {
        if (AwsOperations.Secrecy(service, operation) is not { Tells: true, Paths.Count: 0, When: { } member } || body.IsEmpty
            || body.Span[0] != '{') return false;
        using var json = JsonDocument.Parse(body);
        return json.RootElement.EnumerateObject()
            .Any(p => p.Name.Equals(member, StringComparison.OrdinalIgnoreCase) && p.Value.ValueKind is not JsonValueKind.False);
    }

    /// <summary>Takes out of an answer the secrets that AWS adds to what was asked for; the keys of a map stay.</summary>
    public static void Blank(string service, string operation, AmazonWebServiceResponse answer)
    {
        foreach (var path in AwsOperations.Secrecy(service, operation).Paths) Blank(answer, path.Split('.'));
    }

    private static void Blank(object? from, ReadOnlySpan<string> path)
    {
        if (from is IEnumerable list and not string and not IDictionary)
        {
            foreach (var item in list) Blank(item, path);
            return;
        }

        if (from?.GetType().GetProperty(path[0]) is not { } property) return;
        var value = property.GetValue(from);
        if (path.Length > 1) Blank(value, path[1..]);
        else if (value is IDictionary<string, string> map) foreach (var key in map.Keys.ToList()) map[key] = Redactor.Mark;
        else if (value is not null && property.CanWrite)
            property.SetValue(from, property.PropertyType == typeof(string) ? Redactor.Mark : null);
    }
}

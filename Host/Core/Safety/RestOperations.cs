using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

/// <summary>
/// The method, path and query of the operations of services that name an operation by these, from <c>aws-rest.txt</c>. A test
/// compares the file with the clients.
/// </summary>
internal static partial class RestOperations
{
    private static readonly Lazy<FrozenDictionary<string, Dictionary<string, Shape>>> Services = new(Parse);

    public static bool Knows(string service) => Services.Value.ContainsKey(service);

    /// <summary>Why a marshalled request is not the operation; null when it is.</summary>
    public static string? Fault(string service, string operation, IRequest request)
    {
        if (!Services.Value[service].TryGetValue(operation, out var shape)) return $"the host does not know how {operation} is sent";
        var sent = $"{request.HttpMethod} {Template(request)}";
        if (sent != shape.Line) return $"what would be sent is {sent}";
        var query = request.SubResources.Concat(request.Parameters).ToList();
        if (shape.Fixed.FirstOrDefault(f => !query.Any(q => q.Key == f.Key && (q.Value ?? "") == f.Value)) is { Key: not null } missing)
            return $"what would be sent lacks ?{missing.Key}";
        return query.FirstOrDefault(q => !shape.Fixed.ContainsKey(q.Key) && !shape.Free.Contains(q.Key)
            && !shape.AnyKey) is { Key: not null } more
            ? $"what would be sent has ?{more.Key}" : null;
    }

    /// <summary>The path with its parameters left open.</summary>
    internal static string Template(IRequest request) =>
        Parameter().Replace(request.ResourcePath is { Length: > 0 } path ? path : "/", "{}");

    private static FrozenDictionary<string, Dictionary<string, Shape>> Parse()
    {
        using var stream = typeof(RestOperations).Assembly.GetManifestResourceStream("aws-rest.txt")!;
        using var reader = new StreamReader(stream);
        Dictionary<string, Dictionary<string, Shape>> services = [];
        Dictionary<string, Shape>? service = null;
        while (reader.ReadLine() is { } line)
        {
            if (line is "" or ['#', ..]) continue;
            if (line[0] == '[')
            {
                services.Add(line[1..^1], service = []);
                continue;
            }

            var words = line.Split(' ');
            service!.Add(words[0], new($"{words[1]} {words[2]}",
                words.Skip(3).Where(w => w.Contains('=', StringComparison.Ordinal)).Select(w => w.Split('=', 2))
                    .ToDictionary(w => w[0], w => w[1]),
                [.. words.Skip(3).Where(w => !w.Contains('=', StringComparison.Ordinal))]));
        }

        return services.ToFrozenDictionary();
    }

    private sealed record Shape(string Line, Dictionary<string, string> Fixed, HashSet<string> Free)
    {
        // A map of any names in the query.
        public bool AnyKey { get; } = Free.Contains("*");
    }

    [GeneratedRegex("\\{[^}]*\\}")]
    private static partial Regex Parameter();
}

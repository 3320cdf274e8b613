using System.Collections.Frozen;
using Amazon.Runtime;

namespace Infra.Core.Safety;

/// <summary>
/// What the guard knows of AWS's operations, from <c>aws-operations.txt</c>, which ships in this assembly and is read at the first
/// question. What is not in it is taken for a write.
/// </summary>
internal static class AwsOperations
{
    private static readonly Lazy<FrozenDictionary<string, Service>> Services = new(Parse);

    /// <summary>All that is known, for tests and for documents.</summary>
    public static IEnumerable<(string ServiceId, string Operation, bool IsRead)> All =>
        from service in Services.Value
        from operation in service.Value.Operations
        select (service.Key, operation.Key, operation.Value.IsRead);

    /// <summary>Whether the operation is known to change nothing, to hand out no credentials and to start no work.</summary>
    /// <param name="serviceId">As the SDK's metadata gives it, for example <c>Auto Scaling</c>.</param>
    /// <param name="operation">The .NET client's name for it, with or without <c>Request</c> at its end, as the SDK's pipeline has it.</param>
    public static bool IsRead(string serviceId, string operation) =>
        Services.Value.TryGetValue(serviceId, out var service) && service.Find(operation).Known is { IsRead: true };

    /// <summary>The IAM actions any one of which permits the operation.</summary>
    /// <inheritdoc cref="IsRead"/>
    public static IReadOnlyList<string> ActionsFor(string serviceId, string operation)
    {
        if (!Services.Value.TryGetValue(serviceId, out var service))
            return [$"{serviceId.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant()}:{WithoutSuffix(operation)}"];

        var (name, known) = service.Find(operation);
        return known?.Actions ?? [$"{service.Prefix}:{name}"];
    }

    /// <summary>Service and operation of a request, for example <c>S3 PutObject</c>.</summary>
    public static string NameOf(IRequestContext context) => $"{context.ServiceMetaData.ServiceId} {WithoutSuffix(context.RequestName)}";

    /// <summary>The operation of a request's name.</summary>
    public static string WithoutSuffix(string operation) =>
        operation.EndsWith("Request", StringComparison.Ordinal) ? operation[..^"Request".Length] : operation;

    private static FrozenDictionary<string, Service> Parse()
    {
        using var stream = typeof(AwsOperations).Assembly.GetManifestResourceStream("aws-operations.txt")!;
        using var reader = new StreamReader(stream);
        var services = new Dictionary<string, Service>();
        Service? service = null;
        while (reader.ReadLine() is { } line)
        {
            switch (line)
            {
                case "" or ['#', ..]:
                    break;
                case ['[', ..]:
                    var end = line.IndexOf(']', StringComparison.Ordinal);
                    services.Add(line[1..end], service = new(line[(end + 2)..]));
                    break;
                case ['r' or 'w', ' ', ..]:
                    var colon = line.IndexOf(": ", StringComparison.Ordinal);
                    service!.Operations.Add(colon < 0 ? line[2..] : line[2..colon], new(line[0] == 'r', colon < 0 ? null : service.Actions(line[(colon + 2)..])));
                    break;
                default:
                    throw new InvalidDataException($"aws-operations.txt: '{line}' is neither an operation nor a service.");
            }
        }

        return services.ToFrozenDictionary();
    }

    private sealed class Service(string prefix)
    {
        public string Prefix => prefix;

        public Dictionary<string, Operation> Operations { get; } = [];

        // There are operations whose own name ends with Request (StartAccessRequest), so the whole name goes first.
        public (string Name, Operation? Known) Find(string operation) =>
            Operations.TryGetValue(operation, out var whole) ? (operation, whole)
            : WithoutSuffix(operation) is var name && Operations.TryGetValue(name, out var known) ? (name, known)
            : (name, null);

        public string[] Actions(string names) => [.. names.Split(' ').Select(n => n.Contains(':', StringComparison.Ordinal) ? n : $"{prefix}:{n}")];
    }

    private sealed record Operation(bool IsRead, string[]? Actions);
}

using System.Collections.Concurrent;
using Amazon.Runtime;
using Infra.Core.Policy;

namespace Infra.Core.Safety;

/// <summary>
/// What the guard and <c>infra policy</c> know of AWS's operations. It comes from <c>aws-operations.txt</c> and
/// <c>aws-other-services.txt</c>, which ship in this assembly and explain their lines. A service's lines are read when it is first
/// asked for. What is in neither file is taken for a write.
/// </summary>
/// <remarks>
/// A service has the id that the SDK's metadata gives it, for example <c>Auto Scaling</c>. An operation has the .NET client's name,
/// with or without <c>Request</c> at its end, as the SDK's pipeline has it.
/// </remarks>
internal static class AwsOperations
{
    private static readonly Lazy<string> Text = new(() => $"\n{Read("aws-operations.txt")}\n{Read("aws-other-services.txt")}");
    private static readonly ConcurrentDictionary<string, Service?> Services = new(StringComparer.Ordinal);

    /// <summary>All that is listed, for tests and for documents.</summary>
    public static IEnumerable<(string ServiceId, string Operation, bool IsRead)> All =>
        from line in Text.Value.Split('\n')
        where line.StartsWith('[')
        let id = line[1..line.IndexOf(']', StringComparison.Ordinal)]
        from operation in Find(id)!.Operations
        select (id, operation.Key, operation.Value.IsRead);

    /// <summary>Whether the service is listed at all.</summary>
    public static bool Knows(string serviceId) => Find(serviceId) is not null;

    /// <summary>Whether the operation is known to change nothing, to hand out no credentials and to start no work.</summary>
    public static bool IsRead(string serviceId, string operation) => Find(serviceId)?.Find(operation).Known is { IsRead: true };

    /// <summary>Whether nothing is known of the operation, neither that it reads nor that it does not.</summary>
    public static bool IsUnlisted(string serviceId, string operation) => Find(serviceId)?.Find(operation).Known is null;

    /// <summary>Whether the operation is known to start, or to end, work that only looks; see <see cref="Tool.Job"/>.</summary>
    public static bool IsJob(string serviceId, string operation) => Find(serviceId)?.Find(operation).Known is { IsJob: true };

    /// <summary>Whether and where the operation's answer tells a secret. Only reads are judged.</summary>
    public static Secrecy Secrecy(string serviceId, string operation) =>
        Find(serviceId)?.Find(operation).Known?.Secrecy ?? Safety.Secrecy.None;

    /// <summary>Whether the actions that a tool declares permit the operation.</summary>
    /// <param name="declared">With or without the service that an <see cref="IamAction"/> is limited to.</param>
    /// <param name="serviceId">See the remarks.</param>
    /// <param name="operation">See the remarks.</param>
    public static bool Permits(IReadOnlyCollection<string> declared, string serviceId, string operation)
    {
        var names = declared.Select(d => IamAction.Parse(d).Name).ToHashSet(StringComparer.Ordinal);
        return Alternatives(serviceId, operation).Any(all => all.All(names.Contains));
    }

    /// <summary>The IAM actions that have to do with the operation, the usual one first.</summary>
    public static IReadOnlyList<string> ActionsFor(string serviceId, string operation) =>
        [.. Alternatives(serviceId, operation).SelectMany(all => all).Distinct()];

    /// <summary>Sets of IAM actions: all the actions of any one set permit the operation.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Alternatives(string serviceId, string operation)
    {
        if (Find(serviceId) is not { } service)
            return [[$"{serviceId.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant()}:{WithoutSuffix(operation)}"]];

        var (name, known) = service.Find(operation);
        return known?.Actions ?? [[$"{service.Prefix}:{name}"]];
    }

    /// <summary>
    /// Whether AWS's whole list of actions proves that all those of this beginning are reads and tell no secret.
    /// </summary>
    /// <param name="beginning">A service's prefix and one or two words, for example <c>ec2:Describe</c> or <c>s3:GetBucket</c>.</param>
    public static bool IsReadPattern(string beginning)
    {
        var parts = beginning.Split(':');
        return parts.Length == 2 && Line($"\n* {parts[0]} ") is { } verbs && verbs.Split(' ').Contains(parts[1]);
    }

    private static Service? Find(string id) => Services.GetOrAdd(id, static id =>
    {
        var header = $"\n[{id}] ";
        var start = Text.Value.IndexOf(header, StringComparison.Ordinal);
        if (start < 0) return null;
        start += header.Length;
        // A service ends where the next one begins, or the patterns.
        var rest = Text.Value.AsSpan(start);
        var ends = new[] { rest.IndexOf("\n[", StringComparison.Ordinal), rest.IndexOf("\n*", StringComparison.Ordinal) };
        return new(rest[..ends.Where(e => e >= 0).Min()].ToString());
    });

    private static string? Line(string beginning)
    {
        var start = Text.Value.IndexOf(beginning, StringComparison.Ordinal);
        if (start < 0) return null;
        start += beginning.Length;
        return Text.Value[start..Text.Value.IndexOf('\n', start)];
    }

    private static string Read(string name)
    {
        using var stream = typeof(AwsOperations).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>Service and operation of a request, for example <c>S3 PutObject</c>.</summary>
    public static string NameOf(IRequestContext context) => $"{context.ServiceMetaData.ServiceId} {WithoutSuffix(context.RequestName)}";

    /// <summary>The operation of a request's name.</summary>
    public static string WithoutSuffix(string operation) =>
        operation.EndsWith("Request", StringComparison.Ordinal) ? operation[..^"Request".Length] : operation;

    private sealed class Service
    {
        public Service(string text)
        {
            var lines = text.Split('\n');
            Prefix = lines[0];
            foreach (var line in lines.AsSpan(1))
            {
                if (line is "" or ['#', ..]) continue;
                if (line is not ['r' or 's' or 'j' or 'w', ' ', ..])
                    throw new InvalidDataException($"'{line}' is neither an operation nor a service.");
                foreach (var token in line[2..].Split(' ')) Add(line[0], token);
            }
        }

        public string Prefix { get; }

        public Dictionary<string, Operation> Operations { get; } = new(StringComparer.Ordinal);

        // There are operations whose own name ends with Request (StartAccessRequest), so the whole name goes first.
        public (string Name, Operation? Known) Find(string operation) =>
            Operations.TryGetValue(operation, out var whole) ? (operation, whole)
            : WithoutSuffix(operation) is var name && Operations.TryGetValue(name, out var known) ? (name, known)
            : (name, null);

        // GetObject=GetObject/GetObjectVersion, GetParameter?WithDecryption, GetFunction~Code.Location
        private void Add(char kind, string token)
        {
            var paths = token.Split('~');
            var condition = paths[0].Split('?');
            var named = condition[0].Split('=');
            Operations.Add(named[0], new(kind is 'r' or 's', kind is 'j',
                named.Length > 1 ? [.. named[1].Split('/').Select(all => all.Split('+').Select(Action).ToArray())] : null,
                kind is 's' ? new(true, condition.Length > 1 ? condition[1] : null, paths[1..]) : Safety.Secrecy.None));
        }

        private string Action(string name) => name.Contains(':', StringComparison.Ordinal) ? name : $"{Prefix}:{name}";
    }

    private sealed record Operation(bool IsRead, bool IsJob, string[][]? Actions, Secrecy Secrecy);
}

/// <summary>
/// Whether an operation's answer tells a secret, so that it is only for tools that are marked as secret. A read by any other tool is
/// refused, or where <paramref name="Paths"/> are named goes without these members of its answer.
/// </summary>
/// <param name="Tells">Whether it tells one at all.</param>
/// <param name="When">The member of the request that must be true for it; null where it always does.</param>
/// <param name="Paths">
/// Where in the answer the secrets are, if not all over: .NET properties joined by dots, from the response down, and through lists
/// to their items. A path may name a map; its values are the secrets.
/// </param>
internal sealed record Secrecy(bool Tells, string? When, IReadOnlyList<string> Paths)
{
    public static Secrecy None { get; } = new(false, null, []);
}

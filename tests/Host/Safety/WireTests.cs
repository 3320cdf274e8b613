using System.Collections;
using System.Reflection;
using Amazon.CloudWatchLogs;
using Amazon.EC2;
using Amazon.IdentityManagement;
using Amazon.Lambda;
using Amazon.Route53;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Type = System.Type;

namespace Infra.Core.Safety;

/// <summary>Every operation of real clients, marshalled: the guard's other end recognises each (GRD-G6.1).</summary>
[Collection(nameof(AwsGuard))]
public sealed class WireTests
{
    private static readonly Type[] Rest =
    [
        typeof(AmazonS3Client), typeof(AmazonLambdaClient), typeof(AmazonRoute53Client), typeof(AmazonSSOClient),
        typeof(AmazonSSOOIDCClient)
    ];

    // Filled everywhere these contradict themselves, or the client does not make them at all; their lines are written by hand.
    private static readonly Dictionary<string, string[]> ByHand = new()
    {
        ["S3"] =
        [
            "PutBucketAnalyticsConfiguration PUT / analytics= id", "PutBucketIntelligentTieringConfiguration PUT / id intelligent-tiering=",
            "PutBucketInventoryConfiguration PUT / id inventory=", "RestoreObject POST /{} restore= versionId",
        ],
        ["Lambda"] = ["InvokeWithResponseStream POST /2021-11-15/functions/{}/response-streaming-invocations Qualifier"],
        // Event streams, which the stand-in does not make.
        ["CloudWatch Logs"] = ["GetLogObject POST /", "StartLiveTail POST /"],
    };

    public static TheoryData<Type> Clients =>
    [
        typeof(AmazonEC2Client), typeof(AmazonSecurityTokenServiceClient), typeof(AmazonSimpleSystemsManagementClient),
        typeof(AmazonIdentityManagementServiceClient),
        typeof(AmazonCloudWatchLogsClient), .. Rest,
    ];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task What_a_client_sends_is_the_operation_that_its_request_is_named_after(Type client)
    {
        List<string> wrong = [];
        foreach (var (service, operation, request) in await MarshalAllAsync(client, "a"))
        {
            if (WireOperation.Fault(service, operation, read: true, request) is { } fault) wrong.Add($"{operation}: {fault}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task What_a_client_sends_is_none_of_its_other_operations(Type client)
    {
        var all = await MarshalAllAsync(client, "a");
        List<string> wrong = [];
        foreach (var (service, operation, request) in all.Where(r => !AwsOperations.IsRead(r.Service, r.Operation)))
        {
            // Only reads are admitted where nothing may be changed, so no write may pass for one of them.
            wrong.AddRange(all.Where(r => AwsOperations.IsRead(r.Service, r.Operation)
                && WireOperation.Fault(service, r.Operation, read: true, request) is null)
                .Select(r => $"{operation} passes for {r.Operation}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_list_of_REST_operations_is_what_the_clients_send()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "../../../../Host/Core/Safety/aws-rest.txt");
        List<string> lines =
        [
            "# How AWS's REST services name an operation: method, path and query. Made from the clients by WireTests.",
            "#",
            "#   Operation METHOD /path/{} key=value key    with key=value always, and perhaps key; * is any key",
        ];
        foreach (var client in Rest)
        {
            var (one, other) = (await MarshalAllAsync(client, "a"), await MarshalAllAsync(client, "b"));
            lines.AddRange(["", $"[{one[0].Service}]",
                .. one.Zip(other).Select(p => Line(p.First.Operation, p.First.Request, p.Second.Request))
                .Concat(ByHand.GetValueOrDefault(one[0].Service) ?? []).Order(StringComparer.Ordinal)]);
        }

        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1") File.WriteAllLines(path, lines);
        Assert.Equal(lines, File.ReadAllLines(path));
    }

    private static string Line(string operation, IRequest one, IRequest other)
    {
        var (first, second) = (Query(one), Query(other));
        var keys = first.Select(p => second.TryGetValue(p.Key, out var value)
            ? (p.Value == value && !IsConstant(value) ? $"{p.Key}={value}" : p.Key) : "*");
        return string.Join(' ', [operation, one.HttpMethod, RestOperations.Template(one),
            .. keys.Distinct().Order(StringComparer.Ordinal)]);

        // Flags and times are the same in both fillings, though a caller chooses them.
        static bool IsConstant(string value) => value is "true" or "1" || value.Contains("2026", StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Query(IRequest request) =>
        request.SubResources.Concat(request.Parameters).ToDictionary(p => p.Key, p => p.Value ?? "");

    private static async Task<IReadOnlyList<(string Service, string Operation, IRequest Request)>> MarshalAllAsync(Type clientType,
        string seed)
    {
        AwsGuard.Install();
        var config = (ClientConfig)Activator.CreateInstance(clientType.GetConstructors().SelectMany(c => c.GetParameters())
            .First(p => p.ParameterType.IsAssignableTo(typeof(ClientConfig))).ParameterType)!;
        (config.RegionEndpoint, config.IgnoreConfiguredEndpointUrls, config.MaxErrorRetry) = (Amazon.RegionEndpoint.EUWest1, true, 0);
        using var client = (AmazonServiceClient)Activator.CreateInstance(clientType, new BasicAWSCredentials("key", "secret"), config)!;
        var pipeline = (RuntimePipeline)typeof(AmazonServiceClient)
            .GetProperty("RuntimePipeline", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(client)!;
        pipeline.RemoveHandler<AwsGuard>();
        var recorder = new Recorder();
        pipeline.ReplaceHandler<WireGuard>(recorder);

        List<string> failed = [];
        foreach (var method in clientType.GetMethods().Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal)
                     && m.GetParameters() is [{ ParameterType: var request }, { ParameterType: var token }]
                     && token == typeof(CancellationToken)
                     && request.IsAssignableTo(typeof(AmazonWebServiceRequest)) && request.Name == m.Name[..^"Async".Length] + "Request")
                     .OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (ByHand.Values.Any(lines => lines.Any(l => l.StartsWith(method.Name[..^"Async".Length] + " ", StringComparison.Ordinal))))
                continue;
            try
            {
                await (Task)method.Invoke(client, [Fill(method.GetParameters()[0].ParameterType, seed, 3), CancellationToken.None])!;
            }
            catch (Exception e) when ((e.InnerException ?? e) is not Recorder.RecordedException && e is not Recorder.RecordedException)
            {
                failed.Add($"{method.Name}: {(e.InnerException ?? e).Message}");
            }
            catch (Recorder.RecordedException)
            {
            }
        }

        Assert.Empty(failed);
        Assert.NotEmpty(recorder.Requests);
        return recorder.Requests;
    }

    // A request with something in every place.
    private static object Fill(Type type, string seed, int depth)
    {
        var filled = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties()
            .Where(p => p is { CanWrite: true, SetMethod.IsPublic: true } && p.DeclaringType != typeof(AmazonWebServiceRequest)
            && !Skipped(p.Name)))
        {
            if (Value(property.PropertyType, property.Name, seed, depth) is { } value) property.SetValue(filled, value);
        }

        return filled;
    }

    // Ways to give the same thing once more, which exclude each other, and keys and checksums, which the SDK checks.
    private static bool Skipped(string name) => name is "FilePath" or "ContentBody" or "MD5Digest" or "Headers" or "Metadata"
        or "StreamTransferProgress" or "ChecksumAlgorithm" or "Endpoint"
        || name.StartsWith("ServerSideEncryption", StringComparison.Ordinal)
        || name.StartsWith("CopySourceServerSide", StringComparison.Ordinal) || name.StartsWith("Checksum", StringComparison.Ordinal);

    private static object? Value(Type type, string name, string seed, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return name is "BucketName" or "SourceBucket" or "DestinationBucket" ? $"bucket-{seed}"
            : name.Contains("Arn", StringComparison.Ordinal) ? $"arn:aws:x:eu-west-1:111122223333:{seed}" : $"{seed}{seed}{seed}";
        if (type == typeof(bool)) return true;
        if (type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(float))
            return Convert.ChangeType(1, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(DateTime)) return new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        if (type == typeof(MemoryStream) || type == typeof(Stream)) return new MemoryStream("{}"u8.ToArray());
        if (type.IsAssignableTo(typeof(ConstantClass))) return Activator.CreateInstance(type, seed);
        if (depth == 0 || type.IsAbstract || type.IsInterface) return null;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var list = (IList)Activator.CreateInstance(type)!;
            if (Value(type.GetGenericArguments()[0], name, seed, depth - 1) is { } item) list.Add(item);
            return list;
        }

        if (type == typeof(Dictionary<string, string>)) return new Dictionary<string, string> { [$"x{seed}"] = seed };
        return type.Assembly.GetName().Name!.StartsWith("AWSSDK.", StringComparison.Ordinal) && type.GetConstructor([]) is not null
            && !type.IsValueType ? Fill(type, seed, depth - 1) : null;
    }

    private sealed class Recorder : PipelineHandler
    {
        public List<(string Service, string Operation, IRequest Request)> Requests { get; } = [];

        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var context = executionContext.RequestContext;
            Requests.Add((context.ServiceMetaData.ServiceId, context.RequestName[..^"Request".Length], context.Request));
            throw new RecordedException();
        }

        public sealed class RecordedException : Exception;
    }
}

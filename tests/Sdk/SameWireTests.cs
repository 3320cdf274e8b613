using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Xunit.Abstractions;

namespace Infra.Sdk.Tests;

/// <summary>
/// Every operation of the services whose official package is there, once with all members set and once with none:
/// the official and the generated client must send the same bytes.
/// </summary>
public sealed partial class SameWireTests(ITestOutputHelper output)
{
    private const int MaxDepth = 4;

    /// <summary>
    /// The official client refuses these itself. The models here do not say which members of a query string are
    /// required, so the generated client leaves the refusal to the service.
    /// </summary>
    private static readonly string[] RefusedByTheOfficialClient = ["GetRoleCredentialsAsync empty", "ListAccountRolesAsync empty"];

    [Theory]
    [InlineData("sts", "AWSSDK.SecurityToken")]
    [InlineData("sso", "AWSSDK.SSO")]
    [InlineData("sso-oidc", "AWSSDK.SSOOIDC")]
    [InlineData("ssm", "AWSSDK.SimpleSystemsManagement")]
    [InlineData("kms", "AWSSDK.KeyManagementService")]
    [InlineData("sqs", "AWSSDK.SQS")]
    public async Task Every_operation_sends_the_official_bytes(string model, string name)
    {
        var official = Assembly.Load(name);
        var generated = GeneratedCode.Load(
            GeneratedCode.CreateContext("wire of " + model), GeneratedCode.CompileModels(name, TestFiles.ReadModel(model)));
        var wrong = new List<string>();
        int compared = 0;
        var clientType = generated.GetExportedTypes().Single(static type => typeof(AmazonServiceClient).IsAssignableFrom(type));
        foreach (var call in clientType.GetMethods().Where(static method => IsCall(method)))
        {
            var officialCall = official.GetType(clientType.FullName!, throwOnError: true)!
                .GetMethods().Single(method => method.Name == call.Name && IsCall(method));
            foreach (bool isFull in new[] { false, true })
            {
                object ours = Activator.CreateInstance(call.GetParameters()[0].ParameterType)!;
                object theirs = Activator.CreateInstance(officialCall.GetParameters()[0].ParameterType)!;
                if (isFull)
                {
                    Fill(theirs, ours, 0);
                }

                string expected = await SendAsync(officialCall, theirs);
                string actual = await SendAsync(call, ours);
                compared++;
                string title = $"{call.Name} {(isFull ? "full" : "empty")}";
                if ((expected == actual) == RefusedByTheOfficialClient.Contains(title))
                {
                    wrong.Add($"{title}\n  official  {expected}\n  generated {actual}");
                }
            }
        }

        output.WriteLine($"{model}: {compared} requests compared");
        Assert.True(compared > 5, $"Only {compared} requests were compared.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {compared} requests differ:\n{string.Join('\n', wrong.Take(8))}");
    }

    private static bool IsCall(MethodInfo method) =>
        method.GetParameters() is [var request, var cancellation]
        && typeof(AmazonWebServiceRequest).IsAssignableFrom(request.ParameterType)
        && cancellation.ParameterType == typeof(CancellationToken);

    private static async Task<string> SendAsync(MethodInfo call, object request)
    {
        var stub = new StubHttp(static _ => StubHttp.Answer(400, "", "text/plain"));
        var clientType = call.DeclaringType!;
        var config = (ClientConfig)Activator.CreateInstance(
            clientType.Assembly.GetType(clientType.FullName![..^"Client".Length] + "Config", throwOnError: true)!)!;
        config.RegionEndpoint = RegionEndpoint.EUWest1;
        config.HttpClientFactory = stub;
        config.MaxErrorRetry = 0;
        using var client = (AmazonServiceClient)Activator.CreateInstance(clientType, MotoServer.Credentials, config)!;
        string refused = "";
        try
        {
            await (Task)call.Invoke(client, [request, CancellationToken.None])!;
        }
        catch (AmazonServiceException error)
        {
            refused = stub.Requests.Count == 0 ? error.Message : "";
        }

        // SQS alone spoke another protocol once, and the official client asks for that one's error codes.
        // Tokens that a client makes up differ, and with them the hash of the body, which stands beside it.
        return string.Join("\n---\n", stub.Requests.Select(static sent =>
            GuidPattern().Replace(HashPattern().Replace(SameSourceTests.Describe(sent), "hash"), "token")))
                .Replace("\nx-amzn-query-mode: true", "", StringComparison.Ordinal) + refused;
    }

    /// <summary>Sets the members that both objects have to equal values.</summary>
    private static void Fill(object official, object generated, int depth)
    {
        foreach (var ours in generated.GetType().GetProperties().Where(static property => property.CanWrite))
        {
            if (official.GetType().GetProperty(ours.Name) is { CanWrite: true } theirs)
            {
                var (first, second) = Create(theirs.PropertyType, ours.PropertyType, ours.Name, depth);
                theirs.SetValue(official, first);
                ours.SetValue(generated, second);
            }
        }
    }

    private static (object? Official, object? Generated) Create(Type official, Type generated, string name, int depth)
    {
        var type = Nullable.GetUnderlyingType(generated) ?? generated;
        if (type == typeof(string))
        {
            // A queue is addressed by its own URL.
            string text = name == "QueueUrl" ? "https://sqs.eu-west-1.amazonaws.com/1/q" : name + " <ä>&'\"+/\\\u2028😀\n";
            return (text, text);
        }

        if (typeof(ConstantClass).IsAssignableFrom(type))
        {
            return (Activator.CreateInstance(official, "NEW_" + name), Activator.CreateInstance(type, "NEW_" + name));
        }

        if (type == typeof(MemoryStream))
        {
            byte[] bytes = [0, 255, 62, 63, 251, (byte)name.Length];
            return (new MemoryStream(bytes), new MemoryStream(bytes));
        }

        object? scalar = type == typeof(int) ? -name.Length
            : type == typeof(long) ? 9007199254740993L
            : type == typeof(double) ? 1.0 / 3
            : type == typeof(float) ? 1f / 3
            : type == typeof(bool) ? (object)(name.Length % 2 == 0)
            : type == typeof(DateTime) ? new DateTime(2026, 1, 31, 12, 0, 0, name.Length % 1000, DateTimeKind.Utc)
            : null;
        if (scalar is not null || depth == MaxDepth)
        {
            return (scalar, scalar);
        }

        object first = Activator.CreateInstance(official)!;
        object second = Activator.CreateInstance(type)!;
        if (first is IList officialList)
        {
            for (int i = 0; i < 2; i++)
            {
                var item = Create(official.GetGenericArguments()[0], type.GetGenericArguments()[0], name + i, depth + 1);
                if (item.Official is not null)
                {
                    officialList.Add(item.Official);
                    ((IList)second).Add(item.Generated);
                }
            }
        }
        else if (first is IDictionary officialMap)
        {
            for (int i = 0; i < 2; i++)
            {
                var item = Create(official.GetGenericArguments()[1], type.GetGenericArguments()[1], name + i, depth + 1);
                if (item.Official is not null)
                {
                    officialMap.Add($"k \"ä\" {i}", item.Official);
                    ((IDictionary)second).Add($"k \"ä\" {i}", item.Generated);
                }
            }
        }
        else
        {
            Fill(first, second, depth + 1);
        }

        return (first, second);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex GuidPattern();

    [GeneratedRegex("(?<=x-amz-content-sha256: )[0-9a-f]{64}")]
    private static partial Regex HashPattern();
}

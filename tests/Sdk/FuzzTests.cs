using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.CloudTrail;
using Amazon.IdentityManagement;
using Amazon.Lambda;
using Amazon.RDS;
using Amazon.Route53;
using Amazon.Runtime;
using Amazon.SecretsManager;
using Xunit.Abstractions;

namespace Infra.Sdk.Tests;

/// <summary>
/// Broken and hostile answers over all protocols. Whatever comes, a call ends with a result or with one typed AWS
/// exception that has the status and the request id; soon, and without taking memory by the gigabyte.
/// </summary>
public sealed partial class FuzzTests(ITestOutputHelper output)
{
    private const int MutationsPerTarget = 3000;
    private const string RequestId = "0f1e2d3c-request";

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);

    private static readonly string[] Insertions =
    [
        "<", ">", "&", "&lt;", "&#0;", "&#x41;", "&bogus;", "]]>", "<![CDATA[", "<!--", "<?xml version='1.0' encoding='utf-16'?>",
        "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'><!ENTITY y '&x;&x;&x;'>]>", "&y;", "{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", ":", ",",
        "null", "true", "-", "1e999", "99999999999999999999999999", "NaN", "\0", "\u00ff", "\ufeff", "  ", "\r\n", "-1", "0.1",
        "<a/>", "{}", "[]",
        "<html><body>502 Bad Gateway</body></html>",
    ];

    private static readonly Target[] Targets =
    [
        new("query", static stub =>
            new AmazonRDSClient(MotoServer.Credentials, Configure(new AmazonRDSConfig(), stub)).DescribeDBInstancesAsync(),
            """
            <DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBInstancesResult><DBInstances><DBInstance>
            <AllocatedStorage>20</AllocatedStorage><MultiAZ>false</MultiAZ><InstanceCreateTime>2026-01-31T12:00:00.000Z</InstanceCreateTime>
            <Endpoint><Address>a.b</Address><Port>5432</Port></Endpoint><VpcSecurityGroups><VpcSecurityGroupMembership><Status>active</Status></VpcSecurityGroupMembership></VpcSecurityGroups>
            <TagList><Tag><Key>k</Key><Value>v</Value></Tag></TagList></DBInstance></DBInstances><Marker>m</Marker></DescribeDBInstancesResult>
            <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeDBInstancesResponse>
            """,
            """<ErrorResponse><Error><Type>Sender</Type><Code>DBInstanceNotFound</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>"""),
        new("query with maps", static stub =>
            new AmazonIdentityManagementServiceClient(MotoServer.Credentials, Configure(new AmazonIdentityManagementServiceConfig(), stub))
            .GetAccountSummaryAsync(),
            """
            <GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>Users</key><value>27</value></entry><entry><key>Groups</key><value>3</value></entry></SummaryMap></GetAccountSummaryResult>
            <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetAccountSummaryResponse>
            """,
            """<ErrorResponse><Error><Code>ServiceFailure</Code><Message>no</Message></Error></ErrorResponse>"""),
        new("rest-xml", static stub =>
            new AmazonRoute53Client(MotoServer.Credentials, Configure(new AmazonRoute53Config(), stub)).ListHostedZonesAsync(),
            """
            <ListHostedZonesResponse><HostedZones><HostedZone><Id>/hostedzone/Z1</Id><Name>a.</Name><Config><PrivateZone>false</PrivateZone></Config>
            <ResourceRecordSetCount>12</ResourceRecordSetCount></HostedZone></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>
            """,
            """<InvalidChangeBatch><Messages><Message>one</Message><Message>two</Message></Messages><RequestId>r</RequestId></InvalidChangeBatch>"""),
        new("rest-json", static stub =>
            new AmazonLambdaClient(MotoServer.Credentials, Configure(new AmazonLambdaConfig(), stub)).ListFunctionsAsync(),
            """
            {"Functions":[{"FunctionName":"f","Runtime":"python3.12","CodeSize":5,"Timeout":3,"Layers":[{"Arn":"a","CodeSize":7}],"Environment":{"Variables":{"A":"1"}},
            "TracingConfig":{"Mode":"Active"},"Architectures":["arm64"],"LoggingConfig":null}],"NextMarker":"n"}
            """,
            """{"Type":"User","Message":"no","Code":"ResourceNotFoundException"}"""),
        new("json 1.1", static stub =>
            new AmazonSecretsManagerClient(MotoServer.Credentials, Configure(new AmazonSecretsManagerConfig(), stub))
            .GetSecretValueAsync(new() { SecretId = "s" }),
            """{"ARN":"a","CreatedDate":1735400000.123,"Name":"n","SecretBinary":"AAH/","SecretString":"s","VersionId":"v","VersionStages":["AWSCURRENT"]}""",
            """{"__type":"com.amazonaws#ResourceNotFoundException","Message":"no"}"""),
        new("json 1.1 nested", static stub =>
            new AmazonCloudTrailClient(MotoServer.Credentials, Configure(new AmazonCloudTrailConfig(), stub)).LookupEventsAsync(new()),
            """{"Events":[{"EventId":"e","EventTime":1735400000,"ReadOnly":"true","Resources":[{"ResourceName":"r","ResourceType":"t"}],"CloudTrailEvent":"{\"a\":1}"}],"NextToken":"t"}""",
            """{"__type":"InvalidTimeRangeException","message":"no"}"""),
    ];

    private static readonly Target[] VectorTargets =
    [
        new("json 1.0", CreateJson10(), """{"a":{"b":[1,2.5,"x",null]},"t":1735400000,"n":12,"m":{"k":{"n":1}}}""",
        """{"__type":"x#Bad","message":"no"}""")
    ];

    public static TheoryData<string> TargetNames => [.. Targets.Concat(VectorTargets).Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(TargetNames))]
    public async Task Mutated_answers_give_a_result_or_one_typed_exception(string name)
    {
        var target = Targets.Concat(VectorTargets).Single(item => item.Name == name);
        var random = new Random(20260131);
        long peak = 0;
        var slowest = TimeSpan.Zero;
        int failures = 0;
        for (int i = 0; i < MutationsPerTarget; i++)
        {
            bool isError = i % 4 == 3;
            byte[] body = Mutate(isError ? target.Error : target.Success, random);
            int status = isError ? random.GetItems([400, 403, 404, 500, 502, 503], 1)[0] : 200;
            int thread = Environment.CurrentManagedThreadId;
            long before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            failures += await CallAsync(target, status, body) ? 0 : 1;
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            peak = thread == Environment.CurrentManagedThreadId ? Math.Max(peak, allocated) : peak;
        }

        output.WriteLine($"{name}: {failures} exceptions, slowest {slowest.TotalMilliseconds:0} ms, most allocated {peak / 1024} KB");
        Assert.True(MutationsPerTarget * (Targets.Length + VectorTargets.Length) >= 20_000, "The mutations are too few.");
        Assert.True(failures > 0, "No mutation did any harm: the mutations are too tame.");
        Assert.True(slowest < CallLimit, $"A call took {slowest}.");
        Assert.True(peak < 64 << 20, $"A call took {peak} bytes.");
    }

    /// <summary>Each value of a good answer in turn becomes one of another type, of no type, or of a size beyond all types.</summary>
    [Theory]
    [MemberData(nameof(TargetNames))]
    public async Task Wrong_types_and_huge_numbers_give_a_result_or_one_typed_exception(string name)
    {
        var target = Targets.Concat(VectorTargets).Single(item => item.Name == name);
        bool isXml = target.Success[0] == '<';
        string digits = new('9', 100_000);
        string[] values = isXml
            ? ["", "x", "true", "-1", "0.5", "1e999", "NaN", "-Infinity", digits, "-" + digits, "1e" + digits, "0." + digits,
                "2026-99-99T99:99:99Z", "<a>1</a>", "<a/>", digits + "<a/>"]
            : ["null", "true", "false", "\"x\"", "\"\"", "-1", "0.5", "1e999", "\"NaN\"", digits, "-" + digits, "1e" + digits,
                "0." + digits, "[]", "{}", "[[[]]]", "{\"a\":{}}", "[null]", "\"\\ud800\""];
        var places = (isXml ? XmlTextPattern() : JsonScalarPattern()).Matches(target.Success);
        int failures = 0;
        foreach (Match place in places)
        {
            foreach (string value in values)
            {
                string body = target.Success[..place.Index] + value + target.Success[(place.Index + place.Length)..];
                var watch = Stopwatch.StartNew();
                failures += await CallAsync(target, 200, Encoding.UTF8.GetBytes(body)) ? 0 : 1;
                Assert.True(watch.Elapsed < CallLimit,
                    $"{value[..Math.Min(20, value.Length)]} in place of {place.Value} took {watch.Elapsed}.");
            }
        }

        output.WriteLine($"{name}: {places.Count * values.Length} answers, {failures} exceptions");
        Assert.True(failures > 0 && places.Count > 1, "No wrong value did any harm.");
    }

    [Theory]
    [MemberData(nameof(TargetNames))]
    public async Task Hostile_answers_give_one_typed_exception(string name)
    {
        var target = Targets.Concat(VectorTargets).Single(item => item.Name == name);
        string deepXml = string.Concat(Enumerable.Repeat("<a>", 500_000));
        string[] bodies =
        [
            "",
            "not at all",
            "<html><head><title>502</title></head><body><hr>nginx</body></html>",
            "<!DOCTYPE html><html lang='en'><body>Sign in to the network</body></html>",
            deepXml,
            deepXml + string.Concat(Enumerable.Repeat("</a>", 500_000)),
            new string('[', 500_000),
            string.Concat(Enumerable.Repeat("{\"a\":", 200_000)),
            """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><r>&c;</r>""",
            """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>""",
            target.Success[..(target.Success.Length / 2)],
            target.Success + target.Success,
            new string(' ', 100_000),
            "\ufeff",
        ];
        foreach (string body in bodies)
        {
            foreach (int status in new[] { 200, 404, 500, 503 })
            {
                Assert.False(await CallAsync(target, status, Encoding.UTF8.GetBytes(body)),
                    $"'{body[..Math.Min(40, body.Length)]}' was read as an answer.");
            }
        }
    }

    [Fact]
    public async Task An_endless_answer_is_cut()
    {
        using var rds = new AmazonRDSClient(MotoServer.Credentials,
            Configure(new AmazonRDSConfig(), new StubHttp(static _ => new HttpResponseMessage
            {
                Content = new StreamContent(new EndlessStream()),
            })));
        var error = await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => rds.DescribeDBInstancesAsync());
        Assert.IsType<InvalidDataException>(error.InnerException);
    }

    [Fact]
    public async Task A_connection_that_breaks_inside_the_body_gives_a_typed_exception()
    {
        using var rds = new AmazonRDSClient(MotoServer.Credentials,
            Configure(new AmazonRDSConfig(), new StubHttp(static _ => new HttpResponseMessage
            {
                Content = new StreamContent(new BreakingStream()),
            })));
        var error = await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => rds.DescribeDBInstancesAsync());
        Assert.IsType<IOException>(error.InnerException);
    }

    /// <summary>Makes the call.</summary>
    /// <returns>True if a result came.</returns>
    private static async Task<bool> CallAsync(Target target, int status, byte[] body)
    {
        var stub = new StubHttp(_ =>
            StubHttp.Answer(status, body, target.Success[0] == '<' ? "text/xml" : "application/json", ("x-amzn-RequestId", RequestId)));
        try
        {
            await target.Call(stub);
            Assert.Equal(200, status);
            return true;
        }
        catch (AmazonServiceException error)
        {
            Assert.Equal(status, (int)error.StatusCode);
            Assert.False(string.IsNullOrEmpty(error.RequestId)
                && !Encoding.UTF8.GetString(body).Contains("RequestI", StringComparison.OrdinalIgnoreCase), $"{error} has no request id.");
            Assert.False(string.IsNullOrEmpty(error.Message));
            return false;
        }
    }

    private static byte[] Mutate(string text, Random random)
    {
        var body = new StringBuilder(text);
        int changes = random.Next(1, 5);
        for (int i = 0; i < changes; i++)
        {
            int at = random.Next(body.Length + 1);
            switch (random.Next(7))
            {
                case 0:
                    body.Insert(at, Insertions[random.Next(Insertions.Length)]);
                    break;
                case 1:
                    body.Remove(at, random.Next(Math.Min(20, body.Length - at) + 1));
                    break;
                case 2:
                    body.Length = at;
                    break;
                case 3:
                    string copy = body.ToString(at, random.Next(Math.Min(60, body.Length - at) + 1));
                    body.Insert(random.Next(body.Length + 1), copy);
                    break;
                case 4 when at < body.Length:
                    body[at] = (char)random.Next(1, 256);
                    break;
                case 5 when at < body.Length && char.IsAsciiDigit(body[at]):
                    body.Insert(at, new string('9', random.Next(1, 400)));
                    break;
                default:
                    body.Replace("true", "7").Replace("12", "twelve");
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(body.ToString());
    }

    private static T Configure<T>(T config, StubHttp stub)
        where T : ClientConfig
    {
        config.RegionEndpoint = Amazon.RegionEndpoint.EUWest1;
        config.HttpClientFactory = stub;
        config.MaxErrorRetry = 0;
        return config;
    }

    /// <summary>No stand-in here speaks JSON 1.0, so a small model of its own does.</summary>
    private static Func<StubHttp, Task> CreateJson10()
    {
        const string Model = """
            {"sdk":{"ns":"Amazon.Fuzz","client":"Fuzz"},
             "metadata":{"apiVersion":"2026-01-31","serviceId":"Fuzz","endpointPrefix":"fuzz","protocol":"json","jsonVersion":"1.0","targetPrefix":"Fuzz"},
             "operations":{"Get":{"http":{"method":"POST","requestUri":"/"},"output":{"shape":"Out"},"errors":["Bad"]}},
             "shapes":{"Out":{"type":"structure","members":{"a":{"shape":"Doc"},"t":{"shape":"Time"},"n":{"shape":"Int"},"m":{"shape":"Map"}}},
                       "Doc":{"type":"structure","document":true,"members":{}},"Time":{"type":"timestamp"},"Int":{"type":"integer"},"Str":{"type":"string"},
                       "Map":{"type":"map","key":{"shape":"Str"},"value":{"shape":"Out"}},"Bad":{"type":"structure","members":{"message":{"shape":"Str"}},"exception":true}},
             "rules":{"version":"1.0","parameters":{},"rules":[{"conditions":[],"endpoint":{"url":"https://fuzz.test","properties":{},"headers":{}},"type":"endpoint"}]}}
            """;
        var assembly = System.Reflection.Assembly.Load(GeneratedCode.CompileModels("Fuzz", Model));
        var clientType = assembly.GetType("Amazon.Fuzz.AmazonFuzzClient", throwOnError: true)!;
        var configType = assembly.GetType("Amazon.Fuzz.AmazonFuzzConfig", throwOnError: true)!;
        var requestType = assembly.GetType("Amazon.Fuzz.Model.GetRequest", throwOnError: true)!;
        var method = clientType.GetMethod("GetAsync", [requestType, typeof(CancellationToken)])!;
        return stub =>
        {
            var config = Configure((ClientConfig)Activator.CreateInstance(configType)!, stub);
            object client = Activator.CreateInstance(clientType, MotoServer.Credentials, config)!;
            return (Task)method.Invoke(client, [Activator.CreateInstance(requestType)!, CancellationToken.None])!;
        };
    }

    [GeneratedRegex("(?<=>)[^<>\\s][^<>]*(?=</)")]
    private static partial Regex XmlTextPattern();

    [GeneratedRegex("(?<=[:\\[,])(\"[^\"]*\"(?!:)|-?[0-9.]+|true|false|null)")]
    private static partial Regex JsonScalarPattern();

    private sealed record Target(string Name, Func<StubHttp, Task> Call, string Success, string Error)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}");
    }

    private class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class BreakingStream : EndlessStream
    {
        private int _reads;

        public override int Read(byte[] buffer, int offset, int count) =>
            _reads++ < 2 ? base.Read(buffer, offset, Math.Min(count, 100)) : throw new IOException("The connection broke.");
    }
}

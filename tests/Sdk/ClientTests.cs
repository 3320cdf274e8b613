using System.IO.Compression;
using System.Text;
using Amazon;
using Amazon.AutoScaling;
using Amazon.CloudFormation;
using Amazon.CloudTrail;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.Extensions.NETCore.Setup;
using Amazon.IdentityManagement;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.PI;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Route53;
using Amazon.Route53.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Amazon.SecurityToken;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Environment = System.Environment;
using Type = System.Type;

namespace Infra.Sdk.Tests;

/// <summary>What the stand-ins do beyond the wire: construction, injection, mocking, the pipeline, rules of single services.</summary>
public sealed class ClientTests
{
    private const string EmptyIdentity =
        "<GetUserResponse><GetUserResult><User><UserName>u</UserName></User></GetUserResult></GetUserResponse>";

    [Fact]
    public void A_service_collection_resolves_a_client()
    {
        var services = new ServiceCollection();
        services.AddDefaultAWSOptions(new AWSOptions { Region = RegionEndpoint.EUWest1, Credentials = MotoServer.Credentials });
        services.AddAWSService<IAmazonRDS>();
        services.AddAWSService<IAmazonIdentityManagementService>();
        using var provider = services.BuildServiceProvider();
        Assert.Equal(RegionEndpoint.EUWest1,
            Assert.IsType<AmazonRDSClient>(provider.GetRequiredService<IAmazonRDS>()).Config.RegionEndpoint);
        Assert.IsType<AmazonIdentityManagementServiceClient>(provider.GetRequiredService<IAmazonIdentityManagementService>());
    }

    [Fact]
    public async Task A_client_interface_can_be_mocked()
    {
        var rds = Substitute.For<IAmazonRDS>();
        rds.DescribeDBInstancesAsync(Arg.Any<DescribeDBInstancesRequest>(), Arg.Any<CancellationToken>())
            .Returns(new DescribeDBInstancesResponse { DBInstances = [new DBInstance { DBInstanceIdentifier = "mock" }] });
        var answer = await rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest());
        Assert.Equal("mock", Assert.Single(answer.DBInstances).DBInstanceIdentifier);
    }

    [Fact]
    public void All_constructors_make_a_client()
    {
        var credentials = MotoServer.Credentials;
        var region = RegionEndpoint.EUCentral1;
        AmazonRDSConfig Config() => new() { RegionEndpoint = region };
        AmazonRDSClient[] clients =
        [
            new(region), new(Config()), new(credentials, region), new(credentials, Config()), new("a", "b", region),
            new("a", "b", Config()),
            new("a", "b", "c", region), new("a", "b", "c", Config()),
        ];
        Assert.Equal(12, typeof(AmazonRDSClient).GetConstructors().Length);
        Assert.All(clients, client => Assert.Equal(region, client.Config.RegionEndpoint));
        Array.ForEach(clients, static client => client.Dispose());
    }

    [Fact]
    public void The_pipeline_has_the_handlers_of_an_official_client_in_their_order()
    {
        var official = Handlers<AmazonSecurityTokenServiceClient>(static () => new(MotoServer.Credentials, RegionEndpoint.EUWest1));
        var standIn = Handlers<AmazonRDSClient>(static () => new(MotoServer.Credentials, RegionEndpoint.EUWest1));
        var names = official.Select(static name => name switch
        {
            "AmazonSecurityTokenServiceEndpointResolver" => nameof(RuleSetEndpointResolver),
            "AmazonSecurityTokenServiceAuthSchemeHandler" => "AuthSchemeHandler",
            _ => name,
        });
        Assert.Equal(names, standIn.Where(static name => name is not ("Catcher" or "Rethrower")));
    }

    [Fact]
    public async Task A_handler_that_the_host_registers_sees_each_call_by_its_official_names()
    {
        var seen = new List<string>();
        var customizer = new RecordingCustomizer(seen);
        RuntimePipelineCustomizerRegistry.Instance.Register(customizer);
        try
        {
            // All run on this thread to their end: the handler refuses before anything is awaited.
            await Refused(new AmazonRDSClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.DescribeDBInstancesAsync());
            await Refused(new AmazonLambdaClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.ListFunctionsAsync());
            await Refused(new AmazonIdentityManagementServiceClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.ListRolesAsync());
            await Refused(new AmazonCloudFormationClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.ListStacksAsync(new()));
            await Refused(new AmazonCloudWatchClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.DescribeAlarmsAsync());
            await Refused(new AmazonAutoScalingClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.DescribeTagsAsync());
            await Refused(new AmazonElasticLoadBalancingV2Client(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.DescribeRulesAsync(new()));
            await Refused(new AmazonRoute53Client(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.ListHostedZonesAsync());
            await Refused(new AmazonSecretsManagerClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.ListSecretsAsync(new()));
            await Refused(new AmazonCloudTrailClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.LookupEventsAsync(new()));
            // The official client beside them shows what the form of the names is.
            await Refused(new AmazonSecurityTokenServiceClient(MotoServer.Credentials, RegionEndpoint.EUWest1),
                static client => client.GetCallerIdentityAsync(new()));
        }
        finally
        {
            RuntimePipelineCustomizerRegistry.Instance.Deregister(customizer);
        }

        // Whether the names end in "Request" is Core's choice; the form must be the one that official clients have.
        string suffix = seen[^1]["STS GetCallerIdentity".Length..];
        Assert.Equal(
            [
                "RDS DescribeDBInstances", "Lambda ListFunctions", "IAM ListRoles", "CloudFormation ListStacks",
                "CloudWatch DescribeAlarms",
                "Auto Scaling DescribeTags", "Elastic Load Balancing v2 DescribeRules", "Route 53 ListHostedZones",
                "Secrets Manager ListSecrets",
                "CloudTrail LookupEvents", "STS GetCallerIdentity",
            ],
            seen.Select(name => name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name + " without " + suffix));
    }

    /// <summary>Another path is another resource: "/a" and "a" are two keys. ANS-R5</summary>
    [Theory]
    [InlineData("a", "/things/a")]
    [InlineData("/a", "/things//a")]
    [InlineData("//a/b c", "/things///a/b%20c")]
    public async Task Slashes_at_the_start_of_a_key_stay(string key, string path)
    {
        const string Model = """
            {"sdk":{"ns":"Amazon.Keys","client":"Keys"},
             "metadata":{"apiVersion":"2026-01-31","serviceId":"Keys","endpointPrefix":"keys","protocol":"rest-xml"},
             "operations":{"Get":{"http":{"method":"GET","requestUri":"/things/{Key+}"},"input":{"shape":"In"}}},
             "shapes":{"In":{"type":"structure","members":{"Key":{"shape":"Str","location":"uri","locationName":"Key"}}},"Str":{"type":"string"}},
             "rules":{"version":"1.0","parameters":{},"rules":[{"conditions":[],"endpoint":{"url":"https://keys.test"},"type":"endpoint"}]}}
            """;
        var assembly = GeneratedCode.Load(GeneratedCode.CreateContext("keys " + key), GeneratedCode.CompileModels("Keys", Model));
        var stub = new StubHttp(static _ => StubHttp.Answer(200, ""));
        var config = (ClientConfig)Activator.CreateInstance(assembly.GetType("Amazon.Keys.AmazonKeysConfig", throwOnError: true)!)!;
        config.RegionEndpoint = RegionEndpoint.EUWest1;
        config.HttpClientFactory = stub;
        dynamic client = Activator.CreateInstance(
            assembly.GetType("Amazon.Keys.AmazonKeysClient", throwOnError: true)!, MotoServer.Credentials, config)!;
        dynamic request = Activator.CreateInstance(assembly.GetType("Amazon.Keys.Model.GetRequest", throwOnError: true)!)!;
        request.Key = key;
        await client.GetAsync(request, CancellationToken.None);
        Assert.Equal(path, Assert.Single(stub.Requests).Uri.AbsolutePath);
    }

    [Theory]
    [InlineData("eu-west-1", "https://iam.amazonaws.com")]
    [InlineData("cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn")]
    public void Iam_is_a_global_service(string region, string expected)
    {
        using var iam = new AmazonIdentityManagementServiceClient(MotoServer.Credentials, RegionEndpoint.GetBySystemName(region));
        var endpoint = iam.DetermineServiceOperationEndpoint(new Amazon.IdentityManagement.Model.ListRolesRequest());
        Assert.Equal(expected, endpoint.URL.TrimEnd('/'));
    }

    [Fact]
    public async Task A_global_service_is_signed_for_its_own_region()
    {
        var stub = new StubHttp(static _ => StubHttp.Answer(200, EmptyIdentity));
        using var iam = new AmazonIdentityManagementServiceClient(
            MotoServer.Credentials, Configure(new AmazonIdentityManagementServiceConfig { RegionEndpoint = RegionEndpoint.EUWest1 }, stub));
        Assert.Equal("u", (await iam.GetUserAsync()).User.UserName);
        Assert.Contains("/us-east-1/iam/aws4_request", stub.Requests.Single().Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public void Fips_and_dual_stack_have_their_own_endpoints()
    {
        var request = new DescribeDBInstancesRequest();
        using var fips = new AmazonRDSClient(MotoServer.Credentials,
            new AmazonRDSConfig { RegionEndpoint = RegionEndpoint.USEast2, UseFIPSEndpoint = true });
        using var dual = new AmazonRDSClient(MotoServer.Credentials,
            new AmazonRDSConfig { RegionEndpoint = RegionEndpoint.USEast2, UseDualstackEndpoint = true });
        Assert.Equal("https://rds-fips.us-east-2.amazonaws.com", fips.DetermineServiceOperationEndpoint(request).URL.TrimEnd('/'));
        Assert.Equal("https://rds.us-east-2.api.aws", dual.DetermineServiceOperationEndpoint(request).URL.TrimEnd('/'));
    }

    [Theory]
    [InlineData(20_000, true)]
    [InlineData(10, false)]
    public async Task Large_metric_data_is_compressed(int count, bool compressed)
    {
        var stub = new StubHttp(static _ => StubHttp.Answer(200, "<PutMetricDataResponse><ResponseMetadata/></PutMetricDataResponse>"));
        using var cloudWatch = new AmazonCloudWatchClient(
            MotoServer.Credentials, Configure(new AmazonCloudWatchConfig { RegionEndpoint = RegionEndpoint.EUWest1 }, stub));
        await cloudWatch.PutMetricDataAsync(new PutMetricDataRequest
        {
            Namespace = "N",
            MetricData = [new MetricDatum { MetricName = new string('m', count) }],
        });
        var sent = stub.Requests.Single();
        Assert.Equal(compressed, sent.Headers.ContainsKey("Content-Encoding"));
        string body = sent.BodyText;
        if (compressed)
        {
            Assert.Equal("gzip", sent.Headers["Content-Encoding"]);
            using var reader = new StreamReader(new GZipStream(new MemoryStream(sent.Body), CompressionMode.Decompress));
            body = await reader.ReadToEndAsync();
        }

        Assert.Contains("MetricData.member.1.MetricName=mmm", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_streams_are_refused_clearly()
    {
        using var lambda = new AmazonLambdaClient(MotoServer.Credentials, RegionEndpoint.EUWest1);
        var refused = await Assert.ThrowsAsync<NotSupportedException>(
            () => lambda.InvokeWithResponseStreamAsync(new InvokeWithResponseStreamRequest { FunctionName = "f" }));
        Assert.Contains("event stream", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route53_ids_lose_their_prefix_on_the_wire_and_not_in_the_request()
    {
        var stub = new StubHttp(static _ =>
            StubHttp.Answer(200, "<GetChangeResponse><ChangeInfo><Id>/change/C1</Id></ChangeInfo></GetChangeResponse>"));
        using var route53 = new AmazonRoute53Client(MotoServer.Credentials,
            Configure(new AmazonRoute53Config { RegionEndpoint = RegionEndpoint.EUWest1 }, stub));
        var request = new GetChangeRequest { Id = "/change/C1" };
        var answer = await route53.GetChangeAsync(request);
        Assert.Equal("/2013-04-01/change/C1", stub.Requests.Single().Uri.AbsolutePath);
        Assert.Equal("/change/C1", request.Id);
        Assert.Equal("/change/C1", answer.ChangeInfo.Id);
    }

    [Fact]
    public async Task A_missing_part_of_a_path_is_refused_before_anything_is_sent()
    {
        var stub = new StubHttp(static _ => StubHttp.Answer(200, "{}"));
        using var lambda = new AmazonLambdaClient(MotoServer.Credentials,
            Configure(new AmazonLambdaConfig { RegionEndpoint = RegionEndpoint.EUWest1 }, stub));
        await Assert.ThrowsAsync<AmazonLambdaException>(() => lambda.DeleteFunctionAsync(""));
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task A_request_that_is_used_twice_gets_two_idempotency_tokens()
    {
        var stub = new StubHttp(static _ => StubHttp.Answer(200, """{"Name":"n"}""", "application/json"));
        using var secrets = new AmazonSecretsManagerClient(
            MotoServer.Credentials, Configure(new AmazonSecretsManagerConfig { RegionEndpoint = RegionEndpoint.EUWest1 }, stub));
        var request = new CreateSecretRequest { Name = "n" };
        await secrets.CreateSecretAsync(request);
        await secrets.CreateSecretAsync(request);
        Assert.Null(request.ClientRequestToken);
        Assert.Contains("ClientRequestToken", stub.Requests[0].BodyText, StringComparison.Ordinal);
        Assert.NotEqual(stub.Requests[0].BodyText, stub.Requests[1].BodyText);
    }

    [Fact]
    public async Task Performance_Insights_asks_for_keys_and_reads_their_dimensions()
    {
        var stub = new StubHttp(static _ => StubHttp.Answer(200,
            """{"AlignedStartTime":1767225600,"Keys":[{"Dimensions":{"db.wait_event.name":"CPU"},"Total":1.5,"Partitions":[0.5,1]}]}""",
            "application/json"));
        using var insights = new AmazonPIClient(
            MotoServer.Credentials, Configure(new AmazonPIConfig { RegionEndpoint = RegionEndpoint.EUWest1 }, stub));

        var answer = await insights.DescribeDimensionKeysAsync(new()
        {
            ServiceType = Amazon.PI.ServiceType.RDS,
            Identifier = "db-ABC",
            Metric = "db.load.avg",
            StartTime = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            EndTime = new(2026, 1, 1, 1, 0, 0, DateTimeKind.Utc),
            GroupBy = new() { Group = "db.wait_event", Limit = 5 },
        });

        var sent = stub.Requests.Single();
        Assert.Equal("pi.eu-west-1.amazonaws.com", sent.Uri.Host);
        Assert.Contains("\"StartTime\":1767225600", sent.BodyText, StringComparison.Ordinal);
        Assert.Equal(("CPU", 1.5, 1.0),
            (answer.Keys[0].Dimensions["db.wait_event.name"], answer.Keys[0].Total!.Value, answer.Keys[0].Partitions[1]));
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), answer.AlignedStartTime);
    }

    [Fact]
    public void Lambda_payloads_have_a_text_and_a_byte_form()
    {
        var request = new InvokeRequest { Payload = "ä", ClientContext = "{}" };
        Assert.Equal(Encoding.UTF8.GetBytes("ä"), request.PayloadStream.ToArray());
        Assert.Equal("e30=", request.ClientContextBase64);
        request.PayloadStream = new MemoryStream(Encoding.UTF8.GetBytes("b"));
        Assert.Equal("b", request.Payload);
        var old = new InvokeAsyncRequest { InvokeArgs = "x" };
        Assert.Equal("x", old.InvokeArgs);
        Assert.Equal(1, old.InvokeArgsStream.Length);
    }

    [Fact]
    public void Names_that_the_official_clients_choose_by_hand_are_theirs()
    {
        Assert.Equal("Amazon.IdentityManagement.Model.ManagedPolicy", typeof(Amazon.IdentityManagement.Model.ManagedPolicy).FullName);
        Assert.Equal(typeof(List<Amazon.IdentityManagement.Model.AttachedPolicyType>),
            typeof(Amazon.IdentityManagement.Model.ListAttachedRolePoliciesResponse).GetProperty("AttachedPolicies")!.PropertyType);
        Assert.Equal(typeof(VpcConfigDetail), typeof(FunctionConfiguration).GetProperty("VpcConfig")!.PropertyType);
        Assert.Equal(typeof(string), typeof(Amazon.AutoScaling.Model.AdjustmentType).GetProperty("Type")!.PropertyType);
        Assert.Equal(typeof(string), typeof(InvokeRequest).GetProperty("Payload")!.PropertyType);
    }

    [Fact]
    public void Collections_are_null_until_they_are_set()
    {
        Assert.Null(new DescribeDBInstancesRequest().Filters);
        Assert.Null(new DBInstance().TagList);
        Assert.Null(new DBInstance().MultiAZ);
    }

    private static async Task Refused<TClient>(TClient client, Func<TClient, Task> call)
        where TClient : IDisposable
    {
        using (client)
        {
            await Assert.ThrowsAsync<RefusedException>(() => call(client));
        }
    }

    private static List<string> Handlers<TClient>(Func<TClient> create)
        where TClient : AmazonServiceClient
    {
        var names = new List<string>();
        var customizer = new ListingCustomizer(typeof(TClient), names);
        RuntimePipelineCustomizerRegistry.Instance.Register(customizer);
        try
        {
            create().Dispose();
        }
        finally
        {
            RuntimePipelineCustomizerRegistry.Instance.Deregister(customizer);
        }

        return names;
    }

    private static T Configure<T>(T config, StubHttp stub)
        where T : ClientConfig
    {
        config.HttpClientFactory = stub;
        config.MaxErrorRetry = 0;
        return config;
    }

    private sealed class ListingCustomizer(Type client, List<string> names) : IRuntimePipelineCustomizer
    {
        public string UniqueName => "lists " + client.Name;

        public void Customize(Type type, RuntimePipeline pipeline)
        {
            if (type == client)
            {
                names.AddRange(pipeline.Handlers.Select(static handler => handler.GetType().Name));
            }
        }
    }

    private sealed class RefusedException : Exception;

    private sealed class RecordingCustomizer(List<string> seen) : IRuntimePipelineCustomizer
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public string UniqueName => "records";

        public void Customize(Type type, RuntimePipeline pipeline)
        {
            // Other tests make clients meanwhile, on their own threads, and theirs must work.
            if (Environment.CurrentManagedThreadId == _thread)
            {
                pipeline.AddHandler(new Recorder(seen));
            }
        }
    }

    private sealed class Recorder(List<string> seen) : PipelineHandler
    {
        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var context = executionContext.RequestContext;
            seen.Add($"{context.ServiceMetaData.ServiceId} {context.RequestName}");
            throw new RefusedException();
        }
    }
}

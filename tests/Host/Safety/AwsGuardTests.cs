using System.Net;
using System.Text.Json;
using Amazon.CloudWatchLogs;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.IdentityManagement;
using Amazon.Lambda;
using Amazon.Route53;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Manifest;
using Type = System.Type;

namespace Infra.Core.Safety;

/// <summary>What the guard lets through, seen below the SDK. The clients are real, official and stand-in; AWS is not there.</summary>
// Alone: a test here changes the SDK's registry of pipeline customizers, which every guarded call looks at.
[CollectionDefinition(nameof(AwsGuard), DisableParallelization = true)]
[Collection(nameof(AwsGuard))]
public sealed class AwsGuardTests : IDisposable
{
    private static readonly BasicAWSCredentials Keys = new("AKIA1234567890123456", "secret");

    private readonly Endpoint endpoint = new();
    private readonly List<(string Operation, string Why)> refused = [];
    private readonly Action<CallScope?, string, string> listen;

    public AwsGuardTests()
    {
        AwsGuard.Install();
        listen = (scope, operation, why) => refused.Add((operation, why));
        AwsGuard.Refused += listen;
    }

    public void Dispose() => AwsGuard.Refused -= listen;

    [Theory]
    [InlineData("ec2")]
    [InlineData("sts")]
    [InlineData("ssm")]
    [InlineData("s3")]
    [InlineData("iam")]
    [InlineData("logs")]
    [InlineData("lambda")]
    [InlineData("route53")]
    public async Task A_declared_read_is_sent_in_every_protocol_and_an_undeclared_one_is_not(string service)
    {
        using (CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVpcs", "sts:GetCallerIdentity", "ssm:DescribeParameters", "s3:ListBucket",
            "iam:ListUsers",
                   "logs:DescribeLogGroups", "lambda:ListFunctions", "route53:ListHostedZones")))
        {
            await Assert.ThrowsAnyAsync<AmazonServiceException>(() => Read(service));
        }

        Assert.Single(endpoint.Requests);
        using (CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeImages")))
        {
            var refusal = await Assert.ThrowsAsync<ToolException>(() => Read(service));
            Assert.Contains("does not declare", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Single(endpoint.Requests);
    }

    [Theory] // SAF-M5, GRD-G6.1
    [InlineData("ec2")]
    [InlineData("ssm")]
    [InlineData("s3")]
    [InlineData("lambda")]
    [InlineData("route53")]
    public async Task A_request_of_a_type_that_is_not_the_SDKs_own_is_refused(string service)
    {
        using var scope = CallScope.Run(
            Tool(ToolKind.Read, "ec2:DescribeVolumes", "ssm:DescribeParameters", "s3:ListBucket", "lambda:ListFunctions",
            "route53:ListHostedZones"));

        var refusal = await Assert.ThrowsAsync<ToolException>(() => service switch
        {
            "ec2" => Ec2().CreateVpcAsync(new DescribeVolumesRequest()),
            "ssm" => Ssm().PutParameterAsync(new DescribeParametersRequest()),
            "s3" => S3().DeleteObjectAsync(new ListObjectsV2Request()),
            "lambda" => Lambda().DeleteFunctionAsync(new ListFunctionsRequest()),
            _ => Route53().DeleteHostedZoneAsync(new ListHostedZonesRequest()),
        });

        Assert.Contains("not one of the SDK's own", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
        Assert.Single(refused);
        Assert.StartsWith("refused", Assert.Single(scope.Requests).Outcome, StringComparison.Ordinal);
    }

    [Theory] // SAF-M5
    [InlineData("EC2")]
    [InlineData("SSM")]
    public async Task What_is_changed_after_it_was_marshalled_is_refused(string service)
    {
        using var scope = CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVpcs", "ssm:DescribeParameters"));
        var ec2 = Ec2();
        ec2.BeforeRequestEvent += (_, e) =>
            ((WebServiceRequestEventArgs)e).ParameterCollection["Action"] = new StringParameterValue("CreateVpc");
        var ssm = Ssm();
        ssm.BeforeRequestEvent += (_, e) => ((WebServiceRequestEventArgs)e).Headers["X-Amz-Target"] = "AmazonSSM.PutParameter";

        var refusal = await Assert.ThrowsAsync<ToolException>(() => service is "EC2" ? ec2.DescribeVpcsAsync(new())
            : ssm.DescribeParametersAsync(new Amazon.SimpleSystemsManagement.Model.DescribeParametersRequest()));

        Assert.Contains("what would be sent", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Theory]
    [InlineData(true, ToolKind.Read, true)]
    [InlineData(true, ToolKind.Write, true)]
    [InlineData(false, ToolKind.Read, false)]
    public async Task A_job_may_start_what_only_looks_and_writes_nothing_in_any_mode(bool isJob, ToolKind mode, bool isSent)
    {
        var iam = new AmazonIdentityManagementServiceClient(Keys, endpoint.Config<AmazonIdentityManagementServiceConfig>());
        var settings = new HostSettings { Mode = mode };
        var read = Tool(settings, ToolKind.Read, false, "iam:GenerateCredentialReport", "iam:CreateUser");
        using var scope = CallScope.Run(new(null!, "test", read.Manifest with { Job = isJob }, mode, settings));

        var report = await Record.ExceptionAsync(() =>
            iam.GenerateCredentialReportAsync(new Amazon.IdentityManagement.Model.GenerateCredentialReportRequest()));
        await Assert.ThrowsAsync<ToolException>(() => iam.CreateUserAsync(new() { UserName = "eve" }));

        Assert.Equal(isSent, report is not ToolException);
        Assert.Equal(isSent ? 1 : 0, endpoint.Requests.Count);
    }

    [Fact] // SAF-M5
    public async Task The_guard_cannot_be_deregistered_by_name()
    {
        using var scope = CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVpcs", "ec2:CreateVpc"));
        foreach (var name in new[] { "infra guard", "", "guard" }) RuntimePipelineCustomizerRegistry.Instance.Deregister(name);

        await Assert.ThrowsAsync<ToolException>(() => Ec2().CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }));
        Assert.Empty(endpoint.Requests);
    }

    [Fact] // SAF-M5
    public async Task A_handler_of_a_plugin_in_the_pipeline_is_refused_and_its_registration_undone()
    {
        var scope = CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVpcs"));
        RuntimePipelineCustomizerRegistry.Instance.Register(new Foreign());
        var client = Ec2();

        var refusal = await Assert.ThrowsAsync<ToolException>(() => client.DescribeVpcsAsync(new()));
        Assert.Contains("is in the client's pipeline", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("plugin", Assert.Throws<ToolException>(scope.Dispose).Message, StringComparison.Ordinal);

        Assert.Empty(endpoint.Requests);
        Assert.Equal(2, refused.Count);
        // The others are guarded as before.
        using var next = CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVpcs"));
        await Assert.ThrowsAsync<AmazonEC2Exception>(() => Ec2().DescribeVpcsAsync(new()));
        Assert.Single(endpoint.Requests);
    }

    [Fact] // SAF-M5
    public async Task A_request_that_was_not_admitted_is_refused_before_the_wire()
    {
        using var scope = CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVpcs"));
        var client = new WithoutTop(endpoint.Config<AmazonEC2Config>());

        var refusal = await Assert.ThrowsAsync<ToolException>(() => client.DescribeVpcsAsync(new()));

        Assert.Contains("past the guard", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
        Assert.Single(refused);
    }

    [Fact] // SAF-M5, GRD-G6.2
    public async Task Credentials_of_a_plugin_may_not_ask_for_others()
    {
        using var scope = CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVpcs"));
        var sts = new AmazonSecurityTokenServiceClient(Keys, endpoint.Config<AmazonSecurityTokenServiceConfig>());
        var credentials = new Fetching(() =>
            sts.AssumeRoleAsync(new() { RoleArn = "arn:aws:iam::111122223333:role/x", RoleSessionName = "session" }));

        await Assert.ThrowsAnyAsync<Exception>(() => new AmazonEC2Client(credentials, endpoint.Config<AmazonEC2Config>())
            .DescribeVpcsAsync(new()));

        Assert.Empty(endpoint.Requests);
        Assert.Contains(refused, r => r.Operation is "STS AssumeRole");
    }

    [Fact] // GRD-G6.2
    public async Task Other_operations_of_the_credential_services_are_judged_like_any()
    {
        using var scope = CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVpcs"));
        var sts = new AmazonSecurityTokenServiceClient(Keys, endpoint.Config<AmazonSecurityTokenServiceConfig>());
        var credentials = new Fetching(() => sts.GetSessionTokenAsync());

        await Assert.ThrowsAnyAsync<Exception>(() => new AmazonEC2Client(credentials, endpoint.Config<AmazonEC2Config>())
            .DescribeVpcsAsync(new()));

        Assert.DoesNotContain(endpoint.Requests, r => r.Body.Contains("GetSessionToken", StringComparison.Ordinal));
    }

    [Theory] // GRD-G6.3
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public async Task A_secret_is_handed_out_to_a_secret_tool_alone(bool decrypt, bool secret, bool sent)
    {
        using var scope = CallScope.Run(Tool(ToolKind.Read, secret, "ssm:GetParameter"));

        await Assert.ThrowsAnyAsync<Exception>(() => Ssm().GetParameterAsync(new() { Name = "p", WithDecryption = decrypt }));

        Assert.Equal(sent ? 1 : 0, endpoint.Requests.Count);
    }

    [Theory] // GRD-G6.3
    [InlineData(ToolKind.Read, false, Redactor.Mark)]
    [InlineData(ToolKind.Read, true, "v")]
    [InlineData(ToolKind.Write, false, "v")]
    public async Task The_environment_of_a_function_keeps_its_names_and_loses_its_values_in_reads(ToolKind kind, bool secret, string value)
    {
        endpoint.Answer = _ => new(HttpStatusCode.OK)
        {
            Content = new StringContent(
                """{"Configuration":{"FunctionName":"f","Environment":{"Variables":{"NAME":"v"}}},"Code":{"Location":"https://x/?sig"}}""",
                null, "application/json"),
        };
        using var scope = CallScope.Run(Tool(kind, secret, "lambda:GetFunction"));

        var answer = await Lambda().GetFunctionAsync(new Amazon.Lambda.Model.GetFunctionRequest { FunctionName = "f" });

        Assert.Equal(value, answer.Configuration.Environment.Variables["NAME"]);
        Assert.Equal(value is Redactor.Mark, answer.Code.Location is Redactor.Mark);
    }

    [Fact] // SAF-M6
    public async Task Each_sending_of_a_request_is_counted()
    {
        endpoint.Answer = _ => Endpoint.Error(HttpStatusCode.InternalServerError, "InternalError");
        var config = endpoint.Config<AmazonEC2Config>();
        config.MaxErrorRetry = 2;
        using var scope = CallScope.Run(Tool(ToolKind.Read, "ec2:DescribeVolumes"));

        var failure = await Assert.ThrowsAsync<AmazonEC2Exception>(() => new AmazonEC2Client(Keys, config).DescribeVolumesAsync());

        var request = Assert.Single(scope.Requests);
        Assert.Equal((3, "InternalError", "eu-west-1"), (request.Sendings, request.Outcome, request.Region));
        Assert.Equal(3, endpoint.Requests.Count);
        Assert.Same(request, AwsRequest.Of(new ToolException(ToolErrorCode.Unavailable, "x", null, failure))); // S3-C1a
    }

    [Fact] // SAF-M6
    public async Task A_request_that_is_not_awaited_is_recorded_before_it_is_sent()
    {
        var gate = new TaskCompletionSource();
        endpoint.Answer = _ =>
        {
            gate.Task.Wait();
            return Endpoint.Error(HttpStatusCode.BadRequest, "Late");
        };
        var scope = CallScope.Run(Tool(ToolKind.Write, "ec2:CreateVpc"));
        var left = Task.Run(() => Ec2().CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }));
        while (endpoint.Requests.Count == 0) await Task.Yield();
        scope.Dispose();

        var request = Assert.Single(scope.Requests);
        Assert.Equal((null, 1), (request.Outcome, request.Sendings));
        gate.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => left);
    }

    [Theory] // SAF-M2
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_redirect_out_of_the_pinned_regions_is_not_followed(bool pinned, int requests)
    {
        endpoint.Answer = sent => sent.Uri.Host.Contains("us-east-1", StringComparison.Ordinal)
            ? new(HttpStatusCode.OK) { Content = new StringContent("<DeleteResult/>") }
            : new(HttpStatusCode.TemporaryRedirect)
            {
                Headers = { { "x-amz-bucket-region", "us-east-1" }, { "Location", "https://bucket.s3.us-east-1.amazonaws.com/?delete" } },
                Content = new StringContent(
                    "<Error><Code>TemporaryRedirect</Code><Endpoint>bucket.s3.us-east-1.amazonaws.com</Endpoint></Error>"),
            };
        using var scope = CallScope.Run(
            Tool(new() { Mode = ToolKind.Write, Pins = new(Regions: pinned ? ["eu-west-1"] : null) }, ToolKind.Write, false,
            "s3:DeleteObject"));

        var failure = await Record.ExceptionAsync(() => S3()
            .DeleteObjectsAsync(new() { BucketName = "bucket", Objects = [new() { Key = "k" }] }));

        Assert.Equal(requests, endpoint.Requests.Count);
        if (pinned)
            Assert.Contains("us-east-1, which is not pinned", Assert.IsType<ToolException>(failure).Message, StringComparison.Ordinal);
        Assert.Equal(pinned ? "eu-west-1" : "us-east-1", Assert.Single(scope.Requests).Region);
    }

    [Fact] // SAF-M2
    public async Task A_global_service_is_not_held_to_pinned_regions()
    {
        using var scope = CallScope.Run(Tool(new() { Pins = new(Regions: ["eu-west-1"]) }, ToolKind.Read, false, "iam:ListUsers"));

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => Read("iam"));

        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task The_list_of_all_buckets_is_not_held_to_pinned_regions_and_what_is_in_one_is()
    {
        using var scope = CallScope.Run(
            Tool(new() { Pins = new(Regions: ["us-west-2"]) }, ToolKind.Read, false, "s3:ListAllMyBuckets", "s3:ListBucket"));

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => S3().ListBucketsAsync());
        await Assert.ThrowsAsync<ToolException>(() => S3().ListObjectsV2Async(new() { BucketName = "bucket" }));

        Assert.Single(endpoint.Requests);
    }

    [Fact] // GRD-G6.5
    public async Task A_directory_bucket_is_not_supported_and_no_defect()
    {
        using var scope = CallScope.Run(Tool(ToolKind.Read, "s3:ListBucket"));

        var refusal = await Assert.ThrowsAsync<ToolException>(() => S3().ListObjectsV2Async(new() { BucketName = "foo--euw1-az1--x-s3" }));

        Assert.Equal(ToolErrorCode.NotSupported, refusal.Code);
        Assert.DoesNotContain("defect", refusal.Hint, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }

    [Theory] // SAF-L19
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_operation_on_no_list_is_a_read_where_the_configuration_says_so(bool named)
    {
        using var scope = CallScope.Run(ToolThatReads(named ? ["sqs:ReceiveMessage"] : [], "sqs:ReceiveMessage"));
        var sqs = new Amazon.SQS.AmazonSQSClient(Keys, endpoint.Config<Amazon.SQS.AmazonSQSConfig>());

        await Assert.ThrowsAnyAsync<Exception>(() =>
            sqs.ReceiveMessageAsync("https://sqs.eu-west-1.amazonaws.com/123456789012/queue"));

        Assert.Equal(named ? 1 : 0, endpoint.Requests.Count);
        Assert.Equal(named ? 0 : 1, refused.Count);
    }

    [Fact] // SAF-L19
    public async Task What_is_known_to_write_is_no_read_whatever_the_configuration_says()
    {
        using var scope = CallScope.Run(ToolThatReads(["ec2:CreateVpc"], "ec2:CreateVpc"));

        await Assert.ThrowsAsync<ToolException>(() => Ec2().CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }));

        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task The_host_asks_for_nothing_but_what_it_names()
    {
        var sts = new AmazonSecurityTokenServiceClient(Keys, endpoint.Config<AmazonSecurityTokenServiceConfig>());
        using var scope = CallScope.Host("STS GetCallerIdentity");

        await Assert.ThrowsAsync<ToolException>(() => sts.GetSessionTokenAsync());
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => sts.GetCallerIdentityAsync(new()));

        Assert.Single(endpoint.Requests);
        Assert.All(scope.Requests, r => Assert.Equal(Admission.Host, r.By));
    }

    private static CatalogTool Tool(ToolKind kind, params string[] actions) => Tool(kind, false, actions);

    private static CatalogTool Tool(ToolKind kind, bool secret, params string[] actions) =>
        Tool(new() { Mode = ToolKind.Write }, kind, secret, actions);

    private static CatalogTool Tool(HostSettings settings, ToolKind kind, bool secret, params string[] actions)
    {
        var schema = JsonElement.Parse("""{ "type": "object" }""");
        return new(null!, "test", new("test_tool", "Tool", "A tool.", kind, false, secret, true, actions, [], schema, schema),
            settings.Mode, settings);
    }

    private static CatalogTool ToolThatReads(string[] reads, string action)
    {
        var schema = JsonElement.Parse("""{ "type": "object" }""");
        var manifest = new ToolManifest("test_tool", "Tool", "A tool.", ToolKind.Read, false, false, true, [action], [], schema, schema);
        return new(null!, "test", manifest, ToolKind.Read, new()) { Reads = reads };
    }

    private Task Read(string service) => service switch
    {
        "ec2" => Ec2().DescribeVpcsAsync(new()),
        "sts" => new AmazonSecurityTokenServiceClient(Keys, endpoint.Config<AmazonSecurityTokenServiceConfig>())
            .GetCallerIdentityAsync(new()),
        "ssm" => Ssm().DescribeParametersAsync(new Amazon.SimpleSystemsManagement.Model.DescribeParametersRequest()),
        "s3" => S3().ListObjectsV2Async(new() { BucketName = "bucket" }),
        "iam" => new AmazonIdentityManagementServiceClient(Keys, endpoint.Config<AmazonIdentityManagementServiceConfig>())
            .ListUsersAsync(new Amazon.IdentityManagement.Model.ListUsersRequest()),
        "logs" => new AmazonCloudWatchLogsClient(Keys, endpoint.Config<AmazonCloudWatchLogsConfig>())
            .DescribeLogGroupsAsync(new Amazon.CloudWatchLogs.Model.DescribeLogGroupsRequest()),
        "lambda" => Lambda().ListFunctionsAsync(new Amazon.Lambda.Model.ListFunctionsRequest()),
        _ => Route53().ListHostedZonesAsync(new Amazon.Route53.Model.ListHostedZonesRequest()),
    };

    private AmazonEC2Client Ec2() => new(Keys, endpoint.Config<AmazonEC2Config>());

    private AmazonSimpleSystemsManagementClient Ssm() => new(Keys, endpoint.Config<AmazonSimpleSystemsManagementConfig>());

    private AmazonS3Client S3() => new(Keys, endpoint.Config<AmazonS3Config>());

    private AmazonLambdaClient Lambda() => new(Keys, endpoint.Config<AmazonLambdaConfig>());

    private AmazonRoute53Client Route53() => new(Keys, endpoint.Config<AmazonRoute53Config>());

    private sealed class DescribeVolumesRequest : CreateVpcRequest;

    private sealed class DescribeParametersRequest : Amazon.SimpleSystemsManagement.Model.PutParameterRequest;

    private sealed class ListObjectsV2Request : Amazon.S3.Model.DeleteObjectRequest;

    private sealed class ListFunctionsRequest : Amazon.Lambda.Model.DeleteFunctionRequest;

    private sealed class ListHostedZonesRequest : Amazon.Route53.Model.DeleteHostedZoneRequest;

    private sealed class Foreign : IRuntimePipelineCustomizer
    {
        public string UniqueName => "foreign";

        public void Customize(Type type, RuntimePipeline pipeline) => pipeline.AddHandlerBefore<Marshaller>(new Idle());

        private sealed class Idle : PipelineHandler;
    }

    private sealed class WithoutTop : AmazonEC2Client
    {
        public WithoutTop(AmazonEC2Config config) : base(Keys, config) => RuntimePipeline.RemoveHandler<AwsGuard>();
    }

    private sealed class Fetching(Func<Task> fetch) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials()
        {
            fetch().GetAwaiter().GetResult();
            return new("AKIA1234567890123456", "secret", null);
        }
    }
}

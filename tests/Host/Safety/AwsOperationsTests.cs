using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

public sealed class AwsOperationsTests
{
    [Fact]
    public void Every_operation_that_can_be_reached_is_listed_and_nothing_else()
    {
        var reachable = OfficialOperations().Concat(ModelledOperations()).ToHashSet();
        var listed = FirstParty().Select(o => $"{o.ServiceId}: {o.Operation}").ToHashSet();

        Assert.Equal(([], []), (Sorted(reachable.Except(listed)), Sorted(listed.Except(reachable))));

        static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void The_list_is_sorted_so_that_a_change_is_seen_at_its_place()
    {
        foreach (var service in FirstParty().GroupBy(o => o.ServiceId, o => o.Operation))
            Assert.Equal(service.Order(StringComparer.Ordinal), service);
    }

    [Theory]
    [InlineData("CloudFormation", "DetectStackDrift")]
    [InlineData("CloudFormation", "EstimateTemplateCost")]
    [InlineData("CloudTrail", "StartQuery")]
    [InlineData("EC2", "GetFlowLogsIntegrationTemplate")]
    [InlineData("EC2", "TerminateInstances")]
    [InlineData("IAM", "CreateAccessKey")]
    [InlineData("IAM", "GenerateCredentialReport")]
    [InlineData("Lambda", "Invoke")]
    [InlineData("Lambda", "InvokeWithResponseStream")]
    [InlineData("RDS", "RestoreDBInstanceFromDBSnapshot")]
    [InlineData("S3", "CreateSession")]
    [InlineData("S3", "GetPreSignedURL")]
    [InlineData("S3", "RestoreObject")]
    [InlineData("SSM", "GetAccessToken")]
    [InlineData("SSM", "ResumeSession")]
    [InlineData("SSM", "SendCommand")]
    [InlineData("SSM", "StartSession")]
    [InlineData("SSO", "GetRoleCredentials")]
    [InlineData("SSO OIDC", "CreateToken")]
    [InlineData("STS", "AssumeRole")]
    [InlineData("STS", "AssumeRoleWithSAML")]
    [InlineData("STS", "AssumeRoleWithWebIdentity")]
    [InlineData("STS", "AssumeRoot")]
    [InlineData("STS", "GetFederationToken")]
    [InlineData("STS", "GetSessionToken")]
    [InlineData("EC2", "CreateMetricCategory")]
    [InlineData("Secrets Manager", "ValidateResourcePolicy")] // GRD-G3.1
    public void What_changes_starts_or_hands_out_is_no_read(string service, string operation)
    {
        Assert.Contains((service, operation, false), AwsOperations.All);
        Assert.False(AwsOperations.IsRead(service, operation));
    }

    [Fact]
    public void Reads_are_recognised_by_a_verb_or_named_here()
    {
        string[] others =
        [
            "CloudFormation: BatchDescribeTypeConfigurations", "CloudFormation: ValidateTemplate", "CloudTrail: LookupEvents",
            "CloudTrail: SearchSampleQueries", "CloudWatch Logs: FilterLogEvents", "CloudWatch Logs: TestMetricFilter",
            "CloudWatch Logs: TestTransformer",
            "EC2: ExportClientVpnClientCertificateRevocationList", "EC2: ExportClientVpnClientConfiguration",
            "EC2: ExportVerifiedAccessInstanceClientConfiguration", "EC2: SearchLocalGatewayRoutes",
            "EC2: SearchTransitGatewayMulticastGroups",
            "EC2: SearchTransitGatewayRoutes", "EC2: ValidateSecurityGroupQuotasForInterface", "IAM: SimulateCustomPolicy",
            "IAM: SimulatePrincipalPolicy", "RDS: DownloadDBLogFilePortion",
            "Route 53: TestDNSAnswer", "S3: HeadBucket", "Secrets Manager: BatchGetSecretValue",
        ];
        string[] verbs = ["Describe", "Get", "List"];

        var unusual = FirstParty().Where(o => o.IsRead && !verbs.Any(v => o.Operation.StartsWith(v, StringComparison.Ordinal)));

        Assert.Equal(others, unusual.Select(o => $"{o.ServiceId}: {o.Operation}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("EC2", "DescribeInstances", true)]
    [InlineData("EC2", "DescribeInstancesRequest", true)]
    [InlineData("IAM", "GetDelegationRequest", true)]
    [InlineData("IAM", "GetDelegationRequestRequest", true)]
    [InlineData("SSM", "StartAccessRequest", false)]
    [InlineData("EC2", "DescribeWhatIsToCome", false)]
    [InlineData("EC2", "describeInstances", false)]
    [InlineData("ec2", "DescribeInstances", false)]
    [InlineData("DynamoDB", "DoWhatIsToCome", false)]
    [InlineData("Made Up", "GetItem", false)]
    [InlineData("", "", false)]
    public void Operations_go_by_their_own_name_or_their_request_and_the_unknown_is_a_write(string service, string operation, bool read) =>
        Assert.Equal(read, AwsOperations.IsRead(service, operation));

    [Theory]
    [InlineData("EC2", "DescribeInstancesRequest", "ec2:DescribeInstances")]
    [InlineData("Auto Scaling", "DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingGroups")]
    [InlineData("Elastic Load Balancing v2", "CreateRule", "elasticloadbalancing:CreateRule")]
    [InlineData("Route 53", "ListResourceRecordSets", "route53:ListResourceRecordSets")]
    [InlineData("SSM", "StartAccessRequestRequest", "ssm:StartAccessRequest")]
    [InlineData("Lambda", "Invoke", "lambda:InvokeFunction")]
    [InlineData("S3", "ListObjectsV2", "s3:ListBucket")]
    [InlineData("S3", "ListBuckets", "s3:ListAllMyBuckets")]
    [InlineData("S3", "GetObjectMetadataRequest", "s3:GetObject", "s3:GetObjectVersion")]
    [InlineData("S3", "DeleteObjects", "s3:DeleteObject", "s3:DeleteObjectVersion")]
    [InlineData("S3", "PutBucketRequest", "s3:CreateBucket", "s3express:CreateBucket")]
    [InlineData("S3", "DeleteBucketEncryption", "s3:PutEncryptionConfiguration", "s3express:PutEncryptionConfiguration")]
    [InlineData("S3", "CreateSession", "s3express:CreateSession")]
    [InlineData("CloudTrail", "ListInsightsMetricData", "cloudtrail:LookupEvents", "cloudtrail:ListInsightsData")] // GRD-G5a
    [InlineData("SQS", "SendMessageBatch", "sqs:SendMessage")] // GRD-G6.7b, and the next
    [InlineData("SNS", "PublishBatch", "sns:Publish")]
    [InlineData("KMS", "ReEncrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo")]
    [InlineData("Budgets", "DescribeBudgets", "budgets:ViewBudget")]
    [InlineData("API Gateway", "GetRestApis", "apigateway:GET")]
    [InlineData("ApiGatewayV2", "UpdateApi", "apigateway:PATCH")]
    [InlineData("SFN", "ListStateMachines", "states:ListStateMachines")] // GRD-G6.7a, and the next
    [InlineData("EventBridge", "PutRule", "events:PutRule")]
    [InlineData("EFS", "DescribeFileSystems", "elasticfilesystem:DescribeFileSystems")]
    [InlineData("SESv2", "SendEmail", "ses:SendEmail")]
    [InlineData("OpenSearch", "DescribeDomain", "es:DescribeDomain")]
    [InlineData("Cognito Identity Provider", "ListUserPools", "cognito-idp:ListUserPools")]
    [InlineData("Config Service", "DescribeConfigRules", "config:DescribeConfigRules")]
    [InlineData("Cost Explorer", "GetCostAndUsage", "ce:GetCostAndUsage")]
    [InlineData("Application Auto Scaling", "DescribeScalingPolicies", "application-autoscaling:DescribeScalingPolicies")]
    [InlineData("RDS Data", "ExecuteStatement", "rds-data:ExecuteStatement")]
    [InlineData("S3 Control", "GetAccessPoint", "s3:GetAccessPoint")]
    [InlineData("DynamoDB Streams", "GetRecords", "dynamodb:GetRecords")]
    [InlineData("ACM PCA", "GetCertificate", "acm-pca:GetCertificate")]
    [InlineData("EMR", "ListClusters", "elasticmapreduce:ListClusters")]
    [InlineData("ECR PUBLIC", "DescribeRepositories", "ecr-public:DescribeRepositories")]
    [InlineData("Resource Groups", "ListGroups", "resource-groups:ListGroups")]
    [InlineData("SFN", "WhatIsToCome", "states:WhatIsToCome")]
    [InlineData("EC2", "DoWhatIsToComeRequest", "ec2:DoWhatIsToCome")]
    [InlineData("Made Up", "DoItRequest", "madeup:DoIt")]
    public void Operations_map_to_IAM_actions(string service, string operation, params string[] actions) =>
        Assert.Equal(actions, AwsOperations.ActionsFor(service, operation));

    [Theory]
    [InlineData("SQS", "GetQueueAttributes", true)]
    [InlineData("SQS", "ReceiveMessage", false)]
    [InlineData("DynamoDB", "DescribeTable", true)]
    [InlineData("DynamoDB", "Query", true)]
    [InlineData("DynamoDB", "ExecuteStatement", false)]
    [InlineData("KMS", "ListKeys", true)]
    [InlineData("KMS", "Verify", true)]
    [InlineData("KMS", "Decrypt", false)]
    [InlineData("ECR", "GetAuthorizationToken", false)]
    [InlineData("Cognito Identity", "GetCredentialsForIdentity", false)]
    [InlineData("Cognito Identity Provider", "DescribeUserPoolClient", false)]
    [InlineData("S3 Control", "GetDataAccess", false)]
    [InlineData("CodePipeline", "GetJobDetails", false)]
    [InlineData("QuickSight", "GetDashboardEmbedUrl", false)]
    [InlineData("Kinesis Video Archived Media", "GetHLSStreamingSessionURL", false)]
    [InlineData("IoT", "DescribeEndpoint", false)]
    [InlineData("Bedrock Runtime", "InvokeModel", false)]
    [InlineData("Geo Places", "GetPlace", false)]
    [InlineData("Rekognition", "DetectFaces", false)]
    [InlineData("RDS Data", "ExecuteStatement", false)]
    [InlineData("Glue", "ListEntities", true)]
    [InlineData("Route53GlobalResolver", "ListTagsForResource", true)]
    [InlineData("EC2", "ValidateSecurityGroupQuotasForInterface", true)] // GRD-G4.1
    // GRD-G6.6
    public void Services_without_a_first_party_plugin_have_reads_and_AWSs_levels_are_corrected(string service, string operation,
        bool read) =>
        Assert.Equal(read, AwsOperations.IsRead(service, operation));

    [Fact]
    public void A_read_of_any_service_has_the_verb_of_one_or_is_known_by_name_and_gives_no_access()
    {
        var firstParty = FirstParty().Select(o => o.ServiceId).ToHashSet();
        var others = AwsOperations.All.Where(o => o.IsRead && !firstParty.Contains(o.ServiceId)).ToList();
        string[] words =
        [
            "AuthorizationToken", "AccessToken", "AuthToken", "Presigned", "EmbedUrl", "Password", "StreamingSessionURL", "UploadUrl"
        ];
        string[] acts =
        [
            "Create", "Delete", "Put", "Update", "Start", "Stop", "Send", "Receive", "Invoke", "Execute", "Run", "Assume", "Request",
            "Detect", "Generate"
        ];

        Assert.True(others.Count > 6000);
        Assert.True(others.Select(o => o.ServiceId).Distinct().Count() > 375);
        Assert.DoesNotContain(others, o => words.Any(w => o.Operation.Contains(w, StringComparison.Ordinal)));
        Assert.DoesNotContain(others, o => acts.Any(a => o.Operation.StartsWith(a, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false, "s3:GetObjectAttributes")]
    [InlineData(false, "s3:GetObject")]
    [InlineData(false, "s3:GetObject", "s3:GetObjectVersionAttributes")]
    [InlineData(true, "s3:GetObject", "s3:GetObjectAttributes")]
    [InlineData(true, "s3:ListBucket", "s3:GetObjectVersionAttributes", "s3:GetObjectVersion")]
    public void All_of_the_actions_of_one_alternative_are_needed(bool permitted, params string[] declared) => // GRD-G5b
        Assert.Equal(permitted, AwsOperations.Permits(declared, "S3", "GetObjectAttributesRequest"));

    [Theory]
    [InlineData("Secrets Manager", "BatchGetSecretValue", false, "secretsmanager:BatchGetSecretValue")]
    [InlineData("Secrets Manager", "BatchGetSecretValue", true, "secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue")]
    [InlineData("CloudWatch Logs", "DescribeAccountPolicies", false, "logs:DescribeAccountPolicies")]
    [InlineData("CloudWatch Logs", "DescribeAccountPolicies", true, "logs:DescribeAccountPolicies", "logs:GetTransformer")]
    [InlineData("S3", "GetObjectTorrent", true, "s3:GetObject")]
    [InlineData("S3", "GetBucketPolicy", true, "s3express:GetBucketPolicy")]
    [InlineData("IAM", "CreateServiceLinkedRole", true, "iam:CreateServiceLinkedRole>rds.amazonaws.com")]
    [InlineData("EC2", "DoWhatIsToCome", false)]
    [InlineData("Made Up", "DoIt", true, "madeup:DoIt")]
    public void Declared_actions_permit_an_operation_or_not(string service, string operation, bool permitted, params string[] declared) =>
        Assert.Equal(permitted, AwsOperations.Permits(declared, service, operation));

    [Theory] // GRD-G6.3
    [InlineData("SSM", "GetParameterRequest", "WithDecryption")]
    [InlineData("SSM", "GetParametersByPath", "WithDecryption")]
    [InlineData("CloudWatch Logs", "FilterLogEvents", "Unmask")]
    [InlineData("API Gateway", "GetApiKeys", "IncludeValues")]
    [InlineData("Secrets Manager", "GetSecretValue", null)]
    [InlineData("EC2", "GetPasswordData", null)]
    [InlineData("EC2", "DescribeVpnConnections", null, "VpnConnections.CustomerGatewayConfiguration",
        "VpnConnections.Options.TunnelOptions.PreSharedKey")]
    [InlineData("Lambda", "GetFunction", null, "Code.Location", "Configuration.Environment.Variables")]
    [InlineData("Lambda", "GetLayerVersionByArn", null, "Content.Location")]
    public void Answers_that_tell_secrets_are_known(string service, string operation, string? when, params string[] paths)
    {
        var secrecy = AwsOperations.Secrecy(service, operation);

        Assert.True(AwsOperations.IsRead(service, operation));
        Assert.Equal((true, when), (secrecy.Tells, secrecy.When));
        Assert.Equal(paths, secrecy.Paths);
    }

    [Theory]
    [InlineData("EC2", "DescribeInstances")]
    [InlineData("SSM", "DescribeParameters")]
    [InlineData("SQS", "GetQueueAttributes")]
    [InlineData("Made Up", "GetSecret")]
    public void Other_answers_tell_none(string service, string operation) => Assert.False(AwsOperations.Secrecy(service, operation).Tells);

    [Fact]
    public void What_a_secret_depends_on_is_in_the_SDKs_types()
    {
        var types = Clients().SelectMany(c => c.Assembly.GetExportedTypes()).ToLookup(t => t.Name);
        foreach (var (service, operation, _) in FirstParty())
        {
            var secrecy = AwsOperations.Secrecy(service, operation);
            if (secrecy.When is { } member && types[$"{operation}Request"].FirstOrDefault() is { } request)
                Assert.Equal(typeof(bool?), request.GetProperty(member)?.PropertyType);
            if (types[$"{operation}Response"].FirstOrDefault() is { } response)
                Assert.All(secrecy.Paths, path => Assert.True(Leads(response, path), path));
        }

        static bool Leads(Type type, string path) =>
            path.Split('.').Aggregate((Type?)type, (t, name) => Item(t?.GetProperty(name)?.PropertyType)) is not null;
        static Type? Item(Type? type) => type is { IsGenericType: true } ? type.GetGenericArguments()[^1] : type;
    }

    [Fact]
    public void A_pattern_that_is_proven_matches_no_write_and_no_secret()
    {
        var actions = (from o in AwsOperations.All
                       let secrecy = AwsOperations.Secrecy(o.ServiceId, o.Operation)
                       let free = o.IsRead && (!secrecy.Tells || secrecy.Paths.Count > 0 || secrecy.When is "Unmask")
                       from action in AwsOperations.ActionsFor(o.ServiceId, o.Operation)
                       let verb = Regex.Match(action, "^[a-z0-9-]+:[A-Z][a-z]+(?=[A-Z])")
                       where verb.Success
                       select (verb.Value, action, free, own: AwsOperations.ActionsFor(o.ServiceId, o.Operation)[0] == action)).ToList();

        var proven = actions.Select(a => a.Value).Distinct().Where(AwsOperations.IsReadPattern).ToHashSet();

        Assert.Contains("ec2:Describe", proven);
        Assert.Contains("sqs:List", proven);
        Assert.DoesNotContain(actions, a => a.own && !a.free && proven.Any(p => a.action.StartsWith(p, StringComparison.Ordinal)));
    }

    [Theory] // GRD-G5.3
    [InlineData("ec2:Describe", true)]
    [InlineData("cloudwatch:Get", false)] // GetSpaceCredentials, which no SDK knows
    [InlineData("ssm:Get", false)]
    [InlineData("ec2:Get", false)]
    [InlineData("s3:Get", false)] // GetDataAccess
    [InlineData("s3:GetBucket", true)]
    [InlineData("ssm:GetParameter", false)]
    [InlineData("ec2:", false)]
    [InlineData("ec2", false)]
    [InlineData("ec2:Desc", false)]
    [InlineData("made-up:Get", false)]
    public void Patterns_are_proven_over_AWSs_whole_list(string beginning, bool proven) =>
        Assert.Equal(proven, AwsOperations.IsReadPattern(beginning));

    [Fact]
    public void The_names_are_those_that_the_SDK_uses_when_it_calls()
    {
        // The guard asks by the class of the request; a request without an operation of its name would be a write for ever.
        var strangers = Clients().SelectMany(c => c.Assembly.GetExportedTypes())
            .Where(t => typeof(AmazonWebServiceRequest).IsAssignableFrom(t) && !t.IsAbstract
                && t.Name.EndsWith("Request", StringComparison.Ordinal))
            .Select(t => t.Name)
            .Except(AwsOperations.All.Select(o => $"{o.Operation}Request"))
            .Where(n => !n.StartsWith("Amazon", StringComparison.Ordinal));

        // Signed without a request.
        Assert.Equal(["GetPreSignedUrlRequest"], strangers);
    }

    private static IEnumerable<(string ServiceId, string Operation, bool IsRead)> FirstParty()
    {
        var services = OfficialOperations().Concat(ModelledOperations()).Select(o => o.Split(": ")[0]).ToHashSet();
        return AwsOperations.All.Where(o => services.Contains(o.ServiceId));
    }

    private static Type[] Clients() =>
    [
        typeof(Amazon.EC2.IAmazonEC2), typeof(Amazon.S3.IAmazonS3), typeof(Amazon.SecurityToken.IAmazonSecurityTokenService),
        typeof(Amazon.SSO.IAmazonSSO),
        typeof(Amazon.SSOOIDC.IAmazonSSOOIDC), typeof(Amazon.SimpleSystemsManagement.IAmazonSimpleSystemsManagement),
    ];

    private static IEnumerable<string> OfficialOperations() =>
        from client in Clients()
        let metadata = client.Assembly.GetTypes().Single(t => typeof(IServiceMetadata).IsAssignableFrom(t) && !t.IsInterface)
        let service = (IServiceMetadata)Activator.CreateInstance(metadata, nonPublic: true)!
        from method in client.GetMethods()
        where method.Name.EndsWith("Async", StringComparison.Ordinal)
        select $"{service.ServiceId}: {method.Name[..^"Async".Length]}";

    /// <summary>The operations of the clients that are made from models.</summary>
    private static IEnumerable<string> ModelledOperations() =>
        from file in Directory.GetFiles(Sdk, "*.model.json", SearchOption.AllDirectories)
        let model = JsonElement.Parse(File.ReadAllText(file))
        let service = model.GetProperty("metadata").GetProperty("serviceId").GetString()
        from operation in model.GetProperty("operations").EnumerateObject()
        select $"{service}: {operation.Name}";

    private static string Sdk { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "../../../Sdk"));

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

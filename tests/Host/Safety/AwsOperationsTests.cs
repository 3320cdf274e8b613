using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

public sealed class AwsOperationsTests
{
    [Fact]
    public void Every_operation_that_can_be_reached_is_listed_and_nothing_else()
    {
        var listed = AwsOperations.All.Select(o => $"{o.ServiceId}: {o.Operation}").ToHashSet();
        var reachable = OfficialOperations().Concat(ModelledOperations()).ToHashSet();

        Assert.Equal(([], []), (Sorted(reachable.Except(listed)), Sorted(listed.Except(reachable))));

        static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void The_list_is_sorted_so_that_a_change_is_seen_at_its_place()
    {
        foreach (var service in AwsOperations.All.GroupBy(o => o.ServiceId, o => o.Operation))
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
            "CloudTrail: SearchSampleQueries", "CloudWatch Logs: FilterLogEvents", "CloudWatch Logs: TestMetricFilter", "CloudWatch Logs: TestTransformer", "EC2: ExportClientVpnClientCertificateRevocationList", "EC2: ExportClientVpnClientConfiguration",
            "EC2: ExportVerifiedAccessInstanceClientConfiguration", "EC2: SearchLocalGatewayRoutes", "EC2: SearchTransitGatewayMulticastGroups",
            "EC2: SearchTransitGatewayRoutes", "IAM: SimulateCustomPolicy", "IAM: SimulatePrincipalPolicy", "RDS: DownloadDBLogFilePortion",
            "Route 53: TestDNSAnswer", "S3: HeadBucket", "Secrets Manager: BatchGetSecretValue", "Secrets Manager: ValidateResourcePolicy",
        ];
        string[] verbs = ["Describe", "Get", "List"];

        var unusual = AwsOperations.All.Where(o => o.IsRead && !verbs.Any(v => o.Operation.StartsWith(v, StringComparison.Ordinal)));

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
    [InlineData("DynamoDB", "GetItem", false)]
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
    [InlineData("S3", "PutBucketRequest", "s3:CreateBucket")]
    [InlineData("S3", "DeleteBucketEncryption", "s3:PutEncryptionConfiguration")]
    [InlineData("S3", "CreateSession", "s3express:CreateSession")]
    [InlineData("EC2", "DoWhatIsToComeRequest", "ec2:DoWhatIsToCome")]
    [InlineData("Made Up", "DoItRequest", "madeup:DoIt")]
    public void Operations_map_to_IAM_actions(string service, string operation, params string[] actions) =>
        Assert.Equal(actions, AwsOperations.ActionsFor(service, operation));

    [Fact]
    public void The_names_are_those_that_the_SDK_uses_when_it_calls()
    {
        // The guard asks by the class of the request; a request without an operation of its name would be a write for ever.
        var strangers = Clients().SelectMany(c => c.Assembly.GetExportedTypes())
            .Where(t => typeof(AmazonWebServiceRequest).IsAssignableFrom(t) && !t.IsAbstract && t.Name.EndsWith("Request", StringComparison.Ordinal))
            .Select(t => t.Name)
            .Except(AwsOperations.All.Select(o => $"{o.Operation}Request"))
            .Where(n => !n.StartsWith("Amazon", StringComparison.Ordinal));

        // Signed without a request.
        Assert.Equal(["GetPreSignedUrlRequest"], strangers);
    }

    private static Type[] Clients() =>
    [
        typeof(Amazon.EC2.IAmazonEC2), typeof(Amazon.S3.IAmazonS3), typeof(Amazon.SecurityToken.IAmazonSecurityTokenService), typeof(Amazon.SSO.IAmazonSSO),
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

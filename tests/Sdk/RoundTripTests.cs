using System.IO.Compression;
using System.Net;
using System.Text;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Amazon.CloudTrail;
using Amazon.CloudTrail.Model;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.ResourceGroupsTaggingAPI;
using Amazon.ResourceGroupsTaggingAPI.Model;
using Amazon.Route53;
using Amazon.Route53.Model;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using ChangeAction = Amazon.Route53.ChangeAction;
using ComparisonOperator = Amazon.CloudWatch.ComparisonOperator;
using ListTagsRequest = Amazon.Lambda.Model.ListTagsRequest;
using Metric = Amazon.CloudWatch.Model.Metric;
using MetricDataQuery = Amazon.CloudWatch.Model.MetricDataQuery;
using MetricStat = Amazon.CloudWatch.Model.MetricStat;
using StandardUnit = Amazon.CloudWatch.StandardUnit;
using Statistic = Amazon.CloudWatch.Statistic;

namespace Infra.Sdk.Tests;

/// <summary>Each service against the emulator: create, read, page, change, delete, and an error with its own type.</summary>
[Collection(MotoCollection.Name)]
public sealed class RoundTripTests(MotoServer moto)
{
    [Fact]
    public async Task Rds_instances_live_and_die()
    {
        using var rds = new AmazonRDSClient(MotoServer.Credentials, moto.Configure(new AmazonRDSConfig()));
        for (int i = 0; i < 23; i++)
        {
            var created = await rds.CreateDBInstanceAsync(new CreateDBInstanceRequest
            {
                DBInstanceIdentifier = $"db{i:00}",
                Engine = "postgres",
                DBInstanceClass = "db.t3.micro",
                AllocatedStorage = 20 + i,
                MasterUsername = "admin",
                MasterUserPassword = "a&b=c d%é",
                Tags = [new Amazon.RDS.Model.Tag { Key = "env", Value = "p&d=1 é" }],
            });
            Assert.Equal(20 + i, created.DBInstance.AllocatedStorage);
            Assert.Equal("p&d=1 é", Assert.Single(created.DBInstance.TagList).Value);
            Assert.Equal(DateTimeKind.Utc, created.DBInstance.InstanceCreateTime?.Kind);
        }

        var page = await rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest { MaxRecords = 20 });
        Assert.Equal(20, page.DBInstances.Count);
        Assert.NotNull(page.Marker);
        Assert.NotEmpty(page.ResponseMetadata.RequestId);

        var all = new List<string>();
        await foreach (var instance in rds.Paginators.DescribeDBInstances(new DescribeDBInstancesRequest { MaxRecords = 20 }).DBInstances)
        {
            all.Add(instance.DBInstanceIdentifier);
        }

        Assert.Equal(23, all.Distinct().Count());

        await rds.ModifyDBInstanceAsync(new ModifyDBInstanceRequest
        {
            DBInstanceIdentifier = "db00",
            AllocatedStorage = 99,
            ApplyImmediately = true,
        });
        var read = await rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest { DBInstanceIdentifier = "db00" });
        Assert.Equal(99, Assert.Single(read.DBInstances).AllocatedStorage);

        await rds.DeleteDBInstanceAsync(new DeleteDBInstanceRequest { DBInstanceIdentifier = "db00", SkipFinalSnapshot = true });
        var missing = await Assert.ThrowsAsync<DBInstanceNotFoundException>(
            () => rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest { DBInstanceIdentifier = "db00" }));
        Assert.IsAssignableFrom<AmazonRDSException>(missing);
        Assert.Equal("DBInstanceNotFound", missing.ErrorCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.NotEmpty(missing.RequestId);
    }

    [Fact]
    public async Task Iam_roles_live_and_die()
    {
        using var iam = new AmazonIdentityManagementServiceClient(
            MotoServer.Credentials, moto.Configure(new AmazonIdentityManagementServiceConfig()));
        var created = await iam.CreateRoleAsync(new CreateRoleRequest
        {
            RoleName = "builder",
            AssumeRolePolicyDocument = """{"Version":"2012-10-17","Statement":[]}""",
            MaxSessionDuration = 7200,
            Tags = [new Amazon.IdentityManagement.Model.Tag { Key = "a", Value = "b" }],
        });
        Assert.Equal(7200, created.Role.MaxSessionDuration);
        Assert.Contains((await iam.ListRolesAsync()).Roles, role => role.RoleName == "builder");

        int policies = 0;
        await foreach (ManagedPolicy policy in iam.Paginators.ListPolicies(
            new ListPoliciesRequest { MaxItems = 500, Scope = PolicyScopeType.AWS }).Policies)
        {
            policies += policy.Arn.StartsWith("arn:aws:iam::aws:policy/", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(policies > 500, $"Only {policies} policies came: the second page is missing.");

        await iam.AttachRolePolicyAsync(new AttachRolePolicyRequest
        {
            RoleName = "builder",
            PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess",
        });
        var attached = await iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = "builder" });
        AttachedPolicyType one = Assert.Single(attached.AttachedPolicies);
        Assert.Equal("ReadOnlyAccess", one.PolicyName);
        await iam.UpdateAssumeRolePolicyAsync(new UpdateAssumeRolePolicyRequest
        {
            RoleName = "builder",
            PolicyDocument = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}
                """,
        });
        var changed = await iam.GetRoleAsync(new GetRoleRequest { RoleName = "builder" });
        Assert.Contains("ec2.amazonaws.com", Uri.UnescapeDataString(changed.Role.AssumeRolePolicyDocument), StringComparison.Ordinal);
        await iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = "builder", PolicyArn = one.PolicyArn });
        await iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = "builder" });
        var missing = await Assert.ThrowsAsync<NoSuchEntityException>(() => iam.GetRoleAsync(new GetRoleRequest { RoleName = "builder" }));
        Assert.Equal("NoSuchEntity", missing.ErrorCode);
    }

    [Fact]
    public async Task Lambda_functions_live_and_die()
    {
        await moto.UseNoDockerForLambdaAsync();
        using var lambda = new AmazonLambdaClient(MotoServer.Credentials, moto.Configure(new AmazonLambdaConfig()));
        using var iam = new AmazonIdentityManagementServiceClient(
            MotoServer.Credentials, moto.Configure(new AmazonIdentityManagementServiceConfig()));
        var role = await iam.CreateRoleAsync(new CreateRoleRequest
        {
            RoleName = "runner",
            AssumeRolePolicyDocument =
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
        });
        for (int i = 0; i < 3; i++)
        {
            var created = await lambda.CreateFunctionAsync(new CreateFunctionRequest
            {
                FunctionName = $"f{i}",
                Runtime = Amazon.Lambda.Runtime.Python312,
                Role = role.Role.Arn,
                Handler = "f.h",
                Code = new FunctionCode { ZipFile = Zip("f.py", "def h(e, c):\n    return e\n") },
                Environment = new Amazon.Lambda.Model.Environment { Variables = new() { ["A"] = "1" } },
                Timeout = 5,
            });
            Assert.Equal("1", created.Environment.Variables["A"]);
            Assert.Equal(Amazon.Lambda.Runtime.Python312, created.Runtime);
        }

        Assert.Equal(3, (await lambda.ListFunctionsAsync()).Functions.Count);
        string arn = (await lambda.GetFunctionAsync("f0")).Configuration.FunctionArn;
        await lambda.TagResourceAsync(new Amazon.Lambda.Model.TagResourceRequest { Resource = arn, Tags = new() { ["k"] = "v" } });
        Assert.Equal("v", (await lambda.ListTagsAsync(new ListTagsRequest { Resource = arn })).Tags["k"]);
        await lambda.UpdateFunctionConfigurationAsync(new UpdateFunctionConfigurationRequest { FunctionName = "f0", Timeout = 9 });
        Assert.Equal(9, (await lambda.GetFunctionConfigurationAsync("f0")).Timeout);
        int paged = 0;
        await foreach (var page in lambda.Paginators.ListFunctions(new ListFunctionsRequest { MaxItems = 2 }).Functions)
        {
            paged += page.FunctionName.StartsWith('f') ? 1 : 0;
        }

        Assert.Equal(3, paged);
        var invoked = await lambda.InvokeAsync(
            new InvokeRequest { FunctionName = "f1", Payload = """{"x":"ä"}""", ClientContext = """{"c":1}""" });
        Assert.Equal(200, invoked.StatusCode);
        Assert.Null(invoked.FunctionError);
        Assert.Contains("\"x\"", Encoding.UTF8.GetString(invoked.Payload.ToArray()), StringComparison.Ordinal);
        await lambda.DeleteFunctionAsync("f0");
        var missing = await Assert.ThrowsAsync<Amazon.Lambda.Model.ResourceNotFoundException>(() => lambda.GetFunctionAsync("f0"));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Route53_zones_live_and_die()
    {
        using var route53 = new AmazonRoute53Client(MotoServer.Credentials, moto.Configure(new AmazonRoute53Config()));
        var created = await route53.CreateHostedZoneAsync(new CreateHostedZoneRequest
        {
            Name = "example.com.",
            CallerReference = "first",
            HostedZoneConfig = new HostedZoneConfig { Comment = "a<b&c" },
        });
        Assert.Equal("a<b&c", created.HostedZone.Config.Comment);
        Assert.NotEmpty(created.Location);
        string id = created.HostedZone.Id;
        var upsert = new ResourceRecordSet
        {
            Name = "www.example.com.",
            Type = RRType.A,
            TTL = 60,
            ResourceRecords = [new ResourceRecord { Value = "1.2.3.4" }, new ResourceRecord { Value = "1.2.3.5" }],
        };
        await ChangeAsync(route53, id, ChangeAction.UPSERT, upsert);
        var records = await route53.ListResourceRecordSetsAsync(new ListResourceRecordSetsRequest { HostedZoneId = id });
        var record = Assert.Single(records.ResourceRecordSets, item => item.Type == RRType.A);
        Assert.Equal(2, record.ResourceRecords.Count);
        Assert.Equal(60, record.TTL);
        Assert.StartsWith("/hostedzone/", id, StringComparison.Ordinal);

        for (int i = 0; i < 4; i++)
        {
            await route53.CreateHostedZoneAsync(new CreateHostedZoneRequest { Name = $"zone{i}.test.", CallerReference = $"zone{i}" });
        }

        var zones = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var zone in route53.Paginators.ListHostedZones(new ListHostedZonesRequest { MaxItems = "2" }).HostedZones)
        {
            zones.Add(zone.Name);
        }

        Assert.True(zones.Count >= 5, $"{zones.Count} zones came.");
        await Assert.ThrowsAsync<HostedZoneNotEmptyException>(() => route53.DeleteHostedZoneAsync(new DeleteHostedZoneRequest { Id = id }));
        await ChangeAsync(route53, id, ChangeAction.DELETE, record);
        await route53.DeleteHostedZoneAsync(new DeleteHostedZoneRequest { Id = id });
        await Assert.ThrowsAsync<NoSuchHostedZoneException>(() => route53.GetHostedZoneAsync(new GetHostedZoneRequest { Id = id }));
    }

    [Fact]
    public async Task Cloudwatch_alarms_and_metrics_live_and_die()
    {
        using var cloudWatch = new AmazonCloudWatchClient(MotoServer.Credentials, moto.Configure(new AmazonCloudWatchConfig()));
        for (int i = 0; i < 3; i++)
        {
            await cloudWatch.PutMetricAlarmAsync(new PutMetricAlarmRequest
            {
                AlarmName = $"alarm{i}",
                Namespace = "N",
                MetricName = "M",
                Statistic = Statistic.Average,
                Period = 60,
                EvaluationPeriods = 1,
                Threshold = 1.5,
                ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
                Dimensions = [new Amazon.CloudWatch.Model.Dimension { Name = "d", Value = "v" }],
                AlarmActions = [],
            });
        }

        var alarms = (await cloudWatch.DescribeAlarmsAsync()).MetricAlarms;
        Assert.Equal(3, alarms.Count);
        Assert.Equal(1.5, alarms[0].Threshold);
        Assert.Equal("v", Assert.Single(alarms[0].Dimensions).Value);
        await cloudWatch.SetAlarmStateAsync(
            new SetAlarmStateRequest { AlarmName = "alarm0", StateValue = StateValue.ALARM, StateReason = "a test" });
        var changed = await cloudWatch.DescribeAlarmsAsync(new DescribeAlarmsRequest { AlarmNames = ["alarm0"] });
        Assert.Equal(StateValue.ALARM, Assert.Single(changed.MetricAlarms).StateValue);

        var time = DateTime.UtcNow.AddMinutes(-2);
        await cloudWatch.PutMetricDataAsync(new PutMetricDataRequest
        {
            Namespace = "N",
            MetricData = [new MetricDatum { MetricName = "M", Value = 3.25, Timestamp = time, Unit = StandardUnit.Count }],
        });
        var data = await cloudWatch.GetMetricDataAsync(new GetMetricDataRequest
        {
            StartTime = time.AddMinutes(-10),
            EndTime = time.AddMinutes(10),
            MetricDataQueries =
            [
                new MetricDataQuery { Id = "q",
                    MetricStat = new MetricStat { Metric = new Metric { Namespace = "N", MetricName = "M" }, Period = 60, Stat = "Sum" } },
            ],
        });
        Assert.Equal([3.25], Assert.Single(data.MetricDataResults).Values);
        await cloudWatch.DeleteAlarmsAsync(new DeleteAlarmsRequest { AlarmNames = ["alarm0"] });
        Assert.Equal(2, (await cloudWatch.DescribeAlarmsAsync()).MetricAlarms.Count);
        var missing = await Assert.ThrowsAsync<Amazon.CloudWatch.Model.ResourceNotFoundException>(() => cloudWatch.SetAlarmStateAsync(
            new SetAlarmStateRequest { AlarmName = "missing", StateValue = StateValue.OK, StateReason = "a test" }));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Cloudformation_stacks_live_and_die()
    {
        using var cloudFormation = new AmazonCloudFormationClient(MotoServer.Credentials, moto.Configure(new AmazonCloudFormationConfig()));
        string template = """
            {"Resources":{"queue":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"NAME"}}},"Outputs":{"name":{"Value":"&<>"}}}
            """;
        var created = await cloudFormation.CreateStackAsync(new CreateStackRequest
        {
            StackName = "stack",
            TemplateBody = template.Replace("NAME", "one", StringComparison.Ordinal),
            Tags = [new Amazon.CloudFormation.Model.Tag { Key = "k", Value = "v" }],
        });
        var stack = Assert.Single((await cloudFormation.DescribeStacksAsync(new DescribeStacksRequest { StackName = "stack" })).Stacks);
        Assert.Equal(created.StackId, stack.StackId);
        Assert.Equal(StackStatus.CREATE_COMPLETE, stack.StackStatus);
        Assert.Equal("&<>", Assert.Single(stack.Outputs).OutputValue);
        await cloudFormation.UpdateStackAsync(new UpdateStackRequest
        {
            StackName = "stack",
            TemplateBody = template.Replace("NAME", "two", StringComparison.Ordinal),
        });
        var events = new List<StackEvent>();
        await foreach (var item in cloudFormation.Paginators.DescribeStackEvents(new DescribeStackEventsRequest { StackName = "stack" })
            .StackEvents)
        {
            events.Add(item);
        }

        Assert.Contains(events, static item => item.ResourceStatus == ResourceStatus.UPDATE_COMPLETE);
        await cloudFormation.DeleteStackAsync(new DeleteStackRequest { StackName = "stack" });
        var missing = await Assert.ThrowsAsync<AmazonCloudFormationException>(
            () => cloudFormation.DescribeStacksAsync(new DescribeStacksRequest { StackName = "stack" }));
        Assert.Equal("ValidationError", missing.ErrorCode);
        await Assert.ThrowsAsync<StackSetNotFoundException>(
            () => cloudFormation.DescribeStackSetAsync(new DescribeStackSetRequest { StackSetName = "missing" }));
    }

    [Fact]
    public async Task Auto_scaling_groups_live_and_die()
    {
        using var autoScaling = new AmazonAutoScalingClient(MotoServer.Credentials, moto.Configure(new AmazonAutoScalingConfig()));
        await autoScaling.CreateLaunchConfigurationAsync(new CreateLaunchConfigurationRequest
        {
            LaunchConfigurationName = "configuration",
            ImageId = "ami-12345678",
            InstanceType = "t3.micro",
        });
        for (int i = 0; i < 3; i++)
        {
            await autoScaling.CreateAutoScalingGroupAsync(new CreateAutoScalingGroupRequest
            {
                AutoScalingGroupName = $"group{i}",
                LaunchConfigurationName = "configuration",
                MinSize = 0,
                MaxSize = 2,
                DesiredCapacity = 1,
                AvailabilityZones = ["us-east-1a"],
            });
        }

        var groups = new List<AutoScalingGroup>();
        var request = new DescribeAutoScalingGroupsRequest { MaxRecords = 2 };
        await foreach (var group in autoScaling.Paginators.DescribeAutoScalingGroups(request).AutoScalingGroups)
        {
            groups.Add(group);
        }

        Assert.Equal(3, groups.Count);
        Assert.Equal(LifecycleState.InService, Assert.Single(groups[0].Instances).LifecycleState);
        await autoScaling.UpdateAutoScalingGroupAsync(new UpdateAutoScalingGroupRequest { AutoScalingGroupName = "group0", MaxSize = 5 });
        var changed = await autoScaling.DescribeAutoScalingGroupsAsync(
            new DescribeAutoScalingGroupsRequest { AutoScalingGroupNames = ["group0"] });
        Assert.Equal(5, Assert.Single(changed.AutoScalingGroups).MaxSize);
        await autoScaling.DeleteAutoScalingGroupAsync(
            new DeleteAutoScalingGroupRequest { AutoScalingGroupName = "group0", ForceDelete = true });
        Assert.Equal(2, (await autoScaling.DescribeAutoScalingGroupsAsync()).AutoScalingGroups.Count);
        var refused = await Assert.ThrowsAsync<AmazonAutoScalingException>(() => autoScaling.CreateAutoScalingGroupAsync(
            new CreateAutoScalingGroupRequest
            {
                AutoScalingGroupName = "nowhere",
                LaunchConfigurationName = "configuration",
                MinSize = 0,
                MaxSize = 1
            }));
        Assert.Equal("ValidationError", refused.ErrorCode);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Load_balancer_target_groups_live_and_die()
    {
        using var balancers = new AmazonElasticLoadBalancingV2Client(
            MotoServer.Credentials, moto.Configure(new AmazonElasticLoadBalancingV2Config()));
        using var ec2 = new Amazon.EC2.AmazonEC2Client(MotoServer.Credentials, moto.Configure(new Amazon.EC2.AmazonEC2Config()));
        string vpc = (await ec2.CreateVpcAsync(new Amazon.EC2.Model.CreateVpcRequest { CidrBlock = "10.9.0.0/16" })).Vpc.VpcId;
        var created = new List<TargetGroup>();
        for (int i = 0; i < 3; i++)
        {
            var response = await balancers.CreateTargetGroupAsync(new CreateTargetGroupRequest
            {
                Name = $"targets{i}",
                Protocol = ProtocolEnum.HTTP,
                Port = 80 + i,
                VpcId = vpc,
                Matcher = new Matcher { HttpCode = "200-299" },
            });
            created.Add(Assert.Single(response.TargetGroups));
        }

        Assert.Equal("200-299", created[0].Matcher.HttpCode);
        var ports = new List<int?>();
        await foreach (var group in balancers.Paginators.DescribeTargetGroups(new DescribeTargetGroupsRequest { PageSize = 2 })
            .TargetGroups)
        {
            ports.Add(group.Port);
        }

        Assert.Equal([80, 81, 82], ports.Order());
        await balancers.ModifyTargetGroupAsync(
            new ModifyTargetGroupRequest { TargetGroupArn = created[0].TargetGroupArn, HealthCheckPath = "/up" });
        var changed = await balancers.DescribeTargetGroupsAsync(
            new DescribeTargetGroupsRequest { TargetGroupArns = [created[0].TargetGroupArn] });
        Assert.Equal("/up", Assert.Single(changed.TargetGroups).HealthCheckPath);
        await balancers.DeleteTargetGroupAsync(new DeleteTargetGroupRequest { TargetGroupArn = created[0].TargetGroupArn });
        var missing = await Assert.ThrowsAsync<TargetGroupNotFoundException>(
            () => balancers.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [created[0].TargetGroupArn] }));
        Assert.Equal("TargetGroupNotFound", missing.ErrorCode);
    }

    [Fact]
    public async Task Secrets_live_and_die()
    {
        using var secrets = new AmazonSecretsManagerClient(MotoServer.Credentials, moto.Configure(new AmazonSecretsManagerConfig()));
        for (int i = 0; i < 3; i++)
        {
            await secrets.CreateSecretAsync(new CreateSecretRequest { Name = $"secret{i}", SecretString = "v\"1\"é" });
        }

        var read = await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "secret0" });
        Assert.Equal("v\"1\"é", read.SecretString);
        Assert.Equal(DateTimeKind.Utc, read.CreatedDate?.Kind);
        await secrets.PutSecretValueAsync(new PutSecretValueRequest { SecretId = "secret0", SecretBinary = new MemoryStream([0, 1, 255]) });
        read = await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "secret0" });
        Assert.Equal([0, 1, 255], read.SecretBinary.ToArray());
        var names = new List<string>();
        await foreach (var secret in secrets.Paginators.ListSecrets(new ListSecretsRequest { MaxResults = 2 }).SecretList)
        {
            names.Add(secret.Name);
        }

        Assert.Equal(3, names.Count);
        await secrets.DeleteSecretAsync(new DeleteSecretRequest { SecretId = "secret0", ForceDeleteWithoutRecovery = true });
        await Assert.ThrowsAsync<Amazon.SecretsManager.Model.ResourceNotFoundException>(
            () => secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "secret0" }));
    }

    [Fact]
    public async Task Logs_live_and_die()
    {
        using var logs = new AmazonCloudWatchLogsClient(MotoServer.Credentials, moto.Configure(new AmazonCloudWatchLogsConfig()));
        using var tagging = new AmazonResourceGroupsTaggingAPIClient(MotoServer.Credentials,
            moto.Configure(new AmazonResourceGroupsTaggingAPIConfig()));
        for (int i = 0; i < 3; i++)
        {
            await logs.CreateLogGroupAsync(new CreateLogGroupRequest { LogGroupName = $"/round/{i}", Tags = new() { ["env"] = $"é{i}" } });
        }

        var names = new List<string>();
        await foreach (var group in logs.Paginators.DescribeLogGroups(
            new DescribeLogGroupsRequest { LogGroupNamePrefix = "/round/", Limit = 2 }).LogGroups)
        {
            names.Add(group.LogGroupName);
        }

        Assert.Equal(["/round/0", "/round/1", "/round/2"], names);
        await logs.CreateLogStreamAsync(new CreateLogStreamRequest { LogGroupName = "/round/0", LogStreamName = "s" });
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await Assert.ThrowsAsync<Amazon.CloudWatchLogs.Model.ResourceNotFoundException>(
            () => logs.FilterLogEventsAsync(new FilterLogEventsRequest { LogGroupName = "/round/missing", StartTime = now }));
        Assert.Empty((await logs.FilterLogEventsAsync(new FilterLogEventsRequest { LogGroupName = "/round/0", StartTime = now })).Events
            ?? []);

        var tagged = await tagging.GetResourcesAsync(new GetResourcesRequest { TagFilters = [new() { Key = "env", Values = ["é1"] }] });
        Assert.EndsWith(":log-group:/round/1", Assert.Single(tagged.ResourceTagMappingList).ResourceARN, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<AmazonResourceGroupsTaggingAPIException>(() =>
            tagging.GetResourcesAsync(new GetResourcesRequest { PaginationToken = "none such" }));
        for (int i = 0; i < 3; i++)
        {
            await logs.DeleteLogGroupAsync(new DeleteLogGroupRequest { LogGroupName = $"/round/{i}" });
        }
    }

    [Fact]
    public async Task The_block_of_an_account_is_set_read_and_deleted()
    {
        const string account = "123456789012";
        using var control = new Amazon.S3Control.AmazonS3ControlClient(MotoServer.Credentials,
            // The account's id is a part of AWS's host name, and not of the emulator's.
            moto.Configure(new Amazon.S3Control.AmazonS3ControlConfig { DisableHostPrefixInjection = true }));

        await control.PutPublicAccessBlockAsync(new()
        {
            AccountId = account,
            PublicAccessBlockConfiguration = new() { BlockPublicAcls = true, RestrictPublicBuckets = false },
        });
        var block = (await control.GetPublicAccessBlockAsync(new() { AccountId = account })).PublicAccessBlockConfiguration;
        await control.DeletePublicAccessBlockAsync(new() { AccountId = account });

        Assert.Equal((true, false), (block.BlockPublicAcls, block.RestrictPublicBuckets));
        await Assert.ThrowsAsync<Amazon.S3Control.Model.NoSuchPublicAccessBlockConfigurationException>(() =>
            control.GetPublicAccessBlockAsync(new() { AccountId = account }));
    }

    [Fact]
    public async Task Quotas_are_listed()
    {
        using var quotas = new Amazon.ServiceQuotas.AmazonServiceQuotasClient(
            MotoServer.Credentials, moto.Configure(new Amazon.ServiceQuotas.AmazonServiceQuotasConfig()));

        var listed = await quotas.ListAWSDefaultServiceQuotasAsync(new() { ServiceCode = "vpc" });

        Assert.All(listed.Quotas, q => Assert.True(q.Value > 0, q.QuotaName));
        await Assert.ThrowsAsync<Amazon.ServiceQuotas.Model.NoSuchResourceException>(() =>
            quotas.GetServiceQuotaAsync(new() { ServiceCode = "vpc", QuotaCode = "L-00000000" }));
    }

    [Fact]
    public async Task Trails_live_and_die()
    {
        using var cloudTrail = new AmazonCloudTrailClient(MotoServer.Credentials, moto.Configure(new AmazonCloudTrailConfig()));
        using var s3 = new Amazon.S3.AmazonS3Client(MotoServer.Credentials, ForS3());
        await s3.PutBucketAsync("trails");
        for (int i = 0; i < 2; i++)
        {
            var created = await cloudTrail.CreateTrailAsync(
                new CreateTrailRequest { Name = $"trail{i}", S3BucketName = "trails", IsMultiRegionTrail = true });
            Assert.True(created.IsMultiRegionTrail);
        }

        Assert.Equal(2, (await cloudTrail.DescribeTrailsAsync(new DescribeTrailsRequest())).TrailList.Count);
        int listed = 0;
        await foreach (var trail in cloudTrail.Paginators.ListTrails(new ListTrailsRequest()).Trails)
        {
            listed += trail.Name.StartsWith("trail", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(2, listed);
        await cloudTrail.StartLoggingAsync(new StartLoggingRequest { Name = "trail0" });
        Assert.True((await cloudTrail.GetTrailStatusAsync(new GetTrailStatusRequest { Name = "trail0" })).IsLogging);
        await cloudTrail.UpdateTrailAsync(new UpdateTrailRequest { Name = "trail0", S3KeyPrefix = "p" });
        var read = await cloudTrail.GetTrailAsync(new GetTrailRequest { Name = "trail0" });
        Assert.Equal("p", read.Trail.S3KeyPrefix);
        await cloudTrail.DeleteTrailAsync(new DeleteTrailRequest { Name = "trail0" });
        await Assert.ThrowsAsync<TrailNotFoundException>(() =>
            cloudTrail.GetTrailStatusAsync(new GetTrailStatusRequest { Name = "trail0" }));
    }

    private Amazon.S3.AmazonS3Config ForS3()
    {
        var config = moto.Configure(new Amazon.S3.AmazonS3Config());
        config.ForcePathStyle = true;
        return config;
    }

    private static Task<ChangeResourceRecordSetsResponse> ChangeAsync(AmazonRoute53Client route53, string zone,
        ChangeAction action, ResourceRecordSet record) =>
        route53.ChangeResourceRecordSetsAsync(new ChangeResourceRecordSetsRequest
        {
            HostedZoneId = zone,
            ChangeBatch = new ChangeBatch { Changes = [new Amazon.Route53.Model.Change { Action = action, ResourceRecordSet = record }] },
        });

    private static MemoryStream Zip(string name, string content)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry(name).Open())
        {
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        return new MemoryStream(stream.ToArray());
    }
}

using System.Net;
using Infra.Strict.Protocol;
using Infra.Strict.Rules;
using static Infra.Emulator.AwsDouble.Requests;

namespace Infra.Emulator.AwsDouble;

/// <summary>Every rule on a request that breaks it and on one that keeps it.</summary>
public sealed class RuleTests
{
    private const string Template = "LaunchTemplateData.InstanceType=t3.micro";
    private const string Alarm = "AlarmName=a&ComparisonOperator=GreaterThanThreshold&EvaluationPeriods=1&Threshold=1";
    private const string Group = "AutoScalingGroupName=g&MinSize=1&MaxSize=2";
    private const string Override = "MixedInstancesPolicy.LaunchTemplate.Overrides.member.1.LaunchTemplateSpecification";
    private const string Spot = "MixedInstancesPolicy.InstancesDistribution.SpotInstancePools=2"
        + "&MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy";
    private const string AclRule = "NetworkAclId=acl-0123456789abcdef0&RuleNumber=90&Egress=false&RuleAction=deny";
    private const string Lt = "lt-0123456789abcdef0";
    private const string Tg = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef";
    private const string Oidc =
        "DefaultActions.member.1.Type=authenticate-oidc&DefaultActions.member.1.AuthenticateOidcConfig.Issuer=https://i"
        + "&DefaultActions.member.1.AuthenticateOidcConfig.AuthorizationEndpoint=https://a&DefaultActions.member.1.AuthenticateOidcConfig.TokenEndpoint=https://t"
        + "&DefaultActions.member.1.AuthenticateOidcConfig.UserInfoEndpoint=https://u&DefaultActions.member.1.AuthenticateOidcConfig.ClientId=c";
    private const string AuroraCluster = "<R><DescribeDBClustersResult><DBClusters><DBCluster><Engine>aurora-mysql</Engine></DBCluster>"
        + "</DBClusters></DescribeDBClustersResult></R>";

    private const string PostgresInstance = "<R><DescribeDBInstancesResult><DBInstances><DBInstance><Engine>postgres</Engine>"
        + "<EngineVersion>15.4</EngineVersion><StorageType>gp3</StorageType><AllocatedStorage>100</AllocatedStorage></DBInstance>"
        + "</DBInstances></DescribeDBInstancesResult></R>";

    private const string Document = """{"Statement":[]}""";

    /// <param name="Rule">The service and the rule's name.</param>
    /// <param name="Broken">A request that breaks it.</param>
    /// <param name="Code">The error of that; null where the request is changed instead.</param>
    /// <param name="Kept">A request of the same operation that keeps it.</param>
    private sealed record Example(string Rule, HttpCall Broken, string? Code, HttpCall Kept)
    {
        /// <summary>What the account holds.</summary>
        public (string, string)[] Account { get; init; } = [];

        /// <summary>What is sent on of the changed request, decoded; or the status where the double answers itself.</summary>
        public string? Sent { get; init; }
    }

    private static readonly Example[] Examples =
    [
        new("ec2: Ids and MaxResults are not given together",
            Query("ec2", "DescribeInstances", "InstanceId.1=i-0123456789abcdef0&MaxResults=5"), "InvalidParameterCombination",
            Query("ec2", "DescribeInstances", "MaxResults=5")),
        new("ec2: An id of another form is malformed, not missing",
            Query("ec2", "DescribeImages", "ImageId.1=resolve:ssm:/aws/service/x"), "InvalidAMIID.Malformed",
            Query("ec2", "DescribeImages", "ImageId.1=ami-12345678")),
        new("ec2: At most 50 filters and 200 values of them",
            Query("ec2", "DescribeVolumes",
                "Filter.1.Name=volume-id&" + string.Join('&', Enumerable.Range(1, 201).Select(n => $"Filter.1.Value.{n}=v{n}"))),
                "FilterLimitExceeded",
            Query("ec2", "DescribeVolumes", "Filter.1.Name=volume-id&Filter.1.Value.1=v")),
        new("ec2: A launch template is named by its id or by its name, not by both",
            Query("ec2", "DeleteLaunchTemplate", $"LaunchTemplateId={Lt}&LaunchTemplateName=web"), "InvalidParameterCombination",
            Query("ec2", "DeleteLaunchTemplate", $"LaunchTemplateId={Lt}")),
        new("ec2: $Latest and $Default of all templates are asked without a template", Query("ec2", "DescribeLaunchTemplateVersions"),
            "MissingParameter", Query("ec2", "DescribeLaunchTemplateVersions", "LaunchTemplateVersion.1=$Latest")),
        new("ec2: A template version has all of its source that it does not name",
            Query("ec2", "CreateLaunchTemplateVersion",
            $"LaunchTemplateId={Lt}&SourceVersion=1&LaunchTemplateData.ImageId=ami-22222222"), null,
            Query("ec2", "CreateLaunchTemplateVersion", $"LaunchTemplateId={Lt}&{Template}"))
        {
            Account =
            [
                ("DescribeLaunchTemplateVersions", """
                    <DescribeLaunchTemplateVersionsResponse><launchTemplateVersionSet><item><launchTemplateData>
                    <imageId>ami-11111111</imageId><instanceType>t3.micro</instanceType>
                    <blockDeviceMappingSet><item><deviceName>/dev/xvda</deviceName><ebs><snapshotId>snap-1</snapshotId>
                    <volumeSize>8</volumeSize></ebs></item></blockDeviceMappingSet>
                    </launchTemplateData></item></launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>
                    """),
            ],
            Sent = "LaunchTemplateData.BlockDeviceMapping.1.DeviceName=/dev/xvda&" +
                "LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeSize=8&LaunchTemplateData.ImageId=ami-22222222&" +
                "LaunchTemplateData.InstanceType=t3.micro",
        },
        new("ec2: Security groups of an instance and network interfaces exclude each other",
            Query("ec2", "RunInstances", "MinCount=1&MaxCount=1&SecurityGroupId.1=sg-1&NetworkInterface.1.DeviceIndex=0"),
                "InvalidParameterCombination", Query("ec2", "RunInstances", "MinCount=1&MaxCount=1&SecurityGroupId.1=sg-1")),
        new("ec2: io1 and io2 need Iops, Throughput is of gp3",
            Query("ec2", "CreateVolume", "AvailabilityZone=us-east-1a&Size=10&VolumeType=io2"), "MissingParameter",
            Query("ec2", "CreateVolume", "AvailabilityZone=us-east-1a&Size=10&VolumeType=io2&Iops=3000")),
        new("ec2: A block is stored in its canonical form",
            Query("ec2", "CreateRoute", "RouteTableId=rtb-1&DestinationCidrBlock=100.68.0.18/18&GatewayId=igw-1"), null,
            Query("ec2", "CreateRoute", "RouteTableId=rtb-1&DestinationCidrBlock=100.68.0.0/18&GatewayId=igw-1")) { Sent =
                "DestinationCidrBlock=100.68.0.0/18" },
        new("ec2: One attribute of an instance at a time",
            Query("ec2", "ModifyInstanceAttribute", "InstanceId=i-0123456789abcdef0&EbsOptimized.Value=true&DisableApiStop.Value=true"),
            "InvalidParameterCombination",
            Query("ec2", "ModifyInstanceAttribute", "InstanceId=i-0123456789abcdef0&DisableApiStop.Value=true")),
        new("ec2: What is of one interface is not set on an instance with several",
            Query("ec2", "ModifyInstanceAttribute", "InstanceId=i-0123456789abcdef0&GroupId.1=sg-1"), "InvalidInstanceID",
            Query("ec2", "ModifyInstanceAttribute", "InstanceId=i-0123456789abcdef0&DisableApiStop.Value=true"))
        {
            Account =
            [
                ("DescribeInstances", """
                    <DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-0123456789abcdef0</instanceId>
                    <networkInterfaceSet>
                    <item><networkInterfaceId>eni-1</networkInterfaceId></item><item><networkInterfaceId>eni-2</networkInterfaceId></item>
                    </networkInterfaceSet></item></instancesSet></item></reservationSet></DescribeInstancesResponse>
                    """),
            ],
        },
        new("ec2: Stop protection forbids to stop and to terminate",
            Query("ec2", "TerminateInstances", "InstanceId.1=i-0123456789abcdef0"), "OperationNotPermitted",
            Query("ec2", "RebootInstances", "InstanceId.1=i-0123456789abcdef0"))
        {
            Account = [("DescribeInstanceAttribute",
                "<DescribeInstanceAttributeResponse><disableApiStop><value>true</value></disableApiStop>" +
                    "</DescribeInstanceAttributeResponse>")],
        },
        new("ec2: A volume never becomes smaller", Query("ec2", "ModifyVolume", "VolumeId=vol-0123456789abcdef0&Size=5"),
            "InvalidParameterValue", Query("ec2", "ModifyVolume", "VolumeId=vol-0123456789abcdef0&Size=20"))
        {
            Account = [("DescribeVolumes",
                "<DescribeVolumesResponse><volumeSet><item><size>10</size></item></volumeSet></DescribeVolumesResponse>")],
        },
        new("ec2: A rule of a network ACL names its protocol by number, and TCP and UDP have ports",
            Query("ec2", "CreateNetworkAclEntry", $"{AclRule}&Protocol=tcp&CidrBlock=10.0.0.0%2F8"), "InvalidParameterValue",
            Query("ec2", "CreateNetworkAclEntry", $"{AclRule}&Protocol=6&PortRange.From=22&PortRange.To=22&CidrBlock=10.0.0.0%2F8")),
        new("ec2: A rule of a network ACL is for IPv4 or for IPv6",
            Query("ec2", "CreateNetworkAclEntry", $"{AclRule}&Protocol=-1"), "InvalidParameterCombination",
            Query("ec2", "CreateNetworkAclEntry", $"{AclRule}&Protocol=-1&CidrBlock=10.0.0.0%2F8")),
        new("ec2: Secondary addresses are named or counted",
            Query("ec2", "AssignPrivateIpAddresses",
                "NetworkInterfaceId=eni-0123456789abcdef0&PrivateIpAddress.1=10.0.0.9&SecondaryPrivateIpAddressCount=1"),
            "InvalidParameterCombination",
            Query("ec2", "AssignPrivateIpAddresses", "NetworkInterfaceId=eni-0123456789abcdef0&SecondaryPrivateIpAddressCount=1")),
        new("ec2: No tag begins with aws:", Query("ec2", "CreateTags", "ResourceId.1=i-1&Tag.1.Key=aws:x&Tag.1.Value=1"),
            "InvalidParameterValue", Query("ec2", "CreateTags", "ResourceId.1=i-1&Tag.1.Key=x&Tag.1.Value=1")),
        new("elbv2: Load balancers are asked by name or by ARN",
            Query("elbv2", "DescribeLoadBalancers", "Names.member.1=web&LoadBalancerArns.member.1=arn"), "ValidationError",
            Query("elbv2", "DescribeLoadBalancers", "Names.member.1=web")),
        new("elbv2: Target groups are asked by one of load balancer, name and ARN",
            Query("elbv2", "DescribeTargetGroups", "Names.member.1=web&LoadBalancerArn=arn"), "ValidationError",
            Query("elbv2", "DescribeTargetGroups")),
        new("elbv2: Listeners are asked by load balancer or by ARN", Query("elbv2", "DescribeListeners"), "ValidationError",
            Query("elbv2", "DescribeListeners", "LoadBalancerArn=arn")),
        new("elbv2: Rules are asked by listener or by ARN", Query("elbv2", "DescribeRules"), "ValidationError",
            Query("elbv2", "DescribeRules", "ListenerArn=arn")),
        new("elbv2: Tags of at most 20 resources",
            Query("elbv2", "DescribeTags", string.Join('&', Enumerable.Range(1, 21).Select(n => $"ResourceArns.member.{n}=arn{n}"))),
            "ValidationError",
            Query("elbv2", "DescribeTags", "ResourceArns.member.1=arn")),
        new("elbv2: A load balancer has subnets or subnet mappings",
            Query("elbv2", "CreateLoadBalancer", "Name=web&Subnets.member.1=s&SubnetMappings.member.1.SubnetId=s"), "ValidationError",
            Query("elbv2", "CreateLoadBalancer", "Name=web&Subnets.member.1=s")),
        new("elbv2: A secure listener has a certificate",
            Query("elbv2", "CreateListener", "LoadBalancerArn=arn&Protocol=HTTPS&Port=443&DefaultActions.member.1.Type=forward"),
            "ValidationError",
            Query("elbv2", "CreateListener", "LoadBalancerArn=arn&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=forward")),
        new("elbv2: A listener that becomes secure gets a certificate and a policy",
            Query("elbv2", "ModifyListener", "ListenerArn=arn&Protocol=HTTPS"), "ValidationError",
            Query("elbv2", "ModifyListener", "ListenerArn=arn&Protocol=HTTPS&SslPolicy=p&Certificates.member.1.CertificateArn=c"))
        {
            Account = [("DescribeListeners",
                "<DescribeListenersResponse><DescribeListenersResult><Listeners><member><Protocol>HTTP</Protocol></member></Listeners></DescribeListenersResult></DescribeListenersResponse>")],
        },
        new("elbv2: Certificates are added and removed one a call",
            Query("elbv2", "AddListenerCertificates",
                "ListenerArn=arn&Certificates.member.1.CertificateArn=a&Certificates.member.2.CertificateArn=b"), "ValidationError",
            Query("elbv2", "AddListenerCertificates", "ListenerArn=arn&Certificates.member.1.CertificateArn=a")),
        new("elbv2: A rule has at most five values", Query("elbv2", "ModifyRule", Paths(6)), "TooManyRules",
            Query("elbv2", "ModifyRule", Paths(5))),
        new("elbv2: A condition has values or a structure of them",
            Query("elbv2", "ModifyRule",
                "RuleArn=arn&Conditions.member.1.Field=path-pattern&Conditions.member.1.Values.member.1=a&Conditions.member.1.PathPatternConfig.Values.member.1=a"), "ValidationError",
            Query("elbv2", "ModifyRule",
                "RuleArn=arn&Conditions.member.1.Field=path-pattern&Conditions.member.1.PathPatternConfig.Values.member.1=a")),
        new("elbv2: An OIDC action has its secret, or keeps the one that AWS has",
            Query("elbv2", "ModifyListener", $"ListenerArn=arn&{Oidc}"), "ValidationError",
            Query("elbv2", "ModifyListener",
                $"ListenerArn=arn&{Oidc}&DefaultActions.member.1.AuthenticateOidcConfig.UseExistingClientSecret=true")),
        new("elbv2: An HTTP group is not checked over TCP",
            Query("elbv2", "ModifyTargetGroup", $"TargetGroupArn={Tg}&HealthCheckProtocol=TCP"), "InvalidConfigurationRequest",
            Query("elbv2", "ModifyTargetGroup", $"TargetGroupArn={Tg}&HealthCheckProtocol=HTTPS"))
        {
            Account = [("DescribeTargetGroups",
                "<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups><member><Protocol>HTTP</Protocol></member></TargetGroups></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>")],
        },
        new("elbv2: A target is deregistered by its port; another port is a silent success",
            Query("elbv2", "DeregisterTargets", $"TargetGroupArn={Tg}&Targets.member.1.Id=i-1"), null,
            Query("elbv2", "DeregisterTargets", $"TargetGroupArn={Tg}&Targets.member.1.Id=i-1&Targets.member.1.Port=8080"))
        {
            Account =
            [
                ("DescribeTargetHealth", "<R><DescribeTargetHealthResult><TargetHealthDescriptions><member><Target><Id>i-1</Id>" +
                    "<Port>8080</Port></Target></member></TargetHealthDescriptions></DescribeTargetHealthResult></R>"),
                ("DescribeTargetGroups", "<R><DescribeTargetGroupsResult><TargetGroups><member><Port>80</Port></member>" +
                    "</TargetGroups></DescribeTargetGroupsResult></R>"),
            ],
        },
        new("elbv2: An address outside the VPC needs a zone",
            Query("elbv2", "RegisterTargets", $"TargetGroupArn={Tg}&Targets.member.1.Id=192.168.7.20"), "ValidationError",
            Query("elbv2", "RegisterTargets", $"TargetGroupArn={Tg}&Targets.member.1.Id=10.0.0.5"))
        {
            Account =
            [
                ("DescribeTargetGroups", "<R><DescribeTargetGroupsResult><TargetGroups><member><TargetType>ip</TargetType>" +
                    "<VpcId>vpc-1</VpcId></member></TargetGroups></DescribeTargetGroupsResult></R>"),
                ("DescribeVpcs", "<R><vpcSet><item><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet></R>"),
            ],
        },
        new("autoscaling: A launch template is named by its id or by its name, in overrides too",
            Query("autoscaling", "UpdateAutoScalingGroup",
                $"AutoScalingGroupName=g&{Override}.LaunchTemplateId=lt-1&{Override}.LaunchTemplateName=web"),
                    "ValidationError",
            Query("autoscaling", "UpdateAutoScalingGroup",
                "AutoScalingGroupName=g&MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId=lt-1")),
        new("autoscaling: A group is launched from one thing", Query("autoscaling", "CreateAutoScalingGroup", Group), "ValidationError",
            Query("autoscaling", "CreateAutoScalingGroup", $"{Group}&LaunchTemplate.LaunchTemplateId=lt-1")),
        new("autoscaling: An update launches from one thing at most",
            Query("autoscaling", "UpdateAutoScalingGroup", $"{Group}&LaunchConfigurationName=a&LaunchTemplate.LaunchTemplateId=lt-1"),
            "ValidationError",
            Query("autoscaling", "UpdateAutoScalingGroup", Group)),
        new("autoscaling: Pools are of the strategy lowest-price",
            Query("autoscaling", "UpdateAutoScalingGroup", $"AutoScalingGroupName=g&{Spot}=price-capacity-optimized"), "ValidationError",
            Query("autoscaling", "UpdateAutoScalingGroup", $"AutoScalingGroupName=g&{Spot}=lowest-price")),
        new("autoscaling: The least size is not above the greatest",
            Query("autoscaling", "UpdateAutoScalingGroup", "AutoScalingGroupName=g&MinSize=3&MaxSize=2"), "ValidationError",
            Query("autoscaling", "UpdateAutoScalingGroup", Group)),
        new("autoscaling: Cooldown is of simple scaling",
            Query("autoscaling", "PutScalingPolicy", "AutoScalingGroupName=g&PolicyName=p&PolicyType=TargetTrackingScaling&Cooldown=60"),
            "ValidationError",
            Query("autoscaling", "PutScalingPolicy", "AutoScalingGroupName=g&PolicyName=p&PolicyType=SimpleScaling&Cooldown=60")),
        new("autoscaling: Requests of a target group need its label",
            Query("autoscaling", "PutScalingPolicy",
                "AutoScalingGroupName=g&PolicyName=p&TargetTrackingConfiguration.TargetValue=1&" +
                    "TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ALBRequestCountPerTarget"),
            "ValidationError",
            Query("autoscaling", "PutScalingPolicy",
                "AutoScalingGroupName=g&PolicyName=p&TargetTrackingConfiguration.TargetValue=1&" +
                    "TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ASGAverageCPUUtilization")),
        new("autoscaling: A refresh goes back only from a desired configuration",
            Query("autoscaling", "StartInstanceRefresh", "AutoScalingGroupName=g&Preferences.AutoRollback=true"), "ValidationError",
            Query("autoscaling", "StartInstanceRefresh",
                $"AutoScalingGroupName=g&Preferences.AutoRollback=true&DesiredConfiguration.LaunchTemplate.LaunchTemplateId={Lt}")),
        new("autoscaling: The most healthy instances are given with the least",
            Query("autoscaling", "StartInstanceRefresh", "AutoScalingGroupName=g&Preferences.MaxHealthyPercentage=110"), "ValidationError",
            Query("autoscaling", "StartInstanceRefresh",
                "AutoScalingGroupName=g&Preferences.MaxHealthyPercentage=110&Preferences.MinHealthyPercentage=100")),
        new("cloudwatch: Parents or children of an alarm are asked for with nothing else",
            Query("cloudwatch", "DescribeAlarms", "ParentsOfAlarmName=a&AlarmTypes.member.1=CompositeAlarm"), "ValidationError",
            Query("cloudwatch", "DescribeAlarms")),
        new("cloudwatch: An alarm is named or begins with a prefix",
            Query("cloudwatch", "DescribeAlarms", "AlarmNamePrefix=a&AlarmNames.member.1=a"), "ValidationError",
            Query("cloudwatch", "DescribeAlarms", "AlarmNamePrefix=a")),
        new("cloudwatch: One composite alarm at most is deleted at once",
            Query("cloudwatch", "DeleteAlarms", "AlarmNames.member.1=a&AlarmNames.member.2=b"), "ValidationError",
            Query("cloudwatch", "SetAlarmState", "AlarmName=a&StateValue=OK&StateReason=r"))
        {
            Account = [("DescribeAlarms", "<R><DescribeAlarmsResult><CompositeAlarms><member><AlarmName>a</AlarmName></member>" +
                "<member><AlarmName>b</AlarmName></member></CompositeAlarms></DescribeAlarmsResult></R>")],
        },
        new("cloudwatch: An alarm has one kind of statistic",
            Query("cloudwatch", "PutMetricAlarm", $"{Alarm}&MetricName=m&Statistic=Sum&ExtendedStatistic=p99"),
            "InvalidParameterCombination",
            Query("cloudwatch", "PutMetricAlarm", $"{Alarm}&MetricName=m&ExtendedStatistic=p99")),
        new("cloudwatch: An alarm watches a metric or an expression", Query("cloudwatch", "PutMetricAlarm", Alarm), "ValidationError",
            Query("cloudwatch", "PutMetricAlarm", $"{Alarm}&MetricName=m")),
        new("cloudwatch: A period is 10, 20, 30 or a multiple of 60 seconds",
            Query("cloudwatch", "PutMetricAlarm", $"{Alarm}&MetricName=m&Period=45"), "ValidationError",
            Query("cloudwatch", "PutMetricAlarm", $"{Alarm}&MetricName=m&Period=300")),
        new("cloudwatch: An alarm looks at a day, or at seven with periods of an hour",
            Query("cloudwatch", "PutMetricAlarm",
                "AlarmName=a&ComparisonOperator=GreaterThanThreshold&EvaluationPeriods=49&MetricName=m&Period=1800"), "ValidationError",
            Query("cloudwatch", "PutMetricAlarm",
                "AlarmName=a&ComparisonOperator=GreaterThanThreshold&EvaluationPeriods=168&MetricName=m&Period=3600")),
        new("cloudwatch: A query has an expression or a metric, and an Id",
            Query("cloudwatch", "GetMetricData",
            "StartTime=2026-01-01T00:00:00Z&EndTime=2026-01-02T00:00:00Z&MetricDataQueries.member.1.Id=M1&" +
                "MetricDataQueries.member.1.Expression=1"),
            "ValidationError", Query("cloudwatch", "GetMetricData",
                "StartTime=2026-01-01T00:00:00Z&EndTime=2026-01-02T00:00:00Z&MetricDataQueries.member.1.Id=m1&" +
                    "MetricDataQueries.member.1.Expression=1")),
        new("cloudwatch: A range has a beginning before its end",
            Query("cloudwatch", "GetMetricData",
            "StartTime=2026-01-02T00:00:00Z&EndTime=2026-01-01T00:00:00Z&MetricDataQueries.member.1.Id=m1&" +
                "MetricDataQueries.member.1.Expression=1"),
            "ValidationError", Query("cloudwatch", "GetMetricData",
                "StartTime=2026-01-01T00:00:00Z&EndTime=2026-01-02T00:00:00Z&MetricDataQueries.member.1.Id=m1&" +
                    "MetricDataQueries.member.1.Expression=1")),
        new("cloudwatch: No namespace of AWS takes data",
            Query("cloudwatch", "PutMetricData", "Namespace=AWS/EC2&MetricData.member.1.MetricName=m"), "InvalidParameterValue",
            Query("cloudwatch", "PutMetricData", "Namespace=Shop&MetricData.member.1.MetricName=m")),
        new("logs: A group is given by its name or by its identifier", Json("logs", "FilterLogEvents", "{}"),
            "InvalidParameterException", Json("logs", "FilterLogEvents", """{"logGroupName":"g"}""")),
        new("logs: Streams are given by name or by prefix",
            Json("logs", "FilterLogEvents", """{"logGroupName":"g","logStreamNames":["a"],"logStreamNamePrefix":"a"}"""),
            "InvalidParameterException",
            Json("logs", "FilterLogEvents", """{"logGroupName":"g","logStreamNames":["a"]}""")),
        new("logs: A range has a beginning before its end",
            Json("logs", "FilterLogEvents", """{"logGroupName":"g","startTime":2,"endTime":1}"""), "InvalidParameterException",
            Json("logs", "FilterLogEvents", """{"logGroupName":"g","startTime":1,"endTime":1}""")),
        new("logs: Groups are found by prefix or by pattern",
            Json("logs", "DescribeLogGroups", """{"logGroupNamePrefix":"a","logGroupNamePattern":"abc"}"""), "InvalidParameterException",
            Json("logs", "DescribeLogGroups", """{"logGroupNamePattern":"abc"}""")),
        new("logs: Streams by time have no prefix",
            Json("logs", "DescribeLogStreams", """{"logGroupName":"g","orderBy":"LastEventTime","logStreamNamePrefix":"a"}"""),
            "InvalidParameterException",
            Json("logs", "DescribeLogStreams", """{"logGroupName":"g","orderBy":"LastEventTime"}""")),
        new("logs: Events of an infrequent access group are read by Logs Insights alone",
            Json("logs", "FilterLogEvents", """{"logGroupName":"/audit"}"""), "InvalidOperationException",
            Json("logs", "FilterLogEvents", """{"logGroupName":"/app"}"""))
        {
            Account = [("DescribeLogGroups",
                """
                {"logGroups":[{"logGroupName":"/audit","logGroupClass":"INFREQUENT_ACCESS"},
                {"logGroupName":"/app","logGroupClass":"STANDARD"}]}
                """)],
        },
        new("s3: A bucket is made by the endpoint of its region", Rest("s3", "PUT", "/web-site", region: "eu-west-1"),
            "IllegalLocationConstraintException",
            Rest("s3", "PUT", "/web-site",
                "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>", "eu-west-1")),
        new("s3: To create one's own bucket again in us-east-1 resets its ACL", Rest("s3", "PUT", "/web-site"), null,
            Rest("s3", "PUT", "/web-site", more: ("x-amz-acl", "private"))),
        new("s3: A body of settings carries its checksum",
            Rest("s3", "POST", "/web-site?delete", "<Delete><Object><Key>a</Key></Object></Delete>"), "InvalidRequest",
            Rest("s3", "POST", "/web-site?delete", "<Delete><Object><Key>a</Key></Object></Delete>", more: ("content-md5", "x"))),
        new("s3: Lifecycle rules are all of one version", Lifecycle("<Prefix>a</Prefix>"), "InvalidRequest",
            Lifecycle("<Filter><Prefix>a</Prefix></Filter>")),
        new("s3: A bucket has a name that is allowed", Rest("s3", "PUT", "/Web_Site", more: ("x-amz-acl", "private")),
            "InvalidBucketName", Rest("s3", "PUT", "/web-site", more: ("x-amz-acl", "private"))),
        new("s3: No tag begins with aws:",
            Rest("s3", "PUT", "/web-site?tagging", "<Tagging><TagSet><Tag><Key>aws:x</Key><Value>1</Value></Tag></TagSet></Tagging>",
            more: ("content-md5", "x")), "InvalidTag",
            Rest("s3", "PUT", "/web-site?tagging", "<Tagging><TagSet><Tag><Key>x</Key><Value>1</Value></Tag></TagSet></Tagging>",
                more: ("content-md5", "x"))),
        new("ssm: An overwrite without a key takes the default key",
            Json("ssm", "PutParameter", """{"Name":"/a","Value":"x","Type":"SecureString","Overwrite":true}"""), null,
            Json("ssm", "PutParameter", """{"Name":"/a","Value":"x","Type":"SecureString","Overwrite":true,"KeyId":"alias/mine"}""")) {
                Sent = "\"KeyId\":\"alias/aws/ssm\"" },
        new("ssm: Tags are given to a new parameter only",
            Json("ssm", "PutParameter", """{"Name":"/a","Value":"x","Overwrite":true,"Tags":[{"Key":"a","Value":"b"}]}"""),
            "ValidationException",
            Json("ssm", "PutParameter", """{"Name":"/a","Value":"x","Type":"String","Tags":[{"Key":"a","Value":"b"}]}""")),
        new("ssm: An advanced parameter stays advanced",
            Json("ssm", "PutParameter", """{"Name":"/a","Value":"x","Type":"String","Overwrite":true}"""), "ValidationException",
            Json("ssm", "PutParameter", """{"Name":"/a","Value":"x","Type":"String","Overwrite":true,"Tier":"Advanced"}""")) { Account =
                [("DescribeParameters", """{"Parameters":[{"Name":"/a","Tier":"Advanced","Type":"String"}]}""")] },
        new("ssm: A parameter of AWS has no tags to list",
            Json("ssm", "ListTagsForResource", """{"ResourceType":"Parameter","ResourceId":"/aws/service/x"}"""), "InvalidResourceId",
            Json("ssm", "ListTagsForResource", """{"ResourceType":"Parameter","ResourceId":"/shop/x"}""")),
        new("ssm: Parameters are filtered in one way",
            Json("ssm", "DescribeParameters",
            """{"Filters":[{"Key":"Name","Values":["a"]}],"ParameterFilters":[{"Key":"Name","Values":["a"]}]}"""), "ValidationException",
            Json("ssm", "DescribeParameters", "{}")),
        new("route53: Records of a name and type have one routing policy",
            Change(Record("<SetIdentifier>new</SetIdentifier><Weight>10</Weight><TTL>60</TTL>")), "InvalidChangeBatch",
            Change(Record("<TTL>60</TTL>")))
        {
            Account = [("GET /2013-04-01/hostedzone/Z1/rrset",
                $"<ListResourceRecordSetsResponse><ResourceRecordSets>{Record("<TTL>60</TTL>")}</ResourceRecordSets>" +
                    "</ListResourceRecordSetsResponse>")],
        },
        new("route53: A batch has at most 1,000 values", Change(Record("<TTL>60</TTL>", 501)), "InvalidChangeBatch",
            Change(Record("<TTL>60</TTL>", 500))),
        new("route53: A routing policy has an identifier", Change(Record("<Weight>10</Weight><TTL>60</TTL>")), "InvalidInput",
            Change(Record("<TTL>60</TTL>"))),
        new("route53: A record has a TTL and values, or an alias", Change(Record("")), "InvalidInput", Change(Record("<TTL>60</TTL>"))),
        new("route53: A listed alias has neither TTL nor values", Rest("route53", "GET", "/2013-04-01/hostedzone/Z1/rrset"), null,
            Rest("route53", "GET", "/2013-04-01/hostedzone/Z1"))
        {
            Account =
            [
                ("ListResourceRecordSets", $"<R><ResourceRecordSets>{Record("<TTL>60</TTL><AliasTarget/>")}</ResourceRecordSets></R>"),
            ],
        },
        new("rds: A deletion names its final snapshot or skips it", Query("rds", "DeleteDBInstance", "DBInstanceIdentifier=a"),
            "InvalidParameterCombination", Query("rds", "DeleteDBInstance", "DBInstanceIdentifier=a&SkipFinalSnapshot=true")),
        new("rds: Where no final snapshot can be made, none is named",
            Query("rds", "DeleteDBInstance", "DBInstanceIdentifier=a&FinalDBSnapshotIdentifier=f"), "InvalidParameterCombination",
            Query("rds", "DeleteDBInstance", "DBInstanceIdentifier=a&SkipFinalSnapshot=true"))
        {
            Account = [("DescribeDBInstances",
                "<R><DescribeDBInstancesResult><DBInstances><DBInstance>" +
                    "<ReadReplicaSourceDBClusterIdentifier>c</ReadReplicaSourceDBClusterIdentifier></DBInstance></DBInstances>" +
                    "</DescribeDBInstancesResult></R>")],
        },
        new("rds: A password is managed or given",
            Query("rds", "ModifyDBInstance", "DBInstanceIdentifier=a&ManageMasterUserPassword=true&MasterUserPassword=x"),
            "InvalidParameterCombination",
            Query("rds", "ModifyDBInstance", "DBInstanceIdentifier=a&ManageMasterUserPassword=true")),
        new("rds: An Aurora instance is stopped by its cluster", Query("rds", "StopDBInstance", "DBInstanceIdentifier=a"),
            "InvalidDBInstanceState", Query("rds", "RebootDBInstance", "DBInstanceIdentifier=a"))
        {
            Account = [("DescribeDBInstances",
                "<R><DescribeDBInstancesResult><DBInstances><DBInstance><Engine>aurora-mysql</Engine></DBInstance></DBInstances>" +
                    "</DescribeDBInstancesResult></R>")],
        },
        new("rds: Iops go with storage of a provisioned kind",
            Query("rds", "ModifyDBInstance", "DBInstanceIdentifier=a&StorageType=gp2&Iops=3000"), "InvalidParameterCombination",
            Query("rds", "ModifyDBInstance", "DBInstanceIdentifier=a&StorageType=io1&Iops=3000")),
        new("rds: Size and provisioned IOPS are changed together, and IOPS of small gp3 storage not at all",
            Query("rds", "ModifyDBInstance", "DBInstanceIdentifier=a&Iops=4000"), "InvalidParameterCombination",
            Query("rds", "ModifyDBInstance", "DBInstanceIdentifier=a&AllocatedStorage=200"))
        {
            Account = [("DescribeDBInstances", PostgresInstance)],
        },
        new("rds: A major upgrade is allowed",
            Query("rds", "ModifyDBInstance", "DBInstanceIdentifier=a&EngineVersion=16.1"), "InvalidParameterCombination",
            Query("rds", "ModifyDBInstance", "DBInstanceIdentifier=a&EngineVersion=16.1&AllowMajorVersionUpgrade=true"))
        {
            Account = [("DescribeDBInstances", PostgresInstance)],
        },
        new("rds: A restore has a time or takes the latest",
            Query("rds", "RestoreDBClusterToPointInTime",
                "DBClusterIdentifier=b&SourceDBClusterIdentifier=a&RestoreType=copy-on-write&RestoreToTime=2026-03-01T00:00:00Z"),
            "InvalidParameterCombination",
            Query("rds", "RestoreDBInstanceToPointInTime",
                "TargetDBInstanceIdentifier=b&SourceDBInstanceIdentifier=a&UseLatestRestorableTime=true")),
        new("rds: A Multi-AZ cluster has a class and storage, and Aurora has neither",
            Query("rds", "CreateDBCluster", "DBClusterIdentifier=a&Engine=postgres"), "InvalidParameterCombination",
            Query("rds", "CreateDBCluster", "DBClusterIdentifier=a&Engine=aurora-mysql")),
        new("rds: What only Multi-AZ clusters have is changed of those alone",
            Query("rds", "ModifyDBCluster", "DBClusterIdentifier=a&AllocatedStorage=200"), "InvalidParameterCombination",
            Query("rds", "ModifyDBCluster", "DBClusterIdentifier=a&StorageType=aurora-iopt1"))
        {
            Account = [("DescribeDBClusters", AuroraCluster)],
        },
        new("rds: Only a Multi-AZ cluster is rebooted as one", Query("rds", "RebootDBCluster", "DBClusterIdentifier=a"),
            "InvalidDBClusterStateFault", Query("rds", "StopDBCluster", "DBClusterIdentifier=a"))
        {
            Account = [("DescribeDBClusters", AuroraCluster)],
        },
        new("rds: A serverless member wants a cluster with capacity",
            Query("rds", "CreateDBInstance",
                "DBInstanceIdentifier=b&DBInstanceClass=db.serverless&Engine=aurora-mysql&DBClusterIdentifier=a"),
            "InvalidDBClusterStateFault",
            Query("rds", "CreateDBInstance",
                "DBInstanceIdentifier=b&DBInstanceClass=db.r7g.large&Engine=aurora-mysql&DBClusterIdentifier=a"))
        {
            Account = [("DescribeDBClusters", AuroraCluster)],
        },
        new("rds: A restore to a time has one source",
            Query("rds", "RestoreDBInstanceToPointInTime",
                "TargetDBInstanceIdentifier=b&SourceDBInstanceIdentifier=a&SourceDbiResourceId=db-A&UseLatestRestorableTime=true"),
            "InvalidParameterCombination",
            Query("rds", "RestoreDBInstanceToPointInTime",
                "TargetDBInstanceIdentifier=b&SourceDbiResourceId=db-A&UseLatestRestorableTime=true")),
        new("cloudformation: What cannot be deleted is left only after a deletion has failed",
            Query("cloudformation", "DeleteStack", "StackName=web&DeletionMode=FORCE_DELETE_STACK"), "ValidationError",
            Query("cloudformation", "DeleteStack", "StackName=web"))
        {
            Account = [("DescribeStacks",
                "<R><DescribeStacksResult><Stacks><member><StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks></DescribeStacksResult></R>")],
        },
        new("cloudformation: A stack set goes to accounts or to units",
            Query("cloudformation", "CreateStackInstances", "StackSetName=s&Regions.member.1=eu-west-1"), "ValidationError",
            Query("cloudformation", "CreateStackInstances",
                "StackSetName=s&Regions.member.1=eu-west-1&Accounts.member.1=123456789012")),
        new("cloudformation: A template is text or an address", Query("cloudformation", "CreateStack", "StackName=web"),
            "ValidationError", Query("cloudformation", "CreateStack", "StackName=web&TemplateBody={}")),
        new("cloudformation: An update has a template or keeps its own", Query("cloudformation", "UpdateStack", "StackName=web"),
            "ValidationError", Query("cloudformation", "UpdateStack", "StackName=web&UsePreviousTemplate=true")),
        new("cloudformation: A failure has one consequence",
            Query("cloudformation", "CreateStack", "StackName=web&TemplateBody={}&OnFailure=DELETE&DisableRollback=true"),
            "ValidationError",
            Query("cloudformation", "CreateStack", "StackName=web&TemplateBody={}&OnFailure=DELETE")),
        new("cloudformation: A change set with OnStackFailure takes no DisableRollback",
            Query("cloudformation", "ExecuteChangeSet", "ChangeSetName=c&StackName=web&DisableRollback=false"), "ValidationError",
            Query("cloudformation", "ExecuteChangeSet", "ChangeSetName=c&StackName=web")) { Account =
                [("DescribeChangeSet", "<R><DescribeChangeSetResult><OnStackFailure>DELETE</OnStackFailure></DescribeChangeSetResult>" +
                    "</R>")] },
        new("iam: A policy document is JSON with statements", Query("iam", "PutRolePolicy", "RoleName=r&PolicyName=p&PolicyDocument={}"),
            "MalformedPolicyDocument",
            Query("iam", "CreatePolicy", """PolicyName=p&PolicyDocument={"Version":"2012-10-17","Statement":[]}""")),
        new("iam: An inline policy without Version has the old one",
            Query("iam", "PutRolePolicy", $"RoleName=r&PolicyName=p&PolicyDocument={Document}"), null,
            Query("iam", "PutRolePolicy", """RoleName=r&PolicyName=p&PolicyDocument={"Version":"2012-10-17","Statement":[]}""")) { Sent =
                "\"Version\":\"2008-10-17\"" },
        new("iam: A document is not too long",
            Query("iam", "CreatePolicy", $"PolicyName=p&PolicyDocument={{\"Statement\":[\"{new string('a', 6200)}\"]}}"),
            "LimitExceeded", Query("iam", "CreatePolicy", $"PolicyName=p&PolicyDocument={Document}")),
        new("lambda: An archive has a runtime and a handler",
            Rest("lambda", "POST", "/2015-03-31/functions",
            """{"FunctionName":"f","Role":"arn:aws:iam::123456789012:role/r","Code":{"ZipFile":""}}"""), "InvalidParameterValueException",
            Rest("lambda", "POST", "/2015-03-31/functions",
                """
                {"FunctionName":"f","Role":"arn:aws:iam::123456789012:role/r","Code":{"ZipFile":""},
                "Runtime":"python3.13","Handler":"a.b"}
                """)),
        new("lambda: Only JSON logs have levels",
            Rest("lambda", "PUT", "/2015-03-31/functions/f/configuration",
                """{"LoggingConfig":{"LogFormat":"Text","ApplicationLogLevel":"DEBUG"}}"""), "InvalidParameterValueException",
            Rest("lambda", "PUT", "/2015-03-31/functions/f/configuration",
                """{"LoggingConfig":{"LogFormat":"JSON","ApplicationLogLevel":"DEBUG"}}""")),
        new("lambda: Nothing is kept ready of $LATEST",
            Rest("lambda", "PUT", "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=$LATEST",
                """{"ProvisionedConcurrentExecutions":1}"""), "InvalidParameterValueException",
            Rest("lambda", "PUT", "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=live",
                """{"ProvisionedConcurrentExecutions":1}""")),
        new("lambda: A bucket takes what failed only",
            Rest("lambda", "PUT", "/2019-09-25/functions/f/event-invoke-config",
                """{"DestinationConfig":{"OnSuccess":{"Destination":"arn:aws:s3:::b"}}}"""), "InvalidParameterValueException",
            Rest("lambda", "PUT", "/2019-09-25/functions/f/event-invoke-config",
                """{"DestinationConfig":{"OnFailure":{"Destination":"arn:aws:s3:::b"}}}""")),
        new("lambda: An event source of a stream begins somewhere",
            Rest("lambda", "POST", "/2015-03-31/event-source-mappings",
            """{"FunctionName":"f","EventSourceArn":"arn:aws:kinesis:us-east-1:123456789012:stream/s"}"""),
            "InvalidParameterValueException",
            Rest("lambda", "POST", "/2015-03-31/event-source-mappings",
                """{"FunctionName":"f","EventSourceArn":"arn:aws:sqs:us-east-1:123456789012:q"}""")),
    ];

    public static TheoryData<string> Names => [.. Examples.Select(e => e.Rule)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_rule_refuses_or_changes_what_breaks_it_and_nothing_else(string rule)
    {
        var example = Examples.Single(e => e.Rule == rule);

        var (broken, account, counts) = await AskAsync(example, example.Broken);
        if (example.Code is { } code) Assert.Contains(code,
            $"{broken.Headers.GetValueOrDefault("x-amzn-ErrorType")}{System.Text.Encoding.UTF8.GetString(broken.Body)}",
            StringComparison.Ordinal);
        else Assert.True(broken.Ok);
        Assert.Equal(1, counts.Rules.GetValueOrDefault(rule));
        if (example.Sent is { } sent) Assert.Contains(sent, WebUtility.UrlDecode(account.Sent[^1].Text), StringComparison.Ordinal);

        var (kept, _, others) = await AskAsync(example, example.Kept);
        Assert.True(kept.Ok, System.Text.Encoding.UTF8.GetString(kept.Body));
        Assert.DoesNotContain(rule, others.Rules.Keys);
    }

    [Fact]
    public void Every_rule_has_its_example() =>
        Assert.Equal(Rule.All.Select(r => $"{r.Service}: {r.Name}").Order(StringComparer.Ordinal),
            Examples.Select(e => e.Rule).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_rule_concerns_operations_that_there_are() =>
        Assert.All(Rule.All, r => Assert.All(r.Operations, o => Assert.Contains(o, ServiceModel.Of(r.Service).Operations.Keys)));

    private static async Task<(Answer Answer, Account Account, Counts Counts)> AskAsync(Example example, HttpCall request)
    {
        var (account, counts) = (new Account(example.Account), new Counts());
        var aws = new StrictAws(account, new(Strictness.Rules, 1), counts);
        return (aws.Gate(request, out var call) ?? await aws.AnswerAsync(call!), account, counts);
    }

    private static string Record(string members, int values = 1) =>
        $"<ResourceRecordSet><Name>api.example.test.</Name><Type>A</Type>{members}<ResourceRecords>"
            + string.Concat(Enumerable.Range(0, values).Select(n =>
                $"<ResourceRecord><Value>192.0.{2 + n / 200}.{10 + n % 200}</Value></ResourceRecord>"))
            + "</ResourceRecords></ResourceRecordSet>";

    private static string Paths(int count) => "RuleArn=arn&Conditions.member.1.Field=path-pattern&" + string.Join(
        '&', Enumerable.Range(1, count).Select(n => $"Conditions.member.1.PathPatternConfig.Values.member.{n}=/{n}"));

    // Beside a rule that has a filter.
    private static HttpCall Lifecycle(string scope) => Rest("s3", "PUT", "/web-site?lifecycle",
        "<LifecycleConfiguration><Rule><ID>b</ID><Filter><Prefix/></Filter><Status>Enabled</Status><Expiration><Days>9</Days></Expiration>"
        + $"</Rule><Rule><ID>a</ID>{scope}<Status>Enabled</Status><Expiration><Days>5</Days></Expiration></Rule></LifecycleConfiguration>",
        more: ("content-md5", "x"));

    private static HttpCall Change(string set) => Rest("route53", "POST", "/2013-04-01/hostedzone/Z1/rrset/",
        $"<ChangeResourceRecordSetsRequest><ChangeBatch><Changes><Change><Action>UPSERT</Action>{set}</Change></Changes>" +
            "</ChangeBatch></ChangeResourceRecordSetsRequest>");
}

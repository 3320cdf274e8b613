#!/usr/bin/env python3
"""Puts one of everything that the read tools look at into an account of moto, and writes how each tool is to be called.

USAGE: account.py ENDPOINT HOST FOLDER
  ENDPOINT  where moto is
  HOST      the folder of the built host
  FOLDER    gets plugins.json, with everything on, and calls.json: {"calls": {tool: arguments}, "fails": {tool: why}}

A tool that is not named is called without arguments. Those that fail do so since moto does not have what they ask for; the tests of each plugin have the
answers that AWS documents.
"""

import io
import json
import sys
import zipfile
from pathlib import Path

import boto3

REGION = "us-east-1"
ENDPOINT, HOST, FOLDER = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
TEMPLATE = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Topic": {"Value": {"Ref": "Topic"}, "Export": {"Name": "topic"}}}})


def client(service):
    return boto3.client(service, region_name=REGION, endpoint_url=ENDPOINT, aws_access_key_id="testing", aws_secret_access_key="testing")


def function_code():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return event\n")
    return packed.getvalue()


def make():
    ec2, iam, s3, rds, elb, lam = (client(s) for s in ("ec2", "iam", "s3", "rds", "elbv2", "lambda"))
    asg, cfn, watch, logs, dns, ssm = (client(s) for s in ("autoscaling", "cloudformation", "cloudwatch", "logs", "route53", "ssm"))

    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"]["SubnetId"] for n, zone in enumerate("ab")]
    group = ec2.create_security_group(GroupName="web", Description="Web servers", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3")
    other = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)
    ec2.create_managed_prefix_list(PrefixListName="offices", MaxEntries=2, AddressFamily="IPv4", Entries=[{"Cidr": "192.0.2.0/24"}])
    image = ec2.describe_images()["Images"][0]["ImageId"]
    started = ec2.run_instances(ImageId=image, MinCount=2, MaxCount=2, InstanceType="t3.micro", SubnetId=subnets[0], SecurityGroupIds=[group],
                                TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web"}]}])["Instances"]
    instance, second = (i["InstanceId"] for i in started)
    volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume)
    ec2.create_key_pair(KeyName="ops")
    ec2.allocate_address(Domain="vpc")
    template = ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={"ImageId": image, "InstanceType": "t3.micro"})["LaunchTemplate"]["LaunchTemplateId"]
    command = ssm.send_command(InstanceIds=[instance], DocumentName="AWS-RunShellScript", Parameters={"commands": ["uptime"]})["Command"]["CommandId"]

    balancer = elb.create_load_balancer(Name="web", Subnets=subnets, SecurityGroups=[group])["LoadBalancers"][0]["LoadBalancerArn"]
    target = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=target, Targets=[{"Id": instance}])
    listener = elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[{"Type": "forward", "TargetGroupArn": target}])["Listeners"][0]["ListenerArn"]
    asg.create_auto_scaling_group(AutoScalingGroupName="web", LaunchTemplate={"LaunchTemplateId": template}, MinSize=1, MaxSize=2, VPCZoneIdentifier=subnets[0])
    asg.put_scaling_policy(AutoScalingGroupName="web", PolicyName="up", AdjustmentType="ChangeInCapacity", ScalingAdjustment=1)
    asg.put_scheduled_update_group_action(AutoScalingGroupName="web", ScheduledActionName="night", Recurrence="0 22 * * *", MinSize=1, MaxSize=1, DesiredCapacity=1)

    role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    iam.put_role_policy(RoleName="worker", PolicyName="inline", PolicyDocument=ALLOW)
    policy = iam.create_policy(PolicyName="reads", PolicyDocument=ALLOW)["Policy"]["Arn"]
    iam.create_user(UserName="ann")
    iam.create_access_key(UserName="ann")
    iam.create_group(GroupName="staff")
    iam.add_user_to_group(GroupName="staff", UserName="ann")
    iam.attach_group_policy(GroupName="staff", PolicyArn=policy)

    s3.create_bucket(Bucket="notes-of-the-clients")
    s3.put_bucket_versioning(Bucket="notes-of-the-clients", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="notes-of-the-clients", Key="a/first.txt", Body=b"Hello.", ContentType="text/plain")

    rds.create_db_subnet_group(DBSubnetGroupName="data", DBSubnetGroupDescription="For data", SubnetIds=subnets)
    rds.create_db_parameter_group(DBParameterGroupName="tuned", DBParameterGroupFamily="postgres16", Description="Tuned")
    rds.create_db_instance(DBInstanceIdentifier="orders", DBInstanceClass="db.t3.micro", Engine="postgres", AllocatedStorage=20, MasterUsername="owner",
                           MasterUserPassword="not-a-secret-1", DBSubnetGroupName="data")
    rds.create_db_cluster(DBClusterIdentifier="carts", Engine="aurora-postgresql", MasterUsername="owner", MasterUserPassword="not-a-secret-1")
    rds.create_db_snapshot(DBSnapshotIdentifier="orders-1", DBInstanceIdentifier="orders")

    lam.create_function(FunctionName="echo", Runtime="python3.13", Role=role, Handler="index.handler", Code={"ZipFile": function_code()})
    version = lam.publish_version(FunctionName="echo")["Version"]
    lam.create_alias(FunctionName="echo", Name="live", FunctionVersion=version)
    lam.add_permission(FunctionName="echo", StatementId="bucket", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com", SourceArn="arn:aws:s3:::notes-of-the-clients")
    lam.publish_layer_version(LayerName="shared", Content={"ZipFile": function_code()})

    cfn.create_stack(StackName="topics", TemplateBody=TEMPLATE)
    cfn.create_change_set(StackName="topics", ChangeSetName="more", ChangeSetType="UPDATE", TemplateBody=TEMPLATE.replace("Topic", "Topics"))
    cfn.create_stack_set(StackSetName="everywhere", TemplateBody=TEMPLATE)

    watch.put_metric_data(Namespace="Shop", MetricData=[{"MetricName": "Orders", "Value": 1.0}])
    watch.put_metric_alarm(AlarmName="no-orders", Namespace="Shop", MetricName="Orders", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1.0, ComparisonOperator="LessThanThreshold")
    watch.put_dashboard(DashboardName="shop", DashboardBody=json.dumps({"widgets": []}))
    logs.create_log_group(logGroupName="/shop/web")
    logs.create_log_stream(logGroupName="/shop/web", logStreamName="one")
    logs.put_log_events(logGroupName="/shop/web", logStreamName="one", logEvents=[{"timestamp": 1_790_000_000_000, "message": "started"}])
    client("cloudtrail").create_trail(Name="all", S3BucketName="notes-of-the-clients")

    zone = dns.create_hosted_zone(Name="example.com.", CallerReference="1")
    zone_id = zone["HostedZone"]["Id"].split("/")[-1]
    change = dns.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": [
        {"Action": "CREATE", "ResourceRecordSet": {"Name": "www.example.com.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}}]})["ChangeInfo"]["Id"].split("/")[-1]
    dns.create_health_check(CallerReference="1", HealthCheckConfig={"Type": "HTTP", "IPAddress": "192.0.2.1", "Port": 80})

    ssm.put_parameter(Name="/shop/host", Value="web", Type="String")
    client("secretsmanager").create_secret(Name="shop/key", SecretString="hunter2")

    database, stack, bucket = {"instanceId": "orders"}, {"stackName": "topics"}, {"bucket": "notes-of-the-clients"}
    calls = {
        "account_find_resources": {"tags": {"Name": "web"}},
        "account_get_parameter": {"name": "/shop/host"},
        "account_list_parameter_values": {"path": "/shop"},
        "account_list_parameter_versions": {"name": "/shop/host"},
        "account_list_quotas": {"service": "vpc"},
        "asg_get_group": {"group": "web"},
        "cfn_get_stack": stack, "cfn_list_events": stack, "cfn_get_template": stack, "cfn_list_change_sets": stack, "cfn_get_drift": stack, "cfn_detect_drift": stack,
        "cfn_get_change_set": {**stack, "changeSetName": "more"},
        "cfn_get_stack_set": {"stackSetName": "everywhere"},
        "cfn_get_refactor": {"refactorId": "1d6a2b0e-0000-4000-8000-000000000000"},
        "cfn_validate_template": {"templateBody": TEMPLATE},
        "cloudwatch_get_metric_data": {"metrics": [{"namespace": "Shop", "name": "Orders"}]},
        "cloudwatch_get_alarm_history": {"alarm": "no-orders"},
        "cloudwatch_get_dashboard": {"dashboard": "shop"},
        "inventory_query": {"sql": "SELECT count(*) AS volumes FROM ec2_volumes"}, "inventory_changes": {"table": "ec2_volumes"},
        "logs_get_group": {"group": "/shop/web"}, "logs_list_events": {"group": "/shop/web"},
        "logs_query_events": {"groups": ["/shop/web"], "query": "fields @message"},
        "ec2_list_instance_types": {"type": "t3.*"},
        "ec2_get_instance": {"instanceId": instance}, "ec2_get_console_output": {"instanceId": instance},
        "ec2_get_command": {"instanceId": instance, "commandId": command},
        "ec2_get_launch_template": {"launchTemplateId": template},
        "ec2_get_volume": {"volumeId": volume},
        "vpc_get_vpc": {"vpcId": vpc}, "vpc_get_security_group": {"groupId": group},
        "vpc_explain_path": {"from": instance, "to": second, "port": 443},
        "elb_get_load_balancer": {"loadBalancer": balancer}, "elb_list_listeners": {"loadBalancer": balancer},
        "elb_get_target_health": {"targetGroup": target}, "elb_list_rules": {"listenerArn": listener},
        "iam_get_role": {"roleName": "worker"}, "iam_get_user": {"userName": "ann"}, "iam_get_group": {"groupName": "staff"}, "iam_get_policy": {"policyArn": policy},
        "iam_list_last_accessed": {"arn": role}, "iam_simulate_policy": {"principalArn": role, "actions": ["s3:GetObject"]},
        **{f"lambda_{name}": {"functionName": "echo"} for name in ("get_function", "list_versions", "list_aliases", "get_policy")},
        "rds_get_instance": database, "rds_list_log_files": database, "rds_get_load": database, "rds_get_cluster": {"clusterId": "carts"},
        "rds_get_log_file": {**database, "fileName": "error/postgresql.log"},
        "rds_list_engine_versions": {"engine": "postgres"}, "rds_list_parameters": {"parameterGroup": "tuned"},
        "route53_get_zone": {"hostedZoneId": zone_id}, "route53_list_records": {"hostedZoneId": zone_id}, "route53_get_change": {"changeId": change},
        "route53_test_dns_answer": {"hostedZoneId": zone_id, "name": "www.example.com", "type": "A"},
        "s3_get_bucket": bucket, "s3_list_objects": bucket, "s3_list_object_versions": bucket, "s3_get_storage": bucket, "s3_get_object": {**bucket, "key": "a/first.txt"},
        "secrets_get_secret": {"secretId": "shop/key"}, "secrets_get_value": {"secretId": "shop/key"},
    }
    return {"calls": calls, "fails": FAILS}


def plugin(folder):
    modules = [module["name"] for manifest in folder.glob("*.manifest.json") for module in json.loads(manifest.read_text())["modules"]]
    settings = {"settings": {"folder": str(FOLDER.resolve() / "inventory")}} if "inventory" in modules else {}
    return {"path": str(folder), "modules": {name: {"secrets": True, "jobs": True} for name in modules}, **settings}


FAILS = {
    "account_sign_in": "nobody is there to sign in",
    "rds_get_load": "Performance Insights is off",
    **{tool: "moto has no such operation" for tool in (
        "account_check_access", "account_list_quotas", "cfn_detect_drift", "cfn_get_refactor", "cloudwatch_list_metric_streams",
        "iam_list_last_accessed", "iam_simulate_policy",
        "rds_get_log_file", "rds_list_blue_green", "rds_list_engine_versions", "rds_list_log_files", "rds_list_maintenance",
        "route53_test_dns_answer", "trail_list_events")},
}

(FOLDER / "calls.json").write_text(json.dumps(make(), indent=1))
(FOLDER / "plugins.json").write_text(json.dumps({
    "mode": "destructive", "plugins": [plugin(folder) for folder in sorted((HOST / "plugins").iterdir())],
    "http": {"url": "http://127.0.0.1:0", "limits": {"perMinute": 100000}},
}))

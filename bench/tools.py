#!/usr/bin/env python3
"""The tools of a working day: how long a warm call takes beside the slowest single request that it needs.

USAGE: tools.py [--runs 9] [--latency 50] SERVER        SERVER: the published folder, or infra.dll

A tool whose reads do not depend on each other sends them side by side, and takes about as long as the slowest. Between the server and
moto_server stands latency.mjs, which adds the latency and tells when each request began and ended. Prints a Markdown row for each tool:
requests, the depth (how many of them had to follow one another, by their times), p50 of the call, p50 of the slowest request, and the
ratio of the call to depth times the slowest. Needs node, moto_server and boto3.
"""
import argparse, io, json, os, statistics, subprocess, time, urllib.request, zipfile
from pathlib import Path

import boto3

from everywhere import HERE, Server, answer, free_port

TEMPLATE = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Arn": {"Value": {"Ref": "Topic"}}}})
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


def world(url):
    """One of everything, as an engineer looks at it; gives the calls that look at it."""
    def of(service):
        return boto3.client(service, endpoint_url=url, region_name="us-east-1", aws_access_key_id="dummy", aws_secret_access_key="dummy")

    ec2, elb, iam, scaling, s3, logs = of("ec2"), of("elbv2"), of("iam"), of("autoscaling"), of("s3"), of("logs")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]][:2]
    image = ec2.describe_images()["Images"][0]["ImageId"]
    instance = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=20, MaxCount=20)["Instances"][0]["InstanceId"]
    balancer = elb.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
    elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": instance}])
    role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    iam.put_role_policy(RoleName="worker", PolicyName="read", PolicyDocument=TRUST.replace('"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"', '"Action": "s3:GetObject", "Resource": "*"'))
    scaling.create_launch_configuration(LaunchConfigurationName="web", ImageId=image, InstanceType="t3.micro")
    scaling.create_auto_scaling_group(AutoScalingGroupName="web", LaunchConfigurationName="web", MinSize=1, MaxSize=2, VPCZoneIdentifier=subnets[0])
    s3.create_bucket(Bucket="artifacts")
    s3.put_object(Bucket="artifacts", Key="a.txt", Body=b"a")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("index.py", "def handler(event, context): pass")
    of("lambda").create_function(FunctionName="orders", Runtime="python3.12", Role=role, Handler="index.handler", Code={"ZipFile": archive.getvalue()})
    of("rds").create_db_instance(DBInstanceIdentifier="orders", Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
                                 MasterUsername="app", MasterUserPassword="app-app-app")
    of("cloudformation").create_stack(StackName="shop", TemplateBody=TEMPLATE)
    logs.create_log_group(logGroupName="/shop/web")
    logs.create_log_stream(logGroupName="/shop/web", logStreamName="a")
    logs.put_log_events(logGroupName="/shop/web", logStreamName="a",
                        logEvents=[{"timestamp": int(time.time() * 1000) - n, "message": f"line {n}"} for n in range(20, 0, -1)])
    return {
        "ec2_list_instances": {}, "ec2_get_instance": {"instanceId": instance}, "rds_get_instance": {"instanceId": "orders"},
        "s3_get_bucket": {"bucket": "artifacts"}, "lambda_get_function": {"functionName": "orders"}, "elb_get_load_balancer": {"loadBalancer": "web"},
        "asg_get_group": {"group": "web"}, "cfn_get_stack": {"stackName": "shop"}, "iam_get_role": {"roleName": "worker"},
        "logs_list_events": {"group": "/shop/web"},
    }


def depth(timings):
    """How many requests stand one behind the other at least: each begins after the end of the one before."""
    ends, longest = [], 0
    for start, end in sorted(timings):
        before = max((d for e, d in ends if e <= start), default=0)
        ends.append((end, before + 1))
        longest = max(longest, before + 1)
    return longest


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--latency", type=int, default=50)
    parser.add_argument("server")
    options = parser.parse_args()
    moto, port = free_port(), free_port()
    processes = [subprocess.Popen(["moto_server", "-p", str(moto)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
                 subprocess.Popen(["node", HERE / "latency.mjs", str(port), str(moto), str(options.latency)], stderr=subprocess.PIPE)]
    url = f"http://127.0.0.1:{port}"
    processes[1].stderr.readline()
    # What moto does not know it answers with a status that is tried again elsewhere.
    os.environ["AWS_MAX_ATTEMPTS"] = "1"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{moto}/moto-api/").read()
                break
            except OSError:
                time.sleep(0.1)
        calls = world(f"http://127.0.0.1:{moto}")
        server = Server(options.server, url, plugins=("Ec2", "Rds", "S3", "Lambda", "Elb", "AutoScaling", "CloudFormation", "Iam", "CloudWatch"))
        print(f"| Tool, {options.latency} ms to AWS | Requests | Depth | Call, p50 | Slowest request, p50 | Call / (depth × slowest) |\n| --- | --- | --- | --- | --- | --- |")
        worst = 0.0
        for tool, arguments in calls.items():
            walls, slowest, seen = [], [], []
            for n in range(-2, options.runs):
                # CloudWatch Logs takes five such requests a second, and the server keeps to it.
                if tool == "logs_list_events":
                    time.sleep(1.1)
                urllib.request.urlopen(f"{url}/timings").read()
                start = time.perf_counter()
                line = server.request("tools/call", {"name": tool, "arguments": arguments})
                wall = (time.perf_counter() - start) * 1000
                answer(line)
                timings = json.loads(urllib.request.urlopen(f"{url}/timings").read())
                if n >= 0:
                    walls.append(wall)
                    slowest.append(max(end - begin for begin, end in timings))
                    seen.append((len(timings), depth(timings)))
            requests, levels = seen[-1]
            call, one = statistics.median(walls), statistics.median(slowest)
            worst = max(worst, (call - 5) / (levels * one))
            print(f"| {tool} | {requests} | {levels} | {call:.0f} ms | {one:.0f} ms | {call / (levels * one):.2f} |", flush=True)
        print(f"\nworst (call - 5 ms) / (depth × slowest): {worst:.2f}")
    finally:
        for process in processes:
            process.kill()


main()

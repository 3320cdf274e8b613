using System.Text.Json;

namespace Infra.Emulator.AutoScaling;

public sealed class GroupTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_group_grows_shrinks_and_ends()
    {
        var (vpcId, subnetIds) = await Network.DefaultAsync(Wire.Url);
        await Network.CreateLaunchTemplateAsync(Wire.Url, "web");
        // The emulator knows no instance refreshes.
        AnswerRefreshes("");

        await CallAsync("asg_create_group",
            new
            {
                group = "web",
                launchTemplate = "web",
                min = 1,
                max = 4,
                desired = 2,
                subnetIds,
                tags = new { team = "web" },
                wait = true
            });
        var row = Assert.Single(Items(await CallAsync("asg_list_groups", new { tags = new { team = "web" } })));
        Assert.Equal(2, row.GetProperty("inService").GetInt32());
        await CallAsync("asg_put_scaling_policy", new { group = "web", policy = "cpu", metric = "ASGAverageCPUUtilization", target = 50 });
        await CallAsync("asg_put_scheduled_action", new { group = "web", action = "night", recurrence = "0 20 * * *", desired = 1 });
        var policy = Assert.Single(Items(await CallAsync("asg_list_policies", new { group = "web" })));
        Assert.Equal("keep ASGAverageCPUUtilization at 50", policy.GetProperty("rule").GetString());
        var action = Assert.Single(Items(await CallAsync("asg_list_scheduled_actions", new { group = "web" })));
        Assert.Equal("0 20 * * *", action.GetProperty("recurrence").GetString());
        var created = await CallAsync("elb_create_target_group", new { name = "web", protocol = "HTTP", port = 80, vpcId });
        var targetGroup = created.GetProperty("arn").GetString()!;
        var attached = await CallAsync("asg_attach_target_groups", new { group = "web", targetGroupArns = new[] { targetGroup } });
        Assert.Equal(targetGroup, attached.GetProperty("targetGroups")[0].GetString());

        Assert.Equal("set the max of web to 5", (await CallAsync("asg_update_group", new { group = "web", max = 5 }))
            .GetProperty("changed")[0].GetString());
        var growth = (await PlanAsync("asg_set_desired_capacity", new { group = "web", desired = 3 })).GetProperty("changes");
        Assert.Equal("1 instance(s) of launch template web:$Default", growth[1].GetProperty("resource").GetString());
        Assert.Equal(3, (await CallAsync("asg_set_desired_capacity", new { group = "web", desired = 3, wait = true }))
            .GetProperty("inService").GetInt32());

        await CallAsync("asg_detach_target_groups", new { group = "web", targetGroupArns = new[] { targetGroup } });
        await CallAsync("asg_set_processes", new { group = "web", suspend = new[] { "ReplaceUnhealthy" } });
        await CallAsync("asg_put_lifecycle_hook",
            new { group = "web", hook = "logs", transition = "terminating", timeout = 300, defaultResult = "CONTINUE" });
        await CallAsync("asg_put_warm_pool", new { group = "web", minSize = 1 });
        var ids = (await CallAsync("asg_get_group", new { group = "web" })).GetProperty("instances").EnumerateArray()
            .Select(i => i.GetProperty("id").GetString()).ToArray();
        await CallAsync("asg_set_instance_protection", new { group = "web", instanceIds = ids });
        await CallAsync("asg_set_standby", new { group = "web", instanceIds = ids[..1] });
        await CallAsync("asg_set_standby", new { group = "web", instanceIds = ids[..1], standby = false });

        var group = await CallAsync("asg_get_group", new { group = "web" });
        Assert.Equal((5, 3, "web"), (
            group.GetProperty("max").GetInt32(), group.GetProperty("instanceCount").GetInt32(),
                group.GetProperty("tags").GetProperty("team").GetString()));
        var instance = group.GetProperty("instances")[0].GetProperty("id").GetString();
        await ConfirmAsync("asg_terminate_instance", new { instanceId = instance, decrementDesiredCapacity = true });
        Assert.Equal(2, (await CallAsync("asg_get_group", new { group = "web" })).GetProperty("desired").GetInt32());

        // The emulator makes up a queue to notify.
        Assert.StartsWith("terminating: up to 300 s, then CONTINUE", group.GetProperty("lifecycleHooks")[0].GetProperty("rule").GetString(),
            StringComparison.Ordinal);
        Assert.Equal("ReplaceUnhealthy", group.GetProperty("suspendedProcesses")[0].GetString());
        await ConfirmAsync("asg_delete_lifecycle_hook", new { group = "web", hook = "logs" });
        await ConfirmAsync("asg_delete_warm_pool", new { group = "web" });
        await CallAsync("asg_detach_instances", new { group = "web", instanceIds = ids[^1..], decrementDesiredCapacity = true });
        await ConfirmAsync("asg_delete_policy", new { group = "web", policy = "cpu" });
        await ConfirmAsync("asg_delete_scheduled_action", new { group = "web", action = "night" });
        var plan = await PlanAsync("asg_delete_group", new { group = "web", force = false });
        Assert.Equal("web has 1 instance(s), and force is false.", plan.GetProperty("obstacles")[0].GetString());
        Assert.Equal("web", (await ConfirmAsync("asg_delete_group", new { group = "web", force = true })).GetProperty("deleted")
            .GetString());
        Assert.Equal("NotFound", (await FailAsync("asg_get_group", new { group = "web" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_the_emulator_lacks_is_read_as_AWS_documents_it()
    {
        var (_, subnetIds) = await Network.DefaultAsync(Wire.Url);
        await Network.CreateLaunchTemplateAsync(Wire.Url, "web");
        await CallAsync("asg_create_group", new { group = "web", launchTemplate = "web", min = 0, max = 1, subnetIds });
        AnswerRefreshes("");
        Wire.Answer("StartInstanceRefresh", """
            <StartInstanceRefreshResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
              <StartInstanceRefreshResult>
                <InstanceRefreshId>08b91cf7-8fa6-48af-b6a6-d227f40f1b9b</InstanceRefreshId>
              </StartInstanceRefreshResult>
              <ResponseMetadata><RequestId>7c6e177f-f082-11e1-ac58-3714bEXAMPLE</RequestId></ResponseMetadata>
            </StartInstanceRefreshResponse>
            """);
        Wire.Answer("DescribeScalingActivities", """
            <DescribeScalingActivitiesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
              <DescribeScalingActivitiesResult>
                <Activities>
                  <member>
                    <ActivityId>0a1b2c3d-0000-0000-0000-000000000000</ActivityId>
                    <AutoScalingGroupName>web</AutoScalingGroupName>
                    <Description>Launching a new EC2 instance.  Status Reason: More vCPUs than your limit.</Description>
                    <Cause>At 2026-01-02T03:04:05Z a user request update of constraints to min: 0, max: 1, desired: 1.</Cause>
                    <StartTime>2026-01-02T03:04:05.678Z</StartTime>
                    <EndTime>2026-01-02T03:04:06Z</EndTime>
                    <StatusCode>Failed</StatusCode>
                    <StatusMessage>You have requested more vCPU capacity than your limit.</StatusMessage>
                    <Progress>100</Progress>
                    <Details>{"Subnet ID":"subnet-1"}</Details>
                  </member>
                </Activities>
              </DescribeScalingActivitiesResult>
              <ResponseMetadata><RequestId>7c6e177f-f082-11e1-ac58-3714bEXAMPLE</RequestId></ResponseMetadata>
            </DescribeScalingActivitiesResponse>
            """);

        var id = (await CallAsync("asg_start_instance_refresh", new { group = "web" })).GetProperty("refreshId").GetString();
        AnswerRefreshes($"""
            <member>
              <InstanceRefreshId>{id}</InstanceRefreshId>
              <AutoScalingGroupName>web</AutoScalingGroupName>
              <Status>InProgress</Status>
              <StatusReason>Waiting for instances to warm up before continuing.</StatusReason>
              <StartTime>2026-01-02T03:04:05Z</StartTime>
              <PercentageComplete>50</PercentageComplete>
              <InstancesToUpdate>1</InstancesToUpdate>
            </member>
            """);
        Wire.Answer("CancelInstanceRefresh", $"""
            <CancelInstanceRefreshResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
              <CancelInstanceRefreshResult><InstanceRefreshId>{id}</InstanceRefreshId></CancelInstanceRefreshResult>
              <ResponseMetadata><RequestId>7c6e177f-f082-11e1-ac58-3714bEXAMPLE</RequestId></ResponseMetadata>
            </CancelInstanceRefreshResponse>
            """);
        Assert.Equal(id, (await ConfirmAsync("asg_cancel_instance_refresh", new { group = "web" })).GetProperty("refreshId").GetString());
        await CallAsync("asg_set_mixed_instances",
            new { group = "web", instanceTypes = new[] { "t3.micro", "t3.small" }, onDemandPercentage = 50 });

        Assert.Contains(Wire.Seen, r => r.Operation == "StartInstanceRefresh"
            && r.Body.Contains("Preferences.SkipMatching=true", StringComparison.Ordinal));
        Assert.DoesNotContain(Wire.Seen, r => r.Operation == "StartInstanceRefresh"
            && r.Body.Contains("HealthyPercentage", StringComparison.Ordinal));
        Assert.Equal(50, (await CallAsync("asg_get_group", new { group = "web" })).GetProperty("lastRefresh")
            .GetProperty("percentageComplete").GetInt32());
        var failed = Assert.Single(Items(await CallAsync("asg_list_activities", new { group = "web" })));
        Assert.Equal("Failed", failed.GetProperty("status").GetString());
        Assert.Equal("Conflict", (await FailAsync("asg_start_instance_refresh", new { group = "web" })).GetProperty("code").GetString());
    }

    private void AnswerRefreshes(string members) => Wire.Answer("DescribeInstanceRefreshes", $"""
        <DescribeInstanceRefreshesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
          <DescribeInstanceRefreshesResult><InstanceRefreshes>{members}</InstanceRefreshes></DescribeInstanceRefreshesResult>
          <ResponseMetadata><RequestId>7c6e177f-f082-11e1-ac58-3714bEXAMPLE</RequestId></ResponseMetadata>
        </DescribeInstanceRefreshesResponse>
        """);

    private static JsonElement.ArrayEnumerator Items(JsonElement page) => page.GetProperty("items").EnumerateArray();
}

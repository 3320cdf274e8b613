using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class PutScalingPolicyTests : AsgTest
{
    public PutScalingPolicyTests() =>
        Client.PutScalingPolicyAsync(default!, default)
            .ReturnsForAnyArgs(new PutScalingPolicyResponse { PolicyARN = "arn", Alarms = null });

    [Fact]
    public async Task A_policy_is_planned_from_old_to_new_and_back()
    {
        var plan =
            await PlanAsync(PutScalingPolicy.Tool,
            new { group = "web", policy = "cpu", metric = "ASGAverageCPUUtilization", target = 62.5, disableScaleIn = true });

        Assert.Equal(
        [
            "policy cpu: rule: keep ASGAverageCPUUtilization at 50 -> keep ASGAverageCPUUtilization at 62.5, never scale in",
            """To take it back: asg_put_scaling_policy {"group":"web","policy":"cpu","metric":"ASGAverageCPUUtilization","target":50}""",
        ], Lines(plan));
    }

    [Fact]
    public async Task Each_kind_of_policy_sends_its_own_settings()
    {
        await RunAsync(PutScalingPolicy.Tool, new { group = "web", policy = "cpu", metric = "ASGAverageCPUUtilization", target = 62.5 });
        await RunAsync(PutScalingPolicy.Tool, new { group = "web", policy = "add", adjustment = -1, cooldown = 60 });

        await Client.Received().PutScalingPolicyAsync(
            Arg.Is<PutScalingPolicyRequest>(r => r.TargetTrackingConfiguration != null && r.AdjustmentType == null && r.Cooldown == null),
                default);
        await Client.Received().PutScalingPolicyAsync(Arg.Is<PutScalingPolicyRequest>(r =>
            r.TargetTrackingConfiguration == null && r.ScalingAdjustment == -1 && r.PolicyType == "SimpleScaling" && r.Cooldown == 60),
                default);
    }

    // EC2-L13b
    [Theory]
    [InlineData("""{"metric":"ASGAverageCPUUtilization","target":50,"cooldown":60}""", "cooldown")]
    [InlineData("""{"metric":"ALBRequestCountPerTarget","target":50}""", "resourceLabel")]
    [InlineData("""{"metric":"ASGAverageCPUUtilization","target":50,"resourceLabel":"app/a/1/targetgroup/t/2"}""", "resourceLabel")]
    [InlineData("""{"metric":"ASGAverageCPUUtilization"}""", "target")]
    [InlineData("""{"adjustment":1,"target":50}""", "target")]
    [InlineData("""{"adjustment":1,"disableScaleIn":true}""", "disableScaleIn")]
    [InlineData("""{"adjustment":-1,"adjustmentType":"ExactCapacity"}""", "negative")]
    [InlineData("""{}""", "adjustment")]
    public async Task Settings_that_do_not_go_together_are_refused_before_anything_is_sent(string settings, string named)
    {
        var input = System.Text.Json.Nodes.JsonNode.Parse(settings)!.AsObject();
        (input["group"], input["policy"]) = ("web", "p");

        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(PutScalingPolicy.Tool, input));

        Assert.Equal(ToolErrorCode.InvalidInput, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        await Client.DidNotReceiveWithAnyArgs().PutScalingPolicyAsync(default!, default);
    }

    // EC2-L13b
    [Theory]
    [InlineData("targetgroup/web/1234", 0)]
    [InlineData("targetgroup/other/5678", 1)]
    public async Task The_target_group_of_a_request_count_must_be_attached(string targetGroup, int obstacles)
    {
        var group = Web;
        group.TargetGroupARNs = ["arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1234"];
        There(group);

        var plan = await PlanAsync(PutScalingPolicy.Tool,
            new
            {
                group = "web",
                policy = "requests",
                metric = "ALBRequestCountPerTarget",
                target = 100,
                resourceLabel = $"app/lb/9/{targetGroup}"
            });

        Assert.Equal(obstacles, plan.Obstacles.Count);
    }

    [Fact]
    public async Task Replacing_a_disabled_policy_turns_it_on_and_another_type_is_not_certain()
    {
        var old = Policy;
        old.Enabled = false;
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default)
            .ReturnsForAnyArgs(new DescribePoliciesResponse { ScalingPolicies = [old] });

        var plan = await PlanAsync(PutScalingPolicy.Tool, new { group = "web", policy = "cpu", adjustment = 1 });

        Assert.Contains("policy cpu: enabled: off -> on", Lines(plan));
        Assert.Contains("TargetTrackingScaling", Assert.Single(plan.Unknown), StringComparison.Ordinal);
        Assert.Null(plan.Undo);
    }

    [Fact]
    public async Task Steps_reach_to_the_next_bound_and_the_outermost_without_end()
    {
        PutScalingPolicyRequest? sent = null;
        Client.PutScalingPolicyAsync(Arg.Do<PutScalingPolicyRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutScalingPolicyResponse());

        await RunAsync(PutScalingPolicy.Tool,
            new { group = "web", policy = "cpu", steps = new Dictionary<string, int> { ["20"] = 3, ["0"] = 1 } });
        Assert.Equal([(0d, 20d, 1), (20d, null, 3)],
            sent!.StepAdjustments.Select(s => (s.MetricIntervalLowerBound ?? -1, s.MetricIntervalUpperBound, s.ScalingAdjustment!.Value)));

        await RunAsync(PutScalingPolicy.Tool,
            new { group = "web", policy = "cpu", steps = new Dictionary<string, int> { ["0"] = -1, ["-20"] = -3 } });
        Assert.Equal([(null, -20d, -3), (-20d, 0d, -1)],
            sent.StepAdjustments.Select(s => (s.MetricIntervalLowerBound, s.MetricIntervalUpperBound, s.ScalingAdjustment!.Value)));

        foreach (var wrong in new[] { "10", "zero" })
            await Assert.ThrowsAsync<ToolException>(() =>
                PlanAsync(PutScalingPolicy.Tool,
                    new { group = "web", policy = "cpu", steps = new Dictionary<string, int> { [wrong] = 1 } }));
    }
}

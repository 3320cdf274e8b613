using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

public sealed class SecretTests : SecretsToolTest
{
    [Fact]
    public async Task A_list_has_no_values_and_asks_AWS_for_the_beginning_of_the_name()
    {
        ListSecretsRequest? sent = null;
        Client.ListSecretsAsync(Arg.Do<ListSecretsRequest>(r => sent = r), default).ReturnsForAnyArgs(new ListSecretsResponse
        {
            SecretList =
            [
                new() { Name = "shop/db", ARN = Arn, RotationEnabled = true, LastAccessedDate = Day(1), CreatedDate = Day(1) },
                new() { Name = "shop/api", ARN = Arn, PrimaryRegion = "us-east-1", CreatedDate = Day(1) },
                new() { Name = "shop/new", ARN = Arn, LastAccessedDate = DateTime.UtcNow, CreatedDate = Day(1) },
                new() { Name = "shopping", ARN = Arn, CreatedDate = Day(1) },
            ],
        });

        var page = await RunAsync(ListSecrets.Tool, new { name = "shop/*", unusedDays = 30 });

        Assert.Equal(["shop/db on ", "shop/api  us-east-1"], page.GetProperty("items").EnumerateArray().Select(r =>
            $"{r.GetProperty("name")} {(r.TryGetProperty("rotation", out var on) ? on : "")} "
                + $"{(r.TryGetProperty("replicaOf", out var of) ? of : "")}"));
        Assert.Equal(("name", "shop/"), (sent!.Filters.Single().Key.Value, sent.Filters.Single().Values.Single()));
    }

    [Fact]
    public async Task An_empty_list_is_none()
    {
        Client.ListSecretsAsync(default!, default).ReturnsForAnyArgs(new ListSecretsResponse());

        Assert.Equal(0, (await RunAsync(ListSecrets.Tool, new { })).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task One_secret_tells_its_versions_rotation_replicas_and_policy()
    {
        Found.RotationEnabled = true;
        Found.RotationRules = new() { AutomaticallyAfterDays = 30 };
        Found.VersionIdsToStages["33333333-3333-3333-3333-333333333333"] = ["AWSPENDING"];
        Found.ReplicationStatus = [new() { Region = "us-east-1", Status = "Failed", StatusMessage = "The name is taken." }];
        Client.GetResourcePolicyAsync(default!, default)
            .ReturnsForAnyArgs(new GetResourcePolicyResponse { ResourcePolicy = """{"Version":"2012-10-17","Statement":[]}""" });

        var secret = await RunAsync(GetSecret.Tool, new { secretId = "shop/db" });

        Assert.Equal(["AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"],
            secret.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("stages")[0].GetString()));
        Assert.Equal("rate(30 days)", secret.GetProperty("rotation").GetProperty("schedule").GetString());
        Assert.Equal("The name is taken.", secret.GetProperty("replicas")[0].GetProperty("reason").GetString());
        Assert.Equal("aws/secretsmanager", secret.GetProperty("kmsKey").GetString());
        Assert.Contains("is pending", secret.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal("2012-10-17", secret.GetProperty("policy").GetProperty("Version").GetString());
    }

    [Fact]
    public async Task A_policy_that_may_not_be_read_is_said_and_the_rest_is_told()
    {
        Client.GetResourcePolicyAsync(default!, default).ReturnsForAnyArgs<GetResourcePolicyResponse>(
            _ => throw new Amazon.SecretsManager.AmazonSecretsManagerException("no") { ErrorCode = "AccessDeniedException" });

        var secret = await RunAsync(GetSecret.Tool, new { secretId = "shop/db" });

        Assert.Equal("The resource policy: not known (AccessDeniedException).", secret.GetProperty("note").GetString());
    }

    [Fact]
    public async Task What_is_not_there_is_said_so()
    {
        var missing = await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetSecret.Tool, new { secretId = "shop/none" }));

        Assert.Equal(ToolErrorCode.NotFound, missing.Code);
    }

    [Fact]
    public async Task A_taken_name_stops_the_plan_and_one_that_is_being_deleted_says_how_to_have_it_back()
    {
        var taken = await PlanAsync(CreateSecret.Tool, new { name = "shop/db" });
        Found.DeletedDate = Day(1);
        var deleted = await PlanAsync(CreateSecret.Tool, new { name = "shop/db" });

        Assert.Contains("secrets_put_value", Assert.Single(taken.Obstacles), StringComparison.Ordinal);
        Assert.Contains("secrets_restore_secret", Assert.Single(deleted.Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_tells_the_day_and_who_read_it_and_is_taken_back()
    {
        Found.LastAccessedDate = Day(1);
        Found.RotationEnabled = true;
        Found.RotationRules = new() { ScheduleExpression = "rate(10 days)" };
        Client.DeleteSecretAsync(default!, default)
            .ReturnsForAnyArgs(new DeleteSecretResponse { Name = "shop/db", ARN = Arn, DeletionDate = Day(9) });

        var plan = await PlanAsync(DeleteSecret.Tool, new { secretId = "shop/db", recoveryDays = 7 });
        var result = await RunAsync(DeleteSecret.Tool, new { secretId = "shop/db", recoveryDays = 7 });

        var day = Time.GetUtcNow().UtcDateTime.AddDays(7);
        Assert.StartsWith($"It is gone for good from {day:yyyy-MM-dd} on", plan.Warnings[0], StringComparison.Ordinal);
        Assert.Equal("It was last read on 2026-01-01.", plan.Warnings[1]);
        Assert.Contains("LOST: its rotation (rate(10 days))", Lines(plan));
        Assert.Empty(plan.Obstacles);
        Assert.Equal("secrets_restore_secret", plan.Undo!.Tool);
        Assert.True(result.TryGetProperty("goneAt", out _));
        await Client.Received().DeleteSecretAsync(
            Arg.Is<DeleteSecretRequest>(r => r.RecoveryWindowInDays == 7 && r.ForceDeleteWithoutRecovery != true),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Replicas_go_before_the_secret_and_a_replica_is_removed_where_it_comes_from()
    {
        Found.ReplicationStatus = [new() { Region = "us-east-1" }, new() { Region = "eu-central-1" }];
        var primary = await PlanAsync(DeleteSecret.Tool, new { secretId = "shop/db" });
        (Found.ReplicationStatus, Found.PrimaryRegion) = (null, "us-west-2");
        var replica = await PlanAsync(DeleteSecret.Tool, new { secretId = "shop/db" });

        Assert.Contains("eu-central-1, us-east-1; secrets_remove_replicas", Assert.Single(primary.Obstacles), StringComparison.Ordinal);
        Assert.Contains("replica of the secret in us-west-2", Assert.Single(replica.Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_previous_version_comes_back_and_the_label_moves_from_the_current_one()
    {
        var plan = await PlanAsync(SetCurrent.Tool, new { secretId = "shop/db" });
        await RunAsync(SetCurrent.Tool, new { secretId = "shop/db" });

        Assert.Contains($"shop/db: current version: {Now} -> {Before}; who reads it gets that value at once", Lines(plan));
        await Client.Received().UpdateSecretVersionStageAsync(
            Arg.Is<UpdateSecretVersionStageRequest>(r => r.MoveToVersionId == Before && r.RemoveFromVersionId == Now),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_nothing_rotates_cannot_be_rotated()
    {
        Assert.Contains("secrets_set_rotation", Assert.Single((await PlanAsync(RotateSecret.Tool, new { secretId = "shop/db" })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_is_waited_for_until_its_version_is_the_current_one()
    {
        Found.RotationLambdaARN = "arn:aws:lambda:eu-west-1:1:function:rotate";
        Found.RotationEnabled = true;
        Client.RotateSecretAsync(default!, default).ReturnsForAnyArgs(new RotateSecretResponse { Name = "shop/db", VersionId = "next" });
        var looks = 0;
        Client.DescribeSecretAsync(default!, default).ReturnsForAnyArgs(_ => new DescribeSecretResponse
        {
            Name = "shop/db",
            ARN = Arn,
            VersionIdsToStages = new() { [++looks < 3 ? Now : "next"] = ["AWSCURRENT"] },
        });

        var result = await RunAsync(RotateSecret.Tool, new { secretId = "shop/db", wait = true });

        Assert.Equal("rotated", result.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Rotation_is_set_without_rotating_and_its_undo_has_the_settings_of_before()
    {
        RotateSecretRequest? sent = null;
        Client.RotateSecretAsync(Arg.Do<RotateSecretRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RotateSecretResponse { Name = "shop/db", VersionId = "next" });
        Found.RotationLambdaARN = "old";
        Found.RotationEnabled = true;
        Found.RotationRules = new() { AutomaticallyAfterDays = 7 };
        var arguments = new { secretId = "shop/db", enabled = true, schedule = "rate(30 days)" };

        var plan = await PlanAsync(SetRotation.Tool, arguments);
        await RunAsync(SetRotation.Tool, arguments);

        Assert.Contains("shop/db: rotation schedule: rate(7 days) -> rate(30 days)", Lines(plan));
        Assert.Equal("rate(7 days)", plan.Undo!.Arguments.GetProperty("schedule").GetString());
        Assert.Equal((false, "rate(30 days)"), (sent!.RotateImmediately!.Value, sent.RotationRules.ScheduleExpression));
    }

    // RotateSecret replaces schedule and window together.
    [Fact]
    public async Task The_rotation_window_stays_when_the_schedule_changes()
    {
        RotateSecretRequest? sent = null;
        Client.RotateSecretAsync(Arg.Do<RotateSecretRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RotateSecretResponse { Name = "shop/db" });
        (Found.RotationLambdaARN, Found.RotationEnabled) = ("old", true);
        Found.RotationRules = new() { ScheduleExpression = "rate(7 days)", Duration = "2h" };

        await RunAsync(SetRotation.Tool, new { secretId = "shop/db", enabled = true, schedule = "rate(30 days)" });

        Assert.Equal(("rate(30 days)", "2h"), (sent!.RotationRules.ScheduleExpression, sent.RotationRules.Duration));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Rotating_now_turns_a_rotation_that_is_off_on_again(bool isOn, bool told)
    {
        (Found.RotationLambdaARN, Found.RotationEnabled) = ("old", isOn);

        Assert.Equal(told, (await PlanAsync(RotateSecret.Tool, new { secretId = "shop/db" })).Changes.Any(c => c.Property == "rotation"));
    }

    [Theory]
    [InlineData("eu-west-1", null, "shop/db itself is in eu-west-1.")]
    [InlineData("us-east-1", null, "The replica in us-east-1 has failed (Taken.): take it away with secrets_remove_replicas first.")]
    [InlineData("us-west-2", "arn:aws:kms:eu-west-1:1:key/k",
        "The key arn:aws:kms:eu-west-1:1:key/k is in eu-west-1: replicate to us-west-2 in a call of its own, with a key there.")]
    [InlineData("us-west-2", "arn:aws:kms:us-west-2:1:key/k", null)]
    public async Task A_region_that_takes_no_replica_is_an_obstacle(string region, string? kmsKeyId, string? why)
    {
        Found.ReplicationStatus = [new() { Region = "us-east-1", Status = "Failed", StatusMessage = "Taken." }];

        Assert.Equal(why, (await PlanAsync(ReplicateSecret.Tool, kmsKeyId is null ? new { secretId = "shop/db", regions = new[] { region } }
            : new { secretId = "shop/db", regions = new[] { region }, kmsKeyId })).Obstacles.SingleOrDefault());
    }

    [Fact]
    public async Task Removed_replicas_come_back_with_their_key_where_one_call_can()
    {
        Found.ReplicationStatus = [new() { Region = "us-east-1", KmsKeyId = "a" }, new() { Region = "us-west-2", KmsKeyId = "b" }];

        var one = await PlanAsync(RemoveReplicas.Tool, new { secretId = "shop/db", regions = new[] { "us-east-1" } });
        var both = await PlanAsync(RemoveReplicas.Tool, new { secretId = "shop/db", regions = new[] { "us-east-1", "us-west-2" } });

        Assert.Equal("a", one.Undo!.Arguments.GetProperty("kmsKeyId").GetString());
        Assert.Null(both.Undo);
    }

    [Fact]
    public async Task A_rotation_that_lacks_function_and_schedule_is_refused_and_one_that_is_off_has_neither()
    {
        Assert.Equal(2, (await PlanAsync(SetRotation.Tool, new { secretId = "shop/db", enabled = true })).Obstacles.Count);
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(SetRotation.Tool, new { secretId = "shop/db", enabled = false, schedule = "rate(30 days)" }));

        Client.CancelRotateSecretAsync(default!, default).ReturnsForAnyArgs(new CancelRotateSecretResponse { Name = "shop/db" });
        Assert.False((await RunAsync(SetRotation.Tool, new { secretId = "shop/db", enabled = false })).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Replicas_are_made_and_removed_where_they_are()
    {
        Found.ReplicationStatus = [new() { Region = "us-east-1", LastAccessedDate = Day(3) }];
        Client.ReplicateSecretToRegionsAsync(default!, default).ReturnsForAnyArgs(new ReplicateSecretToRegionsResponse
        {
            ARN = Arn,
            ReplicationStatus =
            [
                new() { Region = "us-east-1", Status = "InSync" },
                new() { Region = "eu-central-1", Status = "Failed", StatusMessage = "Taken." },
            ],
        });

        var again = await PlanAsync(ReplicateSecret.Tool, new { secretId = "shop/db", regions = new[] { "us-east-1" } });
        var made = await RunAsync(ReplicateSecret.Tool, new { secretId = "shop/db", regions = new[] { "eu-central-1" } });
        var gone = await PlanAsync(RemoveReplicas.Tool, new { secretId = "shop/db", regions = new[] { "us-east-1" } });

        Assert.Contains("There is a replica in us-east-1.", again.Obstacles);
        Assert.Equal(["eu-central-1: Failed, Taken.", "us-east-1: InSync"],
            made.GetProperty("replicas").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal("It was last read in us-east-1 on 2026-01-03.", Assert.Single(gone.Warnings));
    }

    [Fact]
    public async Task Tags_are_set_and_removed_and_the_undo_has_the_old_ones()
    {
        var arguments = new { secretId = "shop/db", tags = new { team = "web", env = "test" } };
        var plan = await PlanAsync(TagSecret.Tool, arguments);
        await RunAsync(TagSecret.Tool, arguments);

        Assert.Contains("shop/db: tag team: shop -> web", Lines(plan));
        Assert.Equal("shop", plan.Undo!.Arguments.GetProperty("tags").GetProperty("team").GetString());
        await Client.Received().TagResourceAsync(Arg.Is<TagResourceRequest>(r => r.Tags.Count == 2), Arg.Any<CancellationToken>());
        await Client.DidNotReceiveWithAnyArgs().UntagResourceAsync(default!, default);
    }

    private static DateTime Day(int day) => new(2026, 1, day, 0, 0, 0, DateTimeKind.Utc);
}

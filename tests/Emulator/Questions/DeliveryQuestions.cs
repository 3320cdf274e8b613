namespace Infra.Emulator.Questions;

/// <summary>What a change does, did, or would do, and what brings back what was.</summary>
public sealed class DeliveryQuestions(EmulatorFixture fixture) : QuestionTest(fixture)
{
    private const string Read =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}]}""";

    [Fact]
    public async Task Why_did_this_deployment_fail_and_what_was_rolled_back()
    {
        const string id = "arn:aws:cloudformation:us-east-1:123456789012:stack/web/0001";
        Wire.Answer("DescribeStacks", Response("DescribeStacks", $"""
            <Stacks><member><StackId>{id}</StackId><StackName>web</StackName><CreationTime>2026-03-01T00:00:00Z</CreationTime>
            <StackStatus>UPDATE_ROLLBACK_COMPLETE</StackStatus></member></Stacks>
            """));
        Wire.Answer("ListStackResources", Response("ListStackResources", "<StackResourceSummaries/>"));
        Wire.Answer("DescribeStackEvents", Response("DescribeStackEvents", $"""
            <StackEvents>
            {Event(7, "web", id, "UPDATE_ROLLBACK_COMPLETE")}{Event(6, "Cache", "c", "DELETE_COMPLETE")}{Event(5, "Topic", "t", "UPDATE_COMPLETE")}
            {Event(4, "web", id, "UPDATE_ROLLBACK_IN_PROGRESS")}{Event(3, "Topic", "t", "UPDATE_FAILED", "Resource update cancelled")}
            {Event(2, "Db", "d", "UPDATE_FAILED", "The instance class db.t9 is not there")}{Event(1, "web", id, "UPDATE_IN_PROGRESS")}
            </StackEvents>
            """));

        var stack = await AskAsync("cfn_get_stack", new { stackName = "web" });

        Assert.Equal("The instance class db.t9 is not there",
            Text(Assert.Single(stack.GetProperty("failures").EnumerateArray()), "reason"));
        Assert.Equal(["Cache (AWS::Some::Thing): deleted", "Topic (AWS::Some::Thing): set back"], Texts(stack.GetProperty("rolledBack")));

        static string Event(int n, string logical, string physical, string status, string? reason = null) => $"""
            <member><StackId>{id}</StackId><EventId>{n}</EventId><StackName>web</StackName><LogicalResourceId>{logical}</LogicalResourceId><PhysicalResourceId>{physical}</PhysicalResourceId>
            <ResourceType>AWS::Some::Thing</ResourceType><Timestamp>2026-03-02T00:00:0{n}Z</Timestamp><ResourceStatus>{status}</ResourceStatus>{(reason is null ? "" : $"<ResourceStatusReason>{reason}</ResourceStatusReason>")}</member>
            """;
    }

    [Fact]
    public async Task What_would_change_if_this_policy_did()
    {
        foreach (var userName in new[] { "alice", "bob" }) await CallAsync("iam_create_user", new { userName });
        var arn = Text(await CallAsync("iam_create_policy", new { policyName = "reports", policyDocument = Read }), "arn");
        await CallAsync("iam_attach_policy", new { userName = "alice", policyArn = arn });

        var plan = await AskPlanAsync("iam_create_policy_version",
            new { policyArn = arn, policyDocument = Read.Replace("s3:GetObject", "s3:*", StringComparison.Ordinal) });

        Assert.Equal("It changes at once what these may do: user alice.", Texts(plan.GetProperty("warnings"))[0]);
        var statements = plan.GetProperty("changes").EnumerateArray().Where(c => Text(c, "property") == "statement").ToList();
        Assert.Contains(statements, c => Text(c, "from")!.Contains("s3:GetObject", StringComparison.Ordinal));
        Assert.Contains(statements, c => Text(c, "to")!.Contains("s3:*", StringComparison.Ordinal));
        Assert.Equal("iam_set_policy_version", Text(plan.GetProperty("undo"), "tool"));
    }

    [Fact]
    public async Task Which_function_will_break_when_its_runtime_ends()
    {
        var role = await Lambda.Surroundings.RoleAsync(Wire, "role");
        foreach (var (functionName, runtime) in new[] { ("orders", "python3.9"), ("mails", "python3.14"), ("bills", "nodejs18.x") })
            await CallAsync("lambda_create_function",
                new
                {
                    functionName,
                    roleArn = role,
                    runtime,
                    source = runtime.StartsWith("node", StringComparison.Ordinal)
                    ? "exports.handler = async e => e;" : "def lambda_handler(e, c):\n    return e\n"
                });

        var page = await AskAsync("lambda_list_functions", new { endsWithinDays = 30 });

        Assert.Equal(["bills", "orders"], Rows(page).Select(f => Text(f, "name")).Order());
        Assert.Contains("can no longer be changed", Text(page, "note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_restores_this_database_to_yesterday()
    {
        await CallAsync("rds_create_instance", new { instanceId = "orders", engine = "postgres", instanceClass = "db.t4g.micro" });
        var yesterday = DateTime.UtcNow.Date.AddDays(-1).AddHours(18);
        // The emulator keeps no backups.
        Wire.Answer("DescribeDBInstanceAutomatedBackups", $"""
            <DescribeDBInstanceAutomatedBackupsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBInstanceAutomatedBackupsResult><DBInstanceAutomatedBackups><DBInstanceAutomatedBackup>
            <DBInstanceIdentifier>orders</DBInstanceIdentifier><Status>active</Status><RestoreWindow><EarliestTime>{yesterday.AddDays(-6):yyyy-MM-ddTHH:mm:ssZ}</EarliestTime><LatestTime>{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}</LatestTime></RestoreWindow>
            </DBInstanceAutomatedBackup></DBInstanceAutomatedBackups></DescribeDBInstanceAutomatedBackupsResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeDBInstanceAutomatedBackupsResponse>
            """);

        var backup = (await AskAsync("rds_get_instance", new { instanceId = "orders" })).GetProperty("backup");
        var plan = await AskPlanAsync("rds_restore_to_time",
            new { sourceId = "orders", instanceId = "orders-yesterday", time = yesterday });

        Assert.True(backup.GetProperty("earliestRestorableAt").GetDateTime() < yesterday);
        Assert.False(plan.TryGetProperty("obstacles", out var obstacles) && obstacles.GetArrayLength() > 0, plan.ToString());
        Assert.Contains(plan.GetProperty("changes").EnumerateArray(), c =>
            Text(c, "property") == "data" && Text(c, "to")!.Contains($"{yesterday:yyyy-MM-dd} 18:00Z", StringComparison.Ordinal));
        Assert.Contains("Deletion protection is on", Text(plan, "noUndo"), StringComparison.Ordinal);
    }

    private static string Response(string operation, string result) =>
        $"<{operation}Response "
            + $"xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>";
}

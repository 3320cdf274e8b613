using System.Text.Json.Nodes;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Policy;

public sealed class IamPolicyTests
{
    private static PluginCatalog Catalog(ToolKind mode) => BuiltHost.Catalog(mode);

    private static IEnumerable<string> Actions(JsonObject document) =>
        document["Statement"]!.AsArray().SelectMany(s => s!["Action"]!.AsArray()).Select(a => a!.GetValue<string>());

    [Theory]
    [InlineData(ToolKind.Read)]
    [InlineData(ToolKind.Write)]
    [InlineData(ToolKind.Destructive)]
    public void The_documents_hold_the_actions_of_the_enabled_tools_and_no_others_within_AWSs_size(ToolKind mode)
    {
        var tools = Catalog(mode).Offered;

        var documents = IamPolicy.Documents(tools, new());

        Assert.NotEmpty(tools);
        Assert.Equal(
            tools.SelectMany(t => t.Manifest.IamActions).Select(a => a.Split('>')[0]).Append("account:ListRegions")
                .Append("sts:GetCallerIdentity").Distinct().Order(StringComparer.Ordinal),
            documents.SelectMany(Actions).Distinct().Order(StringComparer.Ordinal));
        Assert.All(documents, d => Assert.InRange(d.ToJsonString().Length, 1, 6144));
    }

    [Fact]
    public void In_read_mode_every_action_only_reads_or_uses_a_key_through_a_service()
    {
        var reads = AwsOperations.All.Where(o => o.IsRead).SelectMany(o => AwsOperations.ActionsFor(o.ServiceId, o.Operation)).ToHashSet();

        var statements = IamPolicy.Documents(Catalog(ToolKind.Read).Offered, new()).SelectMany(d => d["Statement"]!.AsArray());
        var (keys, others) = (statements.Where(ViaService).ToList(), statements.Where(s => !ViaService(s)).ToList());

        Assert.All(others.SelectMany(s => s!["Action"]!.AsArray()), a => Assert.Contains(a!.GetValue<string>(), reads));
        Assert.All(keys.SelectMany(s => s!["Action"]!.AsArray()), a => Assert.Equal("kms:Decrypt", a!.GetValue<string>()));

        static bool ViaService(JsonNode? statement) => statement!["Condition"]?["StringLike"]?["kms:ViaService"] is not null;
    }

    [Theory]
    [InlineData("s3://bucket/a/b/", null, "arn:aws:s3:::bucket/a/b/*", "arn:aws:s3:::bucket")]
    [InlineData("s3://bucket", "cn-north-1", "arn:aws-cn:s3:::bucket/*", "arn:aws-cn:s3:::bucket")]
    public void The_inventorys_history_needs_its_place_in_the_bucket_and_nothing_else(string place, string? region, string objects,
        string bucket)
    {
        var statements = IamPolicy.ForHistory(State.BucketPlace.Parse(place)!, region)["Statement"]!.AsArray();

        Assert.Equal([$"s3:PutObject {objects}", $"s3:ListBucket {bucket}"], statements.Select(s => $"{s!["Action"]} {s["Resource"]}"));
        Assert.Equal(statements.Select(s => s!["Action"]!.ToString()).Order(StringComparer.Ordinal),
            State.HistoryBucket.Operations.SelectMany(o => AwsOperations.ActionsFor("S3", o.Split(' ')[1])).Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    // GRD-G5.1, EC2-H13a
    [InlineData("asg", "iam:PassRole",
        """{"StringEquals":{"iam:PassedToService":["autoscaling.amazonaws.com","ec2.amazonaws.com"]}}""")]
    [InlineData("iam", "iam:PassRole", """{"StringEquals":{"iam:PassedToService":["ec2.amazonaws.com"]}}""")] // GRD-G5.2
    [InlineData("lambda", "iam:PassRole", """{"StringEquals":{"iam:PassedToService":["lambda.amazonaws.com"]}}""")]
    // EC2-L16
    [InlineData("asg", "iam:CreateServiceLinkedRole",
        """{"StringEquals":{"iam:AWSServiceName":["autoscaling.amazonaws.com","spot.amazonaws.com"]}}""")]
    [InlineData("rds", "iam:CreateServiceLinkedRole", """{"StringEquals":{"iam:AWSServiceName":["rds.amazonaws.com"]}}""")]
    [InlineData("s3", "kms:Decrypt", """{"StringLike":{"kms:ViaService":["s3.*.amazonaws.com"]}}""")] // S3-C3
    [InlineData("ec2", "kms:CreateGrant", """{"StringLike":{"kms:ViaService":["ec2.*.amazonaws.com"]}}""")] // EC2-H13b
    public void What_is_for_one_service_is_held_to_it(string module, string action, string condition)
    {
        var statement = Assert.Single(Statements(module, new()), s => Names(s).Contains(action));

        Assert.Equal(condition, statement["Condition"]!.ToJsonString());
    }

    [Fact]
    public void All_modules_together_pass_roles_to_the_services_of_their_tools_only()
    {
        var statements = IamPolicy.Documents(Catalog(ToolKind.Destructive).Offered, new()).SelectMany(d => d["Statement"]!.AsArray())
            .Select(s => s!.AsObject());
        string[] services =
        [
            "autoscaling.amazonaws.com", "cloudformation.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com",
            "logs.amazonaws.com", "s3.amazonaws.com", "vpc-flow-logs.amazonaws.com",
        ];

        var pass = Assert.Single(statements, s => Names(s).Contains("iam:PassRole"));

        Assert.Equal(services, pass["Condition"]!["StringEquals"]!["iam:PassedToService"]!.AsArray().Select(s => s!.GetValue<string>()));
    }

    [Fact]
    public void In_China_EC2_and_keys_have_other_names()
    {
        var pass = Assert.Single(Statements("ec2", new() { Regions = ["cn-north-1"] }), s => Names(s).Contains("iam:PassRole"));
        var keys = Assert.Single(IamPolicy.Documents(Tools("ec2"), new(), "cn-north-1").SelectMany(d => d["Statement"]!.AsArray()),
            s => Names(s!.AsObject()).Contains("kms:CreateGrant"));

        Assert.Contains("ec2.amazonaws.com.cn", pass.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("ec2.*.amazonaws.com.cn", keys!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pinned_regions_hold_keys_and_not_roles()
    {
        var statements = Statements("ec2", new() { Regions = ["eu-west-1"] });

        Assert.Contains("aws:RequestedRegion", Assert.Single(statements, s => Names(s).Contains("kms:CreateGrant")).ToJsonString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("aws:RequestedRegion", Assert.Single(statements, s => Names(s).Contains("iam:PassRole")).ToJsonString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_hosts_own_requests_stand_apart()
    {
        var host = Assert.Single(Statements("account", new()), s => s["Sid"]?.GetValue<string>() is "InfraItself");

        Assert.Equal(["account:ListRegions", "sts:GetCallerIdentity"], Names(host));
        Assert.Single(Statements("account", new()), s => Names(s).Contains("sts:GetCallerIdentity"));
    }

    [Theory] // GRD-G5.4
    [InlineData("lambda_get_function", "lambda:ListTags")]
    [InlineData("lambda_delete_function", "lambda:ListTags")]
    [InlineData("s3_create_bucket", "s3:ListBucket")]
    [InlineData("s3_presign_url", "kms:GenerateDataKey>s3.amazonaws.com")]
    [InlineData("rds_delete_instance", "rds:AddTagsToResource")]
    [InlineData("rds_stop_instance", "rds:AddTagsToResource")]
    [InlineData("asg_update_group", "ssm:GetParameters")]
    public void Tools_declare_what_some_arguments_need(string tool, string action) =>
        Assert.Contains(action, Catalog(ToolKind.Destructive).Find(tool)!.Manifest.IamActions);

    [Fact]
    public void A_session_policy_of_each_module_fits_and_matches_no_secret()
    {
        var modules = Catalog(ToolKind.Read).Offered.GroupBy(t => t.Module);

        Assert.All(modules, module =>
        {
            var patterns = Actions(JsonNode.Parse(IamPolicy.ForSession([.. module], new()))!.AsObject())
                .Where(a => a.EndsWith('*')).ToList();
            Assert.All(patterns, p => Assert.True(AwsOperations.IsReadPattern(p[..^1]), p));
            Assert.DoesNotContain("cloudwatch:Get*", patterns); // GRD-G5.3
        });
    }

    private static IReadOnlyList<CatalogTool> Tools(string module) =>
        [.. Catalog(ToolKind.Destructive).Offered.Where(t => t.Module == module)];

    private static List<JsonObject> Statements(string module, PinSettings pins) =>
        [.. IamPolicy.Documents(Tools(module), pins).SelectMany(d => d["Statement"]!.AsArray()).Select(s => s!.AsObject())];

    private static IEnumerable<string> Names(JsonObject statement) => statement["Action"]!.AsArray().Select(a => a!.GetValue<string>());

    [Fact]
    public void A_session_policy_is_small_and_its_patterns_permit_nothing_but_reads()
    {
        var policy = IamPolicy.ForSession([.. Catalog(ToolKind.Read).Offered.Where(t => t.Module is "ec2" or "vpc")], new());
        var patterns = Actions(JsonNode.Parse(policy)!.AsObject()).ToList();

        Assert.Contains("ec2:Describe*", patterns);
        Assert.All(AwsOperations.All.Where(o => !o.IsRead),
            o => Assert.DoesNotContain(patterns, p => Permits(p, AwsOperations.ActionsFor(o.ServiceId, o.Operation)[0])));
    }

    [Fact]
    public void Pinned_regions_become_a_condition_where_a_service_has_regions()
    {
        var document = Assert.Single(
            IamPolicy.Documents([.. Catalog(ToolKind.Read).Offered.Where(t => t.Module is "ec2" or "account")],
            new() { Regions = ["eu-west-1"] }));

        Assert.Contains("\"aws:RequestedRegion\":[\"eu-west-1\"]", document.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(document["Statement"]!.AsArray().Where(s => s!["Condition"] is not null)
            .SelectMany(s => s!["Action"]!.AsArray()), a => a!.GetValue<string>().StartsWith("sts:", StringComparison.Ordinal));
    }

    private static bool Permits(string pattern, string action) =>
        pattern.EndsWith('*') ? action.StartsWith(pattern[..^1], StringComparison.Ordinal) : action == pattern;
}

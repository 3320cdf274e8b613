using System.Text.RegularExpressions;

namespace Infra.Plugins;

/// <summary>A plan that creates must not promise a name that AWS refuses: its rules stand in the schema.</summary>
public sealed class NewNamesTests
{
    [Theory]
    [InlineData("rds_create_instance", "instanceId", "orders-2", "orders--2")]
    [InlineData("rds_create_cluster", "clusterId", "orders", "orders-")]
    [InlineData("rds_create_replica", "instanceId", "orders2", "2orders")]
    [InlineData("rds_restore_snapshot", "instanceId", "o", "orders_2")]
    [InlineData("rds_restore_to_time", "instanceId", "orders-2", "")]
    [InlineData("rds_restore_cluster", "clusterId", "orders-2", "orders.2")]
    [InlineData("rds_create_snapshot", "snapshotId", "before-2", "rds:before")]
    [InlineData("rds_copy_snapshot", "targetId", "copy", "co py")]
    [InlineData("rds_create_blue_green", "name", "next-1", "-next")]
    [InlineData("rds_create_parameter_group", "name", "pg16", "pg_16")]
    [InlineData("rds_create_subnet_group", "name", "data_1. -b", "1data")]
    [InlineData("rds_delete_instance", "finalSnapshotId", "orders-final", "orders-final-")]
    [InlineData("rds_delete_cluster", "finalSnapshotId", "orders-final", "orders--final")]
    [InlineData("iam_create_user", "userName", "ann+test@x.org", "ann/x")]
    [InlineData("iam_create_role", "roleName", "web,=.@_-", "a role")]
    [InlineData("iam_create_group", "groupName", "admins", "")]
    [InlineData("iam_create_policy", "policyName", "read-s3", "read:s3")]
    [InlineData("iam_create_instance_profile", "instanceProfileName", "web", "w\u00e9b")]
    [InlineData("iam_put_inline_policy", "policyName", "read", "read s3")]
    [InlineData("iam_create_saml_provider", "name", "corp.idp", "corp@idp")]
    [InlineData("lambda_create_function", "functionName", "arn:aws:lambda:eu-west-1:123456789012:function:orders", "orders.v2")]
    [InlineData("cfn_create_stack", "stackName", "web-1", "web_1")]
    [InlineData("asg_create_group", "group", "web/blue", "web:blue")]
    [InlineData("asg_put_lifecycle_hook", "hook", "drain_1/a", "drain it")]
    public void A_new_name_has_the_form_that_AWS_takes(string tool, string argument, string good, string bad)
    {
        var schema = AllTools.Manifest(tool).InputSchema.GetProperty("properties").GetProperty(argument);
        var pattern = schema.GetProperty("pattern").GetString()!;

        Assert.Matches(pattern, good);
        Assert.DoesNotMatch(pattern, bad);
    }

    [Theory]
    [InlineData("iam_create_user", "userName", 64)]
    [InlineData("iam_create_role", "roleName", 64)]
    [InlineData("iam_create_group", "groupName", 128)]
    [InlineData("lambda_create_function", "functionName", 64)]
    [InlineData("cfn_create_stack", "stackName", 128)]
    [InlineData("asg_create_group", "group", 255)]
    [InlineData("rds_create_instance", "instanceId", 63)]
    [InlineData("rds_create_snapshot", "snapshotId", 255)]
    public void A_new_name_is_no_longer_than_AWS_takes(string tool, string argument, int most)
    {
        var schema = AllTools.Manifest(tool).InputSchema.GetProperty("properties").GetProperty(argument);

        Assert.True(Fits(new('a', most)));
        Assert.False(Fits(new('a', most + 1)));

        bool Fits(string name) => Regex.IsMatch(name, schema.GetProperty("pattern").GetString()!)
            && (!schema.TryGetProperty("maxLength", out var longest) || name.Length <= longest.GetInt32());
    }
}

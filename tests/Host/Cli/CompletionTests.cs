using Infra.Core;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary>Completion of what manifests answer; tests/Emulator completes ids.</summary>
public sealed class CompletionTests
{
    private static readonly string[] Config = ["--config", Path.Combine(BuiltHost.Folder, "plugins.json")];
    private static readonly Grammar Grammar = new(BuiltHost.Catalog(ToolKind.Destructive));

    [Theory]
    [InlineData("", "li", "list")]
    [InlineData("", "jo", "journal")]
    [InlineData("", "lam", "lambda")]
    [InlineData("", "--reg", "--region")]
    [InlineData("list", "e", "ec2")]
    [InlineData("lambda", "inv", "invoke")]
    [InlineData("list ec2", "vol", "volumes")]
    [InlineData("list ec2", "--st", "--state")]
    [InlineData("list ec2 --state", "run", "running")]
    [InlineData("list ec2 -o", "ya", "yaml")]
    [InlineData("list ec2 --columns", "sub", "subnetId")]
    [InlineData("list ec2 --region", "eu-west-", "eu-west-1")]
    [InlineData("--mode", "des", "destructive")]
    [InlineData("call", "rds_list_i", "rds_list_instances")]
    [InlineData("config", "sh", "show")]
    [InlineData("journal", "--wr", "--writes")]
    [InlineData("completion", "f", "fish")]
    [InlineData("watch list", "rd", "rds")]
    [InlineData("map", "v", "vpc")]
    [InlineData("", "cha", "chart")]
    [InlineData("map vpc -o text", "--reg", "--region")]
    public async Task A_word_is_completed_without_a_request(string before, string word, string expected)
    {
        var found = await CompleteCommand.FindAsync([.. Config, .. before.Split(' ', StringSplitOptions.RemoveEmptyEntries)], word);

        Assert.Contains(expected, found.Select(c => c.Value).Where(v => v.StartsWith(word, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ec2_stop_instances", "instanceIds", "ec2_list_instances")]
    [InlineData("ec2_run_instances", "imageId", "ec2_list_images")]
    [InlineData("ec2_run_instances", "subnetId", "vpc_list_subnets")]
    [InlineData("ec2_run_instances", "securityGroupIds", "vpc_list_security_groups")]
    [InlineData("ec2_run_instances", "keyName", "ec2_list_key_pairs")]
    [InlineData("rds_create_subnet_group", "subnetIds", "vpc_list_subnets")]
    [InlineData("rds_stop_instance", "instanceId", "rds_list_instances")]
    [InlineData("vpc_delete_security_group", "groupId", "vpc_list_security_groups")]
    [InlineData("lambda_create_function", "roleArn", "iam_list_roles")]
    [InlineData("route53_list_records", "hostedZoneId", "route53_list_zones")]
    [InlineData("s3_delete_bucket", "bucket", "s3_list_buckets")]
    [InlineData("cfn_delete_stack", "stackName", "cfn_list_stacks")]
    [InlineData("elb_delete_load_balancer", "loadBalancer", "elb_list_load_balancers")]
    [InlineData("s3_create_bucket", "bucket", null)]
    [InlineData("rds_create_instance", "instanceId", null)]
    [InlineData("rds_create_instance", "instanceClass", null)]
    public void The_list_that_has_the_values_of_an_argument_follows_from_names(string tool, string argument, string? list) =>
        Assert.Equal(list, Choices.Find(Grammar.Phrases, Grammar.Phrases.Single(p => p.Tool.Name == tool), argument)?.List.Name);

    [Fact]
    public void There_is_a_script_for_each_shell_and_what_is_no_shell_is_named()
    {
        Assert.Equal(["bash", "zsh", "fish", "powershell"], CompletionCommand.Shells);
        Assert.Contains("Did you mean 'fish'?", Assert.Throws<UsageException>(() => CompletionCommand.Run("fihs")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_tells_the_flag_the_variable_or_the_file_that_it_comes_from()
    {
        var flags = new SwitchValues { [Switches.Config] = Config[1], [Switches.Region] = "eu-west-1" };
        var origins = SettingOrigins.Of(flags, new Dictionary<string, string> { ["INFRA_PROFILE"] = "dev", ["INFRA_READ_ONLY"] = "1" })
            .ToDictionary(o => o.Key);

        Assert.Equal(("eu-west-1", "--region"), (origins["aws.region"].Value!.GetValue<string>(), origins["aws.region"].From));
        Assert.Equal(("dev", "INFRA_PROFILE"), (origins["aws.profile"].Value!.GetValue<string>(), origins["aws.profile"].From));
        Assert.Equal("plugins.json", origins["plugins"].From);
        Assert.Equal(("default", "destructive"), (origins["confirm.for"].From, origins["confirm.for"].Value!.GetValue<string>()));
        Assert.Equal(90, origins["journal.keepDays"].Value!.GetValue<int>());
        Assert.Null(origins["pins.accounts"].Value);
        // What the SDK takes from the environment is in force as well.
        var environment = new Dictionary<string, string> { ["AWS_REGION"] = "eu-west-3" };
        var sdk = SettingOrigins.Of(new() { [Switches.Config] = Config[1] }, environment).Single(o => o.Key is "aws.region");
        Assert.Equal(("eu-west-3", "AWS_REGION"), (sdk.Value!.GetValue<string>(), sdk.From));
        Assert.Equal("INFRA_READ_ONLY", origins["(ceiling)"].From);
    }
}

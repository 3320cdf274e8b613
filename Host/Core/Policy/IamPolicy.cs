using System.Text.Json.Nodes;
using Infra.Aws;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.State;

namespace Infra.Core.Policy;

/// <summary>The least IAM policy for exactly the tools that are enabled, within AWS's limits of size.</summary>
internal static class IamPolicy
{
    // Characters without white space, which IAM does not count.
    private const int MostOfManagedPolicy = 6144;
    private const int MostOfSessionPolicy = 2048;

    // Services that have one endpoint for the world, and so no region to be held to, by the prefix of their actions.
    private static readonly string[] GlobalServices =
    [
        "account", "billing", "billingconductor", "budgets", "ce", "cloudfront", "globalaccelerator", "health", "iam", "networkmanager",
        "organizations", "route53", "route53domains", "savingsplans", "shield", "sso", "sts", "support", "tax", "trustedadvisor", "waf",
    ];
    private static readonly string[] GlobalActions = ["s3:ListAllMyBuckets", "s3:GetBucketLocation", "ec2:DescribeRegions"];

    // What the host itself asks: who the caller is, before the first write, and which regions "all" of them are.
    private static readonly string[] HostActions = ["account:ListRegions", "sts:GetCallerIdentity"];

    /// <summary>One policy document, or several where one would be larger than a managed policy may be.</summary>
    /// <param name="tools">The enabled tools.</param>
    /// <param name="pins">Pinned regions become a condition.</param>
    /// <param name="region">Where the server works if no regions are pinned: some services have other names in China.</param>
    public static IReadOnlyList<JsonObject> Documents(IReadOnlyList<CatalogTool> tools, PinSettings pins, string? region = null)
    {
        List<JsonObject> documents = [];
        List<JsonObject> statements = [];
        // The host's own requests stand apart, so that it can be seen what the tools need.
        var host = Statement(HostActions);
        host.Insert(0, "Sid", "InfraItself");
        foreach (var statement in Statements(tools, pins, region).SelectMany(Split).Prepend(host))
        {
            if (statements.Count > 0 && Length([.. statements, statement]) > MostOfManagedPolicy)
            {
                documents.Add(Document(statements));
                statements = [];
            }

            statements.Add(statement);
        }

        if (statements.Count > 0) documents.Add(Document(statements));
        return documents;
    }

    /// <summary>What the host itself needs for the state that servers share: its own table and nothing else.</summary>
    public static JsonObject ForState(StateSettings state, string? region)
    {
        var own = state.Region ?? region;
        var partition = own is null ? "aws" : AwsTargetExtensions.ToRegion(own).PartitionName;
        return Document([new()
        {
            ["Sid"] = "InfraState",
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray([.. DynamoState.Operations.Select(o => JsonValue.Create($"dynamodb:{o.Split(' ')[1]}"))
                .OrderBy(a => a.ToString(), StringComparer.Ordinal)]),
            ["Resource"] = $"arn:{partition}:dynamodb:{own ?? "*"}:*:table/{state.Table}",
        }]);
    }

    /// <summary>What the host itself needs to keep the inventory's history in a bucket: that place and nothing else.</summary>
    public static JsonObject ForHistory(BucketPlace place, string? region)
    {
        var arn = $"arn:{(region is null ? "aws" : AwsTargetExtensions.ToRegion(region).PartitionName)}:s3:::{place.Bucket}";
        return Document(
        [
            Of("InfraHistory", "s3:PutObject", $"{arn}/{place.KeyOf("*")}"),
            Of("InfraHistoryBucket", "s3:ListBucket", arn),
        ]);

        static JsonObject Of(string name, string action, string resource) =>
            new() { ["Sid"] = name, ["Effect"] = "Allow", ["Action"] = action, ["Resource"] = resource };
    }

    /// <summary>
    /// A CloudFormation template of a role with these policies that one other account may assume, to be deployed as a stack or, to all
    /// accounts of an organization, as a StackSet.
    /// </summary>
    /// <param name="documents">What <see cref="Documents"/> gave.</param>
    public static JsonObject RoleTemplate(IReadOnlyList<JsonObject> documents)
    {
        var resources = new JsonObject
        {
            ["Role"] = JsonNode.Parse("""
                {
                  "Type": "AWS::IAM::Role",
                  "Properties": {
                    "RoleName": { "Ref": "RoleName" },
                    "Description": "Assumed by infra, with the policy of the tools that are enabled there.",
                    "AssumeRolePolicyDocument": {
                      "Version": "2012-10-17",
                      "Statement": [
                        {
                          "Effect": "Allow",
                          "Principal": { "AWS": { "Fn::Sub": "arn:${AWS::Partition}:iam::${TrustedAccountId}:root" } },
                          "Action": [ "sts:AssumeRole", "sts:TagSession" ],
                          "Condition": { "Fn::If": [ "HasExternalId", { "StringEquals": { "sts:ExternalId": { "Ref": "ExternalId" } } }, { "Ref": "AWS::NoValue" } ] }
                        }
                      ]
                    }
                  }
                }
                """),
        };
        for (var i = 0; i < documents.Count; i++)
        {
            resources[$"Policy{i + 1}"] = new JsonObject
            {
                ["Type"] = "AWS::IAM::ManagedPolicy",
                ["Properties"] = new JsonObject
                {
                    ["Roles"] = new JsonArray(new JsonObject { ["Ref"] = "Role" }),
                    ["PolicyDocument"] = documents[i].DeepClone(),
                },
            };
        }

        return new()
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Description"] = "A role for infra, with the least policy for the tools that are enabled.",
            ["Parameters"] = JsonNode.Parse("""
                {
                  "RoleName": { "Type": "String", "Default": "infra-read" },
                  "TrustedAccountId": { "Type": "String", "AllowedPattern": "[0-9]{12}", "Description": "The account that infra runs in." },
                  "ExternalId": { "Type": "String", "Default": "", "Description": "What aws.accounts gives as externalId; empty for none." }
                }
                """),
            ["Conditions"] = JsonNode.Parse(
                """{ "HasExternalId": { "Fn::Not": [ { "Fn::Equals": [ { "Ref": "ExternalId" }, "" ] } ] } }"""),
            ["Resources"] = resources,
            ["Outputs"] = JsonNode.Parse("""{ "RoleArn": { "Value": { "Fn::GetAtt": [ "Role", "Arn" ] } } }"""),
        };
    }

    /// <summary>
    /// The same as a session policy, which must be much smaller: read actions are joined to patterns where AWS's whole list of actions
    /// proves that the pattern permits nothing but reads that tell no secret. All others stay named one by one.
    /// </summary>
    /// <inheritdoc cref="Documents"/>
    /// <exception cref="SettingsException">It is too large even so.</exception>
    public static string ForSession(IReadOnlyList<CatalogTool> tools, PinSettings pins, string? region = null)
    {
        var text = HostJson.Text(Document([.. Statements(tools, pins, region, ReadPatterns, HostActions)]));
        return text.Length <= MostOfSessionPolicy ? text
            : throw new SettingsException(
                $"The session policy of the enabled tools has {text.Length} characters and AWS takes {MostOfSessionPolicy}. "
                + "Enable fewer modules or tools, or set aws.sessionPolicy to false.");
    }

    private static IEnumerable<JsonObject> Statements(IReadOnlyList<CatalogTool> tools, PinSettings pins, string? region,
        Func<IReadOnlyList<string>, IReadOnlyList<string>>? join = null, params string[] more)
    {
        var regions = pins.Regions is { Count: > 0 } pinned ? pinned : null;
        var china = (regions ?? [region ?? ""]).Any(r => r.StartsWith("cn-", StringComparison.Ordinal));
        var conditions = tools.SelectMany(t => t.Manifest.IamActions).Concat(more).Distinct().Select(IamAction.Parse)
            // Said once for any service, an action needs no condition for one.
            .GroupBy(a => a.Name, (name, all) =>
                (Name: name, Limits: all.Any(a => a.Service is null) ? [] : all.Select(a => a.Condition(china)!.Value).Order().ToList()))
            .Where(a => more.Length > 0 || !HostActions.Contains(a.Name))
            .GroupBy(a => (Regional: regions is not null && !IsGlobal(a.Name), Limit: string.Join(' ', a.Limits)))
            .OrderBy(g => g.Key.Limit, StringComparer.Ordinal).ThenBy(g => g.Key.Regional);
        foreach (var group in conditions)
        {
            var names = group.Select(a => a.Name).Order(StringComparer.Ordinal).ToList();
            var statement = Statement(join is null ? names : join(names));
            var condition = new JsonObject();
            if (group.Key.Regional) condition["StringEquals"] = new JsonObject { ["aws:RequestedRegion"] = Texts(regions!) };
            foreach (var limit in group.First().Limits.GroupBy(l => (l.Operator, l.Key)))
            {
                if (condition[limit.Key.Operator] is not JsonObject operands) condition[limit.Key.Operator] = operands = [];
                operands[limit.Key.Key] = Texts(limit.Select(l => l.Value));
            }

            if (condition.Count > 0) statement["Condition"] = condition;
            yield return statement;
        }
    }

    private static bool IsGlobal(string action) => GlobalServices.Contains(action.Split(':')[0]) || GlobalActions.Contains(action);

    // A statement that is too large by itself becomes several with the same conditions.
    private static IEnumerable<JsonObject> Split(JsonObject statement)
    {
        if (Length([statement]) <= MostOfManagedPolicy) return [statement];
        var actions = statement["Action"]!.AsArray().Select(a => a!.GetValue<string>()).ToList();
        return new[] { actions[..(actions.Count / 2)], actions[(actions.Count / 2)..] }.SelectMany(half =>
        {
            var part = statement.DeepClone().AsObject();
            part["Action"] = Texts(half);
            return Split(part);
        });
    }

    // ec2:DescribeInstances, ec2:DescribeVpcs -> ec2:Describe*; where the verb alone would permit more than reads, two words of it
    private static IReadOnlyList<string> ReadPatterns(IReadOnlyList<string> actions) =>
        [.. Join(actions, words: 1).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Join(IEnumerable<string> actions, int words) =>
        actions.GroupBy(a => Beginning(a, words)).SelectMany(group =>
        group.Count() > 1 && AwsOperations.IsReadPattern(group.Key) ? [$"{group.Key}*"]
        : words is 1 ? Join(group, 2)
        : group.AsEnumerable());

    // ec2:DescribeInstances -> ec2:Describe
    private static string Beginning(string action, int words)
    {
        var end = action.IndexOf(':', StringComparison.Ordinal) + 1;
        for (; words > 0 && end < action.Length; words--)
        {
            do end++; while (end < action.Length && !char.IsUpper(action[end]));
        }

        return action[..end];
    }

    private static JsonObject Statement(IReadOnlyList<string> actions) =>
        new() { ["Effect"] = "Allow", ["Action"] = Texts(actions), ["Resource"] = "*" };

    private static JsonObject Document(IReadOnlyList<JsonObject> statements) =>
        new() { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. statements.Select(s => s.DeepClone())]) };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    private static int Length(IReadOnlyList<JsonObject> statements) => HostJson.Text(Document(statements)).Length;
}

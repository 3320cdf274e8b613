using System.Text.Json.Nodes;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Policy;

/// <summary>The least IAM policy for exactly the tools that are enabled, within AWS's limits of size.</summary>
internal static class IamPolicy
{
    // Characters without white space, which IAM does not count.
    private const int MostOfManagedPolicy = 6144;
    private const int MostOfSessionPolicy = 2048;

    // Services that have one endpoint for the world, and so no region to be held to.
    private static readonly string[] GlobalServices = ["iam", "route53", "sts", "sso", "organizations", "cloudfront"];
    private static readonly string[] GlobalActions = ["s3:ListAllMyBuckets", "s3:GetBucketLocation", "ec2:DescribeRegions"];

    // The service that a role is passed to, by the module whose tools pass it.
    private static readonly Dictionary<string, string> PassedTo = new()
    {
        ["ec2"] = "ec2.amazonaws.com",
        ["lambda"] = "lambda.amazonaws.com",
        ["cfn"] = "cloudformation.amazonaws.com",
        ["rds"] = "monitoring.rds.amazonaws.com",
        ["asg"] = "autoscaling.amazonaws.com",
    };

    /// <summary>One policy document, or several where one would be larger than a managed policy may be.</summary>
    public static IReadOnlyList<JsonObject> Documents(IReadOnlyList<CatalogTool> tools, PinSettings pins)
    {
        List<JsonObject> documents = [];
        List<JsonObject> statements = [];
        foreach (var statement in Statements(tools, pins).SelectMany(Split))
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

    /// <summary>
    /// The same as a session policy, which must be much smaller: read actions are joined to patterns, as far as a pattern permits
    /// nothing but reads. Writes stay named one by one.
    /// </summary>
    /// <exception cref="SettingsException">It is too large even so.</exception>
    public static string ForSession(IReadOnlyList<CatalogTool> tools, PinSettings pins)
    {
        var text = HostJson.Text(Document([.. Statements(tools, pins, ReadPatterns)]));
        return text.Length <= MostOfSessionPolicy ? text
            : throw new SettingsException($"The session policy of the enabled tools has {text.Length} characters and AWS takes {MostOfSessionPolicy}. Enable fewer modules or tools, or set aws.sessionPolicy to false.");
    }

    private static IEnumerable<JsonObject> Statements(IReadOnlyList<CatalogTool> tools, PinSettings pins, Func<IReadOnlyList<string>, IReadOnlyList<string>>? join = null)
    {
        var pass = tools.Where(t => t.Manifest.IamActions.Contains("iam:PassRole")).Select(t => PassedTo.GetValueOrDefault(t.Module)).Distinct().ToList();
        // The tools' own actions, and what the server asks before the first write.
        var actions = tools.SelectMany(t => t.Manifest.IamActions).Append("sts:GetCallerIdentity").Where(a => a is not "iam:PassRole").Distinct().Order(StringComparer.Ordinal).ToList();
        var regions = pins.Regions is { Count: > 0 } pinned ? pinned : null;
        foreach (var group in actions.GroupBy(a => regions is not null && !GlobalServices.Contains(a.Split(':')[0]) && !GlobalActions.Contains(a)).OrderBy(g => g.Key))
        {
            var statement = Statement(join is null ? [.. group] : join([.. group]));
            if (group.Key) statement["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:RequestedRegion"] = Texts(regions!) } };
            yield return statement;
        }

        if (pass.Count == 0) yield break;
        var passRole = Statement(["iam:PassRole"]);
        if (pass.All(p => p is not null)) passRole["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["iam:PassedToService"] = Texts(pass!) } };
        yield return passRole;
    }

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

    // ec2:DescribeInstances, ec2:DescribeVpcs -> ec2:Describe*
    private static IReadOnlyList<string> ReadPatterns(IReadOnlyList<string> actions)
    {
        var known = AwsOperations.All
            .SelectMany(o => AwsOperations.ActionsFor(o.ServiceId, o.Operation).Select(a => (Action: a, o.IsRead)))
            .GroupBy(a => a.Action).ToDictionary(g => g.Key, g => g.All(a => a.IsRead));
        return [.. actions.GroupBy(a => Verb(a)).SelectMany(group => group.Count() > 1 && OnlyReads(group.Key) ? [$"{group.Key}*"] : group.ToArray()).Order(StringComparer.Ordinal)];

        bool OnlyReads(string prefix) => known.Where(k => k.Key.StartsWith(prefix, StringComparison.Ordinal)).All(k => k.Value) && actions.Where(a => a.StartsWith(prefix, StringComparison.Ordinal)).All(a => known.GetValueOrDefault(a));
    }

    // ec2:DescribeInstances -> ec2:Describe
    private static string Verb(string action)
    {
        var start = action.IndexOf(':', StringComparison.Ordinal) + 1;
        var end = start + 1;
        while (end < action.Length && !char.IsUpper(action[end])) end++;
        return action[..end];
    }

    private static JsonObject Statement(IReadOnlyList<string> actions) => new() { ["Effect"] = "Allow", ["Action"] = Texts(actions), ["Resource"] = "*" };

    private static JsonObject Document(IReadOnlyList<JsonObject> statements) =>
        new() { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. statements.Select(s => s.DeepClone())]) };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    private static int Length(IReadOnlyList<JsonObject> statements) => HostJson.Text(Document(statements)).Length;
}

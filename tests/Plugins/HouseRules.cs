using System.Text.RegularExpressions;
using Infra.Manifest;

namespace Infra.Plugins;

/// <summary>
/// What the tools of this repository keep to beyond the rules of the test kit (<see cref="ToolRules"/>): its verbs, its words, and
/// pointers from one tool to the next. Nothing in here lists tools by hand.
/// </summary>
internal static class HouseRules
{
    private static readonly ToolKind[] Reads = [ToolKind.Read], Writes = [ToolKind.Write], Deletes = [ToolKind.Destructive],
    Undone = [ToolKind.Write, ToolKind.Destructive];

    /// <summary>
    /// Each verb, its one meaning, and the kinds that a tool with it may be of. Where AWS has a verb of its own for a thing, it is that
    /// one.
    /// </summary>
    private static readonly Dictionary<string, (string Meaning, ToolKind[] Kinds)> Verbs = new()
    {
        ["list"] = ("pages of one kind of thing", Reads),
        ["get"] = ("one thing in full", Reads),
        ["find"] = ("things of all kinds", Reads),
        ["check"] = ("whether the caller may", Reads),
        ["simulate"] = ("what would be allowed", Reads),
        ["test"] = ("what would be answered", Reads),
        ["validate"] = ("whether a document is right", Reads),
        ["whoami"] = ("who calls, and what answers", Reads),
        ["sign"] = ("a person in, to a session", Reads),
        ["inventory"] = ("how many there are of each kind", Reads),
        ["changes"] = ("what two snapshots do not share", Reads),
        ["create"] = ("makes a new thing, and fails if there is one", Writes),
        ["run"] = ("launches instances, or a command on one", Undone),
        ["import"] = ("takes over what was made elsewhere", Writes),
        ["share"] = ("lets other accounts use a thing, or ends that", Writes),
        ["accept"] = ("agrees to what another account asked for", Writes),
        ["query"] = ("asks in a language for queries", Reads),
        ["explain"] = ("why a thing is so, from what is configured", Reads),
        ["allocate"] = ("gets an address", Writes),
        ["restore"] = ("makes a new thing from a copy, or takes back a deletion", Writes),
        ["rotate"] = ("has a new value made, as Secrets Manager calls it", Writes),
        ["replicate"] = ("keeps a copy the same elsewhere, as Secrets Manager calls it", Writes),
        ["copy"] = ("makes a copy", Writes),
        ["publish"] = ("freezes a version", Writes),
        ["put"] = ("creates a thing, or replaces the whole of it", Writes),
        ["upsert"] = ("creates or replaces a record, as Route 53 calls it", Writes),
        ["update"] = ("changes a thing, in services that call it so; what is left out stays", Writes),
        ["modify"] = ("changes a thing, in services that call it so; what is left out stays", Writes),
        ["set"] = ("gives one setting a value", Undone),
        ["tag"] = ("sets and removes tags", Writes),
        ["block"] = ("closes to the public", Writes),
        ["upload"] = ("sends a file of the server", Writes),
        ["download"] = ("makes a file of the server", Writes),
        ["presign"] = ("makes a link that anyone can use", Writes),
        ["start"] = ("starts what exists", Writes),
        ["stop"] = ("stops what exists, and keeps it", Writes),
        ["reboot"] = ("stops and starts", Writes),
        ["failover"] = ("lets another take over, as RDS calls it", Writes),
        ["apply"] = ("has done what AWS holds ready", Writes),
        ["continue"] = ("goes on with what got stuck", Writes),
        ["invoke"] = ("runs a function", Writes),
        ["detect"] = ("starts to look for differences", Reads),
        ["change"] = ("several things in one step, deletions too, as Route 53 calls it", Deletes),
        ["execute"] = ("does what was prepared, deletions too", Deletes),
        ["cancel"] = ("ends what is in progress, and undoes it", Deletes),
        ["rollback"] = ("undoes what failed, deletions too", Deletes),
        ["promote"] = ("makes a follower stand alone, for good", Deletes),
        ["switchover"] = ("puts the new in the place of the old, as RDS calls it", Deletes),
        ["attach"] = ("joins two things", Writes),
        ["detach"] = ("parts what attach joined", Undone),
        ["associate"] = ("joins two things, where AWS calls it so", Writes),
        ["disassociate"] = ("parts what associate joined", Undone),
        ["register"] = ("enters in a group", Writes),
        ["deregister"] = ("takes out of a group or register", Undone),
        ["authorize"] = ("adds a rule that lets in or out", Writes),
        ["revoke"] = ("takes away what authorize added", Deletes),
        ["add"] = ("adds a statement", Writes),
        ["remove"] = ("takes away what add added", Deletes),
        ["delete"] = ("ends a thing for good", Deletes),
        ["release"] = ("gives back what allocate got", Deletes),
        ["terminate"] = ("ends instances for good", Deletes),
    };

    /// <summary>Verbs that say all without a noun, and tools whose module is the noun.</summary>
    private static readonly string[] Alone = ["whoami", "inventory", "invoke", "changes", "inventory_query"];

    /// <summary>What the tools do not call a thing, and what they call it.</summary>
    private static readonly (string Not, string But)[] Synonyms =
    [
        (@"\bVMs?\b|\b[Vv]irtual machine|\bEC2 (server|machine|node)|\b[Ss]erver instance", "instance"),
        (@"\b[Dd]isks?\b|\b[Hh]ard drive", "volume"),
        (@"\b[Ff]irewall", "security group"),
        (@"\b[Dd]atabase (instance|server)|\bRDS instance", "DB instance"),
        (@"\b[Ll]oad-balancer|\b[Ll]oadbalancer", "load balancer"),
        (@"\b[Aa]uto-?scaling\b|\bscaling group\b|\bASG\b", "Auto Scaling group"),
        (@"\b[Dd]estroy|\b[Ee]rase|\b[Ww]ipe", "delete"),
        (@"\b[Ff]etch|\b[Rr]etrieve", "get"),
        (@"\b[Ii]dentifiers?\b|(?<!/)\bID\b", "id"),
        (@"\b[Kk]eypair", "key pair"),
        (@"\bsecurity-group", "security group"),
        (@"\bEIPs?\b|\belastic IP\b", "Elastic IP"),
        (@"\b[Rr]oute53\b", "Route 53"),
        (@"\bcloudformation\b(?!\.)|\bCloudformation\b", "CloudFormation"),
        (@"\bcloudwatch\b|\bCloudwatch\b", "CloudWatch"),
        (@"\be\.g\.", "for example"),
        (@"\b[Uu]tili[sz]e", "use"),
    ];

    public static IReadOnlyDictionary<string, Func<IReadOnlyList<ToolManifest>, IEnumerable<string>>> All { get; } =
        new Dictionary<string, Func<IReadOnlyList<ToolManifest>, IEnumerable<string>>>(ToolRules.All)
        {
            ["a name is module, verb and noun, the verb from a closed set and of the right kind"] = tools =>
                from t in tools
                let parts = t.Name.Split('_')
                where parts.Length < 2 || !Verbs.TryGetValue(parts[1], out var verb) || !verb.Kinds.Contains(t.Kind)
                    || (parts.Length == 2) != (Alone.Contains(parts[1]) || Alone.Contains(t.Name))
                select $"{t.Name} ({t.Kind}); verbs of this kind: "
                    + $"{string.Join(", ", Verbs.Where(v => v.Value.Kinds.Contains(t.Kind)).Select(v => v.Key))}",

            ["a list and a get tell which other tool to use instead or next"] = tools =>
                from t in tools
                where ToolRules.Verb(t) is "list" or "get"
                    && !ToolRules.Named(tools, t.Description).Any(n => n != t.Name && tools.Any(o => o.Name == n))
                select $"{t.Name}: {t.Description} Add: For X, use other_tool.",

            ["what writes declares IAM actions, and a read without any is of the server itself"] = tools =>
                from t in tools
                let own = t.Name.Split('_')[0] is "account" or "inventory"
                where t.IamActions.Count == 0 && (t.Kind > ToolKind.Read || !own)
                    || t.IamActions.Distinct().Count() < t.IamActions.Count
                select $"{t.Name}: {string.Join(", ", t.IamActions)}; name each action in iam: once",

            ["the same thing has the same name in every tool"] = tools =>
                from t in tools
                from text in ToolRules.Arguments(t).Select(a => a.Description).Append(t.Description)
                from synonym in Synonyms
                where Regex.IsMatch(ToolRules.Tool().Replace(text, ""), synonym.Not)
                select $"{t.Name}: '{text}'; say {synonym.But}",
        };
}

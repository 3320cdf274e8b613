using System.Text.Json.Nodes;

namespace Infra.Drawing;

/// <summary>A VPC to be drawn: as <see cref="Picture"/>, or as a tree of characters with <see cref="ToText"/>.</summary>
public sealed class NetworkMap
{
    internal sealed record Way(string Destination, string Target, string? State)
    {
        // An arrow is not in every terminal's font of signs.
        public string Text(bool isPlain) => $"{Destination} {(isPlain ? "->" : "→")} {Target}{(State is null ? "" : $" ({State})")}";
    }

    internal sealed record Table(string Id, string? Name, bool IsMain, IReadOnlyList<Way> Ways);

    internal sealed record Gateway(string Id, string? Name, string Type, string State, string? SubnetId, string? PublicIp)
    {
        public string Kind => Type is "nat" ? "NAT gateway" : $"{Type} gateway";
    }

    internal sealed record Subnet(
        string Id, string? Name, string Blocks, string Zone, string? FreeIps, bool? IsPublic, Table? Table, IReadOnlyList<Gateway> Gateways)
    {
        public Tone Tone => IsPublic is true ? Tone.Public : HasWayOut ? Tone.Private : Tone.Isolated;

        public string Kind => (IsPublic, Table) switch
        {
            (true, _) => "public",
            (null, null) => "routes not known",
            _ => HasWayOut ? "private" : "isolated",
        };

        // An endpoint leads to one service of AWS, and nowhere else.
        private bool HasWayOut => Table?.Ways.Any(w => !w.Target.StartsWith("vpce-", StringComparison.Ordinal)) is true;
    }

    internal sealed record Endpoint(string Id, string Service, string Type, string State, IReadOnlyList<string> AttachedTo)
    {
        // com.amazonaws.eu-west-1.s3
        public string Short => Service.Split('.') is [_, _, _, _, ..] parts ? string.Join('.', parts.Skip(3)) : Service;
    }

    internal sealed record Peering(string Id, string? Name, string Status, string? PeerVpcId, string? PeerBlock);

    internal sealed record Group(string Id, string Name, IReadOnlyList<string> OpenToWorld);

    private NetworkMap(JsonObject vpc)
    {
        (Id, Name, State, Note) = (Text(vpc, "id")!, Text(vpc, "name"), Text(vpc, "state") ?? "",
            Text(vpc, "note") is { Length: > 0 } note ? note : null);
        Blocks = string.Join(", ", Texts(vpc, "cidrBlocks"));
        IsDefault = Flag(vpc, "isDefault") is true;
        Tables = [.. Rows(vpc, "routeTables").Select(t => new Table(
            Text(t, "id")!, Text(t, "name"), Flag(t, "main") is true,
            [.. Rows(t, "routes").Select(r => new Way(Text(r, "destination") ?? "?", Text(r, "target") ?? "?", Text(r, "state")))]))];
        var gateways = Rows(vpc, "gateways").Select(g => new Gateway(Text(g, "id")!, Text(g, "name"), Text(g, "type") ?? "",
            Text(g, "state") ?? "", Text(g, "subnetId"), Text(g, "publicIp"))).ToList();
        Subnets = [.. Rows(vpc, "subnets").Select(s => new Subnet(Text(s, "id")!, Text(s, "name"),
                string.Join(", ", new[] { Text(s, "cidrBlock"), Text(s, "ipv6CidrBlock") }.OfType<string>()),
                Text(s, "availabilityZone") ?? "?", s["freeIps"]?.ToJsonString(),
                Flag(s, "public"), Tables.FirstOrDefault(t => t.Id == Text(s, "routeTableId")),
                gateways.FindAll(g => g.SubnetId == Text(s, "id"))))
            .OrderBy(s => s.Zone, StringComparer.Ordinal).ThenBy(s => s.Tone).ThenBy(s => s.Name ?? s.Id, StringComparer.Ordinal)];
        // A NAT gateway stands in its subnet, where that is known; all others at the edge of the network.
        Gateways = gateways.FindAll(g => Subnets.All(s => s.Id != g.SubnetId));
        Endpoints = [.. Rows(vpc, "endpoints").Select(e => new Endpoint(
            Text(e, "id")!, Text(e, "service") ?? "?", Text(e, "type") ?? "", Text(e, "state") ?? "", Texts(e, "attachedTo")))];
        Peerings = [.. Rows(vpc, "peerings").Select(p => new Peering(
            Text(p, "id")!, Text(p, "name"), Text(p, "status") ?? "", Text(p, "peerVpcId"), Text(p, "peerCidrBlock")))];
        OpenGroups = [.. Rows(vpc, "securityGroups").Select(g => new Group(Text(g, "id")!, Text(g, "name") ?? "", Texts(g, "openToWorld")))
            .Where(g => g.OpenToWorld.Count > 0)];
    }

    internal string Id { get; }
    internal string? Name { get; }
    internal string State { get; }
    internal string Blocks { get; }
    internal bool IsDefault { get; }
    internal string? Note { get; }
    internal IReadOnlyList<Subnet> Subnets { get; }
    internal IReadOnlyList<Table> Tables { get; }
    internal IReadOnlyList<Gateway> Gateways { get; }
    internal IReadOnlyList<Endpoint> Endpoints { get; }
    internal IReadOnlyList<Peering> Peerings { get; }
    internal IReadOnlyList<Group> OpenGroups { get; }

    /// <summary>The map of an answer of vpc_get_vpc.</summary>
    /// <param name="answer">As the tool gives it.</param>
    /// <returns>Null if it is of another form.</returns>
    public static NetworkMap? Of(JsonObject answer) =>
        Text(answer, "id") is not null && answer["subnets"] is JsonArray ? new(answer) : null;

    /// <summary>The network as a drawing.</summary>
    public Picture ToPicture() => NetworkPicture.Draw(this);

    /// <summary>The network as a tree.</summary>
    /// <param name="style">How wide it may be, and of what characters.</param>
    public IReadOnlyList<TextLine> ToText(TextStyle style) => NetworkTree.Draw(this, style);

    private static IEnumerable<JsonObject> Rows(JsonObject of, string name) =>
        (of[name] as JsonArray ?? []).OfType<JsonObject>().Where(r => name is "routes" || Text(r, "id") is not null);

    private static List<string> Texts(JsonObject of, string name) =>
        [.. (of[name] as JsonArray ?? []).Select(Text).OfType<string>()];

    private static string? Text(JsonObject of, string name) => Text(of[name]);

    private static string? Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static bool? Flag(JsonObject of, string name) => of[name] is JsonValue v && v.TryGetValue<bool>(out var flag) ? flag : null;
}

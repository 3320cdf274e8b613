namespace Infra.Drawing;

/// <summary>
/// A network as a tree: what stands at its edge, then zone by zone the subnets with their routes, then endpoints and peerings.
/// </summary>
internal static class NetworkTree
{
    private sealed record Branch(string Text, Tone Tone, IReadOnlyList<Branch> Below)
    {
        public Branch(string text, params IEnumerable<Branch> below) : this(text, Tone.Ink, [.. below]) { }
    }

    public static IReadOnlyList<TextLine> Draw(NetworkMap map, TextStyle style)
    {
        var root = Joined(map.Id, map.Name, map.Blocks, map.State, map.IsDefault ? "default VPC" : null);
        List<TextLine> lines = [new(ChartText.Cut(root, style))];
        Add(lines, Branches(map, style.IsPlain).ToList(), "", style);
        if (map.Note is { } note) lines.Add(new(ChartText.Cut(note, style), Tone.Alert));
        return lines;
    }

    private static IEnumerable<Branch> Branches(NetworkMap map, bool isPlain)
    {
        foreach (var gateway in map.Gateways) yield return Of(gateway);
        if (map.Subnets.Count == 0) yield return new("no subnets", Tone.Faint, []);
        foreach (var zone in map.Subnets.GroupBy(s => s.Zone))
            yield return new(zone.Key, zone.Select(s => new Branch(
                Joined(s.Id, s.Name, s.Kind, s.Blocks, s.FreeIps is null ? null : $"{s.FreeIps} free"), ToneOf(s),
                [
                    .. s.Gateways.Select(Of),
                    .. (s.Table?.Ways ?? []).Select(w => Of(w, isPlain)),
                ])));
        var used = map.Subnets.Select(s => s.Table?.Id).ToHashSet();
        if (map.Tables.Where(t => !used.Contains(t.Id)).ToList() is { Count: > 0 } unused)
            yield return new("route tables of no subnet", unused.Select(t => new Branch(Joined(t.Id, t.Name, t.IsMain ? "main" : null),
                t.Ways.Select(w => Of(w, isPlain)))));
        if (map.Endpoints.Count > 0)
            yield return new("endpoints", map.Endpoints.Select(e => new Branch(
                Joined(e.Id, e.Short, e.Type, e.State, e.AttachedTo.Count == 0 ? null : $"at {string.Join(", ", e.AttachedTo)}"))));
        if (map.Peerings.Count > 0)
            yield return new("peerings", map.Peerings.Select(p => new Branch(
                Joined(p.Id, p.Name, p.Status, $"{(isPlain ? "<->" : "↔")} {p.PeerVpcId ?? "?"}", p.PeerBlock))));
        if (map.OpenGroups.Count > 0)
            yield return new("security groups that are open to the world",
                map.OpenGroups.Select(g => new Branch(Joined(g.Id, g.Name, string.Join(", ", g.OpenToWorld)), Tone.Alert, [])));
    }

    private static Branch Of(NetworkMap.Gateway gateway) =>
        new(Joined(gateway.Id, gateway.Name, gateway.Kind, gateway.State, gateway.PublicIp));

    private static Branch Of(NetworkMap.Way way, bool isPlain) => new(way.Text(isPlain), way.State is null ? Tone.Faint : Tone.Alert, []);

    // The grounds of a drawing as the colours of a text.
    private static Tone ToneOf(NetworkMap.Subnet subnet) => subnet.Tone is Tone.Isolated ? Tone.Ink : subnet.Tone;

    private static void Add(List<TextLine> lines, IReadOnlyList<Branch> branches, string before, TextStyle style)
    {
        var (middle, last, bar) = style.IsPlain ? ("|- ", "`- ", "|  ") : ("├─ ", "└─ ", "│  ");
        foreach (var (i, branch) in branches.Index())
        {
            var isLast = i == branches.Count - 1;
            var twig = before + (isLast ? last : middle);
            var room = style with { Width = Math.Max(10, style.Width - twig.Length) };
            lines.Add(new([new(twig, Tone.Faint), new(ChartText.Cut(branch.Text, room), branch.Tone)]));
            Add(lines, branch.Below, before + (isLast ? "   " : bar), style);
        }
    }

    private static string Joined(params IEnumerable<string?> parts) => string.Join("  ", parts.Where(p => !string.IsNullOrEmpty(p)));
}

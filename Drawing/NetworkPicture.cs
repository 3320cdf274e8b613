using System.Globalization;

namespace Infra.Drawing;

/// <summary>
/// Lays a network out as a drawing: zones side by side with their subnets, gateways on the upper border, peers to the right, endpoints
/// below the zones. Routes are told in the subnets: lines from each to each could not be followed.
/// </summary>
internal static class NetworkPicture
{
    private const double Edge = 24, Gap = 16, Column = 320, PeerColumn = 290, Header = 62, Pad = 10, Line = 17, Small = 12, Large = 16;
    private const int MostWays = 4;

    public static Picture Draw(NetworkMap map)
    {
        var zones = map.Subnets.GroupBy(s => s.Zone).Select(z => (Name: z.Key, Subnets: z.ToList())).ToList();
        var columns = Math.Max(zones.Count, 2);
        // The n-th subnets of all zones are in a row, as people number them.
        var rows = Enumerable.Range(0, zones.Select(z => z.Subnets.Count).DefaultIfEmpty().Max())
            .Select(i => zones.Where(z => z.Subnets.Count > i).Max(z => Height(z.Subnets[i]))).ToList();
        var zoneHeight = zones.Count == 0 ? 0 : 36 + rows.Sum(r => r + Gap);
        var endpointRows = (map.Endpoints.Count + columns - 1) / columns;
        var endpointsHeight = map.Endpoints.Count == 0 ? 0 : 28 + endpointRows * (2 * Line + Pad + 8);
        var gatewayRows = (map.Gateways.Count + columns - 1) / columns;
        var (vpcX, vpcY) = (Edge, Edge + (gatewayRows == 0 ? 0 : gatewayRows * (2 * Line + Pad + 8) + 14));
        var vpcWidth = columns * (Column + Gap) + Gap;
        var peersHeight = map.Peerings.Count * (4 * Line + Pad + Gap);
        var vpcHeight = Math.Max(Header + zoneHeight + endpointsHeight + Gap + (zones.Count == 0 ? 30 : 0), peersHeight + Header);
        var width = vpcX + vpcWidth + (map.Peerings.Count == 0 ? 0 : 2 * Gap + 24 + PeerColumn) + Edge;
        var foot = vpcY + vpcHeight + 30;
        var notes = map.Note is null ? [] : Wrapped(map.Note, width - 2 * Edge);
        var picture = new Picture(width, foot + Edge - 8 + notes.Count * Line, $"{map.Id} {map.Name}".TrimEnd());

        picture.Add(new Box(vpcX, vpcY, vpcWidth, vpcHeight, 8, Tone.Paper, Tone.Faint));
        Fitted(picture, vpcX + Gap, vpcY + 28, map.Name ?? map.Id, Large, vpcWidth - 2 * Gap, bold: true);
        Fitted(picture, vpcX + Gap, vpcY + 47, string.Join("   ", new[] { map.Name is null ? null : map.Id, map.Blocks, map.State,
            map.IsDefault ? "default VPC" : null }.Where(t => !string.IsNullOrEmpty(t))), Small, vpcWidth - 2 * Gap, Tone.Faint);
        Gateways(map, picture, vpcX, vpcY, columns);
        foreach (var (i, zone) in zones.Index())
        {
            var (x, y) = (vpcX + Gap + i * (Column + Gap), vpcY + Header);
            picture.Add(new Box(x, y, Column, zoneHeight - Gap / 2, 6, Tone.Paper, Tone.Grid));
            Fitted(picture, x + Pad, y + 20, zone.Name, Small, Column - 2 * Pad, Tone.Faint, bold: true);
            y += 30;
            foreach (var (n, subnet) in zone.Subnets.Index())
            {
                Subnet(subnet, picture, x + 8, y, Column - 16, rows[n]);
                y += rows[n] + Gap;
            }
        }

        if (zones.Count == 0) picture.Text(vpcX + vpcWidth / 2, vpcY + Header + 24, "no subnets", Small, Tone.Faint, Anchor.Middle);
        Endpoints(map, picture, vpcX + Gap, vpcY + Header + zoneHeight + (zones.Count == 0 ? 30 : 0), columns);
        Peers(map, picture, vpcX + vpcWidth, vpcY + Header);
        Legend(picture, foot);
        foreach (var (i, note) in notes.Index()) picture.Text(Edge, foot + (i + 1) * Line + 6, note, Small, Tone.Alert);
        return picture;
    }

    private static void Gateways(NetworkMap map, Picture picture, double vpcX, double vpcY, int columns)
    {
        foreach (var (i, gateway) in map.Gateways.Index())
        {
            var (x, y) = (vpcX + Gap + i % columns * (Column + Gap), Edge + i / columns * (2 * Line + Pad + 8));
            picture.Line(x + Column / 2, y + 2 * Line + Pad, x + Column / 2, vpcY, Tone.Faint, 2);
            picture.Add(new Box(x, y, Column, 2 * Line + Pad, 6, Tone.Paper, Tone.Series));
            Fitted(picture, x + Pad, y + 17, Beside(gateway.Kind, gateway.Name), Small, Column - 2 * Pad, bold: true);
            Fitted(picture, x + Pad, y + 17 + Line, $"{gateway.Id}{Unless(gateway.State, "available", "attached")}", Small,
                Column - 2 * Pad, Tone.Faint);
        }
    }

    private static double Height(NetworkMap.Subnet subnet) => Pad + 8 + Line * Lines(subnet).Count;

    private static void Subnet(NetworkMap.Subnet subnet, Picture picture, double x, double y, double width, double height)
    {
        picture.Add(new Box(x, y, width, height, 4, subnet.Tone, Tone.Grid));
        foreach (var (i, (text, tone, bold)) in Lines(subnet).Index())
            Fitted(picture, x + Pad, y + 19 + i * Line, text, Small, width - 2 * Pad, tone, bold);
    }

    private static List<(string Text, Tone Tone, bool Bold)> Lines(NetworkMap.Subnet subnet)
    {
        var ways = subnet.Table?.Ways ?? [];
        List<(string, Tone, bool)> lines = [(subnet.Name ?? subnet.Id, Tone.Ink, true)];
        if (subnet.Name is not null) lines.Add((subnet.Id, Tone.Faint, false));
        lines.AddRange(subnet.Blocks.Split(", ").Select(b => (b, Tone.Ink, false)));
        lines.Add(($"{subnet.Kind}{(subnet.FreeIps is null ? "" : $", {subnet.FreeIps} free")}", Tone.Faint, false));
        lines.AddRange(subnet.Gateways.Select(g => ($"{Beside("NAT", g.Name)} {g.PublicIp ?? g.Id}{Unless(g.State, "available")}",
            g.State is "failed" ? Tone.Alert : Tone.Ink, true)));
        lines.AddRange(ways.Take(MostWays).Select(w => (w.Text(isPlain: false), w.State is null ? Tone.Ink : Tone.Alert, false)));
        if (ways.Count > MostWays)
            lines.Add((string.Create(CultureInfo.InvariantCulture, $"and {ways.Count - MostWays} more routes"), Tone.Faint, false));
        return lines;
    }

    private static void Endpoints(NetworkMap map, Picture picture, double x, double y, int columns)
    {
        if (map.Endpoints.Count == 0) return;
        picture.Text(x, y + 16, "Endpoints", Small, Tone.Faint, bold: true);
        foreach (var (i, endpoint) in map.Endpoints.Index())
        {
            var (left, top) = (x + i % columns * (Column + Gap), y + 26 + i / columns * (2 * Line + Pad + 8));
            picture.Add(new Box(left, top, Column, 2 * Line + Pad, 6, Tone.Paper, Tone.Series + 3));
            Fitted(picture, left + Pad, top + 17, endpoint.Short, Small, Column - 2 * Pad, bold: true);
            Fitted(picture, left + Pad, top + 17 + Line, $"{endpoint.Type}, {endpoint.Id}{Unless(endpoint.State, "available")}", Small,
                Column - 2 * Pad, Tone.Faint);
        }
    }

    private static void Peers(NetworkMap map, Picture picture, double x, double y)
    {
        foreach (var (i, peering) in map.Peerings.Index())
        {
            var (left, top) = (x + 2 * Gap + 24, y + i * (4 * Line + Pad + Gap));
            picture.Line(x, top + 2 * Line, left, top + 2 * Line, Tone.Faint, 2, dashed: peering.Status is not "active");
            picture.Add(new Box(left, top, PeerColumn, 4 * Line + Pad, 6, Tone.Paper, Tone.Series + 1));
            foreach (var (n, text) in new[] { Beside("peering", peering.Name) + Unless(peering.Status, "active"), peering.Id,
                peering.PeerVpcId ?? "peer not known", peering.PeerBlock ?? "" }.Index())
                Fitted(picture, left + Pad, top + 17 + n * Line, text, n == 0 ? Small : Small - 1, PeerColumn - 2 * Pad,
                    n == 0 ? Tone.Ink : Tone.Faint, bold: n == 0);
        }
    }

    private static void Legend(Picture picture, double y)
    {
        var x = Edge;
        foreach (var (tone, text) in new[] { (Tone.Public, "public: to and from the internet"), (Tone.Private, "private: a way out"),
            (Tone.Isolated, "isolated: none") })
        {
            picture.Add(new Box(x, y - 11, 14, 14, 3, tone, Tone.Grid));
            picture.Text(x + 20, y, text, Small - 1, Tone.Faint);
            x += 20 + Font.Default.Width(text, Small - 1) + 18;
        }
    }

    private static void Fitted(Picture picture, double x, double y, string text, double size, double room, Tone tone = Tone.Ink,
        bool bold = false) => picture.Text(x, y, Font.Default.Fitted(text, size, bold ? room * 0.9 : room), size, tone, Anchor.Start, bold);

    private static List<string> Wrapped(string text, double room)
    {
        List<string> lines = [""];
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && Font.Default.Width($"{lines[^1]} {word}", Small) > room) lines.Add(word);
            else lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        }

        return lines;
    }

    private static string Beside(string kind, string? name) => name is null ? kind : $"{kind} {name}";

    // A state is told where it is not the usual one.
    private static string Unless(string state, params ReadOnlySpan<string> usual) =>
        usual.Contains(state) || state.Length == 0 ? "" : $", {state}";
}

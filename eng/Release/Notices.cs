namespace Infra.Release;

/// <summary>THIRD-PARTY-NOTICES.txt: what the licences of the parts ask to be told.</summary>
internal static class Notices
{
    private static readonly string Rule = new('=', 78);

    /// <summary>The text.</summary>
    /// <param name="shipped">What is in the folder.</param>
    /// <param name="root">The repository.</param>
    public static string Of(IReadOnlyList<Component> shipped, string root)
    {
        var foreign = shipped.Where(c => c.IsForeign).ToList();
        IEnumerable<string> parts =
        [
            "infra contains software of others, under their licences.\n\n",
            .. foreign.Select(Entry),
            .. foreign.Select(c => c.Licence).Distinct().Order(StringComparer.Ordinal)
                .Select(licence => Section(licence, Shipped.LicenceText(licence, root))),
            // Several packages of one maker bring the same text.
            .. foreign.SelectMany(c => c.Texts.Select(t => (c.Name, Text: t))).GroupBy(t => t.Text)
                .Select(same => Section(string.Join(", ", same.Select(s => s.Name).Distinct()), same.Key)),
            Section("The service models that stand-ins for AWSSDK packages are made from",
                File.ReadAllText(Path.Combine(root, "Sdk", "NOTICE"))),
        ];
        return string.Concat(parts);
    }

    private static string Entry(Component one) =>
        string.Concat(new[] { $"{one.Name} {one.Version}", $"  {one.Licence}", Line(one.Copyright), Line(one.Website) }
            .OfType<string>().Select(l => l + "\n"));

    private static string? Line(string? text) => text is { Length: > 0 } ? $"  {text.ReplaceLineEndings(" ")}" : null;

    private static string Section(string title, string text) =>
        $"\n{Rule}\n{title}\n{Rule}\n\n{text.ReplaceLineEndings("\n").Trim('\n')}\n";
}

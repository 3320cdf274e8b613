using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Infra.Core.Docs;

/// <summary>docs/contract.md is made from the docstrings of the contract. To make it anew, run the tests with UPDATE_SNAPSHOTS=1.</summary>
public sealed partial class ContractDocsTests
{
    // In the order in which an author meets them.
    private static readonly Type[] First =
    [
        typeof(IToolModule), typeof(IHasMainNoun), typeof(ModuleContext), typeof(Tool), typeof(Tool<,>), typeof(ToolKind),
        typeof(ToolContext),
        typeof(ToolException), typeof(ToolErrorCode), typeof(PageInput), typeof(Page<>), typeof(ToolPlan), typeof(PlanChange),
        typeof(ChangeKind),
        typeof(PlannedResource), typeof(ToolResult),
    ];

    // What the code that a plugin's build generates calls.
    private static readonly Type[] Generated =
    [
        typeof(ToolCodec), typeof(ToolReader<>), typeof(ToolWriter<>), typeof(ToolInputAttribute), typeof(ToolOutputAttribute),
    ];

    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void The_documentation_of_the_contract_is_up_to_date()
    {
        var path = Path.Combine(Markdown.Root, "docs/contract.md");
        var text = Text();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text,
            "docs/contract.md is out of date; run the tests with UPDATE_SNAPSHOTS=1.");
    }

    private static string Text()
    {
        var assembly = typeof(Tool).Assembly;
        var docs = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(m => m.Attribute("name")!.Value, m => m.Element("summary"));
        var text = new StringBuilder($"""
            # The contract

            Every public type of `Infra.Abstractions` {assembly.GetName().Version!.ToString(2)}, generated from its docstrings by a test.
            [Writing a plugin](writing-a-plugin.md) shows how the types are used. The types that only generated code uses are left out:
            {string.Join(", ", Generated.Select(t => $"`{Word(t)}`"))}.

            """.ReplaceLineEndings("\n"));
        foreach (var type in First.Concat(assembly.GetExportedTypes().Except(First).Except(Generated)
            .OrderBy(t => t.Name, StringComparer.Ordinal)))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {Word(type)}\n\n`{Declaration(type)}`. {Prose(docs.GetValueOrDefault($"T:{type.FullName}"))}\n");
            var rows = Members(type).Select(m => (Shown: Shown(m), Meaning: Prose(docs.GetValueOrDefault(Id(m)))))
                .Where(r => r.Meaning.Length > 0)
                .ToList();
            if (rows.Count == 0) continue;
            text.Append(CultureInfo.InvariantCulture, $"\n| {(type.IsEnum ? "value" : "member")} | meaning |\n| --- | --- |\n");
            foreach (var (shown, meaning) in rows)
                text.Append(CultureInfo.InvariantCulture, $"| `{Cell(shown)}` | {Cell(meaning)} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<MemberInfo> Members(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m is PropertyInfo or FieldInfo { IsSpecialName: false } or MethodInfo { IsSpecialName: false })
            .OrderBy(m => m is MethodInfo).ThenBy(m => m.MetadataToken);

    // "P:Infra.Page`1.Items", "M:Infra.Tool.RunAsync(System.Text.Json.JsonElement,…)"
    private static string Id(MemberInfo member) => member switch
    {
        MethodInfo method => $"M:{member.DeclaringType!.FullName}.{method.Name}"
            + (method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "")
            + (method.GetParameters() is { Length: > 0 } all ? $"({string.Join(",", all.Select(p => Reference(p.ParameterType)))})" : ""),
        PropertyInfo => $"P:{member.DeclaringType!.FullName}.{member.Name}",
        _ => $"F:{member.DeclaringType!.FullName}.{member.Name}",
    };

    private static string Reference(Type type)
    {
        if (type.IsGenericParameter) return $"{(type.DeclaringMethod is null ? "`" : "``")}{type.GenericParameterPosition}";
        if (!type.IsGenericType) return type.FullName!;
        var arguments = string.Join(",", type.GetGenericArguments().Select(Reference));
        return $"{type.Namespace}.{type.Name.Split('`')[0]}{{{arguments}}}";
    }

    private static string Shown(MemberInfo member) => member switch
    {
        PropertyInfo p => $"{Name(Nullability.Create(p))} {p.Name}",
        MethodInfo m => $"{Name(Nullability.Create(m.ReturnParameter))} {m.Name}("
            + $"{string.Join(", ", m.GetParameters().Select(p => $"{Name(Nullability.Create(p))} {p.Name}"))})",
        _ => member.Name,
    };

    private static string Declaration(Type type) => type switch
    {
        { IsEnum: true } => $"enum {Word(type)}",
        { IsInterface: true } => $"interface {Word(type)}",
        _ => $"{(type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : "")}"
            + $"{(type.GetMethod("<Clone>$") is null ? "class" : "record")} {Word(type)}"
            + (type.BaseType is { } b && b != typeof(object) && b.Assembly == type.Assembly ? $" : {Word(b)}" : ""),
    };

    private static string Name(NullabilityInfo info) => Name(info.Type, info.GenericTypeArguments)
        + (info.ReadState is NullabilityState.Nullable && !info.Type.IsValueType ? "?" : "");

    private static string Name(Type type, NullabilityInfo[] arguments) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => $"{Word(inner)}?",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", arguments.Select(Name))}>",
        _ => Word(type),
    };

    private static string Word(Type type) => type switch
    {
        _ when type == typeof(string) => "string",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(int) => "int",
        _ when type == typeof(double) => "double",
        _ when type == typeof(void) => "void",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Word))}>",
        _ => type.Name,
    };

    private static string Prose(XElement? summary) =>
        summary is null ? "" : Space().Replace(string.Concat(summary.Nodes().Select(Part)), " ").Trim();

    private static string Part(XNode node) => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "para" or "see" } e when e.Attribute("cref") is null && e.Attribute("langword") is null => e.Value,
        XElement e => $"`{Last().Match((e.Attribute("cref") ?? e.Attribute("langword") ?? e.Attribute("name"))?.Value ?? e.Value).Value}`",
        _ => node.ToString().Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    // "Plan" of "P:Infra.Tool`2.Plan", "PlanAsync" of "M:Infra.Tool.PlanAsync(System.…)"
    [GeneratedRegex(@"\w+(?=(`+\d+)?(\(.*)?$)")]
    private static partial Regex Last();
}

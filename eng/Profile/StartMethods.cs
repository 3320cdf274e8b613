using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Infra.Profile;

/// <summary>
/// The methods that a start and the first calls use, as eng/record-start wrote them down: each line a type, a tab, and its methods with a
/// space between. The compiler puts their code side by side, so that a start touches few pages.
/// </summary>
internal sealed class StartMethods(Profile profile, Assemblies assemblies)
{
    // As the runtime's compiler writes them.
    private static readonly Dictionary<string, PrimitiveTypeCode> Primitives = new()
    {
        ["bool"] = PrimitiveTypeCode.Boolean,
        ["char"] = PrimitiveTypeCode.Char,
        ["sbyte"] = PrimitiveTypeCode.SByte,
        ["byte"] = PrimitiveTypeCode.Byte,
        ["short"] = PrimitiveTypeCode.Int16,
        ["ushort"] = PrimitiveTypeCode.UInt16,
        ["int"] = PrimitiveTypeCode.Int32,
        ["uint"] = PrimitiveTypeCode.UInt32,
        ["long"] = PrimitiveTypeCode.Int64,
        ["ulong"] = PrimitiveTypeCode.UInt64,
        ["float"] = PrimitiveTypeCode.Single,
        ["double"] = PrimitiveTypeCode.Double,
        ["nint"] = PrimitiveTypeCode.IntPtr,
        ["nuint"] = PrimitiveTypeCode.UIntPtr,
    };

    /// <param name="lines">The names. Those of what is not there any more, or not among these assemblies, are passed over.</param>
    /// <param name="isCompiled">Whether code of that assembly is made.</param>
    public void Add(IEnumerable<string> lines, Func<string, bool> isCompiled)
    {
        foreach (var line in lines)
        {
            if (line.Split('\t') is not [var type, var methods]) continue;
            var (name, arguments, _) = Parse(type, 0);
            foreach (var (source, handle) in assemblies.Find(name))
            {
                if (Resolve(arguments) is not { } parameters) continue;
                var definition = source.GetTypeDefinition(handle);
                if (definition.GetGenericParameters().Count != parameters.Length) continue;
                var shape = profile.Shape(source, handle).With(parameters);
                var named = methods.Split(' ').Select(m => (Name: m, End: m.IndexOf('[', StringComparison.Ordinal)))
                    .ToLookup(m => m.End < 0 ? m.Name : m.Name[..m.End], m => m.End < 0 ? [] : Resolve(Parse(m.Name, m.End).Arguments));
                foreach (var method in definition.GetMethods().Select(source.GetMethodDefinition))
                {
                    foreach (var values in named[source.GetString(method.Name)])
                    {
                        if (values is { } of && of.Length == method.GetGenericParameters().Count
                            && shape.Assemblies.Union(of.SelectMany(v => v.Assemblies)).Any(isCompiled))
                            profile.AddStart(source, shape, method, of);
                    }
                }
            }
        }
    }

    private ImmutableArray<Shape>? Resolve(List<string> names)
    {
        var shapes = ImmutableArray.CreateBuilder<Shape>();
        foreach (var name in names)
        {
            if (Resolve(name) is not { } shape) return null;
            shapes.Add(shape);
        }

        return shapes.ToImmutable();
    }

    private Shape? Resolve(string name)
    {
        if (name.EndsWith("[]", StringComparison.Ordinal)) return Resolve(name[..^2])?.Array;
        if (name is "System.__Canon") return profile.Canon;
        if (Primitives.TryGetValue(name, out var primitive)) return Shape.Of(primitive);
        var (plain, arguments, _) = Parse(name, 0);
        return assemblies.Find(plain) is [var (source, handle), ..] && Resolve(arguments) is { } shapes
            ? profile.Shape(source, handle).With(shapes)
            : null;
    }

    /// <summary>Takes <c>Name[Argument,Other[Argument]]</c> apart.</summary>
    private static (string Name, List<string> Arguments, int End) Parse(string text, int begin)
    {
        var end = text.IndexOfAny(['[', ',', ']'], begin);
        if (end < 0) end = text.Length;
        var name = text[begin..end];
        List<string> arguments = [];
        while (end < text.Length && text[end] == '[' && text[end + 1] != ']')
        {
            do
            {
                var first = end + 1;
                end = Parse(text, first).End;
                arguments.Add(text[first..end]);
            }
            while (end < text.Length && text[end] == ',');
            end++;
        }

        while (end + 1 < text.Length && text[end] == '[') end += 2;
        return (name, arguments, end);
    }
}

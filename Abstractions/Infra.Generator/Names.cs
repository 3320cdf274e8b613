using System.Text;
using Microsoft.CodeAnalysis;

namespace Infra.Generator;

/// <summary>Names as the serializer writes them, and as types have them at run time.</summary>
internal static class Names
{
    /// <summary>As JsonNamingPolicy.CamelCase: <c>ARNList</c> becomes <c>arnList</c>.</summary>
    public static string Camel(string name)
    {
        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i == 1 && !char.IsUpper(letters[i])) break;
            if (i > 0 && i + 1 < letters.Length && !char.IsUpper(letters[i + 1])) break;
            letters[i] = char.ToLowerInvariant(letters[i]);
        }

        return new(letters);
    }

    /// <summary>As JsonNamingPolicy.KebabCaseLower: <c>NotFoundYet</c> becomes <c>not-found-yet</c>.</summary>
    public static string Kebab(string name)
    {
        var kebab = new StringBuilder();
        var last = ' ';
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            if (char.IsUpper(letter))
            {
                if (last is 'l' || (last is 'u' && i + 1 < name.Length && char.IsLower(name[i + 1]))) kebab.Append('-');
                kebab.Append(char.ToLowerInvariant(letter));
                last = 'u';
            }
            else
            {
                kebab.Append(letter);
                last = char.IsLower(letter) || char.IsDigit(letter) ? 'l' : ' ';
            }
        }

        return kebab.ToString();
    }

    /// <summary>What <c>Type.ToString()</c> says: <c>Infra.Page`1[Acme.List+Row]</c>.</summary>
    public static string AtRunTime(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return $"{AtRunTime(array.ElementType)}[]";
        var arguments = new List<string>();
        var name = "";
        for (var part = (INamedTypeSymbol)type; part is not null; part = part.ContainingType)
        {
            arguments.InsertRange(0, part.TypeArguments.Select(AtRunTime));
            name = name.Length == 0 ? part.MetadataName : $"{part.MetadataName}+{name}";
        }

        if (!type.ContainingNamespace.IsGlobalNamespace) name = $"{type.ContainingNamespace.ToDisplayString()}.{name}";
        return arguments.Count == 0 ? name : $"{name}[{string.Join(",", arguments)}]";
    }
}

using System.Reflection;

namespace Infra.Sdk.Tests;

/// <summary>What a plugin's source can see of an assembly, as lines of text that two assemblies can be compared by.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The public types of the service's own namespaces; the parts that only its pipeline uses are left out.</summary>
    public static Dictionary<string, Type> Types(Assembly assembly) => assembly.GetExportedTypes()
        .Where(static type => type.Namespace is { } name && !name.EndsWith(".Internal", StringComparison.Ordinal)
            && !name.EndsWith(".Endpoints", StringComparison.Ordinal)
            && !name.EndsWith(".MarshallTransformations", StringComparison.Ordinal))
        .ToDictionary(static type => type.FullName!, StringComparer.Ordinal);

    /// <summary>The members of a type with all that a caller's source depends on: types, names, parameters, bases.</summary>
    public static HashSet<string> Members(Type type)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var constructor in type.GetConstructors())
        {
            members.Add($"constructor({Parameters(constructor)})");
        }

        foreach (var property in type.GetProperties(Declared).Where(static property => IsVisible(property.GetMethod ?? property.SetMethod)))
        {
            string access = (IsVisible(property.GetMethod) ? " get" : "") + (IsVisible(property.SetMethod) ? " set" : "");
            members.Add($"property {Name(property.PropertyType)} {property.Name}{access}");
        }

        foreach (var method in type.GetMethods(Declared).Where(IsVisible))
        {
            bool isAccessor = method.IsSpecialName && method.Name != "op_Implicit";
            if (!isAccessor)
            {
                string kind = (method.IsStatic ? "static " : "")
                    + (method is { IsVirtual: true, IsFinal: false } && type.IsClass ? "virtual " : "");
                members.Add($"method {kind}{Name(method.ReturnType)} {method.Name}({Parameters(method)})");
            }
        }

        foreach (var field in type.GetFields(Declared).Where(static field => field.IsPublic))
        {
            string value = field.IsStatic && field.GetValue(null) is Amazon.Runtime.ConstantClass constant ? " = " + constant.Value : "";
            members.Add($"field {Name(field.FieldType)} {field.Name}{value}");
        }

        if (type.BaseType is { } baseType)
        {
            members.Add($"base {Name(baseType)}");
        }

        foreach (var item in type.GetInterfaces().Where(static item => item.IsPublic))
        {
            members.Add($"implements {Name(item)}");
        }

        return members;
    }

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = default" : "")}"));

    private static string Name(Type type) =>
        type.IsArray ? Name(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Namespace}.{type.Name.Split('`')[0]}<{string.Join(",", type.GetGenericArguments().Select(Name))}>"
        : type.FullName ?? type.Name;
}

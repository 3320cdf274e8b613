using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Infra.Profile;

/// <summary>The assemblies that are compiled, and their types by name.</summary>
internal sealed class Assemblies : IDisposable
{
    public const string CoreLibrary = "System.Private.CoreLib";

    private readonly List<PEReader> files = [];
    private readonly Dictionary<string, List<(MetadataReader Source, TypeDefinitionHandle Handle)>> types = [];

    public Assemblies(IEnumerable<string> paths)
    {
        foreach (var path in paths.Where(p => p.Length > 0).Distinct())
        {
            var file = new PEReader(File.OpenRead(path));
            files.Add(file);
            if (!file.HasMetadata || file.GetMetadataReader() is not { IsAssembly: true } source) continue;
            All.Add(source);
            foreach (var handle in source.TypeDefinitions)
            {
                var name = Name(source, handle);
                if (types.TryGetValue(name, out var same)) same.Add((source, handle));
                else types.Add(name, [(source, handle)]);
            }
        }
    }

    public List<MetadataReader> All { get; } = [];

    public static string NameOf(MetadataReader source) => source.GetString(source.GetAssemblyDefinition().Name);

    /// <summary>The types of that name: <c>Space.Outer+Inner`1</c>. Two assemblies may each have one.</summary>
    public IReadOnlyList<(MetadataReader Source, TypeDefinitionHandle Handle)> Find(string name) =>
        types.TryGetValue(name, out var found) ? found : [];

    public static bool IsValue(MetadataReader source, TypeDefinition type) =>
        BaseName(source, type.BaseType) is nameof(ValueType) or nameof(Enum) && !source.StringComparer.Equals(type.Name, nameof(Enum));

    public void Dispose() => files.ForEach(f => f.Dispose());

    private static string? BaseName(MetadataReader source, EntityHandle type) => type switch
    {
        { IsNil: true } => null,
        { Kind: HandleKind.TypeReference } => source.GetString(source.GetTypeReference((TypeReferenceHandle)type).Name),
        { Kind: HandleKind.TypeDefinition } => source.GetString(source.GetTypeDefinition((TypeDefinitionHandle)type).Name),
        _ => null,
    };

    private static string Name(MetadataReader source, TypeDefinitionHandle handle)
    {
        var type = source.GetTypeDefinition(handle);
        var name = source.GetString(type.Name);
        if (type.GetDeclaringType() is { IsNil: false } outer) return $"{Name(source, outer)}+{name}";
        return type.Namespace.IsNil ? name : $"{source.GetString(type.Namespace)}.{name}";
    }
}

using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Infra.Profile;

/// <summary>
/// A profile as crossgen2 reads it (--mibc): an assembly whose methods name, in instructions that never run, the methods to compile.
/// AssemblyDictionary names the groups, one for each set of assemblies that its methods need; a group is a row of ldtoken and pop, with
/// the method's weight between them where it has one.
/// </summary>
internal sealed class Profile
{
    // Any weight puts a method to the others that have one.
    private const int Weight = 1;

    // Builders of asynchronous methods that return a value, and the boxes that they make.
    private static readonly Dictionary<string, (string Owner, string Box)> Boxes = new()
    {
        ["AsyncTaskMethodBuilder`1"] = ("AsyncTaskMethodBuilder`1", "AsyncStateMachineBox`1"),
        ["AsyncValueTaskMethodBuilder`1"] = ("AsyncTaskMethodBuilder`1", "AsyncStateMachineBox`1"),
        ["PoolingAsyncValueTaskMethodBuilder`1"] = ("PoolingAsyncValueTaskMethodBuilder`1", "StateMachineBox`1"),
    };

    private readonly MetadataBuilder metadata = new();
    private readonly BlobBuilder code = new();
    private readonly Dictionary<string, AssemblyReferenceHandle> references = [];
    private readonly Dictionary<(EntityHandle Scope, string Space, string Name), TypeReferenceHandle> types = [];
    private readonly SortedDictionary<string, InstructionEncoder> groups = new(StringComparer.Ordinal);
    private readonly Assemblies assemblies;
    private readonly Signatures signatures;

    public Profile(Assemblies assemblies)
    {
        this.assemblies = assemblies;
        signatures = new(Type);
        Canon = new(true, e => e.Type(Type(Reference("System.Private.Canon"), "System", "__Canon"), false), []);
    }

    /// <summary>What stands for every class in shared code.</summary>
    public Shape Canon { get; }

    /// <summary>A type of an assembly, by itself.</summary>
    public Shape Shape(MetadataReader source, TypeDefinitionHandle handle) =>
        Shape(source, handle, !Assemblies.IsValue(source, source.GetTypeDefinition(handle)));

    /// <summary>A type of an assembly, whether it is of its own or one that it refers to.</summary>
    public Shape Shape(MetadataReader source, EntityHandle handle, bool isReference)
    {
        var type = Type(source, handle);
        return new(isReference, e => e.Type(type, !isReference), [Owner(source, handle)], type, Name(source, handle));
    }

    /// <summary>Names the methods of a state machine's box.</summary>
    /// <param name="builder">The builder's name, as AsyncTaskMethodBuilder`1.</param>
    /// <param name="result">What the asynchronous method returns.</param>
    /// <param name="machine">The state machine.</param>
    public void AddBox(string builder, Shape result, Shape machine)
    {
        if (!Boxes.TryGetValue(builder, out var box)) return;
        foreach (var (source, handle) in assemblies.Find($"System.Runtime.CompilerServices.{box.Owner}+{box.Box}"))
        {
            var type = Shape(source, handle).With([result.Canonical(Canon), machine.Canonical(Canon)]);
            foreach (var method in source.GetTypeDefinition(handle).GetMethods().Select(source.GetMethodDefinition))
            {
                // What only a debugger calls is left out.
                if (method.GetGenericParameters().Count == 0 && !method.Attributes.HasFlag(MethodAttributes.Abstract)
                    && !source.GetString(method.Name).Contains("Debug", StringComparison.Ordinal))
                    Add(source, type, method, [], null);
            }
        }
    }

    /// <summary>Names a method that a start calls.</summary>
    /// <param name="source">The assembly that has it.</param>
    /// <param name="type">The type that has it, instantiated.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">What the method itself is instantiated with.</param>
    public void AddStart(MetadataReader source, Shape type, MethodDefinition method, ImmutableArray<Shape> arguments) =>
        Add(source, type, method, arguments, "ExclusiveWeight");

    public void Save(string path)
    {
        var dictionary = new InstructionEncoder(new BlobBuilder());
        var bodies = new MethodBodyStreamEncoder(code);
        var first = MetadataTokens.MethodDefinitionHandle(1);
        foreach (var (name, code) in groups)
        {
            dictionary.LoadString(metadata.GetOrAddUserString(name));
            Name(dictionary, Method(name, bodies.AddMethodBody(code)));
        }

        Method("AssemblyDictionary", bodies.AddMethodBody(dictionary));
        metadata.AddTypeDefinition(
            default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), first);
        var file = Path.GetFileName(path);
        metadata.AddModule(0, metadata.GetOrAddString(file), metadata.GetOrAddGuid(default), default, default);
        metadata.AddAssembly(
            metadata.GetOrAddString(file), new Version(0, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.None);

        var output = new BlobBuilder();
        new ManagedPEBuilder(
            PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), code, deterministicIdProvider: _ => default)
            .Serialize(output);
        using var stream = File.Create(path);
        output.WriteContentTo(stream);
    }

    private void Add(MetadataReader source, Shape type, MethodDefinition method, ImmutableArray<Shape> arguments, string? weight)
    {
        EntityHandle parent = type.Handle;
        if (!type.Arguments.IsDefaultOrEmpty)
        {
            var signature = new BlobBuilder();
            type.Write(new BlobEncoder(signature).TypeSpecificationSignature());
            parent = metadata.AddTypeSpecification(metadata.GetOrAddBlob(signature));
        }

        EntityHandle named = metadata.AddMemberReference(
            parent, metadata.GetOrAddString(source.GetString(method.Name)),
            metadata.GetOrAddBlob(signatures.Copy(source, method.Signature)));
        if (!arguments.IsEmpty)
        {
            var signature = new BlobBuilder();
            var values = new BlobEncoder(signature).MethodSpecificationSignature(arguments.Length);
            foreach (var argument in arguments)
            {
                argument.Write(values.AddArgument());
            }

            named = metadata.AddMethodSpecification(named, metadata.GetOrAddBlob(signature));
        }

        // The core library's name comes first; the order of the others only has to be the same in each build.
        var needs = type.Assemblies.Union(arguments.SelectMany(a => a.Assemblies)).Add(Assemblies.CoreLibrary)
            .OrderBy(a => a != Assemblies.CoreLibrary).ThenBy(a => a, StringComparer.Ordinal);
        var group = string.Concat(needs.Select(a => $"{a};"));
        if (!groups.TryGetValue(group, out var code)) groups[group] = code = new InstructionEncoder(new BlobBuilder());
        Name(code, named, weight);
    }

    private void Name(InstructionEncoder code, EntityHandle method, string? weight = null)
    {
        code.OpCode(ILOpCode.Ldtoken);
        code.Token(method);
        if (weight is not null)
        {
            code.LoadString(metadata.GetOrAddUserString(weight));
            code.LoadConstantI4(Weight);
        }

        code.OpCode(ILOpCode.Pop);
    }

    private MethodDefinitionHandle Method(string name, int body)
    {
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, r => r.Void(), _ => { });
        return metadata.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.Static, MethodImplAttributes.IL, metadata.GetOrAddString(name),
            metadata.GetOrAddBlob(signature), body, MetadataTokens.ParameterHandle(1));
    }

    private EntityHandle Type(MetadataReader source, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            var definition = source.GetTypeDefinition((TypeDefinitionHandle)handle);
            var outer = definition.GetDeclaringType();
            var scope = outer.IsNil ? Reference(Assemblies.NameOf(source)) : Type(source, outer);
            return Type(scope, source.GetString(definition.Namespace), source.GetString(definition.Name));
        }

        var reference = source.GetTypeReference((TypeReferenceHandle)handle);
        return Type(
            reference.ResolutionScope.Kind == HandleKind.TypeReference
                ? Type(source, reference.ResolutionScope)
                : Reference(Owner(source, handle)),
            source.GetString(reference.Namespace),
            source.GetString(reference.Name));
    }

    private static string Owner(MetadataReader source, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Assemblies.NameOf(source),
        HandleKind.TypeReference => Owner(source, source.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope),
        _ => source.GetString(source.GetAssemblyReference((AssemblyReferenceHandle)handle).Name),
    };

    private static string Name(MetadataReader source, EntityHandle handle) => source.GetString(handle.Kind == HandleKind.TypeDefinition
        ? source.GetTypeDefinition((TypeDefinitionHandle)handle).Name
        : source.GetTypeReference((TypeReferenceHandle)handle).Name);

    private AssemblyReferenceHandle Reference(string name) => references.TryGetValue(name, out var handle)
        ? handle
        : references[name] = metadata.AddAssemblyReference(
            metadata.GetOrAddString(name), new Version(0, 0, 0, 0), default, default, default, default);

    private EntityHandle Type(EntityHandle scope, string space, string name) => types.TryGetValue((scope, space, name), out var handle)
        ? handle
        : types[(scope, space, name)] = metadata.AddTypeReference(
            scope, space.Length == 0 ? default : metadata.GetOrAddString(space), metadata.GetOrAddString(name));
}

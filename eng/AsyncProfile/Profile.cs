using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Infra.AsyncProfile;

/// <summary>
/// A profile as crossgen2 reads it (--mibc): an assembly whose methods name, in instructions that never run, the methods to compile.
/// AssemblyDictionary names the groups, one for each set of assemblies that its methods need; a group is a row of ldtoken and pop.
/// </summary>
internal sealed class Profile
{
    private const string CoreLibrary = "System.Private.CoreLib";

    private static readonly Dictionary<string, (string Owner, string Box)> Boxes = new()
    {
        ["AsyncTaskMethodBuilder`1"] = ("AsyncTaskMethodBuilder`1", "AsyncStateMachineBox`1"),
        ["AsyncValueTaskMethodBuilder`1"] = ("AsyncTaskMethodBuilder`1", "AsyncStateMachineBox`1"),
        ["PoolingAsyncValueTaskMethodBuilder`1"] = ("PoolingAsyncValueTaskMethodBuilder`1", "StateMachineBox`1"),
    };

    private readonly MetadataBuilder metadata = new();
    private readonly BlobBuilder code = new();
    private readonly Dictionary<string, AssemblyReferenceHandle> assemblies = [];
    private readonly Dictionary<(EntityHandle Scope, string Space, string Name), TypeReferenceHandle> types = [];
    private readonly Dictionary<(string Owner, string Box), (EntityHandle Type, List<(string Name, BlobBuilder Signature)> Methods)> boxes =
        [];
    private readonly SortedDictionary<string, InstructionEncoder> groups = new(StringComparer.Ordinal);

    public Profile() => Canon = Shape.Of(Type(Assembly("System.Private.Canon"), "System", "__Canon"), true, "__Canon");

    /// <summary>What stands for every class in shared code.</summary>
    public Shape Canon { get; }

    /// <summary>A type of an assembly, whether it is of its own or one that it refers to.</summary>
    public EntityHandle Type(MetadataReader source, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            var definition = source.GetTypeDefinition((TypeDefinitionHandle)handle);
            var outer = definition.GetDeclaringType();
            var scope = outer.IsNil ? Assembly(source.GetString(source.GetAssemblyDefinition().Name)) : Type(source, outer);
            return Type(scope, source.GetString(definition.Namespace), source.GetString(definition.Name));
        }

        var reference = source.GetTypeReference((TypeReferenceHandle)handle);
        return Type(
            reference.ResolutionScope.Kind == HandleKind.TypeReference
                ? Type(source, reference.ResolutionScope)
                : Assembly(source.GetString(source.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name)),
            source.GetString(reference.Namespace),
            source.GetString(reference.Name));
    }

    /// <summary>Reads the boxes' own methods, where the assembly is the one that has them.</summary>
    public void AddBoxes(MetadataReader source)
    {
        if (!source.StringComparer.Equals(source.GetAssemblyDefinition().Name, CoreLibrary))
        {
            return;
        }

        foreach (var handle in source.TypeDefinitions)
        {
            var type = source.GetTypeDefinition(handle);
            if (type.GetDeclaringType() is { IsNil: false } outer
                && (source.GetString(source.GetTypeDefinition(outer).Name), source.GetString(type.Name)) is var key
                && Boxes.ContainsValue(key))
            {
                boxes[key] = (Type(source, handle), [.. type.GetMethods().Select(source.GetMethodDefinition)
                    .Where(m => m.GetGenericParameters().Count == 0 && !m.Attributes.HasFlag(MethodAttributes.Abstract))
                    .Select(m => (Name: source.GetString(m.Name), Signature: m.DecodeSignature(new Types(this), null)))
                    .Where(m => !m.Signature.ParameterTypes.Add(m.Signature.ReturnType).Contains(Shape.Other))
                    .Select(m => (m.Name, Signature(m.Signature)))]);
            }
        }
    }

    /// <summary>Names the methods of a state machine's box.</summary>
    /// <param name="builder">The builder's name, as AsyncTaskMethodBuilder`1.</param>
    /// <param name="result">What the asynchronous method returns.</param>
    /// <param name="machine">The state machine.</param>
    /// <param name="assembly">The assembly that has it.</param>
    public void Add(string builder, Shape result, Shape machine, string assembly)
    {
        if (!Boxes.TryGetValue(builder, out var key))
        {
            return;
        }

        var (box, methods) = boxes[key];
        var type = new BlobBuilder();
        Shape.Of(box, true, key.Box).With([result.Canonical(Canon), machine.Canonical(Canon)])
            .Write(new BlobEncoder(type).TypeSpecificationSignature());
        var parent = metadata.AddTypeSpecification(metadata.GetOrAddBlob(type));
        var group = assembly == CoreLibrary ? CoreLibrary + ";" : $"{CoreLibrary};{assembly};";
        if (!groups.TryGetValue(group, out var code))
        {
            groups[group] = code = new InstructionEncoder(new BlobBuilder());
        }

        foreach (var (name, signature) in methods)
        {
            Name(code, metadata.AddMemberReference(parent, metadata.GetOrAddString(name), metadata.GetOrAddBlob(signature)));
        }
    }

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

    private static void Name(InstructionEncoder code, EntityHandle method)
    {
        code.OpCode(ILOpCode.Ldtoken);
        code.Token(method);
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

    private static BlobBuilder Signature(MethodSignature<Shape> method)
    {
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature(isInstanceMethod: method.Header.IsInstance).Parameters(
            method.ParameterTypes.Length,
            result => Write(method.ReturnType, result),
            parameters => method.ParameterTypes.ToList().ForEach(p => p.Write(parameters.AddParameter().Type())));
        return signature;
    }

    private static void Write(Shape type, ReturnTypeEncoder encoder)
    {
        if (type == Shape.Void)
        {
            encoder.Void();
        }
        else
        {
            type.Write(encoder.Type());
        }
    }

    private AssemblyReferenceHandle Assembly(string name) => assemblies.TryGetValue(name, out var handle)
        ? handle
        : assemblies[name] = metadata.AddAssemblyReference(
            metadata.GetOrAddString(name), new Version(0, 0, 0, 0), default, default, default, default);

    private EntityHandle Type(EntityHandle scope, string space, string name) => types.TryGetValue((scope, space, name), out var handle)
        ? handle
        : types[(scope, space, name)] = metadata.AddTypeReference(
            scope, space.Length == 0 ? default : metadata.GetOrAddString(space), metadata.GetOrAddString(name));
}

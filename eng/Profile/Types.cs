using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Infra.Profile;

/// <summary>A type as a signature of the profile writes it.</summary>
/// <param name="IsReference">Whether it is a class, so that generic code over it is shared.</param>
/// <param name="Write">Writes it.</param>
/// <param name="Assemblies">Those that it and its arguments are of, but for what every assembly has.</param>
/// <param name="Handle">The type in the profile's metadata, where it is not a primitive.</param>
/// <param name="Name">Its name, where it has a handle.</param>
/// <param name="Arguments">What it is instantiated with.</param>
internal sealed record Shape(
    bool IsReference, Action<SignatureTypeEncoder> Write, ImmutableHashSet<string> Assemblies, EntityHandle Handle = default,
    string? Name = null, ImmutableArray<Shape> Arguments = default)
{
    /// <summary>Whether code that is generic over it is shared with other types.</summary>
    public bool IsShared => IsReference || (!Arguments.IsDefaultOrEmpty && Arguments.Any(a => a.IsShared));

    /// <summary>A type that no value of a state machine has: a reference to a value, a pointer.</summary>
    public static Shape Other { get; } = new(false, _ => throw new NotSupportedException("Such a type is not written."), []);

    /// <summary>An array of it.</summary>
    public Shape Array => new(true, e => Write(e.SZArray()), Assemblies);

    public static Shape Of(PrimitiveTypeCode type) =>
        new(type is PrimitiveTypeCode.Object or PrimitiveTypeCode.String, e => e.PrimitiveType(type), []);

    /// <summary>The type for which shared code is compiled: each class in it is the canonical one.</summary>
    public Shape Canonical(Shape canon) =>
        IsReference ? canon : Arguments.IsDefaultOrEmpty ? this : With([.. Arguments.Select(a => a.Canonical(canon))]);

    /// <summary>This type, instantiated; the same when there is nothing to instantiate it with.</summary>
    public Shape With(ImmutableArray<Shape> arguments) => arguments.IsEmpty ? this : new(
        IsReference,
        encoder =>
        {
            var written = encoder.GenericInstantiation(Handle, arguments.Length, !IsReference);
            foreach (var argument in arguments)
            {
                argument.Write(written.AddArgument());
            }
        },
        Assemblies.Union(arguments.SelectMany(a => a.Assemblies)),
        Handle,
        Name,
        arguments);
}

/// <summary>Translates the types of one assembly's signatures into those of the profile.</summary>
internal sealed class Types(Profile profile) : ISignatureTypeProvider<Shape, object?>
{
    public Shape GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        profile.Shape(reader, handle, rawTypeKind != (byte)SignatureTypeKind.ValueType);

    public Shape GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        profile.Shape(reader, handle, rawTypeKind != (byte)SignatureTypeKind.ValueType);

    public Shape GetGenericInstantiation(Shape genericType, ImmutableArray<Shape> typeArguments) =>
        genericType.With(typeArguments);

    public Shape GetPrimitiveType(PrimitiveTypeCode typeCode) => Shape.Of(typeCode);

    public Shape GetGenericTypeParameter(object? genericContext, int index) => new(true, e => e.GenericTypeParameter(index), []);

    public Shape GetGenericMethodParameter(object? genericContext, int index) => new(true, e => e.GenericMethodTypeParameter(index), []);

    public Shape GetSZArrayType(Shape elementType) => elementType.Array;

    public Shape GetArrayType(Shape elementType, ArrayShape shape) => Shape.Other;

    public Shape GetByReferenceType(Shape elementType) => Shape.Other;

    public Shape GetPointerType(Shape elementType) => Shape.Other;

    public Shape GetFunctionPointerType(MethodSignature<Shape> signature) => Shape.Other;

    public Shape GetPinnedType(Shape elementType) => elementType;

    public Shape GetModifiedType(Shape modifier, Shape unmodifiedType, bool isRequired) => unmodifiedType;

    public Shape GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => Shape.Other;
}

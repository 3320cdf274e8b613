using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Infra.AsyncProfile;

/// <summary>
/// Finds the asynchronous methods of an assembly whose boxes the ahead-of-time compiler leaves to the run time: those whose value is of a
/// class. Code that is generic over classes is shared, the box's type is looked up when the code runs, and so the compiler never sees that
/// the box is made.
/// </summary>
internal static class StateMachines
{
    public static void AddTo(Profile profile, string path)
    {
        using var stream = File.OpenRead(path);
        using var file = new PEReader(stream);
        if (!file.HasMetadata)
        {
            return;
        }

        var metadata = file.GetMetadataReader();
        profile.AddBoxes(metadata);
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if (IsStruct(metadata, type)
                && Builder(metadata, type, profile) is { Name: { } builder, Arguments: { IsDefault: false } and [var result] })
            {
                var parameters = type.GetGenericParameters();
                if (result.IsShared || (parameters.Count > 0 && !parameters.Any(p => TakesValues(metadata, p))))
                {
                    var machine = Shape.Of(profile.Type(metadata, handle), false, metadata.GetString(type.Name));
                    profile.Add(
                        builder,
                        result,
                        parameters.Count == 0 ? machine : machine.With([.. Enumerable.Repeat(profile.Canon, parameters.Count)]),
                        metadata.GetString(metadata.GetAssemblyDefinition().Name));
                }
            }
        }
    }

    // The name that the C# compiler gives to the field, of which no other struct has one.
    private static Shape? Builder(MetadataReader metadata, TypeDefinition type, Profile profile) => type.GetFields()
        .Select(metadata.GetFieldDefinition)
        .Where(f => metadata.StringComparer.Equals(f.Name, "<>t__builder"))
        .Select(f => f.DecodeSignature(new Types(profile), null))
        .FirstOrDefault();

    private static bool IsStruct(MetadataReader metadata, TypeDefinition type) => nameof(ValueType) == type.BaseType.Kind switch
    {
        _ when type.BaseType.IsNil => null,
        HandleKind.TypeReference => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type.BaseType).Name),
        HandleKind.TypeDefinition => metadata.GetString(metadata.GetTypeDefinition((TypeDefinitionHandle)type.BaseType).Name),
        _ => null,
    };

    // With which values, nothing here tells.
    private static bool TakesValues(MetadataReader metadata, GenericParameterHandle parameter) =>
        metadata.GetGenericParameter(parameter).Attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
}

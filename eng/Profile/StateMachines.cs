using System.Reflection.Metadata;

namespace Infra.Profile;

/// <summary>
/// Finds the asynchronous methods of an assembly whose boxes the ahead-of-time compiler leaves to the run time: those whose value is of a
/// class. Code that is generic over classes is shared, the box's type is looked up when the code runs, and so the compiler never sees that
/// the box is made.
/// </summary>
internal static class StateMachines
{
    public static void AddTo(Profile profile, MetadataReader source)
    {
        foreach (var handle in source.TypeDefinitions)
        {
            var type = source.GetTypeDefinition(handle);
            if (!Assemblies.IsValue(source, type)
                || Builder(source, type, profile) is not { Name: { } builder, Arguments: { IsDefault: false } and [var result] }) continue;
            var parameters = type.GetGenericParameters();
            if (result.IsShared || (parameters.Count > 0 && !parameters.Any(p => TakesValues(source, p))))
                profile.AddBox(builder, result, profile.Shape(source, handle).With([.. parameters.Select(_ => profile.Canon)]));
        }
    }

    // The name that the C# compiler gives to the field, of which no other struct has one.
    private static Shape? Builder(MetadataReader source, TypeDefinition type, Profile profile) => type.GetFields()
        .Select(source.GetFieldDefinition)
        .Where(f => source.StringComparer.Equals(f.Name, "<>t__builder"))
        .Select(f => f.DecodeSignature(new Types(profile), null))
        .FirstOrDefault();

    // With which values, nothing here tells.
    private static bool TakesValues(MetadataReader source, GenericParameterHandle parameter) =>
        source.GetGenericParameter(parameter).Attributes.HasFlag(
            System.Reflection.GenericParameterAttributes.NotNullableValueTypeConstraint);
}

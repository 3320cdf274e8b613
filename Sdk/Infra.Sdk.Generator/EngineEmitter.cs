using System.Linq;

namespace Infra.Sdk.Generator;

/// <summary>Writes what connects the generated classes to the engine: the table, and the making of values by number.</summary>
internal static class EngineEmitter
{
    public static void Emit(CodeWriter code, ServiceDefinition service)
    {
        string name = service.Prefix + "Model";
        code.Open($"internal sealed partial class {name} : global::Infra.Sdk.ServiceModel");
        code.Line($"internal static readonly {name} Instance = new {name}();");
        EmitCreateValue(code, service);
        EmitCreateConstant(code, service);
        EmitCreateException(code, service);
        code.Line("protected override global::System.ReadOnlySpan<byte> Table => TableText;");
        code.Line("private static global::System.ReadOnlySpan<byte> TableText =>");
        code.Raw("\"\"\"\"\n" + TableWriter.Write(service) + "\n\"\"\"\"u8;\n");
        code.Close();
    }

    private static void EmitCreateValue(CodeWriter code, ServiceDefinition service)
    {
        code.Open("protected override object CreateValue(int shapeId)");
        code.Open("switch (shapeId)");
        foreach (string shape in service.Shapes.Where(shape => service.IsCollection(shape) || service.IsPlainStructure(shape)))
        {
            code.Line($"case {service.IdOf(shape)}: return new {service.CSharpType(shape, true)}();");
        }

        code.Line("default: throw new global::System.InvalidOperationException();");
        code.Close();
        code.Close();
    }

    private static void EmitCreateConstant(CodeWriter code, ServiceDefinition service)
    {
        code.Open("protected override object CreateConstant(int shapeId, string value)");
        code.Open("switch (shapeId)");
        foreach (string shape in service.Shapes.Where(service.IsEnum))
        {
            code.Line($"case {service.IdOf(shape)}: return {service.FullEnumName(shape)}.FindValue(value);");
        }

        code.Line("default: throw new global::System.InvalidOperationException();");
        code.Close();
        code.Close();
    }

    private static void EmitCreateException(CodeWriter code, ServiceDefinition service)
    {
        const string Arguments = "message, innerException, errorType, errorCode, requestId, statusCode";
        code.Open("protected override AmazonServiceException CreateException(int shapeId, string message, global::System.Exception "
            + "innerException, ErrorType errorType, string errorCode, string requestId, global::System.Net.HttpStatusCode statusCode)");
        code.Open("switch (shapeId)");
        foreach (string shape in service.Shapes.Where(service.IsException))
        {
            code.Line($"case {service.IdOf(shape)}: return new {service.FullClassName(shape)}({Arguments});");
        }

        code.Line($"default: return new global::{service.Namespace}.{service.Prefix}Exception({Arguments});");
        code.Close();
        code.Close();
    }
}

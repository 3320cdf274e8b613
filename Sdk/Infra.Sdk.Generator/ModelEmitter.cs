using System;
using System.Collections.Generic;
using System.Linq;

namespace Infra.Sdk.Generator;

/// <summary>Writes requests, responses, the types inside them, and exceptions.</summary>
internal static class ModelEmitter
{
    public static void Emit(CodeWriter code, ServiceDefinition service)
    {
        var structures = service.Shapes.Where(shape => service.TypeOf(shape) == "structure" && !service.IsDocument(shape));
        foreach (var namesakes in structures.GroupBy(service.ClassName, StringComparer.Ordinal))
        {
            string shape = ChooseDefinition(service, namesakes.ToList());
            if (service.IsException(shape))
            {
                ExceptionEmitter.Emit(code, service, namesakes.Key, service.Prefix + "Exception", shape);
            }
            else
            {
                EmitClass(code, service, shape, namesakes.Key);
            }
        }
    }

    /// <summary>
    /// Where several shapes become one class, such as an old and a new error of one name, the one with most members
    /// defines it. The engine addresses members by position, so the others must agree with it or have none.
    /// </summary>
    private static string ChooseDefinition(ServiceDefinition service, List<string> shapes)
    {
        string definition = shapes[0];
        foreach (string shape in shapes.Skip(1))
        {
            definition = service.Members(shape).Count() > service.Members(definition).Count() ? shape : definition;
        }

        var members = service.Members(definition).ToList();
        foreach (string shape in shapes)
        {
            var others = service.Members(shape).ToList();
            if (others.Count > 0 && !others.SequenceEqual(members, StringComparer.OrdinalIgnoreCase))
            {
                throw new FormatException($"{definition} and {shape} become one class and differ in their members.");
            }
        }

        return definition;
    }

    /// <summary>Writes properties, and the access by position that the engine uses.</summary>
    public static void EmitMembers(CodeWriter code, ServiceDefinition service, string shape)
    {
        var members = service.Members(shape).ToList();
        foreach (string member in members)
        {
            string memberShape = service.MemberShape(shape, member);
            string type = service.CSharpType(memberShape, false);
            string initial = service.IsCollection(memberShape) ? $" = AWSConfigs.InitializeCollections ? new {type}() : null;" : "";
            code.Line($"public {type} {service.PropertyName(shape, member)} {{ get; set; }}{initial}");
        }

        if (members.Count == 0)
        {
            code.Line("object global::Infra.Sdk.IModelObject.GetMember(int index) => null;");
            code.Line("void global::Infra.Sdk.IModelObject.SetMember(int index, object value) { }");
            return;
        }

        code.Open("object global::Infra.Sdk.IModelObject.GetMember(int index)");
        code.Open("switch (index)");
        for (int i = 0; i < members.Count; i++)
        {
            code.Line($"case {i}: return {ReadExpression(service, shape, members[i])};");
        }

        code.Line("default: return null;");
        code.Close();
        code.Close();
        code.Open("void global::Infra.Sdk.IModelObject.SetMember(int index, object value)");
        code.Open("switch (index)");
        for (int i = 0; i < members.Count; i++)
        {
            string type = service.CSharpType(service.MemberShape(shape, members[i]), false);
            code.Line($"case {i}: {service.PropertyName(shape, members[i])} = ({type})value; break;");
        }

        code.Close();
        code.Close();
    }

    private static string ReadExpression(ServiceDefinition service, string shape, string member)
    {
        string property = service.PropertyName(shape, member);
        string memberShape = service.MemberShape(shape, member);
        return service.IsEnum(memberShape) ? $"{property}?.Value"
            // With collections that are made at once, an empty one cannot mean more than none.
            : service.IsCollection(memberShape) ? $"{property} is {{ Count: 0 }} && AWSConfigs.InitializeCollections ? null : {property}"
            : property;
    }

    private static void EmitClass(CodeWriter code, ServiceDefinition service, string shape, string name)
    {
        var bases = new List<string>();
        if (ServiceDefinition.IsRequest(shape))
        {
            bases.Add(service.Prefix + "Request");
        }
        else if (ServiceDefinition.IsResponse(shape))
        {
            bases.Add("AmazonWebServiceResponse");
        }

        bases.Add("global::Infra.Sdk.IModelObject");
        string? stream = ServiceDefinition.IsResponse(shape)
            ? service.Members(shape).FirstOrDefault(member =>
                service.CSharpType(service.MemberShape(shape, member), false) == "global::System.IO.Stream")
            : null;
        if (stream is not null)
        {
            bases.Add("global::System.IDisposable");
        }

        code.Open($"public partial class {name} : {string.Join(", ", bases)}");
        EmitMembers(code, service, shape);
        if (stream is not null)
        {
            code.Line($"public void Dispose() => {service.PropertyName(shape, stream)}?.Dispose();");
        }

        code.Close();
    }
}

/// <summary>Writes exceptions, with the six constructors that all of the official ones have.</summary>
internal static class ExceptionEmitter
{
    private const string Status = "global::System.Net.HttpStatusCode statusCode";
    private const string Inner = "global::System.Exception innerException";

    public static void Emit(CodeWriter code, ServiceDefinition service, string name, string baseName, string? shape)
    {
        bool hasMembers = shape is not null && service.Members(shape).Any();
        code.Open($"public partial class {name} : {baseName}{(hasMembers ? ", global::Infra.Sdk.IModelObject" : "")}");
        code.Line($"public {name}() {{ }}");
        code.Line($"public {name}(string message) : base(message) {{ }}");
        code.Line($"public {name}(string message, {Inner}) : base(message, innerException) {{ }}");
        code.Line($"public {name}({Inner}) : base(innerException) {{ }}");
        code.Line($"public {name}(string message, {Inner}, ErrorType errorType, string errorCode, string requestId, {Status}) : "
            + $"base(message, innerException, errorType, errorCode, requestId, statusCode) {{ }}");
        code.Line($"public {name}(string message, ErrorType errorType, string errorCode, string requestId, {Status}) : base(message, "
            + $"errorType, errorCode, requestId, statusCode) {{ }}");
        if (hasMembers)
        {
            ModelEmitter.EmitMembers(code, service, shape!);
        }

        code.Close();
    }
}

/// <summary>Writes enums, which are classes of constants so that a value unknown today can pass.</summary>
internal static class EnumEmitter
{
    public static void Emit(CodeWriter code, ServiceDefinition service)
    {
        foreach (string shape in service.Shapes.Where(service.IsEnum))
        {
            string name = service.EnumName(shape);
            code.Open($"public partial class {name} : ConstantClass");
            var fields = new HashSet<string>(StringComparer.Ordinal);
            foreach (string value in service.Shape(shape).Texts("enum"))
            {
                string field = ServiceDefinition.EnumField(value);
                if (fields.Add(field))
                {
                    code.Line($"public static readonly {name} {field} = new {name}(\"{value}\");");
                }
            }

            code.Line($"public {name}(string value) : base(value) {{ }}");
            code.Line($"public static {name} FindValue(string value) => FindValue<{name}>(value);");
            code.Line($"public static implicit operator {name}(string value) => FindValue(value);");
            code.Close();
        }
    }
}

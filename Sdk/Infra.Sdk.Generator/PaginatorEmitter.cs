using System;
using System.Collections.Generic;
using System.Linq;

namespace Infra.Sdk.Generator;

/// <summary>Writes the paginators and their factory.</summary>
internal static class PaginatorEmitter
{
    /// <summary>The operations that come in pages.</summary>
    public static IEnumerable<string> Operations(ServiceDefinition service) =>
        service.Pagination.Keys.Where(name => service.Pagination.Map(name) is { } page && page.Has("input_token")
            && page.Has("output_token"));

    public static void Emit(CodeWriter code, ServiceDefinition service)
    {
        var operations = Operations(service).ToList();
        if (operations.Count == 0)
        {
            return;
        }

        string factory = service.ClientName + "PaginatorFactory";
        code.Open($"public partial interface I{factory}");
        foreach (string operation in operations)
        {
            code.Line($"I{operation}Paginator {operation}({operation}Request request);");
        }

        code.Close();
        code.Open($"public partial class {factory} : I{factory}");
        code.Line($"private readonly I{service.Prefix} _client;");
        code.Line($"internal {factory}(I{service.Prefix} client) => _client = client;");
        foreach (string operation in operations)
        {
            code.Line($"public I{operation}Paginator {operation}({operation}Request request) => "
                + $"new {operation}Paginator(_client, request);");
        }

        code.Close();
        foreach (string operation in operations)
        {
            EmitPaginator(code, service, operation);
        }
    }

    private static void EmitPaginator(CodeWriter code, ServiceDefinition service, string operation)
    {
        var page = service.Pagination.Map(operation)!;
        string request = operation + "Request";
        string response = operation + "Response";
        var keys = page.Texts("result_key")
            .Where(key => Resolve(service, operation, key) is { } shape && service.TypeOf(shape) == "list").ToList();
        code.Open($"public partial interface I{operation}Paginator");
        code.Line($"IPaginatedEnumerable<{response}> Responses {{ get; }}");
        foreach (string key in keys)
        {
            code.Line($"IPaginatedEnumerable<{ItemType(service, operation, key)}> {KeyName(key)} {{ get; }}");
        }

        code.Close();
        code.Open($"internal sealed partial class {operation}Paginator : I{operation}Paginator");
        code.Line($"private readonly global::Infra.Sdk.OperationPaginator<{request}, {response}> _pages;");
        code.Open($"internal {operation}Paginator(I{service.Prefix} client, {request} request)");
        code.Open($"_pages = new global::Infra.Sdk.OperationPaginator<{request}, {response}>(request, client.{operation}Async, static "
            + "(response, request) =>");
        var inputs = page.Texts("input_token");
        foreach (var pair in inputs.Zip(page.Texts("output_token"), (input, output) => (input, output)))
        {
            code.Line($"request.{ServiceDefinition.Capitalize(pair.input)} = response.{Path(pair.output)};");
        }

        string more = page.Text("more_results") is { } flag
            ? $"response.{Path(flag)} == true"
            : string.Join(" || ", inputs.Select(input => HasToken(service, operation, input)));
        code.Line($"return {more};");
        code.Close(");");
        code.Close();
        code.Line($"public IPaginatedEnumerable<{response}> Responses => new PaginatedResponse<{response}>(_pages);");
        foreach (string key in keys)
        {
            string item = ItemType(service, operation, key);
            code.Line($"public IPaginatedEnumerable<{item}> {KeyName(key)} => new PaginatedResultKeyResponse<{response}, {item}>(_pages, "
                + $"static response => response.{Path(key)} ?? new global::System.Collections.Generic.List<{item}>());");
        }

        code.Close();
    }

    private static string HasToken(ServiceDefinition service, string operation, string input)
    {
        string shape = service.MemberShape(ServiceDefinition.RequestShape(operation), input);
        string property = $"request.{ServiceDefinition.Capitalize(input)}";
        return service.TypeOf(shape) == "string" ? $"!string.IsNullOrEmpty({property})" : $"{property} != null";
    }

    private static string ItemType(ServiceDefinition service, string operation, string key)
    {
        string list = Resolve(service, operation, key)!;
        return service.CSharpType(ServiceDefinition.ShapeOf(service.Shape(list).Map("member")), true);
    }

    private static string KeyName(string key) => string.Concat(key.Split('.').Select(ServiceDefinition.Capitalize));

    /// <summary>A path such as <c>EngineDefaults.Marker</c> as C#; of alternatives the first.</summary>
    private static string Path(string path)
    {
        string first = path.Split(new[] { " || " }, StringSplitOptions.None)[0];
        return string.Join("?.", first.Split('.').Select(ServiceDefinition.Capitalize));
    }

    /// <summary>The shape at the end of a path into the response; null if the path leads nowhere.</summary>
    private static string? Resolve(ServiceDefinition service, string operation, string path)
    {
        string shape = ServiceDefinition.ResponseShape(operation);
        foreach (string part in path.Split('.'))
        {
            if (service.MembersOf(shape).Map(part) is not { } reference)
            {
                return null;
            }

            shape = ServiceDefinition.ShapeOf(reference);
        }

        return shape;
    }
}

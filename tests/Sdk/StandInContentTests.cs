using System.Reflection;
using System.Text.Json.Nodes;

namespace Infra.Sdk.Tests;

/// <summary>The stand-ins hold all that their models and tools/customizations.json name, under the official names.</summary>
public sealed class StandInContentTests
{
    private static readonly JsonObject Customizations =
        JsonNode.Parse(File.ReadAllText(Path.Combine(TestFiles.RepositoryRoot, "Sdk", "tools", "customizations.json")))!.AsObject();

    public static TheoryData<string> Services =>
        [.. Customizations.Where(static item => item.Value!["compare"] is null).Select(static item => item.Key)];

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_operation_and_every_rule_of_a_service_is_there(string service)
    {
        var names = Customizations[service]!;
        string folder = Path.Combine(TestFiles.RepositoryRoot, "Sdk", (string)names["assembly"]!);
        var model = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, service + ".model.json")))!;
        string space = (string)names["namespace"]!;
        var assembly = Assembly.Load("AWSSDK." + (string)names["assembly"]!);
        var client = assembly.GetType($"{space}.IAmazon{names["client"]}", throwOnError: true)!;
        var calls = client.GetMethods().Select(static method =>
            $"{method.Name}({string.Join(",", method.GetParameters().Select(static parameter => parameter.Name))})")
                .ToHashSet(StringComparer.Ordinal);

        var wanted = model["operations"]!.AsObject().Select(static item => $"{item.Key}Async(request,cancellationToken)").ToList();
        Assert.True(wanted.Count >= (service is "signin" ? 1 : 9), $"{service} has only {wanted.Count} operations.");
        wanted.AddRange(Texts(names["noArg"]).Select(static operation => $"{operation}Async(cancellationToken)"));
        foreach (var (operation, overloads) in names["simple"]?.AsObject() ?? [])
        {
            wanted.AddRange(overloads!.AsArray()
                .Select(members => Texts(members).Select(static name => char.ToLowerInvariant(name[0]) + name[1..]))
                .Select(names => $"{operation}Async({string.Join(",", names)},cancellationToken)"));
        }

        Assert.DoesNotContain(wanted, call => !calls.Contains(call));
        Assert.All(names["rename"]?.AsObject() ?? [], item =>
        {
            Assert.Null(assembly.GetType($"{space}.Model.{item.Key}"));
            Assert.NotNull(assembly.GetType($"{space}.Model.{item.Value}"));
        });
        Assert.All((names["prop"]?.AsObject() ?? [])
            .Where(static item => !item.Key.StartsWith("InvocationRequest.", StringComparison.Ordinal)), item =>
            Assert.NotNull(assembly.GetType($"{space}.Model.{item.Key.Split('.')[0]}")?.GetProperty((string)item.Value!)));
    }

    private static IEnumerable<string> Texts(JsonNode? list) => (list?.AsArray() ?? []).Select(static item => (string)item!);
}

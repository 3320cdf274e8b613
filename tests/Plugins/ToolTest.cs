using System.Text.Json;
using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Safety;
using NJsonSchema;

namespace Infra.Plugins;

/// <summary>
/// Runs a tool as a host does, JSON to JSON, on a substitute of its client. Every run also proves that arguments and result fit the
/// schemas, that the tool calls no AWS operation that it does not declare, and that a plan only reads.
/// </summary>
public abstract class ToolTest<TClient> where TClient : class
{
    protected ToolTest() : this(Substitute.For<TClient>(), null) { }

    /// <param name="client">What the tools are given.</param>
    /// <param name="substitutes">The substitutes in it, when it is a record of several.</param>
    protected ToolTest(TClient client, object[]? substitutes)
    {
        Client = client;
        this.substitutes = substitutes ?? [client];
    }

    private readonly object[] substitutes;

    /// <summary>The client that the tools are given.</summary>
    protected TClient Client { get; }

    /// <summary>What the tool reported as progress.</summary>
    protected List<ToolProgress> Progress { get; } = [];

    /// <summary>The clock of the tools' context: waiting takes no time.</summary>
    protected TimeProvider Time { get; } = new ImpatientTime();

    /// <summary>The result, as a client of the host would read it.</summary>
    protected async Task<JsonElement> RunAsync(AwsTool<TClient> tool, object arguments, ToolContext? context = null)
    {
        var bound = tool.Bind(_ => Client);
        var result = (await bound.RunAsync(await Arguments(bound, arguments), context ?? Context(), CancellationToken.None)).Value;
        await Fits(bound.OutputSchema, result, $"{bound.Name}: result");
        ProveHonest(bound);
        if (bound.Kind is ToolKind.Read)
        {
            foreach (var (service, operation) in Calls())
                Assert.True(AwsOperations.IsRead(service, operation) || (bound.Job && AwsOperations.IsJob(service, operation)),
                    $"{bound.Name} calls {operation} of {service}, which is no read.");
        }

        return result;
    }

    /// <summary>The plan.</summary>
    protected async Task<ToolPlan> PlanAsync(AwsTool<TClient> tool, object arguments, ToolContext? context = null)
    {
        var bound = tool.Bind(_ => Client);
        var plan = await bound.PlanAsync(await Arguments(bound, arguments), context ?? Context(), CancellationToken.None);
        ProveHonest(bound);
        foreach (var (service, operation) in Calls())
            Assert.True(AwsOperations.IsRead(service, operation),
                $"The plan of {bound.Name} calls {operation} of {service}, which is no read.");
        return plan ?? throw new InvalidOperationException($"{bound.Name} has no plan.");
    }

    /// <summary>The plan as a person reads it, without its summary and the state of the touched resources.</summary>
    protected static IReadOnlyList<string> Lines(ToolPlan plan) => [.. PlanText.Lines(plan with { Resources = [] })];

    /// <summary>What a tool is told; look at its steps after a run.</summary>
    protected ToolContext Context() => new() { Progress = Progress.Add, Time = Time };

    private static async Task<JsonElement> Arguments(Tool tool, object arguments)
    {
        var json = JsonSerializer.SerializeToElement(arguments, JsonSerializerOptions.Web);
        await Fits(tool.InputSchema, json, $"{tool.Name}: arguments");
        return json;
    }

    private static async Task Fits(JsonElement schema, JsonElement value, string what)
    {
        var errors = (await JsonSchema.FromJsonAsync(schema.GetRawText())).Validate(value.GetRawText());
        Assert.True(errors.Count == 0, $"{what} {value} does not fit its schema: {string.Join("; ", errors)}");
    }

    private void ProveHonest(Tool tool)
    {
        foreach (var (service, operation) in Calls())
        {
            var actions = AwsOperations.Alternatives(service, operation).Select(all => string.Join(" and ", all));
            Assert.True(AwsOperations.Permits(tool.IamActions, service, operation),
                $"{tool.Name} calls {operation} of {service} and does not declare {string.Join(" or ", actions)}.");
        }
    }

    private IEnumerable<(string Service, string Operation)> Calls() =>
        from substitute in substitutes
        from call in substitute.ReceivedCalls()
        let method = call.GetMethodInfo()
        where method.Name.EndsWith("Async", StringComparison.Ordinal)
        select (AwsServices.IdOf(method.DeclaringType!), method.Name[..^"Async".Length]);
}

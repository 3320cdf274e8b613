using System.Text.Json;
using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Safety;
using NJsonSchema;
using NSubstitute;
using NSubstitute.Core;

namespace Infra.Testing;

/// <summary>
/// Runs a tool as a host does, JSON to JSON. Every run also proves that arguments and result fit the schemas.
/// </summary>
public abstract class ToolTest
{
    /// <summary>What the tool reported as progress.</summary>
    protected List<ToolProgress> Progress { get; } = [];

    /// <summary>The clock of the tools' context: waiting takes no time.</summary>
    protected TimeProvider Time { get; } = new ImpatientTime();

    /// <summary>The result, as a client of the host would read it.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">Its arguments: an anonymous object, or a <see cref="JsonElement"/>.</param>
    /// <param name="context">What the tool is told; that of <see cref="Context"/> when left out.</param>
    /// <exception cref="ToolException">What the tool finds wrong.</exception>
    /// <exception cref="ToolTestException">What the tool does wrong.</exception>
    protected async Task<JsonElement> RunAsync(Tool tool, object arguments, ToolContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var json = await Arguments(tool, arguments).ConfigureAwait(false);
        var result = (await tool.RunAsync(json, context ?? Context(), CancellationToken.None).ConfigureAwait(false)).Value;
        await Fits(tool.OutputSchema, result, $"{tool.Name}: result").ConfigureAwait(false);
        ProveRun(tool);
        return result;
    }

    /// <summary>The plan.</summary>
    /// <inheritdoc cref="RunAsync"/>
    protected async Task<ToolPlan> PlanAsync(Tool tool, object arguments, ToolContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var json = await Arguments(tool, arguments).ConfigureAwait(false);
        var plan = await tool.PlanAsync(json, context ?? Context(), CancellationToken.None).ConfigureAwait(false);
        ProvePlan(tool);
        return plan ?? throw new ToolTestException($"{tool.Name} has no plan.");
    }

    /// <summary>The plan as a person reads it, a line for each thing, without its summary and the state of the touched resources.</summary>
    /// <param name="plan">A tool's plan.</param>
    protected static IReadOnlyList<string> Lines(ToolPlan plan) => [.. PlanText.Lines(plan with { Resources = [] })];

    /// <summary>What a tool is told; look at its steps after a run.</summary>
    protected ToolContext Context() => new() { Progress = Progress.Add, Time = Time };

    // What is proven of a tool that has run, and of one that has made a plan.
    private protected virtual void ProveRun(Tool tool) { }

    private protected virtual void ProvePlan(Tool tool) { }

    private static async Task<JsonElement> Arguments(Tool tool, object arguments)
    {
        var json = JsonSerializer.SerializeToElement(arguments, JsonSerializerOptions.Web);
        await Fits(tool.InputSchema, json, $"{tool.Name}: arguments").ConfigureAwait(false);
        return json;
    }

    private static async Task Fits(JsonElement schema, JsonElement value, string what)
    {
        var errors = (await JsonSchema.FromJsonAsync(schema.GetRawText()).ConfigureAwait(false)).Validate(value.GetRawText());
        Proof.That(errors.Count == 0, $"{what} {value} does not fit its schema: {string.Join("; ", errors)}");
    }
}

/// <summary>
/// Runs a tool that talks to AWS, on a substitute of its client. Beside the schemas, every run proves that the tool calls no AWS
/// operation whose IAM action it does not declare, and that reads and plans only read.
/// </summary>
/// <typeparam name="TClient">The client's interface, as <c>IAmazonSQS</c>; or a record of several.</typeparam>
public abstract class ToolTest<TClient> : ToolTest where TClient : class
{
    private readonly object[] substitutes;
    private readonly HashSet<ICall> proved = new(ReferenceEqualityComparer.Instance);

    /// <summary>With a substitute of the client.</summary>
    protected ToolTest() : this(Substitute.For<TClient>(), null) { }

    /// <summary>With a client of the test's own.</summary>
    /// <param name="client">What the tools are given.</param>
    /// <param name="substitutes">The substitutes in it, when it is a record of several.</param>
    protected ToolTest(TClient client, object[]? substitutes)
    {
        Client = client;
        this.substitutes = substitutes ?? [client];
    }

    /// <summary>The client that the tools are given.</summary>
    protected TClient Client { get; }

    /// <inheritdoc cref="ToolTest.RunAsync"/>
    protected Task<JsonElement> RunAsync(AwsTool<TClient> tool, object arguments, ToolContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return RunAsync(tool.Bind(_ => Client), arguments, context);
    }

    /// <inheritdoc cref="ToolTest.PlanAsync"/>
    protected Task<ToolPlan> PlanAsync(AwsTool<TClient> tool, object arguments, ToolContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return PlanAsync(tool.Bind(_ => Client), arguments, context);
    }

    private protected override void ProveRun(Tool tool)
    {
        var calls = NewCalls();
        ProveHonest(tool, calls);
        if (tool.Kind is not ToolKind.Read) return;
        foreach (var (service, operation) in calls)
            Proof.That(AwsOperations.IsRead(service, operation) || (tool.Job && AwsOperations.IsJob(service, operation)),
                $"{tool.Name} calls {operation} of {service}, which is no read.");
    }

    private protected override void ProvePlan(Tool tool)
    {
        var calls = NewCalls();
        ProveHonest(tool, calls);
        foreach (var (service, operation) in calls)
            Proof.That(AwsOperations.IsRead(service, operation),
                $"The plan of {tool.Name} calls {operation} of {service}, which is no read.");
    }

    private static void ProveHonest(Tool tool, IReadOnlyList<(string Service, string Operation)> calls)
    {
        foreach (var (service, operation) in calls)
        {
            var actions = AwsOperations.Alternatives(service, operation).Select(all => string.Join(" and ", all));
            Proof.That(AwsOperations.Permits(tool.IamActions, service, operation),
                $"{tool.Name} calls {operation} of {service} and does not declare {string.Join(" or ", actions)}.");
        }
    }

    private List<(string Service, string Operation)> NewCalls() =>
    [
        .. from substitute in substitutes
        from call in substitute.ReceivedCalls()
        // What a run before this one called was proved then.
        where proved.Add(call)
        let method = call.GetMethodInfo()
        where method.Name.EndsWith("Async", StringComparison.Ordinal)
        select (AwsServices.IdOf(method.DeclaringType!), method.Name[..^"Async".Length]),
    ];
}

using System.Text.Json;

namespace Infra;

/// <summary>
/// One tool: JSON in, JSON out, so that the host never sees a plugin's own types. An abstract class and not an interface,
/// so that it can gain virtual members within a major version.
/// Most tools are a <see cref="Tool{TIn,TOut}"/>; derive from this one only to supply schemas that do not come from records.
/// </summary>
public abstract class Tool
{
    /// <summary>Verb and noun in lower snake case, without the module's name: <c>list_instances</c>.</summary>
    public required string Name { get; init; }

    /// <summary>For people; made from the name when left out.</summary>
    public string Title { get => field ?? char.ToUpperInvariant(Name[0]) + Name[1..].Replace('_', ' '); init; }

    /// <summary>Written for a model: what it does, when to use it, which tool to use instead.</summary>
    public required string Description { get; init; }

    /// <summary>What the tool may do.</summary>
    public required ToolKind Kind { get; init; }

    /// <summary>Whether a second call with the same arguments changes nothing more.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Whether its result holds a secret; such a tool is offered only where the module's configuration allows secrets.</summary>
    public bool Secret { get; init; }

    /// <summary>
    /// Whether it starts work at AWS that only looks: a query, a report, a comparison. Its <see cref="Kind"/> is read; since AWS counts
    /// the start as no read, it is offered above read mode, and in read mode only where the module's configuration allows jobs.
    /// </summary>
    public bool Job { get; init; }

    /// <summary>
    /// All IAM actions that it needs, for example <c>ec2:DescribeInstances</c>. The guard refuses any other AWS operation.
    /// </summary>
    public IReadOnlyList<string> IamActions { get; init; } = [];

    /// <summary>Sentences of users that this tool answers; for the documentation and for evaluations.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>
    /// Whether a person must agree to each act, through the client or with 'infra approve', unless the configuration says otherwise: for
    /// what no plan can foresee, such as a command on an instance.
    /// </summary>
    public bool Person { get; init; }

    /// <summary>Whether its AWS service has one endpoint for all regions, as IAM has: such a tool takes no region.</summary>
    public bool Global { get; init; }

    /// <summary>
    /// Whether only a caller on the machine of the server can use it, as for what ends in a browser there. Over HTTP it is not offered.
    /// </summary>
    public bool Local { get; init; }

    /// <summary>
    /// Whether it only fills a table that a module keeps (<see cref="IHasRowStore"/>): a list tool without required arguments, of rows that
    /// joins need and no model would ask for. No client is offered it.
    /// </summary>
    public bool TableOnly { get; init; }

    /// <summary>How long a call may take; null for the host's own limit. Longer for a tool that waits for a service.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// What a person may want to know beyond <see cref="Description"/>. No model is sent it; the command line and the documents show it.
    /// </summary>
    public string? Help { get; init; }

    /// <summary>
    /// The URI under which its result can be read as a resource, with a variable for each argument that must be given:
    /// <c>acme://notes/{noteId}</c>. For read tools, with a scheme of the plugin's own. Most need none: every <c>get</c> tool that asks AWS
    /// is read under <c>aws://</c> as well, which follows from its name.
    /// </summary>
    public string? Resource { get; init; }

    /// <summary>What its answer can be drawn as, one of <see cref="AnswerShape"/>; null for nothing.</summary>
    public string? Shape { get; init; }

    /// <summary>JSON Schema of the arguments: an object. See docs/writing-a-plugin.md for the keywords that the host knows.</summary>
    public abstract JsonElement InputSchema { get; }

    /// <summary>JSON Schema of the result: an object.</summary>
    public abstract JsonElement OutputSchema { get; }

    /// <summary>Whether <see cref="PlanAsync"/> tells more than that the tool will be run.</summary>
    public virtual bool HasPlan => false;

    /// <summary>Does it.</summary>
    /// <param name="arguments">Already checked against <see cref="InputSchema"/>.</param>
    /// <param name="context">Where and for whom.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>A value that fits <see cref="OutputSchema"/>, with whatever is shown beside it.</returns>
    /// <exception cref="ToolException">A failure that the caller can act on.</exception>
    public abstract Task<ToolResult> RunAsync(JsonElement arguments, ToolContext context, CancellationToken cancellation);

    /// <summary>Tells what <see cref="RunAsync"/> would do, and changes nothing.</summary>
    /// <inheritdoc cref="RunAsync"/>
    /// <returns>Null when the tool has no plan of its own.</returns>
    public virtual Task<ToolPlan?> PlanAsync(JsonElement arguments, ToolContext context, CancellationToken cancellation) =>
        Task.FromResult<ToolPlan?>(null);
}

/// <summary>A tool written as a function from a record to a record. Schemas and checks come from the records' attributes.</summary>
/// <typeparam name="TIn">The arguments: <c>required</c> members must be given, all others have a default.</typeparam>
/// <typeparam name="TOut">The result: members that may be null are left out when they are.</typeparam>
public sealed class Tool<[ToolInput] TIn, [ToolOutput] TOut> : Tool where TIn : class
{
    private static readonly Lazy<JsonElement> Input = new(() => ToolSchema.Of(typeof(TIn), isInput: true));
    private static readonly Lazy<JsonElement> Output = new(() => ToolSchema.Of(typeof(TOut), isInput: false));
    private static readonly Lazy<ToolReader<TIn>?> Reader = new(() => ToolCodec.Reader<TIn>(typeof(TIn).Assembly));
    private static readonly Lazy<ToolWriter<TOut>?> Writer = new(() => ToolCodec.Writer<TOut>(typeof(TIn).Assembly));

    /// <summary>Does it.</summary>
    public required Func<TIn, ToolContext, CancellationToken, Task<TOut>> Run { get; init; }

    /// <summary>Tells what <see cref="Run"/> would do. Every tool that writes should have one; a destructive tool must.</summary>
    public Func<TIn, ToolContext, CancellationToken, Task<ToolPlan>>? Plan { get; init; }

    /// <inheritdoc/>
    public override JsonElement InputSchema => Input.Value;

    /// <inheritdoc/>
    public override JsonElement OutputSchema => Output.Value;

    /// <inheritdoc/>
    public override bool HasPlan => Plan is not null;

    /// <inheritdoc/>
    public override async Task<ToolResult> RunAsync(JsonElement arguments, ToolContext context, CancellationToken cancellation)
    {
        var result = await Run(ToolJson.Read(arguments, Reader.Value), context, cancellation).ConfigureAwait(false);
        return new(ToolJson.Write(result, Writer.Value)) { Content = result is IHasContent more ? more.Content : [] };
    }

    /// <inheritdoc/>
    public override async Task<ToolPlan?> PlanAsync(JsonElement arguments, ToolContext context, CancellationToken cancellation) =>
        Plan is null ? null : await Plan(ToolJson.Read(arguments, Reader.Value), context, cancellation).ConfigureAwait(false);
}

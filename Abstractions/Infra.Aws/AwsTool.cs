namespace Infra.Aws;

/// <summary>A tool that needs an AWS client, before its module gives it one.</summary>
/// <typeparam name="TClient">See <see cref="AwsModule{TClient}"/>.</typeparam>
public sealed class AwsTool<TClient>
{
    private readonly Func<AwsTool<TClient>, Func<AwsTarget, TClient>, Tool> bind;

    private AwsTool(Func<AwsTool<TClient>, Func<AwsTarget, TClient>, Tool> bind) => this.bind = bind;

    private ToolExtras extras = new();

    /// <summary>Gives the tool its clients.</summary>
    /// <param name="clients">Makes or finds the client of a target.</param>
    public Tool Bind(Func<AwsTarget, TClient> clients) => bind(this, clients);

    /// <summary>The same tool with what few tools need.</summary>
    /// <param name="deadline">See <see cref="Tool.Deadline"/>.</param>
    /// <param name="help">See <see cref="Tool.Help"/>.</param>
    /// <param name="global">See <see cref="Tool.Global"/>; a module whose tools all are says so itself.</param>
    /// <param name="person">See <see cref="Tool.Person"/>.</param>
    /// <param name="tableOnly">See <see cref="Tool.TableOnly"/>.</param>
    /// <param name="local">See <see cref="Tool.Local"/>.</param>
    public AwsTool<TClient> With(TimeSpan? deadline = null, string? help = null, bool? global = null, bool? person = null,
        bool? tableOnly = null, bool? local = null) => Having(new(
            deadline ?? extras.Deadline, help ?? extras.Help, global ?? extras.Global, person ?? extras.Person,
            tableOnly ?? extras.TableOnly, local ?? extras.Local, extras.Shape));

    /// <summary>The same tool, whose answer can be drawn.</summary>
    /// <param name="shape">See <see cref="Tool.Shape"/>.</param>
    public AwsTool<TClient> DrawnAs(string shape) => Having(extras with { Shape = shape });

    /// <summary>The same tool for a module whose client is several.</summary>
    /// <typeparam name="TAll">The module's client.</typeparam>
    /// <param name="client">This tool's part of it.</param>
    public AwsTool<TAll> On<TAll>(Func<TAll, TClient> client) =>
        new((outer, clients) => bind(Having(outer.extras), target => client(clients(target)))) { extras = extras };

    /// <summary>A tool that changes nothing.</summary>
    /// <param name="name">Verb and noun, without the module: <c>list_instances</c>.</param>
    /// <param name="description">Written for a model: what it does, when to use it, which tool instead.</param>
    /// <param name="run">Asks AWS.</param>
    /// <param name="iam">All IAM actions that it needs.</param>
    /// <param name="examples">Sentences of users that it answers.</param>
    /// <param name="secret">Whether the result holds a secret.</param>
    public static AwsTool<TClient> Read<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, CancellationToken, Task<TOut>> run, string[] iam, string[]? examples = null, bool secret = false)
            where TIn : class =>
        Read<TIn, TOut>(name, description, (client, input, _, ct) => run(client, input, ct), iam, examples, secret);

    /// <inheritdoc cref="Read{TIn,TOut}(string,string,Func{TClient,TIn,CancellationToken,Task{TOut}},string[],string[],bool)"/>
    public static AwsTool<TClient> Read<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<TOut>> run, string[] iam, string[]? examples = null, bool secret = false)
        where TIn : class =>
        Define(ToolKind.Read, name, description, null, run, iam, examples, secret, idempotent: true);

    /// <summary>
    /// A tool that starts work which only looks, waits for it within bounds and tells what it found; see <see cref="Tool.Job"/>. The guard
    /// lets it send reads, and the few operations that are known to start such work.
    /// </summary>
    /// <inheritdoc cref="Read{TIn,TOut}(string,string,Func{TClient,TIn,CancellationToken,Task{TOut}},string[],string[],bool)"/>
    public static AwsTool<TClient> Job<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<TOut>> run, string[] iam, string[]? examples = null) where TIn : class =>
        Define(ToolKind.Read, name, description, null, run, iam, examples, secret: false, idempotent: true, job: true);

    /// <summary>A tool that creates or changes.</summary>
    /// <param name="name">Verb and noun, without the module: <c>create_vpc</c>.</param>
    /// <param name="description">Written for a model: what it does, when to use it, which tool instead.</param>
    /// <param name="plan">Tells what <paramref name="run"/> would do, with read operations only.</param>
    /// <param name="run">Does it.</param>
    /// <param name="iam">All IAM actions that the plan and the act need.</param>
    /// <param name="examples">Sentences of users that it answers.</param>
    /// <param name="secret">Whether the result holds a secret.</param>
    /// <param name="idempotent">Whether a second call with the same arguments changes nothing more.</param>
    public static AwsTool<TClient> Write<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, CancellationToken, Task<ToolPlan>> plan, Func<TClient, TIn, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples = null, bool secret = false, bool idempotent = false) where TIn : class =>
        Write<TIn, TOut>(name, description, (client, input, _, ct) => plan(client, input, ct),
            (client, input, _, ct) => run(client, input, ct),
            iam, examples, secret, idempotent);

    /// <inheritdoc cref="Write{TIn,TOut}(string,string,Func{TClient,TIn,CancellationToken,Task{ToolPlan}},Func{TClient,TIn,CancellationToken,Task{TOut}},string[],string[],bool,bool)"/>
    public static AwsTool<TClient> Write<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, CancellationToken, Task<ToolPlan>> plan, Func<TClient, TIn, ToolContext, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples = null, bool secret = false, bool idempotent = false) where TIn : class =>
        Write<TIn, TOut>(name, description, (client, input, _, ct) => plan(client, input, ct), run,
            iam, examples, secret, idempotent);

    /// <inheritdoc cref="Write{TIn,TOut}(string,string,Func{TClient,TIn,CancellationToken,Task{ToolPlan}},Func{TClient,TIn,CancellationToken,Task{TOut}},string[],string[],bool,bool)"/>
    public static AwsTool<TClient> Write<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<ToolPlan>> plan, Func<TClient, TIn, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples = null, bool secret = false, bool idempotent = false) where TIn : class =>
        Write<TIn, TOut>(name, description, plan, (client, input, _, ct) => run(client, input, ct),
            iam, examples, secret, idempotent);

    /// <inheritdoc cref="Write{TIn,TOut}(string,string,Func{TClient,TIn,CancellationToken,Task{ToolPlan}},Func{TClient,TIn,CancellationToken,Task{TOut}},string[],string[],bool,bool)"/>
    public static AwsTool<TClient> Write<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<ToolPlan>> plan,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples = null, bool secret = false, bool idempotent = false) where TIn : class =>
        Define(ToolKind.Write, name, description, plan, run, iam, examples, secret, idempotent);

    /// <summary>A tool that deletes, or loses data or access. The host asks for a confirmation of its plan.</summary>
    /// <param name="name">Verb and noun, without the module: <c>delete_vpc</c>.</param>
    /// <param name="description">Written for a model: what it does, when to use it, which tool instead.</param>
    /// <param name="plan">Tells what <paramref name="run"/> would do, with read operations only.</param>
    /// <param name="run">Does it.</param>
    /// <param name="iam">All IAM actions that the plan and the act need.</param>
    /// <param name="examples">Sentences of users that it answers.</param>
    /// <param name="idempotent">Whether a second call with the same arguments changes nothing more.</param>
    public static AwsTool<TClient> Destructive<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, CancellationToken, Task<ToolPlan>> plan, Func<TClient, TIn, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples = null, bool idempotent = false) where TIn : class =>
        Destructive<TIn, TOut>(name, description, (client, input, _, ct) => plan(client, input, ct),
            (client, input, _, ct) => run(client, input, ct),
            iam, examples, idempotent);

    /// <inheritdoc cref="Destructive{TIn,TOut}(string,string,Func{TClient,TIn,CancellationToken,Task{ToolPlan}},Func{TClient,TIn,CancellationToken,Task{TOut}},string[],string[],bool)"/>
    public static AwsTool<TClient> Destructive<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, CancellationToken, Task<ToolPlan>> plan, Func<TClient, TIn, ToolContext, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples = null, bool idempotent = false) where TIn : class =>
        Destructive<TIn, TOut>(name, description, (client, input, _, ct) => plan(client, input, ct), run,
            iam, examples, idempotent);

    /// <inheritdoc cref="Destructive{TIn,TOut}(string,string,Func{TClient,TIn,CancellationToken,Task{ToolPlan}},Func{TClient,TIn,CancellationToken,Task{TOut}},string[],string[],bool)"/>
    public static AwsTool<TClient> Destructive<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<ToolPlan>> plan, Func<TClient, TIn, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples = null, bool idempotent = false) where TIn : class =>
        Destructive<TIn, TOut>(name, description, plan, (client, input, _, ct) => run(client, input, ct),
            iam, examples, idempotent);

    /// <inheritdoc cref="Destructive{TIn,TOut}(string,string,Func{TClient,TIn,CancellationToken,Task{ToolPlan}},Func{TClient,TIn,CancellationToken,Task{TOut}},string[],string[],bool)"/>
    public static AwsTool<TClient> Destructive<[ToolInput] TIn, [ToolOutput] TOut>(string name, string description,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<ToolPlan>> plan,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples = null, bool idempotent = false) where TIn : class =>
        Define(ToolKind.Destructive, name, description, plan, run, iam, examples, secret: false, idempotent);

    private AwsTool<TClient> Having(ToolExtras all) => new(bind) { extras = all };

    private static AwsTool<TClient> Define<TIn, TOut>(ToolKind kind, string name, string description,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<ToolPlan>>? plan,
        Func<TClient, TIn, ToolContext, CancellationToken, Task<TOut>> run,
        string[] iam, string[]? examples, bool secret, bool idempotent, bool job = false) where TIn : class =>
        new((tool, clients) => new Tool<TIn, TOut>
        {
            Name = name,
            Description = description,
            Kind = kind,
            Idempotent = idempotent,
            Secret = secret,
            Job = job,
            Global = tool.extras.Global,
            Deadline = tool.extras.Deadline,
            Help = tool.extras.Help,
            Person = tool.extras.Person,
            TableOnly = tool.extras.TableOnly,
            Local = tool.extras.Local,
            Shape = tool.extras.Shape,
            IamActions = iam,
            Examples = examples ?? [],
            Run = (input, context, ct) => AwsErrors.Map(() =>
            {
                if (kind > ToolKind.Read) CheckTags(input);
                return run(clients(context.Target), input, context, ct);
            }, context.Target),
            Plan = plan is null ? null
                : (input, context, ct) => AwsErrors.Map(() =>
                {
                    CheckTags(input);
                    return plan(clients(context.Target), input, context, ct);
                }, context.Target),
        });

    // Tags have the same names in the input of every tool, and the same rules at every service.
    private static void CheckTags<TIn>(TIn input) where TIn : class
    {
        if (typeof(TIn).GetProperty("Tags")?.GetValue(input) is not IReadOnlyDictionary<string, string> tags) return;
        Tags.Check(tags, typeof(TIn).GetProperty("RemoveKeys")?.GetValue(input) as IReadOnlyList<string> ?? []);
    }
}

/// <summary>What few tools need, by the names of <see cref="Tool"/>.</summary>
internal sealed record ToolExtras(
    TimeSpan? Deadline = null, string? Help = null, bool Global = false, bool Person = false, bool TableOnly = false, bool Local = false,
    string? Shape = null);

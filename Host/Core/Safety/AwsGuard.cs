using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

/// <summary>
/// Stands at the top of the request pipeline of every AWS client in the process that uses the host's AWSSDK.Core, and so below
/// every tool, and admits requests. <see cref="WireGuard"/> stands at the pipeline's other end and holds what is sent against what
/// was admitted. Both fail closed: what they do not know is refused.
/// </summary>
internal sealed class AwsGuard : PipelineHandler
{
    private static readonly ConditionalWeakTable<IRequestContext, Admission> Admissions = [];
    private static readonly Customizer Own = new();
    private static readonly ConcurrentDictionary<(Assembly Handler, Assembly Service), bool> Belongs = new();
    private static int installed;

    /// <summary>Told of each refusal, for the log and the journal.</summary>
    public static event Action<CallScope?, string, string>? Refused;

    /// <summary>Puts the guard into every client that is made from now on. Must come before any code of a plugin runs.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 0) RuntimePipelineCustomizerRegistry.Instance.Register(Own);
    }

    /// <summary>
    /// Checks that the guard is what customizes new clients, and nothing else. Whatever was done to its registration is undone, so
    /// that the other modules stay guarded.
    /// </summary>
    /// <param name="call">The tool in whose call this is asked.</param>
    /// <exception cref="ToolException">It was not.</exception>
    public static void CheckPlace(string call)
    {
        Install();
        ref var registered = ref Registered(RuntimePipelineCustomizerRegistry.Instance);
        if (registered is [var only] && only == Own) return;
        registered = [Own];
        throw Refuse(null, null, "a plugin changed the SDK's registry of pipeline customizers", Blame.Plugin, call);
    }

    /// <summary>What was admitted under this context; null when nothing was.</summary>
    public static Admission? AdmissionOf(IRequestContext context) => Admissions.TryGetValue(context, out var admission) ? admission : null;

    public override void InvokeSync(IExecutionContext executionContext)
    {
        var admission = Admit(executionContext.RequestContext);
        try
        {
            base.InvokeSync(executionContext);
            admission.Answered(executionContext.ResponseContext?.Response);
        }
        catch (Exception e)
        {
            admission.Entry.Failed(e);
            throw;
        }
    }

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var admission = Admit(executionContext.RequestContext);
        try
        {
            var answer = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            admission.Answered(executionContext.ResponseContext?.Response);
            return answer;
        }
        catch (AmazonServiceException e) when (admission.DryRun && e.ErrorCode is Rehearsal.Permitted)
        {
            // An empty answer lets the tool go on to its next write, so that EC2 is asked for that one as well.
            admission.Entry.Failed(e);
            return Activator.CreateInstance<T>();
        }
        catch (Exception e)
        {
            admission.Entry.Failed(e);
            throw;
        }
    }

    /// <summary>Records, announces and words a refusal.</summary>
    /// <param name="scope">The call in progress, if any.</param>
    /// <param name="entry">The request; null when the refusal is about none.</param>
    /// <param name="why">Completes "refused: …".</param>
    /// <param name="blame">Whose fault it is.</param>
    /// <param name="call">The tool, where no scope tells it.</param>
    public static ToolException Refuse(CallScope? scope, AwsRequest? entry, string why, Blame blame, string? call = null)
    {
        entry?.Refused(why);
        // In a rehearsal the refusal is the expected end, and no fault of the tool.
        if (scope is not { DryRun: true } || blame is not Blame.Tool)
            Refused?.Invoke(scope, entry is null ? call ?? "" : $"{entry.Service} {entry.Operation}", why);
        var what = entry is null ? $"The guard refused the call of {call}"
            : $"The guard refused the AWS operation {entry.Operation} of {entry.Service}";
        return new(blame is Blame.Unsupported ? ToolErrorCode.NotSupported : ToolErrorCode.Refused, $"{what}: {why}.", blame switch
        {
            Blame.Tool => "It was not sent. This is a defect of the tool, or of the plugin that it belongs to: please report it.",
            Blame.Plugin => "It was not sent. A plugin interferes with the AWS SDK: remove it, or report it to whoever made it.",
            _ => "It was not sent.",
        });
    }

    private Admission Admit(IRequestContext context)
    {
        var (scope, request) = (CallScope.Current, context.OriginalRequest);
        var (type, assembly, service) = (request.GetType(), context.ServiceMetaData.GetType().Assembly, context.ServiceMetaData.ServiceId);
        var operation = type.Name.EndsWith("Request", StringComparison.Ordinal) ? type.Name[..^"Request".Length] : type.Name;
        var nested = scope is not null && CredentialOperations.Permits(service, operation);
        var entry = new AwsRequest(service, operation, scope?.HostOperations is not null ? Admission.Host : nested ? Admission.Sdk : null);
        if (scope is null) throw Refuse(null, entry, "there is no tool call in progress", Blame.Tool);
        scope.Add(entry);
        if (scope.Ended) throw No($"the call of {scope.Name} that started it is over");
        // The name is worth something only if the SDK gave it: anybody can declare a type of any name, also one that derives from the
        // SDK's.
        if (type.Assembly != assembly || assembly.GetName().Name?.StartsWith("AWSSDK.", StringComparison.Ordinal) is not true)
            throw No($"the request is of the type {type.FullName}, which is not one of the SDK's own for {service}", Blame.Plugin);
        if (Intruder(assembly) is { } intruder) throw No($"{intruder} is in the client's pipeline", Blame.Plugin);

        if (!nested && scope.HostOperations is { } asked && !asked.Contains($"{service} {operation}"))
            throw No("the host does not ask for it");
        var admission = nested || scope.HostOperations is not null ? new(scope, entry, request) : Judge(scope, entry, context);
        Admissions.AddOrUpdate(context, admission);
        if (scope.Call is { } call) Mark(request, $"infra/{call}");
        return admission;

        ToolException No(string why, Blame blame = Blame.Tool) => Refuse(scope, entry, why, blame);
    }

    // CloudTrail shows the user agent: so the journal's entry is found for what it tells, and the other way round. A request may be used
    // again for the next page.
    private static void Mark(AmazonWebServiceRequest request, string mark)
    {
        var agent = ((IAmazonWebServiceRequest)request).UserAgentDetails;
        if (agent.GetCustomUserAgentComponents()?.Contains(mark, StringComparison.Ordinal) is not true) agent.AddUserAgentComponent(mark);
    }

    private static Admission Judge(CallScope scope, AwsRequest entry, IRequestContext context)
    {
        var (service, operation, request) = (entry.Service, entry.Operation, context.OriginalRequest);
        if (!AwsOperations.Permits(scope.Actions, service, operation))
            throw Refuse(scope, entry, $"{scope.Name} does not declare {AwsOperations.ActionsFor(service, operation)[0]}", Blame.Tool);
        if (service is "S3" && request.GetType().GetProperty("BucketName")?.GetValue(request) is string bucket && IsDirectoryBucket(bucket))
            throw Refuse(scope, entry, $"{bucket} is a directory bucket (S3 Express One Zone), which is not supported", Blame.Unsupported);
        if (!scope.MayTellSecrets && SecretOperations.Tells(service, operation, request))
            throw Refuse(scope, entry, $"it hands out a secret, and {scope.Name} is not marked as returning one", Blame.Tool);

        var read = AwsOperations.IsRead(service, operation)
            || (scope.MayRunJobs && AwsOperations.IsJob(service, operation))
            || (AwsOperations.IsUnlisted(service, operation) && AwsOperations.ActionsFor(service, operation).All(scope.Reads.Contains));
        var rehearsed = false;
        if (!read && !scope.MayWrite)
        {
            if (!scope.DryRun)
            {
                throw AwsOperations.Knows(service)
                    ? Refuse(scope, entry, "it is not known to be a read, and only reads are allowed here", Blame.Tool)
                    : Refuse(scope, entry, $"this host does not know the service {service}, so none of its operations counts as a read, "
                        + "and only reads are allowed here", Blame.Nobody);
            }

            rehearsed = Rehearsal.Ask(context) ? true : throw Refuse(scope, entry, "it cannot be sent as a dry run", Blame.Tool);
        }
        else if (scope.DryRun && Rehearsal.HasAsked(scope))
        {
            // After a write that was only asked for there is nothing to look at.
            throw Refuse(scope, entry, "the rehearsal is over", Blame.Tool);
        }

        return new(scope, entry, request) { Read = read, DryRun = rehearsed };
    }

    // Directory buckets and access points to them: their requests are signed with a session that the SDK makes by an operation that is a
    // write.
    private static bool IsDirectoryBucket(string bucket) =>
        bucket.EndsWith("--x-s3", StringComparison.Ordinal) || bucket.EndsWith("--xa-s3", StringComparison.Ordinal);

    // A handler that is neither Core's, nor the service's, nor the host's; or the lack of the guard's other end.
    private string? Intruder(Assembly service)
    {
        if (OuterHandler is { } outer) return outer.GetType().FullName;
        var held = false;
        for (IPipelineHandler? handler = this; handler is not null; handler = handler.InnerHandler)
        {
            if (!Belongs.GetOrAdd((handler.GetType().Assembly, service), IsOfTheSdk)) return handler.GetType().FullName;
            held |= handler is WireGuard;
        }

        return held ? null : "something that removed the guard";
    }

    // The stand-ins for AWS packages share an engine (Sdk/Infra.Sdk.Runtime).
    private static bool IsOfTheSdk((Assembly Handler, Assembly Service) pair) =>
        pair.Handler == typeof(PipelineHandler).Assembly || pair.Handler == typeof(AwsGuard).Assembly || pair.Handler == pair.Service
        || (pair.Handler.GetName().Name is "Infra.Sdk.Runtime"
            && pair.Service.GetReferencedAssemblies().Any(a => a.Name is "Infra.Sdk.Runtime")
            && AssemblyLoadContext.GetLoadContext(pair.Handler) == AssemblyLoadContext.GetLoadContext(pair.Service));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_customizers")]
    private static extern ref IList<IRuntimePipelineCustomizer> Registered(RuntimePipelineCustomizerRegistry registry);

    private sealed class Customizer : IRuntimePipelineCustomizer
    {
        // Another one at each question: what has no name cannot be deregistered by it.
        public string UniqueName => Guid.NewGuid().ToString("n");

        public void Customize(Type type, RuntimePipeline pipeline)
        {
            pipeline.AddHandlerBefore<HttpHandler<HttpContent>>(new WireGuard());
            AwsAnswers.AddTo(pipeline);
            CredentialsHandler.AddTo(pipeline);
            pipeline.AddHandler(new AwsGuard());
        }
    }
}

/// <summary>Whose fault a refusal is.</summary>
internal enum Blame
{
    /// <summary>The tool does what it does not declare, or what its kind does not allow.</summary>
    Tool,

    /// <summary>Code of a plugin changes what the SDK does.</summary>
    Plugin,

    /// <summary>The host cannot do this.</summary>
    Unsupported,

    /// <summary>Nobody's: a limit of the host, or of its configuration.</summary>
    Nobody,
}

/// <summary>A request that was admitted, with what must hold for it on the wire.</summary>
internal sealed record Admission(CallScope Scope, AwsRequest Entry, AmazonWebServiceRequest Request)
{
    public const string Host = "infra";
    public const string Sdk = "sdk";

    /// <summary>Whether it was admitted because it only reads.</summary>
    public bool Read { get; init; }

    /// <summary>Whether it was admitted only as EC2's DryRun.</summary>
    public bool DryRun { get; init; }

    public void Answered(AmazonWebServiceResponse? answer)
    {
        if (Scope.BlanksSecrets && Entry.By is null && answer is not null) SecretOperations.Blank(Entry.Service, Entry.Operation, answer);
        Entry.Answered(answer?.ResponseMetadata?.RequestId);
    }
}

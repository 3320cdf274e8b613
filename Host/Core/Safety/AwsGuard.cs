using System.Diagnostics;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Infra.Sdk;

namespace Infra.Core.Safety;

/// <summary>
/// Stands at the top of the request pipeline of every AWS client in the process that uses the host's AWSSDK.Core, and so below
/// every tool. It fails closed: what it does not know is refused.
/// </summary>
internal sealed class AwsGuard : PipelineHandler
{
    // Set while a request that was let through is in the pipeline. A request that starts there is the SDK fetching credentials
    // for it: no code of a tool runs at that point.
    private static readonly AsyncLocal<bool> InPipeline = new();
    private static readonly string[] CredentialServices = ["STS", "SSO", "SSO OIDC", "Signin"];
    private static readonly AsyncLocal<bool> Fetching = new();
    private static int installed;

    /// <summary>Whether the request in hand is the SDK's own, to get credentials for another one.</summary>
    public static bool FetchesCredentials => Fetching.Value;

    /// <summary>The role that signs the requests of clients that are made from now on; null for none.</summary>
    public static AssumedRole? Role { get; set; }

    /// <summary>Puts the guard into every client that is made from now on. Must come before any code of a plugin runs.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 0) RuntimePipelineCustomizerRegistry.Instance.Register(new Customizer());
    }

    public override void InvokeSync(IExecutionContext executionContext)
    {
        var admission = Admit(executionContext.RequestContext);
        (InPipeline.Value, Fetching.Value) = (true, admission.Nested);
        try
        {
            base.InvokeSync(executionContext);
            admission.Done(executionContext, null);
        }
        catch (Exception e)
        {
            admission.Done(executionContext, e);
            throw;
        }
        finally
        {
            (InPipeline.Value, Fetching.Value) = (admission.Nested, false);
        }
    }

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var admission = Admit(executionContext.RequestContext);
        (InPipeline.Value, Fetching.Value) = (true, admission.Nested);
        try
        {
            var answer = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            admission.Done(executionContext, null);
            return answer;
        }
        catch (Exception e)
        {
            admission.Done(executionContext, e);
            throw;
        }
    }

    private static Admission Admit(IRequestContext context)
    {
        var (service, operation) = (context.ServiceMetaData.ServiceId, Operation(context));
        var scope = CallScope.Current;
        if (scope is null) throw Refuse(null, service, operation, "there is no tool call in progress");
        if (scope.Ended) throw Refuse(scope, service, operation, $"the call of {scope.Name} that started it is over");
        if (InPipeline.Value && CredentialServices.Contains(service)) return new(scope, service, operation, Nested: true);
        if (!AwsOperations.ActionsFor(service, operation).Any(scope.Actions.Contains))
            throw Refuse(scope, service, operation, $"{scope.Name} does not declare {AwsOperations.ActionsFor(service, operation)[0]}");
        if (!AwsOperations.IsRead(service, operation) && !scope.MayWrite)
        {
            if (!scope.DryRun) throw Refuse(scope, service, operation, "it is not known to be a read, and only reads are allowed here");
            if (!Rehearse(context)) throw Refuse(scope, service, operation, "it cannot be sent as a dry run");
        }

        return new(scope, service, operation, Nested: false);
    }

    private static string Operation(IRequestContext context) =>
        context.RequestName.EndsWith("Request", StringComparison.Ordinal) ? context.RequestName[..^"Request".Length] : context.RequestName;

    // Only AWS itself can be relied on: an emulator or a lookalike may not know DryRun, and would act.
    private static bool Rehearse(IRequestContext context)
    {
        var request = context.OriginalRequest;
        if (context.ClientConfig.ServiceURL is not null || request.GetType().GetProperty("DryRun") is not { CanWrite: true } property || property.PropertyType != typeof(bool?)) return false;
        property.SetValue(request, true);
        return true;
    }

    private static ToolException Refuse(CallScope? scope, string service, string operation, string why)
    {
        scope?.Add(new(service, operation, null, null, 0, $"refused: {why}", Refused: true));
        // In a rehearsal the refusal is the expected end, and no fault of the tool.
        if (scope is not { DryRun: true }) Refused?.Invoke(scope, $"{service} {operation}", why);
        return new(ToolErrorCode.Refused, $"The guard refused the AWS operation {operation} of {service}: {why}.",
            "Nothing was sent. This is a defect of the tool, or of the plugin that it belongs to: please report it.");
    }

    /// <summary>Told of each refusal, for the log and the journal.</summary>
    public static event Action<CallScope?, string, string>? Refused;

    private sealed record Admission(CallScope Scope, string Service, string Operation, bool Nested)
    {
        private readonly long started = Stopwatch.GetTimestamp();

        public void Done(IExecutionContext context, Exception? failure) => Scope.Add(new(
            Service, Operation, context.RequestContext.ClientConfig?.RegionEndpoint?.SystemName,
            failure is AmazonServiceException e ? e.RequestId : context.ResponseContext?.Response?.ResponseMetadata?.RequestId,
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            failure switch
            {
                null => "ok",
                AmazonServiceException { ErrorCode: { Length: > 0 } code } => code,
                OperationCanceledException => "cancelled",
                _ => failure.GetType().Name,
            }));
    }

    private sealed class Customizer : IRuntimePipelineCustomizer
    {
        public string UniqueName => "infra guard";

        public void Customize(Type type, RuntimePipeline pipeline)
        {
            Role?.AddTo(pipeline);
            UnreadableAnswers.NeverAskAgain(pipeline);
            pipeline.AddHandler(new AwsGuard());
        }
    }
}

using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Infra.Sdk;

/// <summary>
/// A success that cannot be read: a portal's page in place of the answer, or a body that was cut off. The service may have done what
/// was asked, so the call must not be sent again. Core repeats such calls of the JSON services, and gives the bare exception of the
/// XML reader for the others.
/// </summary>
public static class UnreadableAnswers
{
    /// <summary>
    /// Makes a client, official or not, end such a call at once with <see cref="AmazonUnmarshallingException"/>, which has the status of
    /// the answer. A response whose body the caller reads as a stream, and an error response, are not concerned.
    /// </summary>
    /// <param name="pipeline">The client's pipeline.</param>
    public static void NeverAskAgain(RuntimePipeline pipeline)
    {
        pipeline.AddHandlerBefore<Unmarshaller>(new Catcher());
        pipeline.AddHandlerBefore<RetryHandler>(new Rethrower());
    }

    private static AmazonUnmarshallingException? Find(IExecutionContext context, Exception exception)
    {
        if (exception is AmazonUnmarshallingException { StatusCode: >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices } typed)
        {
            return typed;
        }

        bool isCancelled = exception is OperationCanceledException && context.RequestContext.CancellationToken.IsCancellationRequested;
        return context.ResponseContext.HttpResponse is { IsSuccessStatusCode: true } response && !isCancelled
            && exception is not (AmazonServiceException or AmazonClientException or HttpErrorResponseException)
                ? new AmazonUnmarshallingException(OperationUnmarshaller.RequestIdOf(response), null, exception, response.StatusCode)
                {
                    ErrorType = ErrorType.Receiver,
                }
                : null;
    }

    /// <summary>Below the retries: hides the exception in one that no retry policy knows.</summary>
    private sealed class Catcher : PipelineHandler
    {
        public override void InvokeSync(IExecutionContext executionContext)
        {
            try
            {
                base.InvokeSync(executionContext);
            }
            catch (Exception e) when (Find(executionContext, e) is { } unreadable)
            {
                throw new NotToBeRepeatedException(unreadable);
            }
        }

        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (Exception e) when (Find(executionContext, e) is { } unreadable)
            {
                throw new NotToBeRepeatedException(unreadable);
            }
        }
    }

    /// <summary>Above the retries: brings the exception back.</summary>
    private sealed class Rethrower : PipelineHandler
    {
        public override void InvokeSync(IExecutionContext executionContext)
        {
            try
            {
                base.InvokeSync(executionContext);
            }
            catch (NotToBeRepeatedException e)
            {
                throw e.Unreadable;
            }
        }

        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            try
            {
                return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (NotToBeRepeatedException e)
            {
                throw e.Unreadable;
            }
        }
    }

    // Not as its inner exception: retry policies look for I/O errors there.
    private sealed class NotToBeRepeatedException(AmazonUnmarshallingException unreadable) : Exception("The answer cannot be read.")
    {
        public AmazonUnmarshallingException Unreadable { get; } = unreadable;
    }
}

using System.Collections;
using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>
/// What the host adds to the pipeline of every client of every plugin for failures: holding back, deadlines, repetitions, and a look at
/// what answered.
/// It stands there and not in the kit, so that it holds for clients that a plugin makes in its own way.
/// </summary>
internal static class AwsAnswers
{
    /// <summary>Adds all of it to a client's pipeline.</summary>
    public static void AddTo(RuntimePipeline pipeline)
    {
        if (pipeline.Handlers.OfType<RetryHandler>().FirstOrDefault() is { } handler)
            pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new Retries(handler.RetryPolicy, Random.Shared.NextDouble)));
        if (pipeline.Handlers.OfType<HttpHandler<HttpContent>>().FirstOrDefault() is { } http)
            pipeline.ReplaceHandler<HttpHandler<HttpContent>>(new SentOnce(http.CallbackSender));
        pipeline.AddHandlerAfter<RetryHandler>(new AttemptDeadline(AttemptDeadline.Usual));
        pipeline.AddHandlerAfter<RetryHandler>(new HoldingBack());
        // Below the SDK's own look at the answers, that of S3 at redirects too.
        pipeline.AddHandlerBefore<WireGuard>(new Look());
        pipeline.AddHandler(new Facts());
    }

    private static bool IsWrite(IRequestContext context) => !Retries.IsHarmless(context);

    private static readonly string[] RequestIdHeaders = ["x-amzn-requestid", "x-amz-request-id", "x-amz-id-2", "x-amz-cf-id"];

    private static bool HasId(IWebResponseData answer) => RequestIdHeaders.Any(h => !string.IsNullOrEmpty(answer.GetHeaderValue(h)));

    /// <summary>
    /// Stands next to the wire: a web page without an AWS request id did not come from AWS, even if it can be read; and a request goes
    /// to no other host because an answer says so. Its body and session token would go along, past the pins, and the journal would not
    /// tell.
    /// </summary>
    private sealed class Look : PipelineHandler
    {
        public override void InvokeSync(IExecutionContext executionContext)
        {
            try
            {
                base.InvokeSync(executionContext);
            }
            catch (HttpErrorResponseException e)
            {
                Note(executionContext, e.Response);
                throw Bounded(executionContext.RequestContext, e);
            }

            Refuse(executionContext);
            Bound(executionContext);
        }

        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            T answer;
            try
            {
                answer = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            }
            catch (HttpErrorResponseException e)
            {
                Note(executionContext, e.Response);
                throw Bounded(executionContext.RequestContext, e);
            }

            Refuse(executionContext);
            Bound(executionContext);
            return answer;
        }

        // What is a stream to the tool is for the tool to bound: the content of an object. Lambda's is memory all the same.
        private static void Bound(IExecutionContext context)
        {
            var request = context.RequestContext;
            if (!request.Unmarshaller.HasStreamingProperty || request.ServiceMetaData.ServiceId is "Lambda")
                context.ResponseContext.HttpResponse = new BoundedAnswer(context.ResponseContext.HttpResponse, IsWrite(request));
        }

        private static HttpErrorResponseException Bounded(IRequestContext context, HttpErrorResponseException e) =>
            e.Response is null ? e : new(e.Message, e.InnerException, new BoundedAnswer(e.Response, IsWrite(context)));

        private static void Refuse(IExecutionContext context)
        {
            var answer = context.ResponseContext.HttpResponse;
            if (Page(answer) is { } page)
            {
                answer.ResponseBody?.Dispose();
                throw AwsErrors.NotAws(page, IsWrite(context.RequestContext));
            }

            if (Text(context.RequestContext, answer) is { } text)
            {
                answer.ResponseBody?.Dispose();
                throw AwsErrors.NotAws(text, write: true);
            }

            RefuseRedirect(context, answer);
        }

        // A page that is not said to be one. An act has no answer in plain text, and where S3 gives acts one, that is XML.
        private static string? Text(IRequestContext context, IWebResponseData answer)
        {
            if (HasId(answer) || !IsWrite(context) || !answer.IsSuccessStatusCode) return null;
            var type = answer.ContentType?.Split(';')[0].Trim() ?? "";
            var isText = type.StartsWith("text/", StringComparison.OrdinalIgnoreCase);
            return !type.Contains("xml", StringComparison.OrdinalIgnoreCase)
                && (isText || context.ServiceMetaData.ServiceId is "S3") && answer.ContentLength > 0
                    ? $"{(type.Length > 0 ? type : "of no type")}, HTTP {(int)answer.StatusCode}" : null;
        }

        // Some arrive as an answer and some as an error.
        private static void RefuseRedirect(IExecutionContext context, IWebResponseData? answer)
        {
            if (Elsewhere(context.RequestContext, answer) is not { } host) return;
            answer?.ResponseBody?.Dispose();
            throw AwsErrors.SentOn(host);
        }

        // Within AWS, S3 sends on requests for new buckets; the SDK signs those anew, and the guard sees where they go.
        private static string? Elsewhere(IRequestContext context, IWebResponseData? answer) =>
            answer?.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            && answer.GetHeaderValue("Location") is { Length: > 0 } location
            && Uri.TryCreate(context.Request.Endpoint, location, out var to)
            && !(context.ServiceMetaData.ServiceId is "S3" && WireGuard.IsAws(to.Host)) ? to.Host : null;

        private static void Note(IExecutionContext context, IWebResponseData? answer)
        {
            if (Page(answer) is { } page)
            {
                context.RequestContext.ContextAttributes[AwsErrors.PageKey] = page;
                return;
            }

            context.RequestContext.ContextAttributes.Remove(AwsErrors.PageKey);
            RefuseRedirect(context, answer);
        }

        private static string? Page(IWebResponseData? answer) =>
            answer?.ContentType is { } type && type.Contains("html", StringComparison.OrdinalIgnoreCase)
            && !HasId(answer)
                ? string.Create(CultureInfo.InvariantCulture, $"{type.Split(';')[0].Trim()}, HTTP {(int)answer.StatusCode}")
                : null;
    }

    /// <summary>
    /// Stands at the top: notes which request failed, and takes neither an empty receipt nor an empty answer for a success.
    /// </summary>
    private sealed class Facts : PipelineHandler
    {
        // S3 always gives the ETag of what it has stored.
        private static readonly string[] Receipts = ["S3 PutObject", "S3 UploadPart", "S3 CopyObject", "S3 CompleteMultipartUpload"];

        public override void InvokeSync(IExecutionContext executionContext)
        {
            try
            {
                base.InvokeSync(executionContext);
                Check(executionContext);
            }
            catch (Exception e)
            {
                Add(e, executionContext.RequestContext);
                throw;
            }
        }

        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            try
            {
                var answer = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
                Check(executionContext);
                return answer;
            }
            catch (Exception e)
            {
                Add(e, executionContext.RequestContext);
                throw;
            }
        }

        private static void Check(IExecutionContext context)
        {
            if (context.ResponseContext is { HttpResponse: { } http, Response: { } answer }
                && SaysNothing(context.RequestContext, http, answer))
                throw AwsErrors.NothingCame(IsWrite(context.RequestContext));
            if (!Receipts.Contains(AwsOperations.NameOf(context.RequestContext)) || context.ResponseContext.Response is not { } response)
                return;
            if (response.GetType().GetProperty("ETag") is { } property && property.GetValue(response) is not string { Length: > 0 })
                throw new ToolException(ToolErrorCode.Unavailable, "What answered is not S3: the answer has no ETag.",
                    $"{AwsErrorTable.NotAws.Hint} It may have been done; look before calling again.");
        }

        // AWS gives each answer a request id, in a header or in the body, and emulators do so too. Other stores of S3's kind may not, and
        // answer a deletion with nothing. The readers of the SDK pass over what they do not know, down to an answer without anything.
        private static bool SaysNothing(IRequestContext context, IWebResponseData http, AmazonWebServiceResponse answer)
        {
            if (context.Request.HttpMethod is "HEAD" || HasId(http) || !string.IsNullOrEmpty(answer.ResponseMetadata?.RequestId))
                return false;
            var write = IsWrite(context);
            if (write && context.ServiceMetaData.ServiceId is "S3") return false;
            return !write && http.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent)
                || answer.GetType().GetProperties().Where(p => p.DeclaringType != typeof(AmazonWebServiceResponse) && p.CanRead)
                    .All(p => IsNothing(p.GetValue(answer)));
        }

        private static bool IsNothing(object? value) => value switch
        {
            null or "" or false or 0 or 0L => true,
            IEnumerable many => !many.Cast<object?>().Any(),
            _ => false,
        };

        private static void Add(Exception e, IRequestContext context)
        {
            // The innermost request tells: one for credentials fails inside of another.
            if (e.Data.Contains(AwsErrors.ActionKey)) return;
            e.Data[AwsErrors.ActionKey] = AwsOperations.ActionsFor(context.ServiceMetaData.ServiceId, context.RequestName)[0];
            e.Data[AwsErrors.WriteKey] = IsWrite(context);
            if (context.ContextAttributes.TryGetValue(AwsErrors.PageKey, out var page)) e.Data[AwsErrors.PageKey] = page;
        }
    }

    /// <summary>
    /// .NET's HTTP client repeats a request without a body up to three times by itself when a connection ends, a DELETE too. An empty body
    /// prevents that.
    /// </summary>
    private sealed class SentOnce(object sender, SentOnce.Factory factory) : HttpHandler<HttpContent>(factory, sender)
    {
        public SentOnce(object sender) : this(sender, new())
        {
        }

        protected override IHttpRequest<HttpContent> CreateWebRequest(IRequestContext requestContext)
        {
            if (factory.Config is null)
            {
                // Below the guard nothing is followed.
                if (requestContext.ClientConfig is ClientConfig own) own.AllowAutoRedirect = false;
                factory.Config = requestContext.ClientConfig;
            }

            var request = base.CreateWebRequest(requestContext);
            if (request is HttpWebRequestMessage message && !requestContext.Request.MayContainRequestBody() && IsWrite(requestContext))
                message.Request.Content = new ByteArrayContent([]);
            return request;
        }

        // The SDK's own factory wants the configuration, which a pipeline does not have before its first request.
        public sealed class Factory : IHttpRequestFactory<HttpContent>
        {
            private HttpRequestMessageFactory? made;

            public IClientConfig? Config { get; set; }

            public IHttpRequest<HttpContent> CreateHttpRequest(Uri requestUri) =>
                LazyInitializer.EnsureInitialized(ref made, () => new(Config!)).CreateHttpRequest(requestUri);

            public void Dispose() => made?.Dispose();
        }
    }
}

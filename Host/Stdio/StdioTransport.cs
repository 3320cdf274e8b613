using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Infra.Host.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using static Infra.Host.Mcp.MessageCheck;

namespace Infra.Host.Stdio;

/// <summary>
/// The protocol's lines. The SDK's own transport drops what it cannot read, and its client would wait for ever: here every request gets an
/// answer, batches and ids that the SDK cannot hold included, and the end of the input is held back until the requests before it are
/// answered.
/// </summary>
internal sealed class StdioTransport(Stream input, Stream output) : ITransport
{
    // A client that closes its end this soon after its last line has not waited for the answer: it was piped in, and is still answered.
    // Later it means that the client goes, and calls that run are cancelled.
    private static readonly TimeSpan Piped = TimeSpan.FromMilliseconds(250);

    // For answers that are just ready when the client goes.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    // While an answer waits to be read, no more requests are taken than this; a client that reads never notices.
    private const int MostUnanswered = 128;
    private const long MostWaitingBytes = 4 * 1024 * 1024;

    // Unlike the SDK's, it leaves quotes and letters as they are: what is JSON inside a text would be six bytes for each quote.
    private static readonly JsonSerializerOptions Json =
        new(McpJsonUtilities.DefaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Channel<JsonRpcMessage> messages = Channel.CreateUnbounded<JsonRpcMessage>(new() { SingleReader = true });
    private readonly Dictionary<RequestId, Pending> pending = [];
    private readonly HashSet<RequestId> asked = [];
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly SemaphoreSlim changed = new(0);
    private long lastRead;
    private int unanswered;
    private int waiting;
    private long waitingBytes;
    private int odd;
    private bool inputEnded;
    private volatile bool closed;

    /// <summary>A request that was read and not answered.</summary>
    /// <param name="RawId">The id as the client wrote it, if the SDK could not hold it.</param>
    private sealed record Pending(string Method, string? RawId, Batch? Batch);

    /// <summary>The answers of a batch, which go out together.</summary>
    private sealed class Batch
    {
        public JsonArray Answers { get; } = [];
        public int Open { get; set; }
    }

    public string? SessionId => null;

    public ChannelReader<JsonRpcMessage> MessageReader => messages.Reader;

    /// <summary>Told when the client has closed its end, before requests are waited for.</summary>
    public Action? InputEnded { get; init; }

    /// <summary>Reads until the client closes its end and everything that can be answered is answered.</summary>
    public async Task ReadAsync()
    {
        try
        {
            var start = true;
            await foreach (var line in ProtocolInput.ReadAsync(input).ConfigureAwait(false))
            {
                await RoomAsync().ConfigureAwait(false);
                await TakeAsync(start && line.Text.Span.StartsWith("\uFEFF"u8) ? line with { Text = line.Text[3..] } : line)
                    .ConfigureAwait(false);
                start = false;
                lastRead = Stopwatch.GetTimestamp();
            }
        }
        catch (IOException)
        {
            // As good as its end.
        }

        await EndInputAsync().ConfigureAwait(false);
        messages.Writer.TryComplete();
    }

    public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        if (message is JsonRpcRequest question)
        {
            lock (pending)
            {
                if (!inputEnded) asked.Add(question.Id);
                else FailQuestion(question.Id);
            }
        }

        if (message is not (JsonRpcResponse or JsonRpcError))
        {
            await WriteAsync(Bytes(message)).ConfigureAwait(false);
            return;
        }

        Pending? request;
        lock (pending)
        {
            // Nothing more may be said of a request that was cancelled.
            if (!pending.Remove(((JsonRpcMessageWithId)message).Id, out request)) return;
        }

        if (request.RawId is null && request.Batch is null)
        {
            await WriteAsync(Bytes(message)).ConfigureAwait(false);
            Answered();
            return;
        }

        var answer = JsonSerializer.SerializeToNode(message, Json.GetTypeInfo(typeof(JsonRpcMessage)))!.AsObject();
        if (request.RawId is not null) answer["id"] = JsonNode.Parse(request.RawId);
        await AnswerAsync(answer, request.Batch).ConfigureAwait(false);
    }

    /// <summary>From here on nothing is written any more.</summary>
    public ValueTask DisposeAsync()
    {
        closed = true;
        messages.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private static byte[] Bytes(JsonRpcMessage message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, Json.GetTypeInfo(typeof(JsonRpcMessage)));

    private async Task TakeAsync(ProtocolLine line)
    {
        if (line.Refusal is not null)
        {
            await RejectAsync(new(McpErrorCode.InvalidRequest, line.Refusal, line.Id ?? "null"), null).ConfigureAwait(false);
            return;
        }

        if (Read(line.Text.Span, "line", out var message) is { } unreadable)
        {
            await RejectAsync(unreadable, null).ConfigureAwait(false);
            return;
        }

        if (message.ValueKind is not JsonValueKind.Array)
        {
            await TakeAsync(message, null).ConfigureAwait(false);
            return;
        }

        if (message.GetArrayLength() == 0)
        {
            await RejectAsync(new(McpErrorCode.InvalidRequest, "A batch holds at least one message."), null).ConfigureAwait(false);
            return;
        }

        // Open by one until all of it is read, so that it is not closed by a quick answer.
        var batch = new Batch { Open = 1 };
        Interlocked.Increment(ref unanswered);
        foreach (var each in message.EnumerateArray()) await TakeAsync(each, batch).ConfigureAwait(false);
        await AnswerAsync(null, batch).ConfigureAwait(false);
    }

    private async Task TakeAsync(JsonElement message, Batch? batch)
    {
        var (id, parameters) = (Member(message, "id"), Member(message, "params"));
        if (Find(message) is { } fault) await RejectAsync(fault, batch).ConfigureAwait(false);
        else if (Member(message, "method") is not { } method) TakeAnswer(message, id!.Value);
        else if (id is null) TakeNotification(method.GetString()!, parameters);
        else await TakeRequestAsync(id.Value, method.GetString()!, parameters, batch).ConfigureAwait(false);
    }

    private async Task TakeRequestAsync(JsonElement id, string method, JsonElement? parameters, Batch? batch)
    {
        var known = Known(id, out var raw);
        lock (pending)
        {
            if (!pending.TryAdd(known, new(method, raw, batch))) known = default;
        }

        if (known.Id is null)
        {
            await RejectAsync(new(McpErrorCode.InvalidRequest, "Another request with this id is not answered yet.", id.GetRawText()), batch)
                .ConfigureAwait(false);
            return;
        }

        if (batch is null) Interlocked.Increment(ref unanswered);
        else lock (batch) batch.Open++;
        messages.Writer.TryWrite(
            new JsonRpcRequest { Id = known, Method = method, Params = parameters is { } p ? JsonObject.Create(p) : null });
    }

    private void TakeNotification(string method, JsonElement? parameters)
    {
        if (parameters is { ValueKind: not JsonValueKind.Object }) return;
        if (method == NotificationMethods.CancelledNotification)
        {
            if (parameters is null || Member(parameters.Value,
                "requestId") is not { ValueKind: JsonValueKind.String or JsonValueKind.Number } id) return;
            RequestId known;
            Pending? request;
            lock (pending)
            {
                known = pending.FirstOrDefault(r => r.Value.RawId == id.GetRawText()) is { Value: not null } oddly
                    ? oddly.Key : Known(id, out _);
                // A client may not cancel its initialize.
                if (pending.GetValueOrDefault(known) is not { Method: not RequestMethods.Initialize }) return;
                pending.Remove(known, out request);
            }

            var cancelled = new JsonObject { ["requestId"] = known.Id is long number ? number : known.ToString() };
            if (Member(parameters.Value, "reason") is { ValueKind: JsonValueKind.String } reason) cancelled["reason"] = reason.GetString();
            messages.Writer.TryWrite(new JsonRpcNotification { Method = method, Params = cancelled });
            _ = AnswerAsync(null, request!.Batch);
            return;
        }

        messages.Writer.TryWrite(
            new JsonRpcNotification { Method = method, Params = parameters is { } given ? JsonObject.Create(given) : null });
    }

    private void TakeAnswer(JsonElement message, JsonElement id)
    {
        var known = Known(id, out var raw);
        lock (pending)
        {
            if (raw is not null || !asked.Remove(known)) return;
        }

        messages.Writer.TryWrite(Member(message, "error") is { } error
            ? new JsonRpcError
            {
                Id = known,
                Error = new()
                {
                    Code = Member(error, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var n)
                        ? n : (int)McpErrorCode.InternalError,
                    Message = Member(error, "message") is { ValueKind: JsonValueKind.String } text
                        ? text.GetString()! : "The client failed.",
                },
            }
            : new JsonRpcResponse
            {
                Id = known,
                Result = JsonSerializer.SerializeToNode(Member(message, "result")!.Value, Json.GetTypeInfo(typeof(JsonElement)))
            });
    }

    // The SDK holds strings and 64-bit integers. Other numbers get a name of ours, and their own back in the answer.
    private RequestId Known(JsonElement id, out string? raw)
    {
        raw = null;
        if (id.ValueKind is JsonValueKind.String) return new(id.GetString()!);
        if (id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out var number)) return new(number);
        raw = id.GetRawText();
        return new($"infra/odd-id/{Interlocked.Increment(ref odd)}");
    }

    private async Task RejectAsync(MessageFault fault, Batch? batch)
    {
        if (batch is null) Interlocked.Increment(ref unanswered);
        else lock (batch) batch.Open++;
        JsonNode? id = null;
        try
        {
            id = JsonNode.Parse(fault.RawId);
            _ = id?.ToString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The line broke off, or is not JSON, or the id is no text.
            id = null;
        }

        await AnswerAsync(new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["error"] = new JsonObject { ["code"] = (int)fault.Code, ["message"] = fault.Message }
        }, batch).ConfigureAwait(false);
    }

    // Null when there is nothing to say: a batch is over, or a request of it was cancelled.
    private async Task AnswerAsync(JsonObject? answer, Batch? batch)
    {
        JsonNode? whole = answer;
        if (batch is not null)
        {
            lock (batch)
            {
                if (answer is not null) batch.Answers.Add((JsonNode)answer);
                if (--batch.Open > 0) return;
                whole = batch.Answers.Count == 0 ? null : batch.Answers;
            }
        }

        if (whole is not null)
            await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(whole, Json.GetTypeInfo(typeof(JsonNode)))).ConfigureAwait(false);
        Answered();
    }

    private void Answered()
    {
        Interlocked.Decrement(ref unanswered);
        changed.Release();
    }

    private async Task WriteAsync(byte[] message)
    {
        Interlocked.Increment(ref waiting);
        Interlocked.Add(ref waitingBytes, message.Length);
        await writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (closed) return;
            await output.WriteAsync((byte[])[.. message, (byte)'\n']).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The client reads no more.
            closed = true;
        }
        finally
        {
            writing.Release();
            Interlocked.Decrement(ref waiting);
            Interlocked.Add(ref waitingBytes, -message.Length);
            changed.Release();
        }
    }

    private async Task RoomAsync()
    {
        while (Volatile.Read(ref waiting) > 0
            && (Volatile.Read(ref unanswered) >= MostUnanswered || Interlocked.Read(ref waitingBytes) >= MostWaitingBytes))
            await changed.WaitAsync().ConfigureAwait(false);
    }

    private async Task EndInputAsync()
    {
        lock (pending)
        {
            inputEnded = true;
            foreach (var question in asked) FailQuestion(question);
            asked.Clear();
        }

        InputEnded?.Invoke();
        if (Volatile.Read(ref unanswered) == 0) return;
        if (Stopwatch.GetElapsedTime(lastRead) > Piped)
        {
            await Task.Delay(Grace).ConfigureAwait(false);
            return;
        }

        while (Volatile.Read(ref unanswered) > 0 && !closed) await changed.WaitAsync().ConfigureAwait(false);
    }

    // Nobody is there to answer what the server asks.
    private void FailQuestion(RequestId question) => messages.Writer.TryWrite(new JsonRpcError
    {
        Id = question,
        Error = new() { Code = (int)McpErrorCode.InternalError, Message = "The client closed its input." },
    });
}

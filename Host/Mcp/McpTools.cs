using System.Runtime.CompilerServices;
using System.Text.Json;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Mcp;

/// <summary>The tools as the MCP SDK sees them. With <see cref="McpAdapter"/> the only place that knows the SDK's types of tools.</summary>
/// <param name="services">What the calls are made with.</param>
/// <param name="grantOf">What the caller of a request may do; null for a caller on this machine.</param>
internal sealed class McpTools(Services services, Func<MessageContext, Grant?> grantOf)
{
    private const string Question = "confirm";

    private readonly ConditionalWeakTable<PluginCatalog, List<ModelContextProtocol.Protocol.Tool>> listed = [];

    /// <summary>Cancelled when calls have to end because the server does.</summary>
    public CancellationToken Ending { get; init; }

    /// <summary>What the caller may call, on one page.</summary>
    public ListToolsResult List(MessageContext request) => new()
    {
        Tools = listed.GetValue(services.Catalog.For(grantOf(request)), catalog => [.. catalog.Offered.Select(Listed)]),
        // What a grant allows is nobody else's.
        CacheScope = CacheScope.Private,
        TimeToLive = TimeSpan.Zero,
    };

    /// <summary>Makes a call, also of a tool that is not offered: then the answer says why. What is no tool is a wrong parameter.</summary>
    public async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellation)
    {
        for (var canAsk = true; ;)
        {
            try
            {
                return await OnceAsync(request, canAsk, cancellation).ConfigureAwait(false);
            }
            // The SDK would ask as well, and would answer the call with whatever error the client has for a question.
            catch (InputRequiredException e) when (McpAdapter.IsOld(request.Server) && e.Result.InputRequests is { } questions)
            {
                request.Params.InputResponses = await ClientQuestions.PutAsync(request.Server, questions, cancellation)
                    .ConfigureAwait(false);
                canAsk = request.Params.InputResponses is not null;
                request.Params.RequestState = canAsk ? e.Result.RequestState : null;
            }
        }
    }

    private async ValueTask<CallToolResult> OnceAsync(RequestContext<CallToolRequestParams> request, bool canAsk,
        CancellationToken cancellation)
    {
        var (name, grant) = (request.Params.Name, grantOf(request));
        await using var progress = ProgressReports.For(name, request.Server, request.Params.ProgressToken);
        var log = grant is null ? null : new CallLog(request.Server, name);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Ending);
        Answer answer;
        try
        {
            var questions = await ClientQuestions.OpenAsync(request, canAsk, services.State, grant, ended.Token).ConfigureAwait(false);
            answer = await services.Calls.CallAsync(name, Arguments(request.Params.Arguments),
                Caller(request, canAsk, grant, progress, log) with { Questions = questions }, ended.Token).ConfigureAwait(false);
        }
        catch (ToolException e)
        {
            // What it asked before is in the state, which cannot be reached.
            answer = Answer.Error(e);
        }
        catch (OperationCanceledException) when (Ending.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            answer = Answer.Error(new(ToolErrorCode.Unavailable, "The server is ending, and the call was cancelled.",
                "If it writes, look at what it changed before you repeat it."));
        }

        if (log is not null) await log.EndAsync().ConfigureAwait(false);
        if (services.Catalog.Find(name) is null)
        {
            var names = services.Catalog.For(grant).Names;
            throw new McpProtocolException(
                $"There is no tool '{Redactor.Clean(name)}'.{Nearest.Hint(name, names)}", McpErrorCode.InvalidParams);
        }

        if (answer.Question is { } question) throw question;
        if (answer.Person is { } person)
        {
            // One way for both eras of the protocol: the SDK makes it an elicitation or an input_required result.
            throw new InputRequiredException(new Dictionary<string, InputRequest> { [Question] = InputRequest.ForElicitation(Ask(person)) },
                person.Code);
        }

        return new()
        {
            Content = [new TextContentBlock { Text = answer.Text }, .. answer.Content.Select(Block)],
            // What an error looks like is not in the tool's output schema, so it is told as text alone.
            StructuredContent = answer.IsError ? null : JsonElement.Parse(answer.Text),
            IsError = answer.IsError,
        };
    }

    private static ModelContextProtocol.Protocol.Tool Listed(CatalogTool tool) => new()
    {
        Name = tool.Name,
        Title = tool.Manifest.Title,
        Description = tool.Description,
        InputSchema = tool.ListedSchema,
        OutputSchema = tool.OutputSchema,
        Annotations = new()
        {
            ReadOnlyHint = tool.Kind is ToolKind.Read,
            DestructiveHint = tool.Kind is ToolKind.Destructive,
            IdempotentHint = tool.Kind is ToolKind.Read || tool.Manifest.Idempotent,
            OpenWorldHint = tool.CallsAws,
        },
    };

    // As they came, to the byte: an object that is given for a text is taken as it was written.
    private static JsonElement Arguments(IDictionary<string, JsonElement>? given)
    {
        List<string> members = [];
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>())
            members.Add($"\"{JsonEncodedText.Encode(name)}\":{value.GetRawText()}");
        return JsonElement.Parse($"{{{string.Join(',', members)}}}");
    }

    /// <summary>Content as the SDK has it.</summary>
    public static ContentBlock Block(ToolContent content) => content switch
    {
        TextContent text => new TextContentBlock { Text = text.Text },
        ImageContent image => ImageContentBlock.FromBytes(image.Data, image.MediaType),
        AudioContent audio => AudioContentBlock.FromBytes(audio.Data, audio.MediaType),
        ResourceContent resource =>
            new EmbeddedResourceBlock
            {
                Resource = new TextResourceContents
                {
                    Uri = resource.Uri,
                    Text = resource.Text,
                    MimeType = resource.MediaType
                }
            },
        ResourceLinkContent link =>
            new ResourceLinkBlock { Uri = link.Uri, Name = link.Name, Description = link.Description, MimeType = link.MediaType },
        _ => throw new NotSupportedException($"{content.GetType().Name} is not content that this host knows."),
    };

    private static Caller Caller(RequestContext<CallToolRequestParams> request, bool canAsk, Grant? grant, ProgressReports? progress,
        CallLog? log)
    {
        var answered = request.Params.InputResponses?.TryGetValue(Question, out var response) is true ? Answered(response) : null;
        return new(McpAdapter.ClientOf(request.Server))
        {
            Grant = grant,
            // The question is a form; a client that can only open a page cannot put it.
            CanAsk = canAsk && request.Server.ClientCapabilities?.Elicitation is { } elicitation
                && (elicitation.Form is not null || elicitation.Url is null),
            CouldNotAsk = !canAsk,
            CanOpen = canAsk && request.Server.ClientCapabilities?.Elicitation?.Url is not null,
            // That a page was opened is no answer yet; the page has it.
            Agreed = answered is null || answered.IsAccepted && answered.Content is null ? null : answered.IsAccepted
                && answered.Content?.TryGetValue("approve", out var approve) is true && approve.ValueKind is JsonValueKind.True,
            Code = ClientQuestions.AreOf(request.Params.RequestState) ? null : request.Params.RequestState,
            Progress = progress is null ? _ => { }
            : progress.Add,
            Log = log is null ? _ => { }
            : log.Add,
        };
    }

    private static ElicitResult? Answered(InputResponse response)
    {
        try
        {
            return response.Deserialize(InputResponse.ElicitResultJsonTypeInfo);
        }
        catch (JsonException)
        {
            throw new McpProtocolException($"params.inputResponses.{Question} is not the answer to an elicitation.",
                McpErrorCode.InvalidParams);
        }
    }

    private static ElicitRequestParams Ask(PersonNeeded person) => person.Page is { } page
        ? new()
        {
            Mode = "url",
            Url = page,
            ElicitationId = person.Code,
            Message = Visible.Lines($"A person must approve this on a page. {person.Question}")
        }
        : Form(person);

    private static ElicitRequestParams Form(PersonNeeded person) => new()
    {
        Message = Visible.Lines(person.Question),
        RequestedSchema = new()
        {
            Properties =
            {
                ["approve"] = new ElicitRequestParams.BooleanSchema { Title = person.Title, Description = person.Description,
                    Default = false },
            },
            Required = ["approve"],
        },
    };
}

using System.Text.Json;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Stdio;

/// <summary>A tool as the MCP SDK sees it. With <see cref="Server"/> the only place that knows the SDK.</summary>
internal sealed class McpTool(CatalogTool tool, ToolCaller calls) : McpServerTool
{
    private const string Question = "confirm";

    public override IReadOnlyList<object> Metadata => [];

    public override ModelContextProtocol.Protocol.Tool ProtocolTool => field ??= new()
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

    public override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken = default) =>
        await CallAsync(tool.Name, request, calls, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a call, also of a tool that is not offered: then the answer says why.</summary>
    public static async ValueTask<CallToolResult> CallAsync(string name, RequestContext<CallToolRequestParams> request, ToolCaller calls,
        CancellationToken cancellation)
    {
        var arguments = Arguments(request.Params.Arguments);
        await using var progress = request.Params.ProgressToken is { } token ? new ProgressReports(request.Server, token) : null;
        var answer = await calls.CallAsync(name, arguments, Caller(request, progress), cancellation).ConfigureAwait(false);
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

    // As they came, to the byte: an object that is given for a text is taken as it was written.
    private static JsonElement Arguments(IDictionary<string, JsonElement>? given)
    {
        var members = (given ?? new Dictionary<string, JsonElement>())
            .Select(a => $"\"{JsonEncodedText.Encode(a.Key)}\":{a.Value.GetRawText()}");
        return JsonElement.Parse($"{{{string.Join(',', members)}}}");
    }

    private static ContentBlock Block(ToolContent content) => content switch
    {
        TextContent text => new TextContentBlock { Text = text.Text },
        ImageContent image => ImageContentBlock.FromBytes(image.Data, image.MediaType),
        ResourceLinkContent link =>
            new ResourceLinkBlock { Uri = link.Uri, Name = link.Name, Description = link.Description, MimeType = link.MediaType },
        _ => throw new NotSupportedException($"{content.GetType().Name} is not content that this host knows."),
    };

    private static Caller Caller(RequestContext<CallToolRequestParams> request, ProgressReports? progress)
    {
        var info = request.Server.ClientInfo;
        var answered = request.Params.InputResponses?.TryGetValue(Question, out var response) is true ? Answered(response) : null;
        return new(info is null ? "unknown" : $"{info.Name} {info.Version}".Trim())
        {
            // The question is a form; a client that can only open a page cannot put it.
            CanAsk = request.Server.ClientCapabilities?.Elicitation is { } elicitation
                && (elicitation.Form is not null || elicitation.Url is null),
            Agreed = answered is null ? null : answered.IsAccepted && answered.Content?.TryGetValue("approve", out var approve) is true
                && approve.ValueKind is JsonValueKind.True,
            Code = request.Params.RequestState,
            Progress = progress is null ? _ => { }
            : progress.Add,
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

    private static ElicitRequestParams Ask(PersonNeeded person) => new()
    {
        Message = Visible.Lines(person.Question),
        RequestedSchema = new()
        {
            Properties = { ["approve"] =
                new ElicitRequestParams.BooleanSchema { Title = "Do this",
                Description = "The plan above is carried out only if you tick this.", Default = false } },
            Required = ["approve"],
        },
    };
}

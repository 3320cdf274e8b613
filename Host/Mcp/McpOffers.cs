using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Offers;
using Infra.Core.Safety;
using Infra.Core.Settings;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Mcp;

/// <summary>Resources, prompts and completions as the MCP SDK sees them.</summary>
/// <param name="services">What they are made with.</param>
/// <param name="grantOf">What the caller of a request may do; null for a caller on this machine.</param>
internal sealed class McpOffers(Services services, Func<MessageContext, Grant?> grantOf)
{
    // As many as the protocol allows in one answer.
    private const int MostCompletions = 100;

    private readonly Offer offer = new(services);

    /// <summary>Tells clients that the lists are no longer what they were.</summary>
    public ListChanges Changes { get; } = new(services);

    /// <summary>Cancelled when calls have to end because the server does.</summary>
    public CancellationToken Ending { get; init; }

    /// <summary>What can be read without filling anything in.</summary>
    public ListResourcesResult ListResources(MessageContext request) => new()
    {
        Resources =
        [
            new() { Uri = Resources.Configuration, Name = "configuration", Title = "Effective configuration",
                Description = "Modules, modes, pins and limits that hold for you.", MimeType = "application/json" },
            .. offer.ResourcesFor(grantOf(request)).Where(r => r.IsOne).Select(r => new Resource
            {
                Uri = r.Template.Text, Name = r.Tool.Name, Title = r.Tool.Manifest.Title, Description = r.Tool.Description,
            }),
        ],
        CacheScope = CacheScope.Private,
        TimeToLive = TimeSpan.Zero,
    };

    /// <summary>What can be read when it is filled in.</summary>
    public ListResourceTemplatesResult ListTemplates(MessageContext request) => new()
    {
        ResourceTemplates = [.. offer.ResourcesFor(grantOf(request)).Where(r => !r.IsOne).Select(r => new ResourceTemplate
        {
            UriTemplate = r.Template.Text, Name = r.Tool.Name, Title = r.Tool.Manifest.Title, Description = r.Tool.Description,
        })],
        CacheScope = CacheScope.Private,
        TimeToLive = TimeSpan.Zero,
    };

    /// <summary>Reads a resource. What is wrong is the error of the request, with what to do next.</summary>
    public async ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellation)
    {
        var grant = grantOf(request);
        await using var progress = ProgressReports.For(request.Params.Uri, request.Server, request.Params.ProgressToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Ending);
        var caller = CallerOf(request, grant) with { Progress = progress is null ? _ => { } : progress.Add };
        try
        {
            var parts = await offer.ReadAsync(request.Params.Uri, caller, ended.Token).ConfigureAwait(false);
            return new() { Contents = [.. parts.Select(Contents)], CacheScope = CacheScope.Private, TimeToLive = TimeSpan.Zero };
        }
        catch (ToolException e)
        {
            throw Refused(e, request.Server, request.Params.Uri);
        }
    }

    /// <summary>
    /// Takes a subscription to what can be read. Only the configuration is known to change; AWS tells nobody of its resources.
    /// </summary>
    public EmptyResult Subscribe(RequestContext<SubscribeRequestParams> request)
    {
        var uri = request.Params.Uri;
        return uri is Resources.Configuration || Resources.Find(offer.ResourcesFor(grantOf(request)), uri) is not null
            ? Changes.Subscribe(request.Server, uri)
            : throw new McpProtocolException($"There is no resource '{Visible.Line(uri)}'.", McpErrorCode.InvalidParams);
    }

    /// <summary>What the caller's tools suffice for.</summary>
    public ListPromptsResult ListPrompts(MessageContext request) => new()
    {
        Prompts = [.. Core.Offers.Prompts.Of(offer.Catalog(grantOf(request))).Select(p => new ModelContextProtocol.Protocol.Prompt
        {
            Name = p.Name, Title = p.Prompt.Title, Description = p.Prompt.Description,
            Arguments = p.Prompt.Arguments.Count == 0 ? null : [.. p.Prompt.Arguments.Select(a =>
                new ModelContextProtocol.Protocol.PromptArgument { Name = a.Name, Description = a.Description, Required = a.Required })],
        })],
        CacheScope = CacheScope.Private,
        TimeToLive = TimeSpan.Zero,
    };

    /// <summary>A prompt with its arguments.</summary>
    public GetPromptResult GetPrompt(RequestContext<GetPromptRequestParams> request)
    {
        var catalog = offer.Catalog(grantOf(request));
        var prompt = PromptOf(catalog, request.Params.Name);
        var given = (request.Params.Arguments ?? new Dictionary<string, System.Text.Json.JsonElement>())
            .ToDictionary(a => a.Key, a => a.Value.GetString() ?? "");
        try
        {
            return new()
            {
                Description = prompt.Description,
                Messages = [.. Core.Offers.Prompts.Fill(catalog, prompt, given).Select(c =>
                    new PromptMessage { Role = Role.User, Content = McpTools.Block(c) })],
            };
        }
        catch (ToolException e)
        {
            throw new McpProtocolException(e.Message, McpErrorCode.InvalidParams);
        }
    }

    /// <summary>What a variable or an argument can be, as far as it is typed.</summary>
    public async ValueTask<CompleteResult> CompleteAsync(RequestContext<CompleteRequestParams> request, CancellationToken cancellation)
    {
        var (grant, argument) = (grantOf(request), request.Params.Argument);
        var chosen = request.Params.Context?.Arguments ?? new Dictionary<string, string>();
        var catalog = offer.Catalog(grant);
        CatalogTool? tool = null;
        switch (request.Params.Ref)
        {
            case PromptReference its:
                if (PromptOf(catalog, its.Name).Arguments.All(a => a.Name != argument.Name)) throw Unknown();
                break;
            case ResourceTemplateReference { Uri: { } uri }:
                var resource = offer.ResourcesFor(grant).FirstOrDefault(r => r.Template.Text == uri)
                    ?? throw new McpProtocolException($"There is no resource template '{Visible.Line(uri)}'.", McpErrorCode.InvalidParams);
                if (!resource.Template.Variables.Concat(resource.Template.Optional).Contains(argument.Name)) throw Unknown();
                tool = resource.Tool;
                break;
        }

        var all = await offer.CompleteAsync(tool, argument.Name, new Dictionary<string, string>(chosen), CallerOf(request, grant))
            .WaitAsync(cancellation).ConfigureAwait(false);
        var fitting = all.Where(v => v.StartsWith(argument.Value, StringComparison.OrdinalIgnoreCase)).ToList();
        return new()
        {
            Completion = new()
            {
                Values = [.. fitting.Take(MostCompletions)],
                Total = fitting.Count,
                HasMore = fitting.Count > MostCompletions,
            },
        };

        McpProtocolException Unknown() => new($"There is no argument '{Visible.Line(argument.Name)}' to complete.",
            McpErrorCode.InvalidParams);
    }

    private static Infra.Prompt PromptOf(PluginCatalog catalog, string name)
    {
        var prompts = Core.Offers.Prompts.Of(catalog);
        return prompts.FirstOrDefault(p => p.Name == name).Prompt ?? throw new McpProtocolException(
            $"There is no prompt '{Visible.Line(name)}'.{Nearest.Hint(name, [.. prompts.Select(p => p.Name)])}",
            McpErrorCode.InvalidParams);
    }

    private static Caller CallerOf<T>(RequestContext<T> request, Grant? grant) =>
        new(McpAdapter.ClientOf(request.Server)) { Grant = grant };

    private static McpProtocolException Refused(ToolException e, McpServer server, string uri)
    {
        var isOld = McpAdapter.IsOld(server);
        var code = e.Code switch
        {
            // Its own code in the era of handshakes.
            ToolErrorCode.NotFound when isOld => McpErrorCode.ResourceNotFound,
            ToolErrorCode.NotFound or ToolErrorCode.InvalidInput or ToolErrorCode.Refused => McpErrorCode.InvalidParams,
            _ => McpErrorCode.InternalError,
        };
        return new($"{e.Message.TrimEnd('.')}. {e.Hint}".TrimEnd(), code) { Data = { ["uri"] = uri } };
    }

    private static ResourceContents Contents(ResourcePart part) => part.Text is { } text
        ? new TextResourceContents { Uri = part.Uri, MimeType = part.MediaType, Text = text }
        : BlobResourceContents.FromBytes(part.Data, part.Uri, part.MediaType);
}

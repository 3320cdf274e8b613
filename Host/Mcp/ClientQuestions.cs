#pragma warning disable MCP9005 // Clients of 2025-11-25 and before still answer sampling and roots; MCP has deprecated both.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.State;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Infra.Host.Mcp;

/// <summary>
/// What a tool asks the client of its call. The client answers with a call of its own, which may reach another server: what was answered in
/// earlier rounds is kept in the state that the servers share, under a name that nobody can guess and for the same call of the same caller
/// alone.
/// </summary>
internal sealed class ClientQuestions : IClientQuestions
{
    private const string Prefix = "ask-";
    private const string Elicitation = "elicitation/create";
    private const string Sampling = "sampling/createMessage";
    private const string Roots = "roots/list";

    // A person may be at lunch.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly RequestContext<CallToolRequestParams> request;
    private readonly ISharedState state;
    private readonly string bond;
    private readonly List<JsonObject> rounds;
    private readonly bool canAsk;
    private IDictionary<string, InputResponse>? given;
    private int next;

    private ClientQuestions(RequestContext<CallToolRequestParams> request, bool canAsk, ISharedState state, string bond,
        List<JsonObject> rounds)
    {
        (this.request, this.canAsk, this.state, this.bond, this.rounds) = (request, canAsk, state, bond, rounds);
        given = request.Params.InputResponses;
    }

    /// <summary>Whether the state of a request is of questions, and not of a plan.</summary>
    public static bool AreOf(string? requestState) => requestState?.StartsWith(Prefix, StringComparison.Ordinal) is true;

    /// <summary>Puts questions to a client that is asked while it waits for its call.</summary>
    /// <returns>Its answers; null when it has an error in place of one, so that nobody is there to be asked.</returns>
    public static async Task<IDictionary<string, InputResponse>?> PutAsync(McpServer client, IDictionary<string, InputRequest> questions,
        CancellationToken cancellation)
    {
        Dictionary<string, InputResponse> answers = [];
        try
        {
            foreach (var (name, asked) in questions)
            {
                answers[name] = asked.Method switch
                {
                    Elicitation => InputResponse.FromElicitResult(
                        await client.ElicitAsync(asked.ElicitationParams!, cancellation).ConfigureAwait(false)),
                    Sampling => InputResponse.FromSamplingResult(
                        await client.SampleAsync(asked.SamplingParams!, cancellation).ConfigureAwait(false)),
                    _ => InputResponse.FromRootsResult(
                        await client.RequestRootsAsync(asked.RootsParams ?? new(), cancellation).ConfigureAwait(false)),
                };
            }

            return answers;
        }
        catch (McpException)
        {
            return null;
        }
    }

    /// <summary>Finds what was answered before.</summary>
    /// <exception cref="McpProtocolException">The client gives a state that it did not get for this call.</exception>
    /// <exception cref="ToolException">The state cannot be reached.</exception>
    public static async Task<ClientQuestions> OpenAsync(RequestContext<CallToolRequestParams> request, bool canAsk, ISharedState state,
        Grant? grant, CancellationToken cancellation)
    {
        var bond = Bond(request.Params, grant);
        if (!AreOf(request.Params.RequestState)) return new(request, canAsk, state, bond, []);
        var kept = await state.FindAsync(KeyOf(request.Params.RequestState!), cancellation).ConfigureAwait(false);
        if (kept is null || JsonNode.Parse(kept) is not JsonObject found || (string?)found["bond"] != bond)
            throw new McpProtocolException("params.requestState is not one that this call was given, or it has expired.",
                McpErrorCode.InvalidParams);
        return new(request, canAsk, state, bond, [.. found["rounds"]!.AsArray().Select(r => r!.AsObject())]);
    }

    public bool CanAnswer(string method) => canAsk && request.Server.ClientCapabilities is { } can && method switch
    {
        Elicitation => can.Elicitation is { } elicitation && (elicitation.Form is not null || elicitation.Url is null),
        Sampling => can.Sampling is not null,
        Roots => can.Roots is not null,
        _ => false,
    };

    public async Task<IReadOnlyDictionary<string, JsonElement>> AskAsync(IReadOnlyList<ClientRequest> requests,
        CancellationToken cancellation)
    {
        var questions = requests.ToDictionary(r => r.Name, Question);
        if (requests.FirstOrDefault(r => !CanAnswer(r.Method)) is { } missing) throw Missing(missing.Method);
        if (next == rounds.Count && given is not null && requests.All(r => given.ContainsKey(r.Name)))
        {
            rounds.Add(new(requests.Select(r => KeyValuePair.Create(r.Name, Answer(r, given[r.Name])))));
            given = null;
        }

        if (next < rounds.Count)
        {
            var round = rounds[next++];
            if (requests.All(r => round.ContainsKey(r.Name)))
                return requests.ToDictionary(r => r.Name, r => JsonElement.Parse(round[r.Name]?.ToJsonString() ?? "null"));
            throw new ToolException(ToolErrorCode.Internal, "The tool asks otherwise than it did before the client answered.");
        }

        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var kept = new JsonObject { ["bond"] = bond, ["rounds"] = new JsonArray([.. rounds.Select(r => r.DeepClone())]) };
        await state.SwapAsync(KeyOf(Prefix + name), null, kept.ToJsonString(), DateTimeOffset.UtcNow + Longest, cancellation)
            .ConfigureAwait(false);
        throw new ClientAskedException(new InputRequiredException(questions, Prefix + name));
    }

    private static string KeyOf(string requestState) => $"asked/{requestState[Prefix.Length..]}";

    // The same call of the same caller, whichever server it reaches.
    private static string Bond(CallToolRequestParams call, Grant? grant)
    {
        // By hand: what LINQ makes over pairs is compiled while the first call waits.
        List<string> arguments = [];
        if (call.Arguments is { } given)
        {
            string[] names = [.. given.Keys];
            Array.Sort(names, StringComparer.Ordinal);
            foreach (var name in names) arguments.Add($"{name}\n{given[name].GetRawText()}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{grant?.Name}\n{call.Name}\n{string.Join('\n', arguments)}")));
    }

    private InputRequest Question(ClientRequest asked)
    {
        switch (asked.Method)
        {
            case Elicitation:
                var form = Read<ElicitRequestParams>(asked);
                // The person is to know who asks: it is not the assistant.
                form.Message = Visible.Lines($"{request.Params.Name} asks: {form.Message}");
                return InputRequest.ForElicitation(form);
            case Sampling:
                return InputRequest.ForSampling(Read<CreateMessageRequestParams>(asked));
            case Roots:
                return InputRequest.ForRootsList(Read<ListRootsRequestParams>(asked));
            default:
                throw new ToolException(ToolErrorCode.Internal, $"No client answers '{asked.Method}'.");
        }
    }

    private static T Read<T>(ClientRequest asked) =>
        (T)asked.Parameters.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T)))!;

    private static JsonNode? Answer(ClientRequest asked, InputResponse answer)
    {
        try
        {
            _ = asked.Method switch
            {
                Elicitation => (object?)answer.Deserialize(InputResponse.ElicitResultJsonTypeInfo),
                Sampling => answer.Deserialize(InputResponse.CreateMessageResultJsonTypeInfo),
                _ => answer.Deserialize(InputResponse.ListRootsResultJsonTypeInfo),
            };
            return JsonNode.Parse(answer.RawValue.GetRawText());
        }
        catch (JsonException)
        {
            throw new ClientAskedException(new McpProtocolException(
                $"params.inputResponses.{asked.Name} is not an answer to {asked.Method}.", McpErrorCode.InvalidParams));
        }
    }

    // Clients from 2026-07-28 on are told what they lack; older ones know no such error.
    private Exception Missing(string method) =>
        McpAdapter.IsOld(request.Server)
            ? new ToolException(ToolErrorCode.NotSupported, $"The client does not answer '{method}', which {request.Params.Name} needs.")
            : new ClientAskedException(new MissingRequiredClientCapabilityException(method switch
            {
                Elicitation => new() { Elicitation = new() },
                Sampling => new() { Sampling = new() },
                _ => new() { Roots = new() },
            }));
}

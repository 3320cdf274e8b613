using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Answers;

/// <summary>What a call is answered with.</summary>
/// <param name="Json">The result in the tool's output schema, or the error.</param>
internal sealed record Answer(JsonObject Json, bool IsError = false)
{
    /// <summary>The same as text.</summary>
    public string Text { get => field ??= HostJson.Text(Json); init; }

    /// <summary>What is shown beside the result: images, texts, links.</summary>
    public IReadOnlyList<ToolContent> Content { get; init; } = [];

    /// <summary>Given when a person has to agree before the call goes on.</summary>
    public PersonNeeded? Person { get; init; }

    /// <summary>Given when the client has to answer before the call goes on: what it is asked, as its protocol has it.</summary>
    public Exception? Question { get; init; }

    /// <summary>The failure that it tells of, for whoever throws it again; null when the call succeeded.</summary>
    public ToolException? Failure
    {
        get
        {
            if (!IsError) return null;
            var error = Json["error"]!.AsObject();
            return new(Enum.Parse<ToolErrorCode>(Text("code")!), Text("message")!, Text("hint"))
            {
                AwsErrorCode = Text("awsErrorCode"),
                RequestId = Text("requestId"),
            };

            string? Text(string name) => error[name]?.GetValue<string>();
        }
    }

    /// <summary>A failure in the words of the contract.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="steps">What was done on AWS before it.</param>
    /// <param name="reference">Under which the log has the details.</param>
    public static Answer Error(ToolException e, IReadOnlyList<ToolStep>? steps = null, string? reference = null)
    {
        var error = new JsonObject { ["code"] = e.Code.ToString(), ["message"] = Redactor.Clean(e.Message) };
        if (e.Hint is not null) error["hint"] = Redactor.Clean(e.Hint);
        if (e.AwsErrorCode is not null) error["awsErrorCode"] = e.AwsErrorCode;
        if (e.RequestId is not null) error["requestId"] = e.RequestId;
        if (steps is { Count: > 0 })
        {
            error["done"] = new JsonArray([.. steps.Select(s => JsonValue.Create(Redactor.Clean(s.What)))]);
            var created = steps.Where(s => s.Created is not null).ToList();
            if (created.Count > 0) error["created"] = new JsonArray([.. created.Select(s => JsonValue.Create(s.Created))]);
        }

        if (reference is not null) error["reference"] = reference;
        return new(new() { ["error"] = error }, IsError: true);
    }
}

/// <param name="Question">What a person is asked, in words for them.</param>
/// <param name="Code">By which their answer is known: the code of a plan.</param>
/// <param name="Page">Where the person answers; null for in the client.</param>
internal sealed record PersonNeeded(string Question, string Code, string? Page = null)
{
    /// <summary>What they tick.</summary>
    public string Title { get; init; } = "Do this";

    /// <summary>What ticking it means.</summary>
    public string Description { get; init; } = "The plan above is carried out only if you tick this.";
}

/// <summary>Who calls, and how the way back is.</summary>
/// <param name="Client">The client's name and version.</param>
internal sealed record Caller(string Client)
{
    /// <summary>What the caller may do; null for one on this machine, who may do what the configuration allows.</summary>
    public Grant? Grant { get; init; }

    /// <summary>Whether the client and its person are on this machine: over HTTP nobody signs in as somebody else's server.</summary>
    public bool IsLocal => Grant is null;

    /// <summary>Whether a person typed the command at this machine: no model has seen its arguments.</summary>
    public bool IsTyped { get; init; }

    /// <summary>Whether it is the command that fills tables, which has tools of its own.</summary>
    public bool FillsTables { get; init; }

    /// <summary>See <see cref="ToolContext.IsDrawn"/>.</summary>
    public bool Draws { get; init; }

    /// <summary>The longest answer for this caller, in characters.</summary>
    public int MostCharacters(AnswerSettings settings) => Draws ? int.MaxValue : settings.MaxCharacters;

    /// <summary>Who it is, for what belongs to one caller alone.</summary>
    public string Identity => Grant is null ? Client : $"{Grant.Name}\n{Client}";

    /// <summary>Whether the client can put a question to a person.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Whether the client said that it can ask a person, and has answered the question with an error.</summary>
    public bool CouldNotAsk { get; init; }

    /// <summary>Whether the client can have a person open a page.</summary>
    public bool CanOpen { get; init; }

    /// <summary>What a tool may ask the client; null where it can ask nothing.</summary>
    public IClientQuestions? Questions { get; init; }

    /// <summary>What the person said to the plan of <see cref="Code"/>; null when none was asked.</summary>
    public bool? Agreed { get; init; }

    /// <summary>The code of the plan that the person was asked about.</summary>
    public string? Code { get; init; }

    /// <summary>The number of the account that the call must go to; null for whichever the credentials belong to.</summary>
    public string? Account { get; init; }

    public Action<ToolProgress> Progress { get; init; } = _ => { };

    /// <summary>Takes what a tool logs, where the client gets the log of its own calls alone.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>
    /// Given when the caller takes the rows of a list in order as they come, a page of one target at a time: the list is then read to its
    /// end, or to the call's limit, and the answer itself has no rows. Its size is not bounded, nor the time of all its requests together.
    /// </summary>
    public Action<IReadOnlyList<JsonObject>>? Rows { get; init; }
}

/// <summary>What a tool may ask the client of its call.</summary>
internal interface IClientQuestions
{
    /// <summary>Whether the client answers requests of a method.</summary>
    bool CanAnswer(string method);

    /// <inheritdoc cref="ToolHost.AskAsync"/>
    /// <exception cref="ClientAskedException">It has not answered yet.</exception>
    Task<IReadOnlyDictionary<string, JsonElement>> AskAsync(IReadOnlyList<ClientRequest> requests, CancellationToken cancellation);
}

/// <summary>A call that goes on when the client has answered.</summary>
/// <param name="question">What it is asked, as its protocol has it.</param>
internal sealed class ClientAskedException(Exception question) : Exception("The client is asked.")
{
    public Exception Question => question;
}

using System.Text.Json;

namespace Infra.Plugins.Conformance;

/// <summary>The fixtures that ask the client.</summary>
internal static class Asking
{
    private const string Ok = """{ "ok": { "type": "boolean" } }""";

    private static readonly ClientRequest Confirm = Form("confirm", "Please confirm", Ok);
    private static readonly ClientRequest Name = Form("user_name", "What is your name?", TextOf("name"));
    private static readonly ClientRequest Roots = new("client_roots", "roots/list", JsonElement.Parse("{}"));

    public sealed record Asked
    {
        public string Prompt { get; init; } = "";
        public string Message { get; init; } = "";
    }

    public static IEnumerable<Tool> Tools =>
    [
        Of("sampling", async (input, call) => $"LLM response: {await AskAsync(call, Sampling("a", input.Prompt))}"),
        Of("elicitation", async (input, call) => $"User response: {await AskAsync(call, Form("a", input.Message, """
            {
              "username": { "type": "string", "description": "User's response" },
              "email": { "type": "string", "description": "User's email address" }
            }
            """))}"),
        Of("elicitation_sep1034_defaults", async (_, call) => $"Elicitation completed: {await AskAsync(call, Form("a", "Defaults?", """
            {
              "name": { "type": "string", "default": "John Doe" }, "age": { "type": "integer", "default": 30 },
              "score": { "type": "number", "default": 95.5 }, "verified": { "type": "boolean", "default": true },
              "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" }
            }
            """))}"),
        Of("elicitation_sep1330_enums", async (_, call) => $"Elicitation completed: {await AskAsync(call, Form("a", "Which?", """
            {
              "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
              "titledSingle": { "type": "string", "oneOf": [
                { "const": "value1", "title": "First Option" }, { "const": "value2", "title": "Second Option" }] },
              "legacyEnum": { "type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"] },
              "untitledMulti": { "type": "array", "items": { "type": "string", "enum": ["option1", "option2", "option3"] } },
              "titledMulti": { "type": "array", "items": { "anyOf": [
                { "const": "value1", "title": "First Choice" }, { "const": "value2", "title": "Second Choice" }] } }
            }
            """))}"),
        Of("missing_capability", (_, call) => AskAsync(call, Sampling("a", "What is missing?"))),
        Of("streaming_elicitation", (_, call) => AskAsync(call, Confirm)),
        Of("input_required_result_elicitation", (_, call) => AskAsync(call, Name)),
        Of("input_required_result_sampling", (_, call) =>
            AskAsync(call, Sampling("capital_question", "What is the capital of France?"))),
        Of("input_required_result_list_roots", (_, call) => AskAsync(call, Roots)),
        Of("input_required_result_request_state", async (_, call) => $"state-ok: {await AskAsync(call, Confirm)}"),
        Of("input_required_result_tampered_state", (_, call) => AskAsync(call, Confirm)),
        Of("input_required_result_multiple_inputs", (_, call) =>
            AskAsync(call, Name, Sampling("greeting", "Generate a greeting"), Roots)),
        Of("input_required_result_multi_round", async (_, call) =>
            await AskAsync(call, Form("step1", "Step 1: What is your name?", TextOf("name")))
            + await AskAsync(call, Form("step2", "Step 2: What is your favorite color?", TextOf("color")))),
        Of("input_required_result_capabilities", (_, call) =>
            AskAsync(call, [.. new[] { Confirm, Sampling("b", "Anything?") }.Where(r => call.Host!.CanAsk(r.Method))])),
    ];

    private static string TextOf(string name) => $$"""{ "{{name}}": { "type": "string" } }""";

    private static ClientRequest Form(string name, string message, string properties) => new(name, "elicitation/create", JsonElement.Parse(
        $$"""
        {
          "message": {{JsonSerializer.Serialize(message)}},
          "requestedSchema": { "type": "object", "properties": {{properties}} }
        }
        """));

    private static ClientRequest Sampling(string name, string question) => new(name, "sampling/createMessage", JsonElement.Parse(
        $$"""
        {
          "messages": [{ "role": "user", "content": { "type": "text", "text": {{JsonSerializer.Serialize(question)}} } }],
          "maxTokens": 100
        }
        """));

    private static async Task<string> AskAsync(ToolContext call, params ClientRequest[] requests) =>
        string.Join(' ', (await call.Host!.AskAsync(requests, default)).Select(a => $"{a.Key}: {a.Value}"));

    private static Tool<Asked, TestModule.Said> Of(string name, Func<Asked, ToolContext, Task<string>> run) => new()
    {
        Name = name,
        Description = $"Fixture {name} of the conformance suite.",
        Kind = ToolKind.Read,
        Run = async (input, call, _) => new(await run(input, call)),
    };
}

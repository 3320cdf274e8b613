using System.Text.Json;

namespace Infra;

/// <summary>What a tool asks the client of its call; see <see cref="ToolHost.AskAsync"/>.</summary>
/// <param name="Name">By which the tool finds the answer.</param>
/// <param name="Method">
/// A request of MCP: <c>elicitation/create</c> puts a form to a person. <c>sampling/createMessage</c> and <c>roots/list</c> are there for
/// older clients; MCP has deprecated them.
/// </param>
/// <param name="Parameters">The parameters of the request, an object. A form must not ask for secrets.</param>
public sealed record ClientRequest(string Name, string Method, JsonElement Parameters);

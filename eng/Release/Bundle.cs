using System.Text.Json.Nodes;

namespace Infra.Release;

/// <summary>The manifest of an MCP bundle (.mcpb), by which a desktop client installs the server with a click.</summary>
internal static class Bundle
{
    /// <summary>The folder of the bundle that the program is in.</summary>
    public const string Folder = "server";

    /// <summary>manifest.json.</summary>
    /// <param name="product">What is released.</param>
    /// <param name="platform">The platform of the program, as .NET names it.</param>
    public static JsonObject Manifest(Product product, string platform)
    {
        var (os, program) = platform.Split('-')[0] switch
        {
            "osx" => ("darwin", "infra"),
            "win" => ("win32", "infra.exe"),
            _ => ("linux", "infra"),
        };
        return new()
        {
            ["manifest_version"] = "0.3",
            ["name"] = "infra",
            ["display_name"] = "infra for AWS",
            ["version"] = product.Version,
            ["description"] = product.Description,
            ["author"] = new JsonObject { ["name"] = product.Author },
            ["repository"] = new JsonObject { ["type"] = "git", ["url"] = product.Repository.ToString() },
            ["documentation"] = $"{product.Repository}/blob/v{product.Version}/README.md",
            ["support"] = $"{product.Repository}/issues",
            ["license"] = "Apache-2.0",
            ["keywords"] = new JsonArray("aws", "cloud", "infrastructure"),
            ["server"] = new JsonObject
            {
                ["type"] = "binary",
                ["entry_point"] = $"{Folder}/{program}",
                ["mcp_config"] = new JsonObject
                {
                    ["command"] = $"${{__dirname}}/{Folder}/{program}",
                    ["args"] = new JsonArray("serve"),
                    ["env"] = new JsonObject(ServerJson.Settings.Select(s =>
                        KeyValuePair.Create<string, JsonNode?>(ServerJson.Variable(s.Name), $"${{user_config.{s.Name}}}"))),
                },
            },
            ["tools_generated"] = true,
            ["compatibility"] = new JsonObject { ["platforms"] = new JsonArray(os) },
            // An empty default, so that clients pass nothing rather than the name of the setting.
            ["user_config"] = new JsonObject(ServerJson.Settings.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Name, new JsonObject
            {
                ["type"] = "string",
                ["title"] = s.Title,
                ["description"] = s.Text,
                ["required"] = false,
                ["default"] = "",
            }))),
        };
    }
}

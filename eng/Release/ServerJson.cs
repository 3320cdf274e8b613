using System.Text.Json.Nodes;

namespace Infra.Release;

/// <summary>server.json: how registries describe the server, and what clients start it with.</summary>
internal static class ServerJson
{
    /// <summary>The version of the format.</summary>
    public const string Schema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

    /// <summary>What can be set before the start, for packages and bundles alike.</summary>
    public static readonly IReadOnlyList<(string Name, string Title, string Text)> Settings =
    [
        ("region", "AWS region", "Region of calls that name none, such as eu-west-1; that of the profile when empty."),
        ("profile", "AWS profile", "Profile of calls that name none; the default credentials when empty."),
        ("mode", "Mode", "read, write or destructive: what tools may do; read when empty."),
    ];

    /// <summary>The variable of a setting.</summary>
    public static string Variable(string setting) => $"INFRA_{setting.ToUpperInvariant()}";

    /// <summary>The description.</summary>
    /// <param name="product">What is released.</param>
    /// <param name="bundles">The bundles and their SHA-256; none inside of the package.</param>
    public static JsonObject Of(Product product, IEnumerable<(string File, string Sha256)> bundles) => new()
    {
        ["$schema"] = Schema,
        ["name"] = product.RegistryName,
        ["title"] = "infra for AWS",
        ["description"] = product.Description,
        ["version"] = product.Version,
        ["repository"] = new JsonObject { ["url"] = product.Repository.ToString(), ["source"] = "github" },
        ["packages"] = new JsonArray([Tool(product), .. bundles.Select(b => Bundle(product, b.File, b.Sha256))]),
    };

    private static JsonObject Tool(Product product) => new()
    {
        ["registryType"] = "nuget",
        ["identifier"] = product.Package,
        ["version"] = product.Version,
        ["runtimeHint"] = "dnx",
        ["transport"] = new JsonObject { ["type"] = "stdio" },
        ["packageArguments"] = new JsonArray(new JsonObject { ["type"] = "positional", ["value"] = "serve" }),
        ["environmentVariables"] = new JsonArray([.. Settings.Select(s => new JsonObject
        {
            ["name"] = Variable(s.Name),
            ["description"] = s.Text,
            ["isRequired"] = false,
        })]),
    };

    private static JsonObject Bundle(Product product, string file, string sha256) => new()
    {
        ["registryType"] = "mcpb",
        ["identifier"] = product.Download(file),
        ["version"] = product.Version,
        ["fileSha256"] = sha256,
        ["transport"] = new JsonObject { ["type"] = "stdio" },
    };
}

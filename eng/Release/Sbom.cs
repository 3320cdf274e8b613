using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Release;

/// <summary>The bill of materials of an archive, as CycloneDX 1.6.</summary>
internal static class Sbom
{
    /// <summary>The document.</summary>
    /// <param name="product">What is released.</param>
    /// <param name="platform">For which platform.</param>
    /// <param name="shipped">What is in the archive.</param>
    public static JsonObject Of(Product product, string platform, IReadOnlyList<Component> shipped)
    {
        var root = $"infra@{product.Version}+{platform}";
        var versions = shipped.ToLookup(c => c.Name);
        return new()
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{Id($"{root} {product.Commit}")}",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["timestamp"] = product.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["component"] = new JsonObject
                {
                    ["type"] = "application",
                    ["bom-ref"] = root,
                    ["name"] = "infra",
                    ["version"] = product.Version,
                    ["description"] = product.Description,
                    ["licenses"] = Licence("Apache-2.0"),
                    ["externalReferences"] = new JsonArray(new JsonObject { ["type"] = "vcs", ["url"] = product.Repository.ToString() }),
                },
            },
            ["components"] = new JsonArray([.. shipped.Select(Entry)]),
            ["dependencies"] = new JsonArray(
            [
                new JsonObject { ["ref"] = root, ["dependsOn"] = new JsonArray([.. shipped.Select(c => JsonValue.Create(Reference(c)))]) },
                .. shipped.Select(c => new JsonObject
                {
                    ["ref"] = Reference(c),
                    ["dependsOn"] = new JsonArray([.. c.Needs.SelectMany(n => versions[n]).Select(Reference).Distinct().Order(
                        StringComparer.Ordinal).Select(r => JsonValue.Create(r))]),
                }),
            ]),
        };
    }

    private static JsonObject Entry(Component one)
    {
        var entry = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = Reference(one),
            ["name"] = one.Name,
            ["version"] = one.Version,
            ["licenses"] = Licence(one.Licence),
        };
        if (one.Copyright is { Length: > 0 }) entry["copyright"] = one.Copyright;
        if (!one.IsForeign) return entry;
        entry["purl"] = Reference(one);
        entry["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = one.Sha512 });
        if (Uri.TryCreate(one.Website, UriKind.Absolute, out var website))
            entry["externalReferences"] = new JsonArray(new JsonObject { ["type"] = "website", ["url"] = website.ToString() });
        return entry;
    }

    private static string Reference(Component one) => one.IsForeign ? $"pkg:nuget/{one.Name}@{one.Version}" : $"{one.Name}@{one.Version}";

    private static JsonArray Licence(string id) => [new JsonObject { ["license"] = new JsonObject { ["id"] = id } }];

    // The same for the same commit, and a UUID of version 8: made from what one likes.
    private static Guid Id(string of)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(of))[..16];
        (bytes[6], bytes[8]) = ((byte)(bytes[6] & 0x0f | 0x80), (byte)(bytes[8] & 0x3f | 0x80));
        return new(bytes, bigEndian: true);
    }
}

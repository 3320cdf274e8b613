using System.Text.Json;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core.Safety;

/// <summary>The call of a tool that may write and declares some actions.</summary>
internal static class TestScope
{
    public static CallScope Of(params string[] actions)
    {
        var schema = JsonElement.Parse("""{ "type": "object" }""");
        var settings = new HostSettings { Mode = ToolKind.Write };
        return CallScope.Run(new CatalogTool(
            null!, "test", new("test_tool", "Tool", "A tool.", ToolKind.Write, false, false, true, actions, [], schema, schema),
            settings.Mode, settings));
    }
}

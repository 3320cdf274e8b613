using System.Runtime.CompilerServices;
using Infra.Core.Policy;

namespace Infra.Core.Docs;

/// <summary>
/// docs/infra-role.template.json is the role for read mode with all modules. To make it anew, run the tests with UPDATE_SNAPSHOTS=1.
/// </summary>
public sealed class RoleTemplateDocsTests
{
    [Fact]
    public void The_template_of_the_role_is_up_to_date()
    {
        var text = IamPolicy.RoleTemplate(IamPolicy.Documents(BuiltHost.Catalog(ToolKind.Read).Offered, new()))
            .ToJsonString(HostJson.Indented) + "\n";
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/infra-role.template.json"));

        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text.ReplaceLineEndings("\n"),
            "docs/infra-role.template.json is out of date; run the tests with UPDATE_SNAPSHOTS=1.");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

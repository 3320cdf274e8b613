using System.CommandLine;
using Infra.Release;

// dotnet run --project eng/Release [-- --out FOLDER] [--platform linux-x64 any …]
var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));
var given = new Option<DirectoryInfo>("--out")
{
    Description = "Where the release goes; artifacts/release when left out. What is there is replaced.",
    DefaultValueFactory = _ => new(Path.Combine(root, "artifacts", "release")),
};
var platforms = new Option<string[]>("--platform")
{
    Description = $"Only these of {string.Join(", ", Builder.Platforms)}. {Builder.Any} is for the .NET runtime of the machine, and the "
        + "package.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => Builder.Platforms,
};
platforms.AcceptOnlyFromAmong(Builder.Platforms);
var command = new RootCommand("Makes a release of infra from the commit that is checked out: archives, package, bundles, bills of "
    + "materials, server.json and SHA256SUMS. Two runs on one commit give the same bytes.") { given, platforms };
command.SetAction(parsed =>
{
    try
    {
        new Builder(root, parsed.GetValue(given)!.FullName).Make(parsed.GetValue(platforms)!);
        return 0;
    }
    catch (ReleaseException e)
    {
        Console.Error.WriteLine($"release: {e.Message}");
        return 1;
    }
});
return command.Parse(args).Invoke();

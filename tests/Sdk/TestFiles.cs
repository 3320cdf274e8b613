namespace Infra.Sdk.Tests;

internal static class TestFiles
{
    /// <summary>The folder of the solution, above wherever the tests are built to.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    public static string ReadModel(string name) =>
        File.ReadAllText(Path.Combine(RepositoryRoot, "tests", "Sdk", "models", name + ".model.json"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Infra.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not lie inside the repository.");
    }
}

using Infra.Core;

namespace Infra.Host.Cli;

/// <summary><c>infra completion</c>: the scripts, and that of Bash in a shell.</summary>
public sealed class CompletionCommandTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("bash", "complete -F _infra infra")]
    [InlineData("zsh", "compdef _infra infra")]
    [InlineData("fish", "complete -c infra")]
    [InlineData("powershell", "Register-ArgumentCompleter -Native -CommandName infra")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName infra")]
    public async Task Each_shell_has_its_script(string shell, string with)
    {
        var printed = await home.RunAsync("completion", shell);

        Assert.Equal((0, ""), (printed.Exit, printed.Error));
        Assert.Contains(with, printed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', printed.Out);
    }

    [Fact]
    public async Task Another_shell_is_answered_with_those_that_there_are()
    {
        var ended = await home.RunAsync("completion", "fisch");

        Assert.Equal((2, "", "infra: There is no completion for 'fisch'. Did you mean 'fish'? There is: bash, zsh, fish, powershell.\n"),
            (ended.Exit, ended.Out, ended.Error));
    }

    // An empty word is the most frequent one: the cursor stands behind a space.
    [Theory]
    [InlineData("infra token ", "", "create list revoke")]
    [InlineData("infra list ec2 vol", "vol", "volumes")]
    [InlineData("infra jour", "jour", "journal")]
    [InlineData("infra list ec2 --region eu-west-", "eu-west-", "eu-west-1 eu-west-2 eu-west-3")]
    [InlineData("infra list ec2 -o ", "", "csv ids json table text yaml")]
    public async Task Bash_completes_the_word_at_the_cursor(string line, string word, string expected)
    {
        if (OperatingSystem.IsWindows()) return;
        home.Configure("", "Ec2");
        using var bash = home.Start("bash", ["--norc", "-c", $"""
            PATH={BuiltHost.Folder}:$PATH
            eval "$(infra completion bash)"
            COMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=(infra '{word}') COMP_CWORD=1
            _infra
            echo "${"{COMPREPLY[*]}"}"
            """]);

        Assert.Equal((0, expected + "\n", ""), await Home.EndAsync(bash) is var ended ? (ended.Exit, ended.Out, ended.Error) : default);
    }
}

using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary><c>infra completion</c>: the script that makes a shell complete the words of <c>infra</c>.</summary>
internal static class CompletionCommand
{
    // Bash takes words apart at : and =, which are in ARNs; what it counts as the word is only the end of it.
    private const string Bash = """
        # eval "$(infra completion bash)" in ~/.bashrc
        _infra() {
            local line=${COMP_LINE:0:COMP_POINT} word cut reply
            word=${line##*[[:space:]]}
            cut=${word%"${COMP_WORDS[COMP_CWORD]}"}
            local -a before
            read -ra before <<< "${line%"$word"}"
            COMPREPLY=()
            while IFS= read -r reply; do
                reply=${reply%%$'\t'*}
                COMPREPLY+=("${reply#"$cut"}")
            done < <("${before[0]}" complete "--word=$word" -- "${before[@]:1}" 2>/dev/null)
            [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default
        }
        complete -F _infra infra
        """;

    private const string Zsh = """
        # eval "$(infra completion zsh)" in ~/.zshrc, behind compinit
        _infra() {
            local -a found
            local line
            for line in "${(@f)$("${words[1]}" complete "--word=${words[CURRENT]}" -- "${(@)words[2,CURRENT-1]}" 2>/dev/null)}"; do
                [[ -n $line ]] || continue
                found+=("${${line%%$'\t'*}//:/\\:}${${line#*$'\t'}:+:${line#*$'\t'}}")
            done
            if (( ${#found} )); then _describe -V infra found; else _files; fi
        }
        compdef _infra infra
        """;

    private const string Fish = """
        # infra completion fish > ~/.config/fish/completions/infra.fish
        function __infra_complete
            set -l before (commandline -opc)
            infra complete --word=(commandline -ct) -- $before[2..-1] 2>/dev/null
        end
        complete -c infra -f -a '(__infra_complete)'
        """;

    private const string PowerShell = """
        # infra completion powershell | Out-String | Invoke-Expression  in $PROFILE
        Register-ArgumentCompleter -Native -CommandName infra -ScriptBlock {
            param($word, $ast, $cursor)
            $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
            & $ast.CommandElements[0].ToString() complete "--word=$word" -- @before 2>$null | ForEach-Object {
                $value, $text = $_ -split "`t", 2
                [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $(if ($text) { $text } else { $value }))
            }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["powershell"] = PowerShell
    };

    public static IEnumerable<string> Shells => Scripts.Keys;

    /// <exception cref="UsageException">There is no script for the shell.</exception>
    public static int Run(string shell)
    {
        Terminal.Print(Scripts.TryGetValue(shell is "pwsh" ? "powershell" : shell, out var script) ? script.ReplaceLineEndings("\n")
            : throw new UsageException(
                $"There is no completion for '{shell}'.{Nearest.Hint(shell, Shells)} There is: {string.Join(", ", Shells)}."));
        return ExitCode.Ok;
    }
}

"""The scripts that shells run: each asks the program for words, and none evaluates what it answers."""

from __future__ import annotations

SHELLS = ("bash", "zsh", "fish", "powershell")
PROGRAMS = ("crm", "crmcli")

_BASH = r"""# Completion of crm for bash. Made by: crm --show-completion bash
_crm_complete() {
    local line first="" crm="${1/#\~\//$HOME/}"
    COMPREPLY=()
    type -P -- "$crm" >/dev/null || crm=@PROGRAM@  # an alias: the program that made this script
    while IFS= read -r line; do
        if [ -z "$first" ]; then
            first="$line"
        else
            COMPREPLY[${#COMPREPLY[@]}]="$line"
        fi
    done < <(_CRM_COMPLETE=bash command "$crm" -- "${COMP_TYPE-}" "${COMP_LINE:0:COMP_POINT}" \
        "$COMP_WORDBREAKS" 2>/dev/null </dev/null)
    case "$first" in
        files) compopt -o default -o bashdefault 2>/dev/null || COMPREPLY=() ;;
        folders) compopt -o dirnames 2>/dev/null ;;
        "words on") compopt -o nospace 2>/dev/null ;;
    esac
    return 0
}
complete -o nosort -F _crm_complete crm crmcli 2>/dev/null || complete -F _crm_complete crm crmcli
"""

_ZSH = r"""#compdef crm crmcli
# Completion of crm for zsh. Made by: crm --show-completion zsh
_crm_complete() {
    local -a answer values shown
    local line first
    local -a crm
    crm=(${~${(Q)words[1]}})
    whence -p -- "${crm[1]}" >/dev/null || crm=(@PROGRAM@)  # an alias
    answer=("${(@f)$(_CRM_COMPLETE=zsh command "${crm[1]}" -- "${(@Q)words[2,CURRENT-1]}" \
        "${(Q)PREFIX}" 2>/dev/null </dev/null)}")
    first="${answer[1]}"
    case "$first" in
        files) _files; return ;;
        folders) _files -/; return ;;
    esac
    for line in "${(@)answer[2,-1]}"; do
        [[ -n "$line" ]] || continue
        values+=("${line%%$'\t'*}")
        shown+=("${line#*$'\t'}")
    done
    (( ${#values} )) || return 1
    # Words that don't begin with what is typed: show them all rather than put in what they share.
    [[ "$first" == others* ]] && compstate[insert]=menu
    if [[ "$first" == *" on" ]]; then
        compadd -U -S '' -V crm -d shown -a -- values
    else
        compadd -U -V crm -d shown -a -- values
    fi
}
if [[ "${funcstack[1]}" == _crm || "${funcstack[1]}" == _crmcli ]]; then
    _crm_complete "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _crm_complete crm crmcli
fi
"""

_FISH = r"""# Completion of crm for fish. Made by: crm --show-completion fish
function __crm_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct | string unescape)
    set -q typed[1]; or set typed (commandline -ct | string replace -r '^["\']' '')
    # An alias is no program: the one that made this script.
    command -sq -- $words[1]; or set words[1] @PROGRAM@
    set -l answer (env _CRM_COMPLETE=fish $words[1] -- $words[2..-1] "$typed" 2>/dev/null </dev/null)
    switch "$answer[1]"
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct)
        case '*'
            set -q answer[2]; and printf '%s\n' $answer[2..-1]
    end
end
complete -c crm -e
complete -c crmcli -e
complete -c crm -k -f -a '(__crm_complete)'
complete -c crmcli -k -f -a '(__crm_complete)'
"""

_POWERSHELL = r"""# Completion of crm for PowerShell. Made by: crm --show-completion powershell
Register-ArgumentCompleter -Native -CommandName crm, crmcli -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_.PSObject.Properties['Value']) { [string]$_.Value } else { $_.Extent.Text } })
    $before = $env:_CRM_COMPLETE, $env:_CRM_WORDS
    try {
        $env:_CRM_COMPLETE = 'powershell'
        $env:_CRM_WORDS = (@($words) + @($wordToComplete.Trim("'", '"'))) -join "`n"
        $answer = @(& $commandAst.CommandElements[0].Extent.Text 2>$null)
    } finally {
        $env:_CRM_COMPLETE, $env:_CRM_WORDS = $before
    }
    $answer | Select-Object -Skip 1 | ForEach-Object {
        $shown, $value, $about = $_ -split "`t", 3
        [System.Management.Automation.CompletionResult]::new($value, $shown, 'ParameterValue', $about)
    }
}
"""

_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}


def script(shell: str) -> str:
    """Return the script for a shell of ``SHELLS``."""
    from shlex import quote

    return _SCRIPTS[shell].replace("@PROGRAM@", quote(_program()))


def _program() -> str:
    """Return where the program is that makes the script: an alias of it is on no PATH."""
    import sys
    from pathlib import Path

    called = Path(sys.argv[0])
    beside = (
        called
        if called.name in PROGRAMS and called.is_file()
        else Path(sys.executable).with_name(PROGRAMS[0])
    )
    return str(beside.absolute()) if beside.is_file() else PROGRAMS[0]

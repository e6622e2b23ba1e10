"""A completion for zsh: a file a program, found by compinit."""

from .programs import takes_experiment, takes_folder

EXPERIMENTS = """_dispatchbench_experiments() {
  local -a names
  names=(${commands[$words[1]]:A:h}/../share/dispatchbench/experiments/*.json(N:t:r))
  _alternative "experiments:experiment:($names)" 'files:file:_files'
}
"""


def quoted(text):
    """Inside of '…[text]…', where zsh itself reads : and [ ]."""
    for sign in "\\[]:":
        text = text.replace(sign, "\\" + sign)
    return text.replace("'", "'\\''")


def action_of(option):
    if option["kind"] == "flag":
        return ""
    what = quoted(option["value"] or option["kind"])
    if option["kind"] == "file":
        return f":{what}:_files"
    if takes_folder(option):
        return f":{what}:_files -/"
    return f":{what}:({' '.join(option.get('choices', []))})"


def specification(option):
    rest = f"[{quoted(option['help'])}]{action_of(option)}"
    long = f"--{option['name']}"
    if "short" not in option:
        again = "*" if option["value"].endswith(" …") else ""
        return f"    '{again}{long}{rest}'"
    short = f"-{option['short']}"
    return f"    '({short} {long})'{{{short},{long}}}'{rest}'"


def function_of(program):
    argument = "_dispatchbench_experiments" if takes_experiment(program) else "_files"
    lines = [specification(option) for option in program.options] + [f"    '*:argument:{argument}'"]
    return f"_{'_'.join(program.words)}() {{\n  _arguments \\\n" + " \\\n".join(lines) + "\n}"


def chooser_of(program):
    names = " ".join(f"'{command.words[-1]}:{quoted(command.summary)}'" for command in program.commands)
    cases = [f"    {command.words[-1]}) _{'_'.join(command.words)} ;;" for command in program.commands]
    return "\n".join([
        f"_{program.name}() {{", f"  local -a offered=({names})",
        "  if (( CURRENT == 2 )); then _describe command offered; return; fi",
        "  local chosen=$words[2]", "  words=($words[1] ${words[3,-1]})", "  (( CURRENT-- ))",
        "  case $chosen in", *cases, "  esac", "}"])


def completion(program):
    parts = [f"#compdef {program.name}"]
    if any(map(takes_experiment, [program, *program.commands])):
        parts.append(EXPERIMENTS)
    parts += [function_of(command) for command in program.commands]
    parts.append(chooser_of(program) if program.commands else function_of(program))
    parts.append(f'_{program.name} "$@"')
    return "\n".join(parts) + "\n"

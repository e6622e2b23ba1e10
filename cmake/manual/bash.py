"""A completion for bash: a file a program, loaded by bash-completion when the program's name is typed."""

from .programs import takes_experiment, takes_folder

EXPERIMENTS = """_dispatchbench_experiments() {
  local data
  data=$(dirname "$(readlink -f "$(type -P "$1")")")/../share/dispatchbench/experiments
  local file
  for file in "$data"/*.json; do file=${file##*/}; printf '%s\\n' "${file%.json}"; done
}
"""


def words_of(option):
    short = [f"-{option['short']}"] if "short" in option else []
    return [*short, f"--{option['name']}"]


def value_case(option):
    """What may follow the option; nothing is offered for a number."""
    names = "|".join(words_of(option))
    if option["kind"] == "file":
        return f"    {names}) mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return ;;"
    if takes_folder(option):
        return f"    {names}) mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); return ;;"
    return f"    {names}) mapfile -t COMPREPLY < <(compgen -W '{' '.join(option.get('choices', []))}' -- \"$word\"); return ;;"


def function_of(program):
    name = "_" + "_".join(program.words)
    cases = [value_case(option) for option in program.options if option["kind"] != "flag"]
    offered = " ".join(word for option in program.options for word in words_of(option) if word.startswith("--"))
    argument = '$(_dispatchbench_experiments "$1")' if takes_experiment(program) else ""
    return "\n".join([
        f"{name}() {{", '  local word=$2', '  case $3 in', *cases, "  esac",
        f"  if [[ $word == -* ]]; then mapfile -t COMPREPLY < <(compgen -W '{offered}' -- \"$word\")",
        f'  else mapfile -t COMPREPLY < <(compgen -W "{argument}" -f -- "$word"); fi', "}"])


def chooser_of(program):
    names = " ".join(command.words[-1] for command in program.commands)
    cases = [f'    {command.words[-1]}) _{"_".join(command.words)} "$@" ;;' for command in program.commands]
    return "\n".join([
        f"_{program.name}() {{",
        f"  if [ \"$COMP_CWORD\" -le 1 ]; then mapfile -t COMPREPLY < <(compgen -W '{names} --help' -- \"$2\"); return; fi",
        "  case ${COMP_WORDS[1]} in", *cases, "  esac", "}"])


def completion(program):
    parts = [f"# Completion of {program.name} for bash."]
    if any(map(takes_experiment, [program, *program.commands])):
        parts.append(EXPERIMENTS)
    parts += [function_of(command) for command in program.commands]
    parts.append(chooser_of(program) if program.commands else function_of(program))
    parts.append(f"complete -o filenames -F _{program.name} {program.name}")
    return "\n".join(parts) + "\n"

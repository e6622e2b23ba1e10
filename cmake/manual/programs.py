"""What there is to describe: each program asked for its options, and for the words above them in --help."""

import json
import subprocess
from dataclasses import dataclass, field

# The commands of bench that take the name of an experiment.
TAKES_EXPERIMENTS = {"run", "list"}


@dataclass
class Program:
    """`words` is how it is called: ["bench", "run"]. Options are as --list-options --json has them."""

    words: list
    summary: str
    usage: str
    options: list
    commands: list = field(default_factory=list)  # Programs of their own

    @property
    def name(self):
        return self.words[0]


def answer(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout


def head_of_help(*words):
    """What --help says before the options."""
    return answer(*words, "--help").split("\nOptions:\n")[0].strip()


def described(folder, name, summary):
    program = f"{folder}/{name}"
    options = json.loads(answer(program, "--list-options", "--json"))
    return Program([name], summary, head_of_help(program), options)


def described_bench(folder):
    program = f"{folder}/bench"
    commands = [Program(["bench", row["name"]], row["summary"], head_of_help(program, row["name"]), row["options"])
                for row in json.loads(answer(program, "--list-commands", "--json"))]
    options = [{"name": "help", "short": "h", "kind": "flag", "value": "", "help": "show the commands"}]
    return Program(["bench"], "measures how a server's dispatch matters", "usage: bench COMMAND [options]",
                   options, commands)


def all_programs(folder):
    return [described_bench(folder),
            described(folder, "dispatch_server", "a server whose strategy deals connections to threads"),
            described(folder, "loadgen", "sends HTTP requests and measures what came of them"),
            described(folder, "simulate", "runs experiments without sockets")]


def takes_experiment(program):
    return program.name == "simulate" or program.words[-1] in TAKES_EXPERIMENTS


def takes_folder(option):
    return option["kind"] == "text" and option.get("value") == "DIR"

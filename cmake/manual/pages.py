"""A page for man(1), section 1, in the macros of man(7)."""


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...").replace("–", "\\(en").replace("×", "\\(mu")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in text.split("\n"))


def option_lines(option):
    short = f"\\-{escaped(option['short'])}, " if "short" in option else ""
    value = f" \\fI{escaped(option['value'])}\\fR" if option["value"] else ""
    yield ".TP"
    yield f"\\fB{short}\\-\\-{escaped(option['name'])}\\fR{value}"
    yield escaped(option["help"])
    facts = []
    if option.get("choices"):
        facts.append("one of " + ", ".join(option["choices"]))
    if option.get("default") not in (None, False):
        facts.append(f"default {option['default']}")
    if facts:
        yield ".br"
        said = "; ".join(facts)
        yield escaped(f"{said[0].upper()}{said[1:]}.")


def as_it_stands(lines):
    return [".nf", escaped("\n".join(lines)), ".fi"]


def synopsis_and_description(usage):
    """What --help begins with: "usage: …", more of that indented, then what it does."""
    lines = usage.removeprefix("usage: ").split("\n")
    end = next((i for i, line in enumerate(lines) if i > 0 and not line.startswith("  ")), len(lines))
    return [line.strip() for line in lines[:end]], lines[end:]


def body_lines(program):
    synopsis, description = synopsis_and_description(program.usage)
    yield from as_it_stands([*synopsis, "", *description])
    for option in program.options:
        yield from option_lines(option)


def page(program, version):
    title = program.name.upper()
    synopsis, description = synopsis_and_description(program.usage)
    lines = [f'.TH "{title}" 1 "" "dispatchbench {version}" "dispatchbench"',
             ".SH NAME", f"{escaped(program.name)} \\- {escaped(program.summary)}",
             ".SH SYNOPSIS", *as_it_stands(synopsis)]
    if description:
        lines += [".SH DESCRIPTION", *as_it_stands(description)]
    if program.commands:
        lines.append(".SH COMMANDS")
        for command in program.commands:
            lines += [f'.SS "{escaped(" ".join(command.words))}"', escaped(command.summary) + ".", ".PP",
                      *body_lines(command)]
    lines.append(".SH OPTIONS")
    for option in program.options:
        lines += option_lines(option)
    lines += [".SH EXIT STATUS", "0: done; 1: something failed; 2: the command line was refused, and nothing started.",
              ".SH SEE ALSO", "bench(1), dispatch_server(1), loadgen(1), simulate(1)"]
    return "\n".join(lines) + "\n"

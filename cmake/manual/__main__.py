"""python3 -m manual BIN ROOT PREFIX VERSION: asks the programs in BIN, and writes below ROOT/PREFIX/share."""

import sys
from pathlib import Path

from . import bash, pages, zsh
from .programs import all_programs


def files_of(program, share, version):
    # Debian's zsh looks there for what packages bring, and below /usr/local for what others install.
    functions = "vendor-completions" if share.parent.name == "usr" else "site-functions"
    yield share / "man/man1" / f"{program.name}.1", pages.page(program, version)
    yield share / "bash-completion/completions" / program.name, bash.completion(program)
    yield share / "zsh" / functions / f"_{program.name}", zsh.completion(program)


def main(folder, root, prefix, version):
    for program in all_programs(folder):
        for file, text in files_of(program, Path(prefix) / "share", version):
            written = Path(root + str(file))
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(text)
            print(f"-- Generated: {written}")


main(*sys.argv[1:])

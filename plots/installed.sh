#!/bin/sh
# dispatchbench-plots RUN_DIR…: python3 -m plots of an installed dispatchbench, from any folder.
bin=$(dirname "$(readlink -f "$0")")
PYTHONPATH=$bin/../share/dispatchbench${PYTHONPATH:+:$PYTHONPATH}
export PYTHONPATH
# -P: or a folder "plots" where it is called would be taken for this one. -B: writes nothing there.
exec /usr/bin/python3 -P -B -m plots "$@"

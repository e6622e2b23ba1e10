#!/usr/bin/env bash
# briefly.sh SERVER [OPTION…]: a server that is told to end as soon as it would report.
# Whatever becomes of this script, the server does not outlive it.
setpriv --pdeathsig KILL "$@" &
# Its workers have SIGTERM blocked, so it is no longer the shell and waits for one; or it has ended.
until [[ "/proc/$!/exe" -ef "$1" ]] &&
  cat "/proc/$!/task/"*/status 2>/dev/null | grep -q '^SigBlk:.*[4-7c-f]...$' ||
  ! kill -0 "$!" 2>/dev/null; do sleep 0.01; done
kill "$!" 2>/dev/null
wait "$!"

#!/bin/sh
# in_namespace.sh HOST COMMAND…  is mpirun's remote shell (plm_rsh_agent) where network namespaces are
# the hosts. Each has a host name of its own, after which Open MPI's daemons name their folders in /tmp,
# and $SHIFTED_HOST a clock that is $SHIFT_SECONDS ahead.
host=$1
shift
if [ "$host" = "${SHIFTED_HOST:-}" ]; then
  exec ip netns exec "$host" unshare --uts --time --monotonic "$SHIFT_SECONDS" sh -c "hostname $host; $*"
fi
exec ip netns exec "$host" unshare --uts sh -c "hostname $host; $*"

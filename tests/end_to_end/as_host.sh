#!/bin/sh
# as_host.sh HOST COMMAND…  is a launcher where network namespaces are the hosts: the command, in that
# namespace and with that host name.
exec ip netns exec "$1" unshare --uts sh -c 'hostname "$0" && exec "$@"' "$@"

#!/bin/sh
# A throwaway PostgreSQL 15 cluster for tests, on 127.0.0.1 at a random port, with a random password.
#
#   tests/postgres.sh run COMMAND…    starts one, runs the command with INTERSESSION_TEST_POSTGRES set, removes it
#   tests/postgres.sh start FOLDER [SETTING…]  starts one in FOLDER (must not exist) and prints its URL
#   tests/postgres.sh stop FOLDER     stops it and removes FOLDER
#   tests/postgres.sh restart FOLDER  kills it without a clean stop (SIGQUIT) and starts it again
#
# initdb refuses to run as root; there the cluster runs as user postgres.
set -eu
umask 077

binaries=${INTERSESSION_POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
if [ ! -x "$binaries/initdb" ]; then
  echo "tests/postgres.sh: no PostgreSQL 15 in $binaries; install postgresql-15." >&2
  exit 1
fi

as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && exec setpriv --reuid postgres --regid postgres --init-groups "$@"); else "$@"; fi
}

launch() {
  as_owner "$binaries/pg_ctl" -D "$1/data" -l "$1/log" -w -t 60 -s start >/dev/null 2>&1
}

start() {
  folder=$1
  shift
  mkdir "$folder"
  folder=$(cd "$folder" && pwd)
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s\n' "$password" > "$folder/password"
  mkdir "$folder/socket"
  if [ "$(id -u)" = 0 ]; then chown -R postgres:postgres "$folder"; fi
  if ! as_owner "$binaries/initdb" -D "$folder/data" -U intersession --pwfile="$folder/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 > "$folder.initdb" 2>&1; then
    cat "$folder.initdb" >&2
    rm -rf "$folder" "$folder.initdb"
    exit 1
  fi
  rm -f "$folder.initdb"
  cat >> "$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder/socket'
max_connections = 200
autovacuum_naptime = 10s
log_min_messages = warning
SETTINGS
  for setting in "$@"; do echo "$setting" >> "$folder/data/postgresql.conf"; done
  tries=0
  while :; do
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 40000))
    echo "port = $port" >> "$folder/data/postgresql.conf"
    if launch "$folder"; then break; fi
    tries=$((tries + 1))
    if [ "$tries" -ge 10 ]; then
      cat "$folder/log" >&2
      rm -rf "$folder"
      exit 1
    fi
  done
  echo "postgresql://intersession:$password@127.0.0.1:$port/postgres"
}

stop() {
  as_owner "$binaries/pg_ctl" -D "$1/data" -m immediate -w -s stop || true
  rm -rf "$1"
}

case ${1:-} in
  start)
    shift
    start "$@"
    ;;
  stop) stop "$2" ;;
  restart)
    as_owner "$binaries/pg_ctl" -D "$2/data" -m immediate -w -s stop
    launch "$2"
    ;;
  run)
    shift
    base=$(mktemp -d "${TMPDIR:-/tmp}/intersession-postgres.XXXXXX")
    chmod 711 "$base"
    trap 'stop "$base/cluster"; rm -rf "$base"' EXIT
    trap 'exit 130' INT TERM
    INTERSESSION_TEST_POSTGRES=$(start "$base/cluster")
    export INTERSESSION_TEST_POSTGRES
    "$@"
    ;;
  *)
    echo "usage: tests/postgres.sh run COMMAND… | start FOLDER [SETTING…] | stop FOLDER | restart FOLDER" >&2
    exit 2
    ;;
esac

# Starts and ends the servers that ../peers, ../logs and ../bus compare. Sourced; needs $TEMP, $HUB, $KEPT or $ROOT and $IN,
# and JAVA17_HOME, JAVA25_HOME.
# Each server gets a loopback port of its own and a folder of its own under $TEMP, and is ended by its own pid.
# shellcheck shell=bash disable=SC2034,SC2154

declare -A PORT PID

jdk() { # the first JDK of that version in the usual place
  local d
  for d in /usr/lib/jvm/*"$1"*; do [ -x "$d/bin/java" ] && { echo "$d"; return; }; done
}

proto_of() {
  case $1 in nats) echo nats ;; inspircd) echo irc ;; hub*-json) echo json ;; hub* | kept*) echo plain ;; esac
}

# A port that nobody listens on, below the range that clients get theirs from.
free_port() {
  local p
  while :; do
    p=$((RANDOM % 12000 + 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo $p; return; }
  done
}

nats_config() {
  cat <<EOF
host: 127.0.0.1
port: $1
max_connections: 100000
max_pending: 1GB
write_deadline: "60s"
EOF
}

redis_config() {
  cat <<EOF
bind 127.0.0.1
port $1
dir $2
appendonly yes
appendfsync everysec
save ""
auto-aof-rewrite-percentage 0
EOF
}

inspircd_config() {
  cat <<EOF
<server name="irc.bench.test" description="bench" network="Bench">
<admin name="bench" nick="bench" email="bench@bench.test">
<bind address="127.0.0.1" port="$1" type="clients">
<connect name="all" allow="*" maxchans="100" timeout="300" pingfreq="1h" hardsendq="1G" softsendq="1G" recvq="1M"
         threshold="1000000000" commandrate="1000000000" fakelag="no" localmax="1000000" globalmax="1000000"
         maxconnwarn="no" resolvehostnames="no" useident="no" limit="1000000" modes="">
<performance netbuffersize="10240" somaxconn="4096" softlimit="1000000" clonesonconnect="no" quietbursts="yes">
<limits maxline="512">
<options defaultmodes="n" announcets="no">
<security userstats="" runasuser="" runasgroup="">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="$2/inspircd.log">
<pid file="$2/inspircd.pid">
<path datadir="$2" logdir="$2" runtimedir="$2">
EOF
}

# start SERVER [JVM-OPTION...]: sets PORT[SERVER] and PID[SERVER] and waits until it accepts, at most 30 s. The command in
# $HUB has to become the server (exec), not to start it, or its pid is not the server's.
start() {
  local s=$1 dir=$TEMP/$1 port root=()
  shift
  port=$(free_port)
  mkdir -p "$dir"
  case $s in
    nats)
      nats_config "$port" >"$dir/nats.conf"
      exec_logged "$dir" nats-server -c "$dir/nats.conf" ;;
    jetstream)
      { nats_config "$port"; printf 'jetstream { store_dir: "%s", max_file: 20GB }\n' "$dir/data"; } >"$dir/nats.conf"
      exec_logged "$dir" nats-server -c "$dir/nats.conf" ;;
    redis)
      mkdir -p "$dir/data"
      redis_config "$port" "$dir/data" >"$dir/redis.conf"
      exec_logged "$dir" redis-server "$dir/redis.conf" ;;
    inspircd)
      inspircd_config "$port" "$dir" >"$dir/inspircd.conf"
      [ "$(id -u)" != 0 ] || root=(--runasroot)
      exec_logged "$dir" inspircd --nofork --nopid "${root[@]}" --config "$dir/inspircd.conf" ;;
    zmqfwd) exec_logged "$dir" "$HERE/target/load/zmqfwd" "tcp://127.0.0.1:${IN[$s]}" "tcp://127.0.0.1:$port" ;;
    hub* | kept* | broker*)
      local home=$JAVA17_HOME
      [[ $s != *25* ]] || home=$JAVA25_HOME
      # The words of $HUB and $KEPT are a command line on purpose.
      local command="${HUB:-} --port $port"
      [[ $s != kept* ]] || command="$KEPT --hub-port $port --data $dir/data"
      [[ $s != broker* ]] || command="$ROOT/thiscord broker --in-port ${IN[$s]} --out-port $port --replay-port 0"
      # shellcheck disable=SC2086
      JAVA_HOME=$home PATH=$home/bin:$PATH THISCORD_JAVA_OPTS="$*" exec_logged "$dir" $command ;;
  esac
  PORT[$s]=$port
  for ((i = 0; i < 300; i++)); do
    kill -0 "${PID[$s]}" 2>/dev/null || break
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
    sleep 0.1
  done
  echo "peers: $s did not start; its last words:" >&2
  tail -n 5 "$dir/out" >&2
  exit 4
}

exec_logged() {
  local dir=$1
  shift
  "$@" >"$dir/out" 2>&1 </dev/null &
  PID[$s]=$!
}

stop() {
  local s=$1 pid=${PID[$1]:-}
  [ -n "$pid" ] || return 0
  kill "$pid" 2>/dev/null
  for ((i = 0; i < 50; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  unset "PID[$s]"
}

stop_all() {
  local s
  for s in "${!PID[@]}"; do stop "$s"; done
}

# Sourced by ./faultline. A rehearsal of some checks, of a proxy and of a mount teaches the JVM which classes they need and which code is hot; it
# keeps that in a file beside the jars, and what follows starts in about half the time.
# shellcheck shell=sh disable=SC2154

# What links, monkeys and mounts need to call the system, and proxies to end the pacing of sockets. The JVM makes full use of a class cache only
# with the flags that it was made with, so all commands that run no world get them.
native_access='--enable-native-access=ALL-UNNAMED --add-exports java.base/sun.nio.ch=ALL-UNNAMED'

# Sets class_cache to the file of this JDK for the build in folder $1. The JVM itself compares the file with the jars.
name_class_cache() {
  class_cache=$(cksum <"$jdk/release") || return 1
  class_cache=$1/check-${class_cache%% *}.aot
}

# Makes the file for the build in folder $1, unless it is there or somebody makes it. An empty file says that somebody began: it stays
# when the rehearsal fails or is killed, and checks go without from then on. Nothing here is an error.
rehearse() {
  name_class_cache "$1" || return 0
  # Only one process can create the file.
  (set -C && : >"$class_cache") 2>/dev/null || return 0
  fresh_cache=$class_cache.$$
  # shellcheck disable=SC2086
  if "$jdk/bin/java" $native_access -XX:AOTCacheOutput="$fresh_cache" -cp "$1/faultline.jar:$1/lib/*" dev.faultline.cli.Rehearsal \
    </dev/null >/dev/null 2>&1 && [ -s "$fresh_cache" ]; then
    mv -f "$fresh_cache" "$class_cache"
  fi
  rm -f "$fresh_cache" "$fresh_cache.config"
}

# Whether some of the arguments are files, and all of these are short. Short histories are decided before the second compiler's code
# would pay for the core that the compiler takes meanwhile, and need little memory at a time: to use the same again is faster than to
# get more from the system. Where stat is another one than GNU's, nothing counts as short.
only_short_files() {
  stat -L -c %s -- "$@" 2>/dev/null | {
    files=none
    while read -r size; do
      [ "$size" -le 131072 ] || exit 1
      files=short
    done
    [ $files = short ]
  }
}

# Whether the arguments begin a command that runs no world, or ask one that does for its help. What is no command is refused, and needs
# no agent for that.
runs_no_world() {
  case ${1:-} in
    detectors | diff | explore | replay | shrink)
      for word; do
        case $word in -h | --help | -V | --version) return 0 ;; esac
      done
      false
      ;;
    *) true ;;
  esac
}

# Whether the arguments begin a command whose worlds are most often over before the second compiler's code would pay for the core that it takes
# meanwhile: one run again, or a first look at a target of the distribution, which ends at the first violation. Whoever asks for more gets both compilers.
runs_few_worlds() {
  case ${1:-} in
    replay | diff) return 0 ;;
    explore) ;;
    *) return 1 ;;
  esac
  few=true
  before=
  for word; do
    [ "$before" != --worlds ] || word=--worlds=$word
    case $word in
      --worlds=100 | --worlds=[0-9] | --worlds=[0-9][0-9] | --worlds) ;;
      --worlds=* | --all | --time* | --strategy* | --resume* | --max-events* | --topology* | --plan* | --ignore* | --known*) few=false ;;
      -cp* | --classpath*) few=false ;;
    esac
    before=$word
  done
  $few
}

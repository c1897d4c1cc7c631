# Sourced by ./faultline and ./verify. find_jdk sets jdk to the home of a JDK 25, or explains and returns 1.
# shellcheck shell=sh

# Is $1 the home of a JDK 25? Reads its release file, so that no JVM has to start.
is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value || [ -n "$key" ]; do
    if [ "$key" = JAVA_VERSION ]; then
      case $value in
        '"25"'* | '"25.'* | '"25-'* | '"25+'*) return 0 ;;
        *) return 1 ;;
      esac
    fi
  done <"$1/release"
  return 1
}

# Prints the home of the java that PATH finds, through any symbolic links.
home_of_java_on_path() {
  on_path=$(command -v java) || return 1
  on_path=$(readlink -f "$on_path") || return 1
  printf '%s\n' "${on_path%/bin/java}"
}

# One pattern a line. FAULTLINE_JDK_PLACES replaces the list, for a JDK that lives elsewhere.
usual_places() {
  if [ -n "${FAULTLINE_JDK_PLACES+set}" ]; then
    printf '%s\n' "$FAULTLINE_JDK_PLACES"
    return
  fi
  home=${HOME:-}
  cat <<END
/usr/lib/jvm/*
/usr/lib64/jvm/*
/usr/java/*
/usr/local/java/*
/usr/local/jdk*
/opt/*
/opt/java/*
/opt/jdk/*
$home/.sdkman/candidates/java/*
$home/.jdks/*
$home/.gradle/jdks/*
$home/.asdf/installs/java/*
$home/.local/share/mise/installs/java/*
/Library/Java/JavaVirtualMachines/*/Contents/Home
$home/Library/Java/JavaVirtualMachines/*/Contents/Home
/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
/home/linuxbrew/.linuxbrew/opt/openjdk*/libexec
END
}

find_jdk() {
  if [ -n "${FAULTLINE_JAVA_HOME:-}" ]; then
    jdk=$FAULTLINE_JAVA_HOME
    is_jdk_25 "$jdk" && return 0
    echo "faultline: FAULTLINE_JAVA_HOME ($jdk) is not the home of a JDK 25" >&2
    return 1
  fi
  jdk=${JAVA_HOME:-}
  [ -n "$jdk" ] && is_jdk_25 "$jdk" && return 0
  jdk=$(home_of_java_on_path) && is_jdk_25 "$jdk" && return 0

  # Splitting at line ends only keeps a home directory with a space in its name whole.
  saved_ifs=$IFS
  IFS='
'
  for jdk in $(usual_places); do
    if is_jdk_25 "$jdk"; then
      IFS=$saved_ifs
      return 0
    fi
  done
  IFS=$saved_ifs

  {
    echo "faultline: no JDK 25 found. Install one, or name its home in FAULTLINE_JAVA_HOME (not set). Searched:"
    echo "  JAVA_HOME (${JAVA_HOME:-not set})"
    echo "  java on PATH ($(command -v java || echo none))"
    usual_places | sed 's/^/  /'
  } >&2
  jdk=
  return 1
}

# Keeps a JDK 25 from warning about what Maven's own libraries do.
# shellcheck disable=SC2034
quiet_maven='--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED'

# Fails with advice unless Maven is there.
need_maven() {
  command -v mvn >/dev/null && return 0
  echo "faultline: Maven (mvn) is not on PATH, and it builds Faultline. Install it, for example:" >&2
  echo "  apt-get install maven    or    brew install maven    or    sdk install maven" >&2
  return 1
}

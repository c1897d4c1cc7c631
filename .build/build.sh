# Sourced by ./faultline, which sets root and jdk. stale asks whether to build; build does it.
# shellcheck shell=sh disable=SC2154

# Every build is published as a folder of its own, and target/dist/current points to the newest.
dist_root=$root/target/dist

# Is any product source newer than the moment at which the current build began? Folders count too: their times change
# when a file in them is deleted or renamed.
stale() {
  [ -f "$dist_root/current/began" ] || return 0
  newer=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$dist_root/current/began" -print | head -n 1)
  [ -n "$newer" ]
}

build() {
  need_maven || return 1
  mkdir -p "$dist_root"
  # Closing descriptor 9, at the latest when this process ends or becomes the JVM, gives the lock back.
  exec 9>"$dist_root/lock"
  if command -v flock >/dev/null && ! flock -n 9; then
    echo "faultline: waiting for another build to finish" >&2
    flock 9
  fi
  if ! stale; then
    exec 9>&-
    return 0
  fi

  if [ -e "$dist_root/current" ]; then
    echo "faultline: building, because ${newer#"$root"/} changed" >&2
  else
    echo "faultline: building for the first time (a minute or two when Maven has to fetch the libraries)" >&2
  fi
  fresh=$dist_root/$(date +%Y%m%d-%H%M%S)-$$
  mkdir "$fresh"
  : >"$fresh/began"
  log=$dist_root/build.log
  if ! JAVA_HOME=$jdk MAVEN_OPTS="${MAVEN_OPTS:-} $quiet_maven" mvn -q -B -ntp -f "$root/pom.xml" -pl cli -am package \
    -Dmaven.test.skip=true -Dcyclonedx.skip=true </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    echo "faultline: the build failed; its output is above and in $log" >&2
    rm -rf "$fresh"
    return 1
  fi
  cp -R "$root/cli/target/faultline.jar" "$root/cli/target/lib" "$root/cli/target/share" "$fresh/"
  rehearse "$fresh"
  publish "$fresh"
  exec 9>&-
}

# Points current to $1 in one step, and deletes all builds but that one and the one before, which may still be running.
publish() {
  before=$(cd -P "$dist_root/current" 2>/dev/null && pwd) || before=
  rm -f "$dist_root/next"
  ln -s "${1##*/}" "$dist_root/next"
  mv -T "$dist_root/next" "$dist_root/current" 2>/dev/null || mv -h "$dist_root/next" "$dist_root/current"
  for old in "$dist_root"/*/; do
    old=${old%/}
    [ -L "$old" ] || [ "$old" = "$1" ] || [ "$old" = "$before" ] || rm -rf "$old"
  done
}

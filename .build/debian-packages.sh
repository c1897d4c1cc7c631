# Sourced by ./verify.
# shellcheck shell=sh

# Prints the lines of the list $1 whose command is not there.
missing_packages() {
  while read -r package command skipped; do
    case $package in '' | '#'*) continue ;; esac
    command -v "$command" >/dev/null || printf '%s %s %s\n' "$package" "$command" "$skipped"
  done <"$1"
}

# Installs what is missing from the list $1 if this is root on Debian; otherwise says what will be skipped.
install_debian_packages() {
  missing=$(missing_packages "$1")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    names=$(printf '%s\n' "$missing" | cut -d' ' -f1 | tr '\n' ' ')
    echo "faultline: installing $names" >&2
    # shellcheck disable=SC2086
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $names; } \
      </dev/null >&2 || echo "faultline: apt-get failed" >&2
    missing=$(missing_packages "$1")
  fi
  [ -n "$missing" ] || return 0
  printf '%s\n' "$missing" | while read -r package command skipped; do
    echo "faultline: no $command (Debian package $package), so these tests are skipped: $skipped" >&2
  done
}

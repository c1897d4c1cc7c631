#!/bin/sh
# What Maven Central takes of a release: .build/release.sh VERSION URL SCM DEVELOPER [ARGUMENTS OF MAVEN]
#
# Builds the committed state in a copy whose files say the version, the project's address, its repository and who
# answers for it: a published pom has to say all that itself, and what -D says is in no pom.
set -eu
root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
. "$root/.build/find-jdk.sh"

fail() {
  echo "release: $*" >&2
  exit 2
}

[ $# -ge 4 ] || fail "expected VERSION URL SCM DEVELOPER, such as 1.0.0 https://example.org https://example.org/it.git 'A Name'"
version=$1 url=$2 scm=$3 developer=$4
shift 4
case $version in
  *-SNAPSHOT | *[!0-9A-Za-z.-]* | '') fail "$version is no version of a release, such as 1.0.0" ;;
esac
for address in "$url" "$scm"; do
  case $address in
    https://?*) ;;
    *) fail "$address is no address: it has to begin with https://" ;;
  esac
done
case $url$scm$developer in
  *[\<\>\&\|\\]*) fail "the addresses and the name may have none of < > & | \\" ;;
esac
[ -n "$developer" ] || fail "who answers for the release? The developer's name is empty"
find_jdk || exit 4
need_maven || exit 4

copy=${FAULTLINE_RELEASE_DIR:-$root/target/release}
rm -rf "$copy"
mkdir -p "$copy"
git -C "$root" archive HEAD | tar -x -C "$copy"
snapshot=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$root/pom.xml")
for pom in "$copy"/pom.xml "$copy"/*/pom.xml; do
  sed -e "s|<version>$snapshot</version>|<version>$version</version>|" \
    -e "s|\${faultline.release.url}|$url|; s|\${faultline.release.scm}|$scm|" \
    -e "s|\${faultline.release.developer}|$developer|" \
    -e "s|<faultline.release.url/>|<faultline.release.url>$url</faultline.release.url>|" \
    -e "s|<faultline.release.scm/>|<faultline.release.scm>$scm</faultline.release.scm>|" \
    -e "s|<faultline.release.developer/>|<faultline.release.developer>$developer</faultline.release.developer>|" \
    "$pom" >"$pom.new"
  mv "$pom.new" "$pom"
done

echo "release: $version with $jdk; the result will be in $copy/target/staging" >&2
exec env JAVA_HOME="$jdk" MAVEN_OPTS="${MAVEN_OPTS:-} $quiet_maven" mvn -B -ntp -f "$copy/pom.xml" -Prelease deploy \
  -DskipTests "-DaltDeploymentRepository=staging::file://$copy/target/staging" "$@"

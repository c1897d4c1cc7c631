# Sourced by ./faultline, for campaigns on Apache Spark (docs/scale.md). Spark is no part of a usual build: the first such campaign has Maven
# fetch it and builds the module explore-spark, unless SPARK_HOME names a Spark 4.2.
# shellcheck shell=sh disable=SC2154

# Whether the arguments ask for the engine spark.
on_spark() {
  before=
  for word; do
    case $before$word in --engine=spark | --enginespark) return 0 ;; esac
    before=
    [ "$word" != --engine ] || before=$word
  done
  false
}

# Whether folder $1 is the home of a Spark 4.2.
is_spark() {
  for core in "$1"/jars/spark-core_2.13-4.2*.jar; do
    [ ! -f "$core" ] || return 0
  done
  false
}

# Sets SPARK_HOME, and puts faultline-explore-spark.jar into the build in folder $1.
prepare_spark() {
  if [ -n "${SPARK_HOME:-}" ] && ! is_spark "$SPARK_HOME"; then
    echo "faultline: SPARK_HOME ($SPARK_HOME) has no jars/spark-core_2.13-4.2*.jar; set it to a Spark 4.2, or unset it" >&2
    return 2
  fi
  fetched=$root/explore-spark/target/spark
  if [ ! -f "$1/faultline-explore-spark.jar" ] || { [ -z "${SPARK_HOME:-}" ] && ! is_spark "$fetched"; }; then
    build_spark "$1" || return $?
  fi
  SPARK_HOME=${SPARK_HOME:-$fetched}
  SPARK_SCALA_VERSION=2.13
  export SPARK_HOME SPARK_SCALA_VERSION
}

build_spark() {
  need_maven || return 4
  echo "faultline: building the engine spark (some minutes when Maven has to fetch Spark)" >&2
  if ! JAVA_HOME=$jdk MAVEN_OPTS="${MAVEN_OPTS:-} $quiet_maven" mvn -q -B -ntp -f "$root/pom.xml" -pl explore-spark -am package \
    -Dmaven.test.skip=true -Dcyclonedx.skip=true </dev/null >"$dist_root/spark.log" 2>&1; then
    cat "$dist_root/spark.log" >&2
    echo "faultline: the engine spark could not be built; the output is above and in $dist_root/spark.log" >&2
    return 2
  fi
  # In one step, so that nobody starts with half of it.
  cp "$root/explore-spark/target/faultline-explore-spark.jar" "$1/explore-spark.$$" &&
    mv -f "$1/explore-spark.$$" "$1/faultline-explore-spark.jar" || return 2
}

# What Spark's own launcher gives the JVM of a driver.
spark_flags() {
  for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
    java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.util.calendar; do
    printf '%s ' "--add-opens=java.base/$package=ALL-UNNAMED"
  done
  printf '%s ' --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Dio.netty.tryReflectionSetAccessible=true
}

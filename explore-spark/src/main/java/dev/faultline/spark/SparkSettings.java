package dev.faultline.spark;

import dev.faultline.agent.Agent;
import dev.faultline.explore.EngineProvider.Setup;
import dev.faultline.explore.UsageException;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.package$;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.jspecify.annotations.Nullable;

/** What Spark is told: where it runs, with which JVMs, and what it ships. */
final class SparkSettings {
  /** Where Faultline lies on executors of other machines, if a setting does not say otherwise. */
  static final String HOME = "spark.faultline.home";

  private static final String DEFAULT_HOME = "/opt/faultline";

  private static final Pattern MASTER =
      Pattern.compile(
          "local|local\\[(N|\\*)(,N)?]|local-cluster\\[N,N,N]|spark://.+:\\d+.*|k8s://.+|yarn"
              .replace("N", "[1-9]\\d{0,5}"));

  private SparkSettings() {}

  /**
   * The settings of Spark, with the user's own over all others.
   *
   * @param jars of the user, which Spark ships
   * @throws UsageException when there is no such master
   */
  static SparkConf of(Setup setup, List<Path> jars) {
    String master = setup.master();
    if (!MASTER.matcher(master).matches()) {
      throw new UsageException(
          "the master is '"
              + master
              + "', expected local[N], local-cluster[EXECUTORS,CORES,MEGABYTES], spark://HOST:PORT,"
              + " k8s://URL or yarn");
    }
    SparkConf conf = new SparkConf(false);
    conf.setMaster(master).setAppName("faultline");
    conf.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false");
    // An executor that dies is no fault of the range that it was at.
    conf.set("spark.task.maxFailures", "8");
    // Of a range that takes much longer than others did, a second copy runs elsewhere.
    conf.set("spark.speculation", "true");
    conf.set("spark.speculation.multiplier", "3");
    conf.set("spark.speculation.task.duration.threshold", "180s");
    if (!jars.isEmpty()) {
      conf.set("spark.jars", jars.stream().map(Path::toString).collect(Collectors.joining(",")));
    }
    boolean here = master.startsWith("local");
    if (here) {
      conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1");
    }
    String home = setup.settings().getOrDefault(HOME, DEFAULT_HOME);
    conf.set("spark.executor.extraClassPath", here ? ownClassPath() : classPath(home));
    conf.set("spark.executor.extraJavaOptions", flags(here, home));
    setup.settings().forEach(conf::set);
    requireReadable(setup, conf);
    return conf;
  }

  /**
   * That Spark can read the settings of the user that it knows: else it finds out when it has
   * started, or on a worker.
   *
   * @throws UsageException when it cannot
   */
  private static void requireReadable(Setup setup, SparkConf conf) {
    // Registers what Spark knows.
    Object all = package$.MODULE$;
    for (String key : new TreeSet<>(setup.settings().keySet())) {
      ConfigEntry<?> entry = ConfigEntry.findEntry(key);
      try {
        if (all != null && entry != null) {
          conf.get(entry);
        }
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            "Spark cannot read the setting " + key + "=" + conf.get(key) + ": " + Reasons.of(e), e);
      }
    }
  }

  /** The flags of executors' JVMs: those of the launcher. Spark adds its own. */
  private static String flags(boolean here, String home) {
    List<String> flags = new ArrayList<>();
    flags.add("-XX:-OmitStackTraceInFastThrow");
    flags.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    String agent = here ? agentHere() : home + "/agent.jar";
    if (agent != null) {
      flags.add("-javaagent:" + agent);
    }
    return String.join(" ", flags);
  }

  /** The agent of this JVM, or null where it has none. */
  private static @Nullable String agentHere() {
    if (!Agent.isPresent()) {
      return null;
    }
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("-javaagent:")) {
        return Path.of(flag.substring("-javaagent:".length())).toAbsolutePath().toString();
      }
    }
    try {
      return Path.of(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where is the agent's jar?", e);
    }
  }

  private static String classPath(String home) {
    return String.join(
        ":", home + "/faultline.jar", home + "/lib/*", home + "/faultline-explore-spark.jar");
  }

  /** The class path of this JVM, but for Spark's own jars, which executors have already. */
  private static String ownClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * That this Spark knows Kubernetes or YARN, where it is to run there: the one that the build
   * fetches does not.
   *
   * @throws UsageException when it does not
   */
  static void requireManager(String master) {
    boolean outside = master.startsWith("k8s://") || master.equals("yarn");
    if (outside
        && ServiceLoader.load(ExternalClusterManager.class).stream()
            .noneMatch(manager -> manager.get().canCreate(master))) {
      throw new UsageException(
          "this Spark knows no "
              + (master.equals("yarn") ? "YARN" : "Kubernetes")
              + ", which master "
              + master
              + " needs: set SPARK_HOME to a whole distribution of Spark 4.2");
    }
  }

  /**
   * Where Spark lies, for {@code local-cluster}, whose executors are started from there.
   *
   * @throws UsageException when there is nothing
   */
  static void requireHome(String master) {
    String home = System.getenv("SPARK_HOME");
    if (master.startsWith("local-cluster")
        && (home == null || !Files.isDirectory(Path.of(home, "jars")))) {
      throw new UsageException(
          "master local-cluster starts JVMs from SPARK_HOME, which is "
              + (home == null ? "not set" : "'" + home + "' and has no folder jars")
              + "; set it to a Spark 4.2, or start through ./faultline, which does");
    }
  }
}

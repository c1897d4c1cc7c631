package dev.faultline.cli;

import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which engine does the work, and what it is told. */
final class SparkOptions {
  private static final String LOCAL = "local";

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = LOCAL,
      description =
          "Where the work is done: 'local', this machine; or 'spark', the executors of Apache"
              + " Spark, with the same result (docs/scale.md).")
  private String engine = LOCAL;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "With --engine spark: local[N], local-cluster[EXECUTORS,CORES,MEGABYTES],"
              + " spark://HOST:PORT, k8s://URL or yarn (default: local[*]).")
  private @Nullable String master;

  @Option(
      names = "--spark-conf",
      paramLabel = "KEY=VALUE",
      parameterConsumer = OncePerKey.class,
      description = "With --engine spark: a setting of Spark's own. Repeatable.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /**
   * Whether another engine than the local one does it.
   *
   * @throws UsageException when there are options of another one
   */
  boolean elsewhere() {
    if (engine.equals(LOCAL) && (master != null || !settings.isEmpty())) {
      throw new UsageException(
          (master != null ? "--master" : "--spark-conf")
              + " is for another engine than the local one; add --engine spark");
    }
    return !engine.equals(LOCAL);
  }

  /** The engine of this JVM. */
  Engine local(CampaignPlan plan) {
    return Engine.local(plan);
  }

  /**
   * The other engine, which is to be closed.
   *
   * @throws UsageException when there is none of that name, or it does not start
   */
  Engine open(List<Path> classPath, Consumer<String> told) {
    try {
      for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
        if (provider.name().equals(engine)) {
          return provider.open(
              new EngineProvider.Setup(
                  master == null ? "local[*]" : master, settings, classPath, told));
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new UsageException("engine '" + engine + "' cannot be loaded: " + e.getMessage(), e);
    }
    throw new UsageException(
        engine.equals("spark")
            ? "the engine spark is not here, since it is not part of the default distribution:"
                + " start through ./faultline of a clone, whose Maven fetches it, or put"
                + " faultline-explore-spark.jar and the jars of a Spark 4.2 on the class path"
                + " (docs/scale.md)"
            : "there is no engine '" + engine + "'; expected local or spark");
  }
}

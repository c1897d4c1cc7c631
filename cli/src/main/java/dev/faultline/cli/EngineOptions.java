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

/** Where the worlds of a campaign run. */
final class EngineOptions {
  private static final String LOCAL = "local";

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = LOCAL,
      description =
          "Where worlds run: 'local', this machine; or 'spark', the executors of Apache Spark, with"
              + " the same result (docs/scale.md).")
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

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "Keep in this file how far the campaign is, and go on from there when it exists. With"
              + " --engine spark also an address of Hadoop's file systems, such as hdfs: or s3a:.")
  private @Nullable String resume;

  /** The file that keeps how far a campaign is, or null. */
  @Nullable String resume() {
    return resume;
  }

  /**
   * The engine, which is to be closed.
   *
   * @throws UsageException when there is none of that name, or it does not start
   */
  Engine open(CampaignPlan plan, List<Path> classPath, Consumer<String> told) {
    if (engine.equals(LOCAL)) {
      if (master != null || !settings.isEmpty()) {
        throw new UsageException(
            (master != null ? "--master" : "--spark-conf")
                + " is for another engine than the local one; add --engine spark");
      }
      return Engine.local(plan);
    }
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
            ? "the engine spark is not here, since it is no part of the default distribution: start"
                + " through ./faultline of a clone, whose Maven fetches it, or put"
                + " faultline-explore-spark.jar and the jars of a Spark 4.2 on the class path"
                + " (docs/scale.md)"
            : "there is no engine '" + engine + "'; expected local or spark");
  }
}

package dev.faultline.spark;

import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider;
import dev.faultline.explore.UsageException;

/** Makes the engine {@code spark}. */
public final class SparkEngineProvider implements EngineProvider {
  @Override
  public String name() {
    return "spark";
  }

  @Override
  public Engine open(Setup setup) {
    try {
      return SparkEngine.open(setup);
    } catch (NoClassDefFoundError e) {
      throw new UsageException(
          "faultline-explore-spark.jar is on the class path, but Spark is not ("
              + e.getMessage()
              + " is missing): put the jars of a Spark 4.2 beside it (docs/scale.md)",
          e);
    }
  }
}

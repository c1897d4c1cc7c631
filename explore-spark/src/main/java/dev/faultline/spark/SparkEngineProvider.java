package dev.faultline.spark;

import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider;

/** Makes the engine {@code spark}. */
public final class SparkEngineProvider implements EngineProvider {
  @Override
  public String name() {
    return "spark";
  }

  @Override
  public Engine open(Setup setup) {
    return SparkEngine.open(setup);
  }
}

package dev.faultline.linkworld;

import dev.faultline.core.Env;
import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.storage.Storage;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Links with endpoints that applications cannot make: those with planted mistakes. */
public final class PlantedLinks {
  private PlantedLinks() {}

  /**
   * A link on an endpoint that the test makes.
   *
   * @param durable whether the endpoint gets a storage on the node's store; else null
   * @param longestSync a sync, and the news of it, take so long at most, each
   */
  public static EnvLink open(
      Env env,
      LinkOptions options,
      boolean durable,
      Duration longestSync,
      Function<@Nullable Storage, Endpoint> endpoints) {
    return new EnvLink(
        env, options, longestSync, durable ? new EnvStorage(env.store()) : null, null, endpoints);
  }
}

package dev.faultline.spark;

import dev.faultline.explore.campaign.Levels.Tried;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a partition has tried of one level of a search, which stays with the executors.
 *
 * @param told what of it goes to the driver
 */
record LevelReply(Tried tried, Told told) implements Serializable {
  /**
   * For the driver.
   *
   * @param executor Spark's name of it
   * @param host where it is
   * @param machine which JVM it is, for people
   * @param bytes for the search
   * @param shipped how many bytes go from there to other partitions
   * @param refusal why it does not run these worlds, in one line, or null
   * @param nanos that it took
   */
  record Told(
      String executor,
      String host,
      String machine,
      byte[] bytes,
      long shipped,
      @Nullable String refusal,
      long nanos)
      implements Serializable {}
}

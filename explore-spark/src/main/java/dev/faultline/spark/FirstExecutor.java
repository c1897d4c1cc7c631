package dev.faultline.spark;

import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first executor. Spark itself asks for executors for ever, also where none of them
 * can start, and says nothing. Not thread-safe.
 */
final class FirstExecutor {
  /** Says how long to wait for the first executor, in seconds. */
  static final String SETTING = "spark.faultline.wait";

  /** After which one line says that none has come yet. */
  private static final Duration SAY = Duration.ofSeconds(20);

  private final String master;
  private final Duration patience;
  private final LongSupplier nanos;
  private final IntSupplier registered;
  private final Consumer<String> told;
  private final long begun;
  private boolean said;
  private boolean there;

  /**
   * Begins to wait.
   *
   * @param nanos the time
   * @param registered how many executors have registered with the driver
   * @param told takes lines for people
   */
  FirstExecutor(
      String master,
      Duration patience,
      LongSupplier nanos,
      IntSupplier registered,
      Consumer<String> told) {
    this.master = master;
    this.patience = patience;
    this.nanos = nanos;
    this.registered = registered;
    this.told = told;
    this.begun = nanos.getAsLong();
  }

  /**
   * Looks whether one has come.
   *
   * @throws UsageException when it is too late for that
   */
  void look() {
    there = there || registered.getAsInt() > 0;
    if (there) {
      return;
    }
    long waited = nanos.getAsLong() - begun;
    if (waited >= patience.toNanos()) {
      throw new UsageException(
          "no executor has registered within " + patience.toSeconds() + " s: " + reasons());
    }
    if (!said && waited >= SAY.toNanos()) {
      said = true;
      told.accept("spark: no executor has registered yet; waiting: " + reasons());
    }
  }

  private String reasons() {
    return "the cluster of "
        + master
        + " has no room, or executors cannot start (each needs a JDK 25 and Faultline, see "
        + SparkSettings.HOME
        + "); the logs of its workers say which; --spark-conf "
        + SETTING
        + "=SECONDS waits longer";
  }

  /**
   * How long to wait, by default as long as such a cluster takes at most to start an executor:
   * others than a standalone one may have to fetch an image, or to wait for their turn.
   *
   * @param given the setting, or null
   * @throws UsageException when it is no number of seconds
   */
  static Duration patience(String master, @Nullable String given) {
    if (given != null) {
      try {
        return Duration.ofSeconds(Integer.parseInt(given));
      } catch (NumberFormatException e) {
        throw new UsageException(
            SETTING + " is '" + given + "', expected a whole number of seconds", e);
      }
    }
    return master.startsWith("spark://") ? Duration.ofSeconds(28) : Duration.ofMinutes(5);
  }
}

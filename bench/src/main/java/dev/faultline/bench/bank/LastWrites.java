package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Registers in which the write with the highest stamp stays. */
final class LastWrites {
  private LastWrites() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "last write wins by skewed clocks",
            "Kingsbury: Jepsen: Cassandra (2013); Kleppmann: DDIA, 8.3",
            (stage, planted) -> lastWrite(stage, planted ? env -> env.clock().wallNanos() : null)),
        new Planted(
            "last write wins by monotonic clocks",
            "System.nanoTime, Javadoc: values of two JVMs cannot be compared",
            (stage, planted) -> lastWrite(stage, planted ? Env::nanoTime : null)));
  }

  private record Stamped(long stamp, long started) {}

  private interface Stamp {
    long of(Env env);
  }

  /**
   * Two writers; a write that was acknowledged before another began must not be the one that stays.
   *
   * @param clock that stamps writes; null where the server counts them
   */
  private static void lastWrite(Stage stage, @Nullable Stamp clock) {
    long[] begun = {0};
    long[] highestAcknowledged = {0};
    Stamped[] kept = {new Stamped(Long.MIN_VALUE, 0)};
    Address server =
        stage.client(
            "srv",
            new Node() {
              @Override
              public void start(Env env) {}

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Stamped written) {
                  if (clock == null
                      ? written.started() > kept[0].started()
                      : written.stamp() > kept[0].stamp()) {
                    kept[0] = written;
                  }
                  env.send(from, written);
                }
              }
            });
    stage.nodes(
        2,
        "w",
        () ->
            new Node() {
              private long waitsFor;
              private long acknowledgedBefore;

              @Override
              public void start(Env env) {
                env.timer((5 + env.random().nextInt(30)) * 1_000_000L, "write");
              }

              @Override
              public void timer(Env env, Object tag) {
                waitsFor = ++begun[0];
                acknowledgedBefore = highestAcknowledged[0];
                env.send(server, new Stamped(clock == null ? 0 : clock.of(env), waitsFor));
                start(env);
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Stamped(var stamp, var started) && started == waitsFor) {
                  waitsFor = 0;
                  stage.require(
                      kept[0].started() >= started || kept[0].started() > acknowledgedBefore,
                      "write "
                          + started
                          + " was acknowledged, and "
                          + kept[0].started()
                          + ", which was over before it began, has stayed");
                  highestAcknowledged[0] = Math.max(highestAcknowledged[0], started);
                }
              }
            });
  }
}

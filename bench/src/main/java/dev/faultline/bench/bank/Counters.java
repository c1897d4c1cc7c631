package dev.faultline.bench.bank;

import dev.faultline.bench.bank.Caller.Answer;
import dev.faultline.bench.bank.Caller.Ask;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A counter in a register whose newest value wins, with two nodes that take turns adding to it. */
final class Counters {
  private Counters() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "counter in a register that skewed clocks decide",
            "Kingsbury: Jepsen: Cassandra (2013); Shapiro et al.: A comprehensive study of"
                + " Convergent and Commutative Replicated Data Types (2011), 3.1 and 3.2.1",
            Counters::lastWriteWins));
  }

  private record Get(long request) {}

  private record Got(long request, Count count) {}

  private record Put(long request, Count count) {}

  private record Kept(long request) {}

  private record Count(long value, long stamp) {}

  /**
   * The client asks for one more only when it knows what became of the one before, or has given it
   * up; so what was acknowledged is in what the next one reads.
   */
  private static void lastWriteWins(Stage stage, boolean planted) {
    long[] acknowledged = {0};
    Address register =
        stage.client(
            "register",
            new Node() {
              private Count newest = new Count(0, Long.MIN_VALUE);

              @Override
              public void start(Env env) {}

              @Override
              public void receive(Env env, Address from, Object message) {
                switch (message) {
                  case Get(var request) -> {
                    stage.require(
                        newest.value() >= acknowledged[0],
                        acknowledged[0]
                            + " were added and acknowledged, and the counter stands at "
                            + newest.value());
                    env.send(from, new Got(request, newest));
                  }
                  case Put(var request, var count) -> {
                    if (count.stamp() > newest.stamp()) {
                      newest = count;
                    }
                    env.send(from, new Kept(request));
                  }
                  default -> {}
                }
              }
            });
    List<Address> adding =
        stage.nodes(
            2,
            "n",
            () ->
                new Node() {
                  private @Nullable Ask pending;
                  private @Nullable Address asking;
                  private long request;

                  @Override
                  public void start(Env env) {
                    // No answer to an earlier life counts.
                    request = 1_000_000L * env.incarnation();
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    switch (message) {
                      case Ask ask -> {
                        pending = ask;
                        asking = from;
                        env.send(register, new Get(++request));
                      }
                      case Got(var asked, var count) when asked == request -> {
                        long stamp = planted ? env.clock().wallNanos() : count.stamp() + 1;
                        env.send(register, new Put(++request, new Count(count.value() + 1, stamp)));
                      }
                      case Kept(var asked) -> {
                        Ask ask = pending;
                        Address client = asking;
                        if (asked == request && ask != null && client != null) {
                          env.send(client, new Answer(ask.id(), "added"));
                          pending = null;
                        }
                      }
                      default -> {}
                    }
                  }
                });
    boolean[] second = {false};
    stage.client(
        "client",
        new Caller(
            env -> adding.get((second[0] = !second[0]) ? 1 : 0),
            env -> "one more",
            (ask, answer) -> acknowledged[0]++,
            false));
  }
}

package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Data that moves from one node to another. */
final class Handoff {
  private Handoff() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "handoff that deletes first",
            "Corbett et al.: Spanner (OSDI 2012), 2.2: movedir; MongoDB documentation, chunk"
                + " migration",
            Handoff::handoff));
  }

  private record Move(long key) {}

  private record Moved(long key) {}

  /** Keys move from one shard to the other; each has to be on a disk at any time. */
  private static void handoff(Stage stage, boolean planted) {
    Set<Long> durable = new TreeSet<>();
    Address target =
        stage.node(
            "target",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Move(var key)) {
                      env.store().put("key" + key, key);
                      env.store().sync();
                      durable.add(key);
                      env.send(from, new Moved(key));
                    }
                  }
                });
    stage.node(
        "source",
        () ->
            new Node() {
              private long key;

              @Override
              public void start(Env env) {
                key = env.store().get("next") instanceof Long kept ? kept : 0;
                if (planted && key > 0) {
                  stage.require(
                      durable.contains(key), "key " + key + " is on neither disk after a restart");
                }
                env.timer(10_000_000L, "move");
              }

              @Override
              public void timer(Env env, Object tag) {
                if (planted) {
                  forget(env, ++key);
                }
                env.send(target, new Move(planted ? key : key + 1));
                env.timer(20_000_000L, "move");
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Moved(var moved) && !planted && moved == key + 1) {
                  forget(env, ++key);
                  stage.require(durable.contains(key), "key " + key + " is on neither disk");
                }
              }

              private void forget(Env env, long gone) {
                env.store().put("next", gone);
                env.store().sync();
              }
            });
  }
}

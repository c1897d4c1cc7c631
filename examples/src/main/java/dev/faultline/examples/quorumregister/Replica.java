package dev.faultline.examples.quorumregister;

import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.quorumregister.Message.Held;
import dev.faultline.examples.quorumregister.Message.Hold;
import dev.faultline.examples.quorumregister.Message.Holding;
import dev.faultline.examples.quorumregister.Message.Query;
import dev.faultline.sim.workload.Request;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * Holds a value with its stamp, and carries out the operations of clients on a quorum of all
 * replicas: ABD with several writers (Attiya, Bar-Noy, Dolev, JACM 1995; Lynch and Shvartsman, FTCS
 * 1997).
 */
final class Replica implements Node {
  /** What a replica keeps. */
  private record Kept(Stamp stamp, Object value) {}

  private static final Duration PATIENCE = Duration.ofMillis(60);

  private final List<String> replicas;
  private final Mistake mistake;
  private final TreeMap<Long, Operation> operations = new TreeMap<>();
  private long phases;

  Replica(List<String> replicas, Mistake mistake) {
    this.replicas = replicas;
    this.mistake = mistake;
  }

  private int quorum() {
    return replicas.size() / 2 + (mistake == Mistake.SMALL_QUORUM ? 0 : 1);
  }

  @Override
  public void start(Env env) {
    phases = (long) env.incarnation() << 32;
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Request<?> request && request.input() instanceof RegisterOp operation) {
      call(env, from, request, operation);
      return;
    }
    switch ((Message) message) {
      case Query(var phase) -> {
        Kept kept = kept(env);
        env.send(from, new Held(phase, kept.stamp, kept.value));
      }
      case Hold(var phase, var stamp, var value) -> {
        keep(env, stamp, value);
        env.send(from, new Holding(phase));
      }
      case Held(var phase, var stamp, var value) -> held(env, from, phase, stamp, value);
      case Holding(var phase) -> holding(env, from, phase);
    }
  }

  @Override
  public void timer(Env env, Object tag) {
    Operation operation = operations.get((Long) tag);
    if (operation != null) {
      ask(env, operation);
      env.timer(PATIENCE, tag);
    }
  }

  // --- what it keeps ---

  private static Kept kept(Env env) {
    return env.store().get("kept") instanceof Kept kept
        ? kept
        : new Kept(Stamp.ZERO, QuorumRegister.INITIAL);
  }

  private static void keep(Env env, Stamp stamp, Object value) {
    if (stamp.compareTo(kept(env).stamp) > 0) {
      env.store().put("kept", new Kept(stamp, value));
      env.store().sync();
    }
  }

  // --- what it does for clients ---

  private void call(Env env, Address client, Request<?> request, RegisterOp what) {
    // A request that the network repeats must not write again.
    String seen = "seen " + client.name();
    if (env.store().get(seen) instanceof Long last && last >= request.attempt()) {
      return;
    }
    env.store().put(seen, request.attempt());
    env.store().sync();
    long phase = ++phases;
    Operation operation = new Operation(client, request, what, new Query(phase));
    operations.put(phase, operation);
    if (mistake == Mistake.WALL_CLOCK && what instanceof RegisterOp.Write(var value)) {
      long now = env.clock().wallNanos();
      operation.tell(new Hold(phase, new Stamp(now, env.self().name(), phase), value));
    }
    ask(env, operation);
    env.timer(PATIENCE, phase);
  }

  private void ask(Env env, Operation operation) {
    for (String replica : replicas) {
      if (!operation.answered.contains(replica)) {
        env.send(env.address(replica), operation.request);
      }
    }
  }

  private void held(Env env, Address from, long phase, Stamp stamp, Object value) {
    Operation operation = operations.get(phase);
    if (operation == null || !(operation.request instanceof Query)) {
      return;
    }
    operation.saw(stamp, value);
    operation.answered.add(from.name());
    if (operation.answered.size() < quorum()) {
      return;
    }
    switch (operation.operation) {
      case RegisterOp.Read() when mistake == Mistake.NO_WRITE_BACK ->
          done(env, phase, operation, operation.value);
      case RegisterOp.Read() -> operation.tell(new Hold(phase, operation.stamp, operation.value));
      case RegisterOp.Write(var written) ->
          operation.tell(
              new Hold(
                  phase, new Stamp(operation.stamp.time() + 1, env.self().name(), phase), written));
      case RegisterOp.Cas cas -> throw new IllegalArgumentException("a register has no " + cas);
    }
    if (operations.containsKey(phase)) {
      ask(env, operation);
    }
  }

  private void holding(Env env, Address from, long phase) {
    Operation operation = operations.get(phase);
    if (operation == null || !(operation.request instanceof Hold)) {
      return;
    }
    operation.answered.add(from.name());
    if (operation.answered.size() >= quorum()) {
      boolean read = operation.operation instanceof RegisterOp.Read;
      done(env, phase, operation, read ? operation.value : Nil.NIL);
    }
  }

  private void done(Env env, long phase, Operation operation, Object result) {
    operations.remove(phase);
    env.send(operation.client, operation.asked.done(result));
  }
}

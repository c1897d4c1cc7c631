package dev.faultline.examples.microraft;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.microraft.Wire.Answer;
import dev.faultline.sim.ClientOperations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client: about once a second it reads, writes or compares and sets a register, and it writes
 * down what it was told. An attempt that was refused is tried elsewhere; one that is not answered
 * in time is not tried again, since it may yet take effect.
 */
final class RegisterClient implements Node {
  private static final Duration THINK_MIN = Duration.ofMillis(500);
  private static final Duration THINK_MAX = Duration.ofMillis(1_500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  /** How often a client asks just any server instead of the one that it takes for the leader. */
  private static final double ANY_SERVER = 0.1;

  /**
   * After so many redirections in a row a client waits a little, since the servers do not agree on
   * a leader.
   */
  private static final int MAX_REDIRECTS = 3;

  private enum Alarm {
    NEXT,
    RETRY,
    GIVE_UP
  }

  private record Timer(Alarm alarm, long operation) {}

  private final double readShare;
  private final List<String> servers;
  private final List<String> keys;
  private final ClientOperations<RegisterOp, Long> operations;
  private final LongSupplier worldNanos;
  private final LongSupplier uniqueValues;

  private final Map<String, Integer> incarnations = new LinkedHashMap<>();
  private final Map<String, Long> lastSeen = new LinkedHashMap<>();
  private String leader;
  private long attempt;
  private long operation;
  private int recorded;
  private @Nullable RegisterOp current;
  private String entry = "";
  private String asked = "";
  private boolean waiting;
  private boolean mayTakeEffect;
  private int redirects;
  private long calledNanos;
  private long lastCompleted = -1;

  /**
   * A client.
   *
   * @param home the server that it turns to first
   * @param readShare what part of its operations only read
   */
  RegisterClient(
      String home,
      double readShare,
      List<String> servers,
      List<String> keys,
      ClientOperations<RegisterOp, Long> operations,
      LongSupplier worldNanos,
      LongSupplier uniqueValues) {
    this.readShare = readShare;
    this.servers = servers;
    this.keys = keys;
    this.operations = operations;
    this.worldNanos = worldNanos;
    this.uniqueValues = uniqueValues;
    this.leader = home;
  }

  /** When the last operation that succeeded was called, in nanoseconds of the world, or −1. */
  long lastCompleted() {
    return lastCompleted;
  }

  @Override
  public void start(Env env) {
    think(env);
  }

  @Override
  public void timer(Env env, Object tag) {
    Timer timer = (Timer) tag;
    switch (timer.alarm) {
      case NEXT -> call(env);
      case RETRY -> {
        if (timer.operation == operation && current != null && !waiting) {
          ask(env, anyServer(env));
        }
      }
      case GIVE_UP -> {
        if (timer.operation == operation && current != null) {
          giveUp(env);
        }
      }
    }
  }

  private void think(Env env) {
    env.timer(
        env.random().nextLong(THINK_MIN.toNanos(), THINK_MAX.toNanos()),
        new Timer(Alarm.NEXT, operation));
  }

  private void call(Env env) {
    operation++;
    RegisterOp op = choose(env.random());
    if (!operations.wanted(env.self())) {
      think(env);
      return;
    }
    current = op;
    mayTakeEffect = false;
    redirects = 0;
    calledNanos = worldNanos.getAsLong();
    recorded = operations.invoke(env.self(), op);
    env.timer(PATIENCE, new Timer(Alarm.GIVE_UP, operation));
    entry = env.random().nextDouble() < ANY_SERVER ? anyServer(env) : leader;
    ask(env, entry);
  }

  private RegisterOp choose(RandomGenerator random) {
    String key = keys.get(random.nextInt(keys.size()));
    if (random.nextDouble() < readShare) {
      return new RegisterOp.Read(key);
    }
    long value = uniqueValues.getAsLong();
    return random.nextBoolean()
        ? new RegisterOp.Write(key, value)
        : new RegisterOp.CompareAndSet(key, lastSeen.getOrDefault(key, RegisterOp.INITIAL), value);
  }

  private void ask(Env env, String server) {
    RegisterOp op = current;
    if (op == null) {
      return;
    }
    asked = server;
    waiting = true;
    int incarnation = incarnations.getOrDefault(server, 0);
    env.send(env.address(server), new Wire.Request(++attempt, incarnation, op));
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    RegisterOp op = current;
    if (!(message instanceof Wire.Reply(var answered, var answer))
        || answered != attempt
        || op == null
        || !waiting) {
      return;
    }
    waiting = false;
    switch (answer) {
      case Answer.Done(var value) -> done(env, op, value);
      case Answer.OtherIncarnation(var incarnation) -> {
        incarnations.put(asked, incarnation);
        ask(env, asked);
      }
      case Answer.Refused(var _, var hint) -> {
        String next = hint == null ? asked : ClusterOptions.serverOf(hint);
        if (next.equals(asked) || ++redirects > MAX_REDIRECTS) {
          redirects = 0;
          env.timer(RETRY_AFTER, new Timer(Alarm.RETRY, operation));
        } else {
          leader = next;
          ask(env, next);
        }
      }
      case Answer.Unknown(var reason) -> {
        mayTakeEffect = true;
        end(env, reason);
      }
    }
  }

  private void done(Env env, RegisterOp op, long value) {
    operations.ok(recorded, value);
    lastSeen.put(
        op.key(),
        op instanceof RegisterOp.CompareAndSet(var _, var expected, var update) && expected == value
            ? update
            : value);
    leader = asked;
    lastCompleted = calledNanos;
    current = null;
    think(env);
  }

  /**
   * Turns to the server after the one where this operation began, and not to one that may only send
   * it the same way again: a server that was removed goes on naming the leader that it last knew,
   * even when that one is down for ever.
   */
  private void giveUp(Env env) {
    mayTakeEffect = waiting;
    leader = servers.get((servers.indexOf(entry) + 1) % servers.size());
    end(env, "no answer from " + asked);
  }

  /**
   * A read that was not answered has no effect; a write has none if the last attempt was refused
   * like all before it.
   */
  private void end(Env env, String reason) {
    if (mayTakeEffect && !(current instanceof RegisterOp.Read)) {
      operations.indeterminate(recorded, reason);
    } else {
      operations.fail(recorded, reason);
    }
    current = null;
    waiting = false;
    think(env);
  }

  private String anyServer(Env env) {
    return servers.get(env.random().nextInt(servers.size()));
  }
}

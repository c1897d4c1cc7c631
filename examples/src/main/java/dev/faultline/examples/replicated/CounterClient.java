package dev.faultline.examples.replicated;

import dev.faultline.check.model.CounterOp;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.group.raft.CallEnding;
import dev.faultline.group.raft.ClientPort;
import dev.faultline.group.raft.CounterMachine;
import dev.faultline.group.raft.GroupClient;
import dev.faultline.group.raft.GroupMessage;
import dev.faultline.sim.ClientOperations;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Adds and reads, one operation at a time. */
final class CounterClient implements Node {
  private static final Duration RETRY = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final int MOST_PAUSE_MILLIS = 400;

  private enum Tag {
    NEXT,
    WAKE
  }

  private final List<String> members;
  private final ClientOperations<CounterOp, Object> operations;
  private final boolean sessions;
  private final LongSupplier worldNanos;
  private @Nullable GroupClient client;
  private @Nullable CallEnding ending;
  private int operation;
  private long delta;
  private long calledNanos;
  private long calledWorldNanos;
  private long timer;
  private long answeredNanos;

  CounterClient(
      List<String> members,
      ClientOperations<CounterOp, Object> operations,
      boolean sessions,
      LongSupplier worldNanos) {
    this.members = members;
    this.operations = operations;
    this.sessions = sessions;
    this.worldNanos = worldNanos;
  }

  /** When, in the world's time, its last operation that was answered began; 0 for none. */
  long answeredNanos() {
    return answeredNanos;
  }

  @Override
  public void start(Env env) {
    client =
        new GroupClient(
            members,
            RETRY,
            env.random(),
            new ClientPort() {
              @Override
              public void send(String member, GroupMessage message) {
                env.send(env.address(member), message);
              }

              @Override
              public void ended(long call, CallEnding how) {
                ending = how;
              }
            });
    pause(env);
  }

  private void pause(Env env) {
    env.timer(Duration.ofMillis(1 + env.random().nextInt(MOST_PAUSE_MILLIS)), Tag.NEXT);
  }

  @Override
  public void timer(Env env, Object tag) {
    switch ((Tag) tag) {
      case NEXT -> begin(env);
      case WAKE -> {
        timer = 0;
        client().tick(env.nanoTime());
        goOn(env);
      }
    }
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    client().receive(from.name(), (GroupMessage) message, env.nanoTime());
    goOn(env);
  }

  private void begin(Env env) {
    delta = env.random().nextInt(3) == 0 ? 0 : 1 + env.random().nextInt(9);
    if (!operations.wanted(env.self())) {
      pause(env);
      return;
    }
    calledNanos = env.nanoTime();
    calledWorldNanos = worldNanos.getAsLong();
    operation =
        operations.invoke(
            env.self(), delta == 0 ? new CounterOp.Get() : new CounterOp.AddAndGet(delta));
    call(env, sessions ? PATIENCE : RETRY);
    goOn(env);
  }

  private void call(Env env, Duration patience) {
    if (delta == 0) {
      client().query(new byte[0], patience, env.nanoTime());
    } else {
      client().command(CounterMachine.add(delta), patience, env.nanoTime());
    }
  }

  private void goOn(Env env) {
    CallEnding over = ending;
    if (over != null) {
      ending = null;
      ended(env, over);
    }
    env.cancel(timer);
    OptionalLong wakeAt = client().wakeAt();
    timer = wakeAt.isEmpty() ? 0 : env.timer(wakeAt.getAsLong() - env.nanoTime(), Tag.WAKE);
  }

  private void ended(Env env, CallEnding over) {
    switch (over) {
      case CallEnding.Done(var answer) -> {
        operations.ok(operation, CounterMachine.value(answer));
        answeredNanos = calledWorldNanos;
      }
      case CallEnding.Refused(var problem) ->
          throw new IllegalStateException("the counter refuses: " + problem);
      case CallEnding.Late() -> {
        // What the naive client does: it asks as if it had not asked before.
        if (!sessions && env.nanoTime() - calledNanos < PATIENCE.toNanos()) {
          call(env, RETRY);
          return;
        }
        operations.indeterminate(operation, "no answer in time");
      }
      case CallEnding.Forgotten() -> operations.indeterminate(operation, "session forgotten");
    }
    pause(env);
  }

  private GroupClient client() {
    GroupClient open = client;
    if (open == null) {
      throw new IllegalStateException("the node has not started");
    }
    return open;
  }
}

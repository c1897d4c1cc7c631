package dev.faultline.guard.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A {@link QuorumRegister} for several threads: the same methods, one at a time; operations return
 * completion stages.
 *
 * <p>Thread-safe. {@link RegisterOut} is called under its lock, so a slow disk delays all callers.
 * Stages complete outside of the lock, in the thread whose call ended the operation.
 *
 * @param <V> values; must be immutable
 */
public final class SharedQuorumRegister<V> {
  private record Ended<V>(CompletableFuture<RegisterEnding<V>> stage, RegisterEnding<V> ending) {}

  private final Object lock = new Object();
  private final QuorumRegister<V> register;
  private final TreeMap<Long, CompletableFuture<RegisterEnding<V>>> waiting = new TreeMap<>();
  private final TreeMap<Long, RegisterEnding<V>> endings = new TreeMap<>();

  /** See {@link QuorumRegister#QuorumRegister}. */
  public SharedQuorumRegister(
      String self,
      long incarnation,
      RegisterState<V> saved,
      Duration retry,
      RandomGenerator random,
      RegisterOut<V> out) {
    this(self, incarnation, saved, retry, random, out, _ -> false);
  }

  /** See {@link QuorumRegister#QuorumRegister}. */
  public SharedQuorumRegister(
      String self,
      long incarnation,
      RegisterState<V> saved,
      Duration retry,
      RandomGenerator random,
      RegisterOut<V> out,
      Predicate<String> changers) {
    Objects.requireNonNull(out, "out");
    register =
        new QuorumRegister<>(
            self,
            incarnation,
            saved,
            retry,
            random,
            new RegisterPort<>() {
              @Override
              public void send(String to, RegisterMessage<V> message) {
                out.send(to, message);
              }

              @Override
              public void keep(RegisterState<V> state) {
                out.keep(state);
              }

              @Override
              public void ended(long operation, RegisterEnding<V> ending) {
                endings.put(operation, ending);
              }
            },
            changers);
  }

  /** See {@link QuorumRegister#read}. */
  public CompletionStage<RegisterEnding<V>> read(Duration patience, long nowNanos) {
    return begin(() -> register.read(patience, nowNanos));
  }

  /** See {@link QuorumRegister#write}. */
  public CompletionStage<RegisterEnding<V>> write(V value, Duration patience, long nowNanos) {
    return begin(() -> register.write(value, patience, nowNanos));
  }

  /** See {@link QuorumRegister#reconfigure}. */
  public CompletionStage<RegisterEnding<V>> reconfigure(
      List<String> members, Duration patience, long nowNanos) {
    return begin(() -> register.reconfigure(members, patience, nowNanos));
  }

  /** See {@link QuorumRegister#receive}. */
  public void receive(String from, RegisterMessage<V> message, long nowNanos) {
    run(() -> register.receive(from, message, nowNanos));
  }

  /** See {@link QuorumRegister#learn}. */
  public void learn(Configurations known, long nowNanos) {
    run(() -> register.learn(known, nowNanos));
  }

  /** See {@link QuorumRegister#tick}. */
  public void tick(long nowNanos) {
    run(() -> register.tick(nowNanos));
  }

  /** See {@link QuorumRegister#wakeAt}. */
  public OptionalLong wakeAt() {
    synchronized (lock) {
      return register.wakeAt();
    }
  }

  /** See {@link QuorumRegister#state}. */
  public RegisterState<V> state() {
    synchronized (lock) {
      return register.state();
    }
  }

  /** See {@link QuorumRegister#ignored}. */
  public long ignored() {
    synchronized (lock) {
      return register.ignored();
    }
  }

  /** See {@link QuorumRegister#foreign}. */
  public long foreign() {
    synchronized (lock) {
      return register.foreign();
    }
  }

  /** See {@link QuorumRegister#refused}. */
  public long refused() {
    synchronized (lock) {
      return register.refused();
    }
  }

  private CompletionStage<RegisterEnding<V>> begin(LongSupplier call) {
    CompletableFuture<RegisterEnding<V>> stage = new CompletableFuture<>();
    List<Ended<V>> ended;
    synchronized (lock) {
      waiting.put(call.getAsLong(), stage);
      ended = ended();
    }
    complete(ended);
    // Whoever gets it cannot complete it.
    return stage.minimalCompletionStage();
  }

  private void run(Runnable call) {
    List<Ended<V>> ended;
    synchronized (lock) {
      call.run();
      ended = ended();
    }
    complete(ended);
  }

  private List<Ended<V>> ended() {
    List<Ended<V>> ended = new ArrayList<>();
    endings.forEach((operation, ending) -> {
      CompletableFuture<RegisterEnding<V>> stage = waiting.remove(operation);
      if (stage != null) {
        ended.add(new Ended<>(stage, ending));
      }
    });
    endings.clear();
    return ended;
  }

  private static <V> void complete(List<Ended<V>> ended) {
    ended.forEach(each -> each.stage.complete(each.ending));
  }
}

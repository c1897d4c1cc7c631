package dev.faultline.guard.repair;

import dev.faultline.guard.repair.RepairMessage.Question;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A full repair of all replicas, after which tombstones up to a given time may be dropped. One of
 * the replicas owns the round. It ends only when all have answered: while a replica is unreachable,
 * tombstones are kept, until it is back or is removed from the replicas.
 *
 * <p>First all replicas promise to refuse writes up to that time, the owner last. In a first pass
 * the owner syncs with each of them in turn, so that it has every entry that any of them had; in a
 * second pass it syncs with each again, so that all have them. Then the time is settled, unless an
 * entry of that time was changed or found corrupt at the owner during the second pass: replicas
 * synced earlier may have missed it, so the second pass is repeated. While a record that is corrupt
 * at the owner is found at no other replica, a pass is made after each pause, and nothing is
 * settled: {@link #uncured} lists the keys that have to be written again or deleted.
 *
 * <p>Not thread-safe: its owner calls it. The caller passes the time, from any monotonic clock.
 */
public final class RepairRound {
  /** The orders to the other replicas. */
  public sealed interface Order {
    /** The time up to which is repaired, which identifies the round. */
    long time();

    /** The replica has to promise: {@link EntryStore#promise}. */
    record Promise(long time) implements Order {}

    /** All replicas have all entries of that time: {@link EntryStore#settle}. */
    record Settle(long time) implements Order {}
  }

  /** A message to a replica: an {@link Order} or a {@link Question}. */
  public sealed interface Outgoing {
    /** The receiving replica. */
    String to();

    /** An order, to be acknowledged. */
    record Tell(String to, Order order) implements Outgoing {}

    /** A question, to be answered with {@link RangeSync#answer}. */
    record Ask(String to, Question question) implements Outgoing {}
  }

  /** What is still to do. */
  private sealed interface Step {
    record Give(String to, Order order) implements Step {}

    record Promise() implements Step {}

    record Equal(String with) implements Step {}

    record Begin() implements Step {}

    record Settle() implements Step {}
  }

  private final EntryStore mine;
  private final List<String> others;
  private final long time;
  private final Duration again;
  private final ArrayDeque<Step> steps = new ArrayDeque<>();
  private long number;
  private @Nullable RangeSync sync;
  private boolean wasTold;
  private long toldAt;
  private double bytesPerSecond = Double.POSITIVE_INFINITY;

  /** The change count of the owner's store when the last pass began. */
  private long changes;

  private long passes;
  private boolean isPaused;
  private long pausedAt;

  /**
   * Starts a round.
   *
   * @param mine the store of the owner
   * @param others all other replicas, each once
   * @param time up to which tombstones are to be dropped, in the unit of the stamps. Writes of that
   *     time are refused afterwards, so it should lie far enough back that none is still under way.
   *     A replica by whose clock it lies in the future refuses, and is asked again until it agrees
   * @param number of the first question. The next round or sync between the same replicas has to
   *     start at {@link #number()}, or it could accept late answers to this one; after a restart,
   *     at a number that was never used
   * @param again how long to wait before a message is repeated
   */
  public RepairRound(EntryStore mine, List<String> others, long time, long number, Duration again) {
    this.mine = mine;
    this.others = List.copyOf(others);
    this.time = time;
    this.number = number;
    this.again = again;
    others.forEach(other -> steps.add(new Step.Give(other, new Order.Promise(time))));
    steps.add(new Step.Promise());
    others.forEach(other -> steps.add(new Step.Equal(other)));
    addPass();
  }

  /** Starts a pass that gives all replicas the owner's entries. */
  private void addPass() {
    steps.add(new Step.Begin());
    others.forEach(other -> steps.add(new Step.Equal(other)));
    steps.add(new Step.Settle());
  }

  /** Limits the traffic: see {@link RangeSync#rate}. */
  public void rate(double bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    if (sync != null) {
      sync.rate(bytesPerSecond);
    }
  }

  /** The message to send now, if any. */
  public Optional<Outgoing> next(long nowNanos) {
    while (true) {
      switch (steps.peek()) {
        case null -> {
          return Optional.empty();
        }
        case Step.Give(var to, var order) -> {
          return tell(to, order, nowNanos);
        }
        case Step.Promise _ -> {
          // All others have looked at their clocks.
          mine.promise(time, time);
          steps.remove();
        }
        case Step.Begin _ -> {
          if (isPaused && nowNanos - pausedAt < again.toNanos()) {
            return Optional.empty();
          }
          isPaused = false;
          changes = mine.changes();
          passes++;
          steps.remove();
        }
        case Step.Equal(var with) -> {
          RangeSync running = running(nowNanos);
          if (!running.isDone()) {
            return running.next(nowNanos).map(question -> new Outgoing.Ask(with, question));
          }
          number += running.questions();
          sync = null;
          steps.remove();
        }
        case Step.Settle _ -> {
          steps.remove();
          settle(nowNanos);
        }
      }
    }
  }

  private Optional<Outgoing> tell(String to, Order order, long now) {
    if (wasTold && now - toldAt < again.toNanos()) {
      return Optional.empty();
    }
    wasTold = true;
    toldAt = now;
    return Optional.of(new Outgoing.Tell(to, order));
  }

  private RangeSync running(long now) {
    RangeSync running = sync;
    if (running == null) {
      running = new RangeSync(mine, number, again, now);
      running.rate(bytesPerSecond);
      sync = running;
    }
    return running;
  }

  private void settle(long now) {
    if (mine.changes() == changes && mine.missedAt(time).isEmpty()) {
      // Nothing is left to bring: this replica may begin.
      mine.settle(time);
      others.forEach(other -> steps.add(new Step.Give(other, new Order.Settle(time))));
      return;
    }
    isPaused = !mine.missedAt(time).isEmpty();
    pausedAt = now;
    addPass();
  }

  /** A replica has carried out an order. */
  public void acknowledged(String from, Order order) {
    if (new Step.Give(from, order).equals(steps.peek())) {
      steps.remove();
      wasTold = false;
    }
  }

  /** A replica has answered. */
  public void answered(String from, RepairMessage answer, long nowNanos) {
    if (sync != null && new Step.Equal(from).equals(steps.peek())) {
      sync.received(answer, nowNanos);
    }
  }

  /** The number at which the next round or sync between the same replicas may start. */
  public long number() {
    return sync == null ? number : number + sync.questions();
  }

  /** How many second passes were made: one, unless an entry changed during a pass. */
  public long passes() {
    return passes;
  }

  /**
   * The keys of records that are corrupt at the owner and were found at no other replica so far.
   * While there are any, nothing is settled.
   */
  public List<String> uncured() {
    return mine.missedAt(time);
  }

  /** Whether all replicas have settled. */
  public boolean isDone() {
    return steps.isEmpty();
  }
}

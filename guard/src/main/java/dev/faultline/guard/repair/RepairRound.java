package dev.faultline.guard.repair;

import dev.faultline.guard.repair.RepairMessage.Question;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A full repair of all replicas, after which tombstones up to a time may go. Its owner is one of
 * them. It ends only when all have answered: a replica that is away keeps tombstones alive, until
 * it is back or is no replica any more.
 *
 * <p>First all promise, the owner last. Then the owner becomes equal with each, one after the
 * other, so that it has what any of them had; and with each once more, so that all have it. Then it
 * is settled: unless something of that time has changed at the owner during that second pass, or
 * was found to have rotted. Those before may have missed it, so there is another such pass. While
 * what has rotted at the owner is nowhere else, there is one after each pause, and nothing is
 * settled: {@link #uncured} says what somebody has to write again, or to delete.
 *
 * <p>Not thread-safe: its owner calls it. Time is an argument, of any monotonic clock.
 */
public final class RepairRound {
  /** What the others are told. */
  public sealed interface Order {
    /** The round that it belongs to, which is the time up to which is repaired. */
    long time();

    /** The other is to promise: {@link EntryStore#promise}. */
    record Promise(long time) implements Order {}

    /** All have everything: {@link EntryStore#settle}. */
    record Settle(long time) implements Order {}
  }

  /** What is to be sent to a replica: an {@link Order} or a {@link Question}. */
  public sealed interface Outgoing {
    /** To whom. */
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

  /** What the owner's store had counted when the last pass began. */
  private long changes;

  private long passes;
  private boolean isPaused;
  private long pausedAt;

  /**
   * Begins a round.
   *
   * @param mine the store of the owner
   * @param others all other replicas, each once
   * @param time up to which tombstones are to go, of the clock of the stamps. Writes of that time
   *     are refused then, so it should lie far enough back that none is on its way. A replica that
   *     takes it for one of the future refuses, and is asked until it does not
   * @param number of the first question. One that follows on this round between the same replicas,
   *     a round or a sync, begins at {@link #number()}, or late answers could be taken for answers
   *     to it; after a restart, at one that none before has reached
   * @param again after what time something is sent again
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

  /** Gives all what the owner has. */
  private void addPass() {
    steps.add(new Step.Begin());
    others.forEach(other -> steps.add(new Step.Equal(other)));
    steps.add(new Step.Settle());
  }

  /** Bounds what goes over the links: see {@link RangeSync#rate}. */
  public void rate(double bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    if (sync != null) {
      sync.rate(bytesPerSecond);
    }
  }

  /** What is to be sent now, if anything. */
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

  /** A replica has done what it was told. */
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

  /** At which number the next round, or sync, between the same replicas may begin. */
  public long number() {
    return sync == null ? number : number + sync.questions();
  }

  /** How often all were given what the owner has: once, unless something came between. */
  public long passes() {
    return passes;
  }

  /**
   * The keys of what has rotted at the owner and was found nowhere else by now. While there are any
   * nothing is settled.
   */
  public List<String> uncured() {
    return mine.missedAt(time);
  }

  /** Whether all replicas have settled. */
  public boolean isDone() {
    return steps.isEmpty();
  }
}

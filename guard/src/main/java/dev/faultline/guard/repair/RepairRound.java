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
 * <p>First all promise. Then the owner becomes equal with each, one after the other, so that it has
 * what any of them had; and with each once more, so that all have it. Then it is settled.
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

  /** What is still to do, with whom. */
  private record Step(String with, @Nullable Order order) {}

  private final EntryStore mine;
  private final long time;
  private final Duration again;
  private final ArrayDeque<Step> steps = new ArrayDeque<>();
  private long number;
  private @Nullable RangeSync sync;
  private boolean wasTold;
  private long toldAt;
  private double bytesPerSecond = Double.POSITIVE_INFINITY;

  /**
   * Begins a round.
   *
   * @param mine the store of the owner
   * @param others all other replicas, each once
   * @param time up to which tombstones are to go, of the clock of the stamps. Writes of that time
   *     are refused from now on, so it should lie far enough back that none is on its way
   * @param number of the first question: see {@link RangeSync}
   * @param again after what time something is sent again
   */
  public RepairRound(EntryStore mine, List<String> others, long time, long number, Duration again) {
    this.mine = mine;
    this.time = time;
    this.number = number;
    this.again = again;
    mine.promise(time);
    others.forEach(other -> steps.add(new Step(other, new Order.Promise(time))));
    others.forEach(other -> steps.add(new Step(other, null)));
    others.forEach(other -> steps.add(new Step(other, null)));
    others.forEach(other -> steps.add(new Step(other, new Order.Settle(time))));
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
      Step step = steps.peek();
      if (step == null) {
        return Optional.empty();
      }
      if (step.order() != null) {
        if (wasTold && nowNanos - toldAt < again.toNanos()) {
          return Optional.empty();
        }
        if (step.order() instanceof Order.Settle) {
          // Nothing is left to bring: this replica may begin.
          mine.settle(time);
        }
        wasTold = true;
        toldAt = nowNanos;
        return Optional.of(new Outgoing.Tell(step.with(), step.order()));
      }
      RangeSync running = sync;
      if (running == null) {
        running = new RangeSync(mine, number, again, nowNanos);
        running.rate(bytesPerSecond);
        sync = running;
      }
      if (!running.isDone()) {
        return running.next(nowNanos).map(question -> new Outgoing.Ask(step.with(), question));
      }
      number += running.questions();
      sync = null;
      steps.remove();
    }
  }

  /** A replica has done what it was told. */
  public void acknowledged(String from, Order order) {
    Step step = steps.peek();
    if (step != null && step.with().equals(from) && order.equals(step.order())) {
      steps.remove();
      wasTold = false;
    }
  }

  /** A replica has answered. */
  public void answered(String from, RepairMessage answer, long nowNanos) {
    Step step = steps.peek();
    if (step != null && sync != null && step.with().equals(from)) {
      sync.received(answer, nowNanos);
    }
  }

  /** Whether all replicas have settled. */
  public boolean isDone() {
    return steps.isEmpty();
  }
}

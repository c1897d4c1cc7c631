package dev.faultline.guard.queue;

import dev.faultline.core.Checks;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How large a {@link BoundedQueue} is, and what it sheds.
 *
 * @param <T> the elements
 * @param capacity how many elements wait at most, 2 to 2^30; without {@code longFrom} it has to be
 *     a power of two
 * @param shedsOldest whether a full queue sheds what has waited longest, in place of refusing what
 *     comes
 * @param longFrom from how many elements on the newest is taken first; 0 for never
 * @param endsAt when nobody waits for an element any more, on the queue's clock, or {@link
 *     #NEVER_LATE}; null if it sheds none for that
 * @param cameAt when an element came, on the queue's clock, for CoDel; null without
 * @param target see {@link CoDel#CoDel}
 * @param interval see {@link CoDel#CoDel}
 * @param shed is given each element that is shed, on the thread that found it
 */
public record QueueSettings<T>(
    int capacity,
    boolean shedsOldest,
    int longFrom,
    @Nullable ToLongFunction<? super T> endsAt,
    @Nullable ToLongFunction<? super T> cameAt,
    Duration target,
    Duration interval,
    Consumer<? super T> shed) {

  /** What {@code endsAt} says of an element for which somebody always waits. */
  public static final long NEVER_LATE = Long.MAX_VALUE;

  private static final int LARGEST = 1 << 30;

  /**
   * Checks the settings, but for a capacity that is no power of two: whether it may be none is
   * known when the queue is built, and checked there.
   *
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public QueueSettings {
    Checks.within("capacity", capacity, 2, LARGEST);
    Checks.within("longFrom", longFrom, 0, capacity);
    CoDel checked = new CoDel(target, interval);
    assert checked.dropped() == 0;
  }

  /**
   * First in, first out, and nothing is shed: a full queue refuses, or makes the producer wait.
   *
   * @param capacity how many elements wait at most: a power of two, or any number with {@link
   *     #newestFirst}
   */
  public static <T> QueueSettings<T> of(int capacity) {
    return new QueueSettings<>(
        capacity,
        false,
        0,
        null,
        null,
        Duration.ofMillis(5),
        Duration.ofMillis(100),
        element -> {});
  }

  /** A full queue sheds what has waited longest, in place of refusing what comes. */
  public QueueSettings<T> sheddingOldest() {
    return new QueueSettings<>(capacity, true, longFrom, endsAt, cameAt, target, interval, shed);
  }

  /**
   * Elements whose time is over are shed when their turn comes.
   *
   * @param at when nobody waits for an element any more, on the queue's clock; {@link #NEVER_LATE}
   *     for one that is never shed
   */
  public QueueSettings<T> sheddingLate(ToLongFunction<? super T> at) {
    return new QueueSettings<>(capacity, shedsOldest, longFrom, at, cameAt, target, interval, shed);
  }

  /**
   * When the queue is long, the newest element is taken first: it still has time, the oldest is
   * late anyway. (B. Maurer, "Fail at Scale", ACM Queue 2015.) Combine it with {@link
   * #sheddingLate} or {@link #sheddingOldest}, or the oldest wait until the queue is short again.
   *
   * @param from how many elements are long, 1 to the capacity
   */
  public QueueSettings<T> newestFirst(int from) {
    return new QueueSettings<>(
        capacity,
        shedsOldest,
        Checks.within("from", from, 1, capacity),
        endsAt,
        cameAt,
        target,
        interval,
        shed);
  }

  /**
   * Elements are shed while the queue stands, as {@link CoDel} says.
   *
   * @param at when an element came, on the queue's clock
   * @throws IllegalArgumentException if the interval is not longer than the target
   */
  public QueueSettings<T> controllingDelay(
      ToLongFunction<? super T> at, Duration target, Duration interval) {
    return new QueueSettings<>(capacity, shedsOldest, longFrom, endsAt, at, target, interval, shed);
  }

  /** Whom to give what is shed, for instance to answer that it was refused. */
  public QueueSettings<T> onShed(Consumer<? super T> shed) {
    return new QueueSettings<>(
        capacity, shedsOldest, longFrom, endsAt, cameAt, target, interval, shed);
  }
}

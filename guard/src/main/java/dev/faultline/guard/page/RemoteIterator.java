package dev.faultline.guard.page;

import dev.faultline.core.Checks;
import dev.faultline.guard.page.PageMessage.Ask;
import dev.faultline.guard.page.PageMessage.Consistency;
import dev.faultline.guard.page.PageMessage.Entry;
import dev.faultline.guard.page.PageMessage.Page;
import dev.faultline.guard.page.PageMessage.Refused;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A walk over entries that other nodes hold, in partitions that may move between nodes during the
 * walk. It does not implement {@code Iterator}, because a page may be late and the entries are not
 * a snapshot of one moment.
 *
 * <p>Its guarantee, if each partition has one owner at a time that has all of its entries: a key
 * that exists throughout the walk is returned exactly once, and any other key at most once; the
 * keys of a partition are returned in order. With {@link Consistency#ANY_COPY}, keys that a copy
 * does not have yet may be missing. When the deadline passes, {@linkplain State.Late the state says
 * so} and names the page that did not arrive; the walk never ends early silently. To continue,
 * start another walk from {@link #cursor}.
 *
 * <p>Not thread-safe: its owner calls it. The caller passes the time, from one monotonic clock.
 * Call {@link #tick} at {@link #wakeAt}.
 *
 * @param <V> values
 */
public final class RemoteIterator<V> {
  /** The settings of a walk. */
  public record Settings(int pageSize, Duration deadline, Duration retry, Consistency consistency) {
    /**
     * Creates them.
     *
     * @param pageSize entries per page, 1 to {@link Pages#LONGEST}
     * @param deadline for the whole walk, from its start
     * @param retry how long to wait before a page is requested again, from its owner at that time
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Settings {
      Checks.within("pageSize", pageSize, 1, Pages.LONGEST);
      Checks.positiveNanos("deadline", deadline);
      Checks.positiveNanos("retry", retry);
    }
  }

  /** Sends requests. */
  @FunctionalInterface
  public interface Out<V> {
    /** Sends a request, which may be lost. */
    void send(String to, Ask<V> ask);
  }

  /** The state of a walk. */
  public sealed interface State {
    /** {@link #poll} returns an entry. */
    record Ready() implements State {}

    /** A page was requested and has not arrived. */
    record Waiting() implements State {}

    /** The walk is complete. */
    record Done() implements State {}

    /**
     * The deadline has passed.
     *
     * @param page which page did not arrive, and why if known
     */
    record Late(String page) implements State {}
  }

  private static final int WALK_SHIFT = 32;

  private final int partitions;
  private final Settings settings;
  private final IntFunction<String> owner;
  private final Out<V> out;
  private final long deadlineNanos;
  private final ArrayDeque<Entry<V>> page = new ArrayDeque<>();

  /** The position after the last returned entry. */
  private Cursor cursor;

  private boolean isLastPage;
  private long number;
  private long againAtNanos;
  private boolean isLate;
  private String refusal = "";
  private long ignored;

  /**
   * Starts a walk, and requests the first page.
   *
   * @param from {@link Cursor#START}, or the cursor of an earlier walk
   * @param walk the number of the walk, 0 to 2^31 - 1. It must differ from that of any walk whose
   *     answers may still arrive here, or this walk could accept a page of the other
   * @param partitions how many there are
   * @param owner the currently known owner of a partition; called again for each request
   * @throws IllegalArgumentException if the number of the walk is out of its range, there is no
   *     partition, or the cursor names a partition that does not exist
   */
  public RemoteIterator(
      Cursor from,
      long walk,
      int partitions,
      Settings settings,
      IntFunction<String> owner,
      Out<V> out,
      long nowNanos) {
    this.partitions = Checks.within("partitions", partitions, 1, Integer.MAX_VALUE);
    if (walk < 0 || walk > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "walk is " + walk + ", expected 0 to " + Integer.MAX_VALUE);
    }
    if (from.partition() > partitions) {
      throw new IllegalArgumentException(
          "cursor '%s' is of partition %d, expected 0 to %d: a walk over as many partitions"
              .formatted(from.text(), from.partition(), partitions));
    }
    this.number = walk << WALK_SHIFT;
    this.cursor = from;
    this.settings = settings;
    this.owner = owner;
    this.out = out;
    this.deadlineNanos = nowNanos + settings.deadline().toNanos();
    ask(nowNanos);
  }

  private boolean isDone() {
    return cursor.partition() >= partitions;
  }

  private boolean isWaiting() {
    return page.isEmpty() && !isDone() && !isLate;
  }

  private void ask(long nowNanos) {
    if (!isWaiting()) {
      return;
    }
    againAtNanos = nowNanos + settings.retry().toNanos();
    Ask<V> ask =
        new Ask<>(
            ++number,
            cursor.partition(),
            cursor.after(),
            settings.pageSize(),
            settings.consistency());
    out.send(owner.apply(cursor.partition()), ask);
  }

  /** Processes an answer; only an answer to the last request counts. */
  public void receive(PageMessage<V> message, long nowNanos) {
    if (message.number() != number || !isWaiting()) {
      ignored++;
      return;
    }
    switch (message) {
      case Page<V>(var _, var entries, var isLast) -> {
        refusal = "";
        number++;
        page.addAll(entries);
        isLastPage = isLast;
        if (page.isEmpty()) {
          turn(nowNanos);
        }
      }
      // Asked again after a while, of whoever is known to own it then.
      case Refused<V>(var _, var why) -> refusal = why;
      case Ask<V> _ -> ignored++;
    }
  }

  /** All entries of the page were returned. */
  private void turn(long nowNanos) {
    if (isLastPage) {
      cursor = new Cursor(cursor.partition() + 1, "");
    }
    ask(nowNanos);
  }

  /** The next entry; null if there is none now, and {@link #state} says why. */
  public @Nullable Entry<V> poll(long nowNanos) {
    Entry<V> next = page.poll();
    if (next != null) {
      cursor = new Cursor(cursor.partition(), next.key());
      if (page.isEmpty()) {
        turn(nowNanos);
      }
    }
    return next;
  }

  /** Repeats the request, and checks the deadline. */
  public void tick(long nowNanos) {
    if (!isWaiting()) {
      return;
    }
    if (nowNanos - deadlineNanos >= 0) {
      isLate = true;
    } else if (nowNanos - againAtNanos >= 0) {
      ask(nowNanos);
    }
  }

  /** When to call {@link #tick}; empty if no page is outstanding. */
  public OptionalLong wakeAt() {
    if (!isWaiting()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(againAtNanos - deadlineNanos < 0 ? againAtNanos : deadlineNanos);
  }

  /** The state of the walk. */
  public State state() {
    if (!page.isEmpty()) {
      return new State.Ready();
    }
    if (isDone()) {
      return new State.Done();
    }
    return isLate
        ? new State.Late(
            "the page after '%s' of partition %d did not come within %s%s"
                .formatted(
                    cursor.after(),
                    cursor.partition(),
                    settings.deadline(),
                    refusal.isEmpty() ? "" : "; refused: " + refusal))
        : new State.Waiting();
  }

  /** The position after the last returned entry, from which another walk may continue. */
  public Cursor cursor() {
    return cursor;
  }

  /** How many answers were late, repeated, or invalid. */
  public long ignored() {
    return ignored;
  }
}

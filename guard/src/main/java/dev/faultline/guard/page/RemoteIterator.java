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
 * A walk over entries that other nodes hold, in partitions that may move between them meanwhile. It
 * is no local iterator, and does not look like one: a page may be late, and what it hands over is
 * not what was there at one moment.
 *
 * <p>What it promises, if each partition has one owner at a time that has all of its entries: a key
 * that is there throughout is handed over exactly once, any other at most once; keys of a partition
 * in their order. With {@link Consistency#ANY_COPY} a key that a copy has not got yet may be left
 * out. When the deadline passes it {@linkplain State.Late says so}, with the page that did not
 * come, and never ends early without a word; whoever wants to goes on from {@link #cursor}.
 *
 * <p>Not thread-safe: its owner calls it. Time is an argument, of one monotonic clock. Call {@link
 * #tick} at {@link #wakeAt}.
 *
 * @param <V> values
 */
public final class RemoteIterator<V> {
  /** How a walk is done. */
  public record Settings(int pageSize, Duration deadline, Duration retry, Consistency consistency) {
    /**
     * Creates them.
     *
     * @param pageSize entries a page, 1 to {@link Pages#LONGEST}
     * @param deadline for the whole walk, from its beginning
     * @param retry how long until a page is asked for again, of whoever owns it then
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Settings {
      Checks.within("pageSize", pageSize, 1, Pages.LONGEST);
      Checks.positiveNanos("deadline", deadline);
      Checks.positiveNanos("retry", retry);
    }
  }

  /** Where messages go. */
  @FunctionalInterface
  public interface Out<V> {
    /** Sends a request, which may be lost. */
    void send(String to, Ask<V> ask);
  }

  /** What {@link #poll} may return next. */
  public sealed interface State {
    /** An entry is there. */
    record Ready() implements State {}

    /** A page is under way. */
    record Waiting() implements State {}

    /** All partitions were walked over. */
    record Done() implements State {}

    /**
     * The deadline has passed.
     *
     * @param page which page has not come, and why as far as it is known
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

  /** Behind what was handed over. */
  private Cursor cursor;

  private boolean isLastPage;
  private long number;
  private long againAtNanos;
  private boolean isLate;
  private String refusal = "";
  private long ignored;

  /**
   * Begins a walk, and asks for the first page.
   *
   * @param from {@link Cursor#START}, or where an earlier walk came to
   * @param walk 0 to 2^31 - 1, one that no other walk has had whose answers may still come here: a
   *     page that was meant for another would be taken for one of this
   * @param partitions how many there are
   * @param owner of a partition, as far as it is known now; asked again for each request
   * @throws IllegalArgumentException if the number of the walk is out of its range, there is no
   *     partition, or the cursor is of more partitions than there are
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

  /** Takes what a node answers; only an answer to the last request counts. */
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

  /** The page is through. */
  private void turn(long nowNanos) {
    if (isLastPage) {
      cursor = new Cursor(cursor.partition() + 1, "");
    }
    ask(nowNanos);
  }

  /** The next entry; null if none is there, for which {@link #state} has the reason. */
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

  /** Asks again, and notices that it is late. */
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

  /** When to call {@link #tick}; empty if no page is under way. */
  public OptionalLong wakeAt() {
    if (!isWaiting()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(againAtNanos - deadlineNanos < 0 ? againAtNanos : deadlineNanos);
  }

  /** How it stands. */
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

  /** Behind the last entry that was handed over: where another walk may go on. */
  public Cursor cursor() {
    return cursor;
  }

  /** How many answers came late, again, or were none. */
  public long ignored() {
    return ignored;
  }
}

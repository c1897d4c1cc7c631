package dev.faultline.sim.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one side of a connection has to say: numbered, kept until it is acknowledged, and held back
 * while the peer's buffer is full. Says what to send; its connection does.
 */
final class Outgoing {
  /** So many segments are sent again at a time at first; twice as many after each answer. */
  private static final int FIRST_RESENT = 8;

  private static final int MOST_RESENT = 256;

  private final int buffer;

  /** Not acknowledged, in order: {@link Segment.Data}, and {@link Segment.End} last. */
  private final List<Segment> waiting = new ArrayList<>();

  /** So many at the front of the list are acknowledged already, and go when there are many. */
  private int gone;

  private long first;
  private long next;

  /** Everything before this one has been sent at least once. */
  private long unsent;

  /** What the peer's program has taken, as far as this side knows. */
  private long read;

  /** Everything before this one was on the way when a time-out struck, and may be lost. */
  private long doubtful;

  /** Everything before this one has been sent again since. */
  private long resent;

  private int resendNow = FIRST_RESENT;

  /**
   * @param buffer how many messages the peer's side holds that its program has not taken
   */
  Outgoing(int buffer) {
    this.buffer = buffer;
  }

  /** The sequence number of what is added next. */
  long next() {
    return next;
  }

  boolean isEmpty() {
    return first == next;
  }

  /** Whether the program should say more: less than a buffer full is still to be taken. */
  boolean hasRoom() {
    return next - read < buffer;
  }

  /** Whether only the peer's program, which takes nothing, keeps this side from going on. */
  boolean heldBack() {
    return unsent < next && unsent >= read + buffer;
  }

  void add(Segment segment) {
    waiting.add(segment);
    next++;
  }

  void clear() {
    waiting.clear();
    gone = 0;
    first = next;
    unsent = next;
  }

  /** Sends what has not been sent yet, as far as the peer has room. */
  void sendNew(Consumer<Segment> way) {
    long limit = Math.min(next, read + buffer);
    if (unsent < limit) {
      each(unsent, limit, way);
      unsent = limit;
    }
  }

  /**
   * The peer has everything before {@code arrived}, and its program has taken what comes before
   * {@code taken}.
   *
   * @return whether that is news
   */
  boolean acknowledged(long arrived, long taken) {
    boolean news = taken > read || arrived > first;
    read = Math.max(read, taken);
    if (arrived > first) {
      long newFirst = Math.min(arrived, next);
      gone += (int) (newFirst - first);
      first = newFirst;
      unsent = Math.max(unsent, first);
      if (gone > waiting.size() / 2) {
        waiting.subList(0, gone).clear();
        gone = 0;
      }
    }
    return news;
  }

  /** Nothing was acknowledged for long: sends the first again, and lets the peer say its room. */
  void timedOut(Consumer<Segment> way) {
    resendNow = FIRST_RESENT;
    doubtful = unsent;
    resent = first;
    resend(way);
    if (first == unsent && heldBack()) {
      each(unsent, unsent + 1, way);
    }
  }

  /** After an answer: goes on with what may be lost, faster each time. */
  void resend(Consumer<Segment> way) {
    long from = Math.max(resent, first);
    long to = Math.min(doubtful, first + resendNow);
    if (from < to) {
      each(from, to, way);
      resent = to;
      resendNow = Math.min(2 * resendNow, MOST_RESENT);
    }
  }

  private void each(long from, long to, Consumer<Segment> way) {
    for (long sequence = from; sequence < to; sequence++) {
      way.accept(waiting.get(gone + (int) (sequence - first)));
    }
  }
}

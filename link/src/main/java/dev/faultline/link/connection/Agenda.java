package dev.faultline.link.connection;

import dev.faultline.link.Egress;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The schedule of an endpoint's connections: which ones have work now, and when the others will.
 * Connections with work take turns. A connection that used up the room for sending goes to the end
 * of the queue; one that found no room goes to the front. Connections behind it cost nothing while
 * there is no room.
 */
public final class Agenda {
  /** So often all are looked at for which there is no room: time passes for them, too. */
  private static final long LOOK_NANOS = 50_000_000;

  private final DeadlineHeap deadlines = new DeadlineHeap();

  /** Those that have something to do, in the order of their turns, from {@link #head} on. */
  private Due[] busy = new Due[16];

  private int head;
  private int count;
  private long lookAt = Long.MIN_VALUE;

  private final UnaryOperator<Due[]> more;

  public Agenda() {
    this(all -> Arrays.copyOf(all, 2 * all.length));
  }

  /**
   * An agenda with nothing to do.
   *
   * @param more gives a list of twice the length that begins with the same ones
   */
  Agenda(UnaryOperator<Due[]> more) {
    this.more = more;
  }

  /** The connection has something to do in the next poll. */
  void busy(Due due) {
    if (due.busy || due.ended()) {
      return;
    }
    if (count == busy.length) {
      grow();
    }
    // Only now: a mark without a place would keep it away for good, if there was no memory.
    due.busy = true;
    append(due);
  }

  private void grow() {
    Due[] larger = more.apply(busy);
    System.arraycopy(busy, 0, larger, busy.length, head);
    Arrays.fill(larger, 0, head, null);
    busy = larger;
  }

  private int at(int place) {
    return head + place & busy.length - 1;
  }

  private void append(Due due) {
    busy[at(count++)] = due;
  }

  private void removeFirst() {
    Arrays.fill(busy, head, head + 1, null);
    head = at(1);
    count--;
  }

  /** The connection is over. */
  public void forget(Connection connection) {
    deadlines.remove(connection);
  }

  /** Runs the timers of those whose time has come. */
  public void onTimer(long now) {
    while (deadlines.earliest() <= now) {
      Due due = deadlines.first();
      deadlines.remove(due);
      try {
        // First: what has no time any more must have its turn, or hear that there is none.
        busy(due);
        due.onTimer(now);
      } catch (OutOfMemoryError e) {
        due.outOfMemory();
      }
    }
  }

  /**
   * Lets those that have something to do send, one after the other, as long as there is room.
   *
   * @param free whether there is room at first
   */
  public void poll(long now, boolean free, Egress egress) {
    boolean room = free;
    int listed = count;
    for (int i = 0; i < listed && room; i++) {
      Due due = busy[head];
      long deadline = Long.MAX_VALUE;
      try {
        room = due.poll(now, egress);
        deadline = due.nextDeadline();
        deadlines.update(due, deadline);
      } catch (OutOfMemoryError e) {
        due.outOfMemory();
      }
      if (!room && i > 0 && !due.ended()) {
        // The others have left no room for it.
        break;
      }
      removeFirst();
      if (due.ended()) {
        deadlines.remove(due);
        due.busy = false;
      } else if (room && deadline > now) {
        due.busy = false;
      } else {
        append(due);
      }
    }
    if (!room && lookAt <= now) {
      lookAt = now + LOOK_NANOS;
      look(now);
    }
  }

  /** Runs the timers of those that do not get to send. */
  private void look(long now) {
    int listed = count;
    for (int i = 0; i < listed; i++) {
      Due due = busy[at(i)];
      try {
        if (!due.ended()) {
          due.onTimer(now);
        }
      } catch (OutOfMemoryError e) {
        due.outOfMemory();
      }
    }
  }

  /** When there is something to do at the latest; in the past if now. */
  public long nextDeadline() {
    return count > 0 ? Long.MIN_VALUE : deadlines.earliest();
  }
}

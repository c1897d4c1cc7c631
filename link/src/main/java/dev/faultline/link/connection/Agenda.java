package dev.faultline.link.connection;

import dev.faultline.link.Egress;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Which connections of an endpoint have something to do, and when the others will. */
public final class Agenda {
  private final DeadlineHeap deadlines = new DeadlineHeap();
  private Due[] busy = new Due[16];
  private int count;

  private final UnaryOperator<Due[]> more;

  public Agenda() {
    this(all -> Arrays.copyOf(all, 2 * all.length));
  }

  /**
   * An agenda with nothing to do.
   *
   * @param more gives a larger list with the same ones
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
      busy = more.apply(busy);
    }
    // Only now: a mark without a place would keep it away for good, if there was no memory.
    due.busy = true;
    busy[count++] = due;
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
   * Lets each one that has something to do send, as long as there is room.
   *
   * @param free whether there is room at first
   */
  public void poll(long now, boolean free, Egress egress) {
    int kept = 0;
    int at = 0;
    int listed = count;
    try {
      for (boolean room = free; at < listed; at++) {
        Due due = busy[at];
        long deadline = Long.MAX_VALUE;
        try {
          room = room && due.poll(now, egress);
          deadline = due.nextDeadline();
          deadlines.update(due, deadline);
        } catch (OutOfMemoryError e) {
          due.outOfMemory();
        }
        if (due.ended()) {
          deadlines.remove(due);
          due.busy = false;
        } else if (room && deadline > now) {
          due.busy = false;
        } else {
          busy[kept++] = due;
        }
      }
    } finally {
      // What has come meanwhile, and after an exception what has thrown it and all behind that.
      System.arraycopy(busy, at, busy, kept, count - at);
      kept += count - at;
      Arrays.fill(busy, kept, count, null);
      count = kept;
    }
  }

  /** When there is something to do at the latest; in the past if now. */
  public long nextDeadline() {
    return count > 0 ? Long.MIN_VALUE : deadlines.earliest();
  }
}

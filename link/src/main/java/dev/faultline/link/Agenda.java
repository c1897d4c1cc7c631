package dev.faultline.link;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Which sessions of an endpoint have something to do, and when the others will. */
final class Agenda {
  private final DeadlineHeap deadlines = new DeadlineHeap();
  private Session[] busy = new Session[16];
  private int count;

  private final UnaryOperator<Session[]> more;

  Agenda() {
    this(all -> Arrays.copyOf(all, 2 * all.length));
  }

  /**
   * An agenda with nothing to do.
   *
   * @param more gives a larger list with the same sessions
   */
  Agenda(UnaryOperator<Session[]> more) {
    this.more = more;
  }

  /** How a session sends what is due; false when there was no room for all of it. */
  @FunctionalInterface
  interface Poll {
    boolean poll(long now, Session session, Egress egress);
  }

  /** The session has something to do in the next poll. */
  void busy(Session session) {
    if (session.busy || session.ended()) {
      return;
    }
    if (count == busy.length) {
      busy = more.apply(busy);
    }
    // Only now: a mark without a place would keep it away for good, if there was no memory.
    session.busy = true;
    busy[count++] = session;
  }

  /** The session is over. */
  void forget(Session session) {
    deadlines.remove(session);
  }

  /** Runs the timers of sessions whose time has come. */
  void onTimer(long now) {
    while (deadlines.earliest() <= now) {
      Session session = deadlines.first();
      deadlines.remove(session);
      session.onTimer(now);
      busy(session);
    }
  }

  /**
   * Lets each session that has something to do send, as long as there is room.
   *
   * @param free whether there is room at first
   */
  void poll(long now, boolean free, Poll each, Egress egress) {
    boolean room = free;
    int kept = 0;
    int due = count;
    for (int i = 0; i < due; i++) {
      Session session = busy[i];
      room = room && each.poll(now, session, egress);
      long deadline = session.nextDeadline();
      if (session.ended()) {
        deadlines.remove(session);
        session.busy = false;
        continue;
      }
      deadlines.update(session, deadline);
      if (room && deadline > now) {
        session.busy = false;
      } else {
        busy[kept++] = session;
      }
    }
    for (int i = due; i < count; i++) {
      busy[kept++] = busy[i];
    }
    Arrays.fill(busy, kept, count, null);
    count = kept;
  }

  /** When there is something to do at the latest; in the past if now. */
  long nextDeadline() {
    return count > 0 ? Long.MIN_VALUE : deadlines.earliest();
  }
}

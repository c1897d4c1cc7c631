package dev.faultline.hook;

import org.jspecify.annotations.Nullable;

/**
 * Decisions inside a thread's turn: before an access to what threads may share, another thread may
 * go on. Called by those classes of the program that were asked for.
 */
public final class Interleaving {
  private Interleaving() {}

  /**
   * Called before each access.
   *
   * @param touches what is accessed: a number that is the same for all accesses to one thing, and
   *     in its last bit whether it may be changed; 0 where it may be anything
   * @param asked the bits under which the place counts; it does in worlds that have one of them
   */
  public static void point(int touches, long asked) {
    Carrier carrier = Carrier.current();
    if (carrier == null) {
      return;
    }
    Context context = carrier.context;
    // A thread that is alone has nobody who could go on.
    if (context != null && context.interleaved(asked) && context.firstFiber != context.lastFiber) {
      decide(context, touches);
    }
  }

  /**
   * Called for each object that a call of the JDK's reaches, to find out whether threads may meet
   * there.
   *
   * @param already what was found out of the objects before it
   * @param asked the bits of worlds in which that matters
   */
  public static boolean meets(boolean already, @Nullable Object object, long asked) {
    if (already || object == null) {
      return already;
    }
    Carrier carrier = Carrier.current();
    Context context = carrier == null ? null : carrier.context;
    if (context == null || !context.interleaved(asked)) {
      return false;
    }
    return object instanceof Object[] parts ? meetsAny(parts) : Meetings.isAt(object.getClass());
  }

  /** The JDK gets what a variable number of arguments says in an array. */
  private static boolean meetsAny(@Nullable Object[] parts) {
    for (Object part : parts) {
      if (part != null && Meetings.isAt(part.getClass())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Called before such a call.
   *
   * @param meets whether threads may meet at one of its objects
   * @param unless the bits of worlds in which the call is a place anyway
   */
  public static void pointIf(boolean meets, int touches, long asked, long unless) {
    if (meets) {
      Carrier carrier = Carrier.current();
      Context context = carrier == null ? null : carrier.context;
      if (context != null && !context.interleaved(unless)) {
        point(touches, asked);
      }
    }
  }

  /**
   * Called before the program makes calls possible at which threads may meet and get no turns.
   *
   * @param meets whether they may
   * @param before which calls, for people
   * @param asked the bits of worlds in which they would be meant
   */
  public static void hidden(boolean meets, String before, long asked) {
    Carrier carrier = Carrier.current();
    Context context = carrier == null ? null : carrier.context;
    if (meets && context != null && context.interleaved(asked)) {
      context.turnsHidden(before);
    }
  }

  private static void decide(Context context, int touches) {
    if (Thread.currentThread().isVirtual()
        && !context.halted()
        && !context.isHashing()
        && context.preempts(touches)) {
      Thread.yield();
    }
  }
}

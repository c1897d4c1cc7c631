package dev.faultline.hook;

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
   * Called before the program makes calls possible at which threads may meet and get no turns.
   *
   * @param before which calls, for people
   * @param asked the bits of worlds in which they would be meant
   * @param unless the bits of worlds in which they are places for turns after all
   */
  public static void hidden(String before, long asked, long unless) {
    Carrier carrier = Carrier.current();
    Context context = carrier == null ? null : carrier.context;
    if (context != null && context.interleaved(asked) && !context.interleaved(unless)) {
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

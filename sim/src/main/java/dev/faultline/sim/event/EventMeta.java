package dev.faultline.sim.event;

/**
 * What kind of event something is, and whom it concerns, in one number: the kind in the top byte,
 * then the receiving and the sending node's index.
 */
public final class EventMeta {
  private static final int KIND_SHIFT = 56;

  private static final int TARGET_SHIFT = 28;
  private static final long INDEX_MASK = (1L << 28) - 1;

  public static final int CANCELLED = 0;
  public static final int DELIVERY = 1;
  public static final int TIMER = 2;
  public static final int TASK = 3;
  public static final int CONTROL = 4;
  public static final int WAKE = 5;
  public static final int TURN = 6;

  /** The meta of an event that means nothing any more. */
  public static final long CANCELLED_META = 0;

  private EventMeta() {}

  public static int kind(long meta) {
    return (int) (meta >>> KIND_SHIFT);
  }

  /**
   * Whether a node hears of an event: it is none of the world's own, nor one that was cancelled.
   */
  static boolean isOfNode(long meta) {
    int kind = kind(meta);
    return kind != CANCELLED && kind != CONTROL;
  }

  public static int target(long meta) {
    return (int) (meta >>> TARGET_SHIFT & INDEX_MASK);
  }

  /** Whether an event is due on a node's own clock: a timer, or the end of a timed wait. */
  public static boolean isOnClockOf(int node, long meta) {
    return meta == of(TIMER, node, 0) || meta == of(TASK, node, 0);
  }

  public static int from(long meta) {
    return (int) (meta & INDEX_MASK);
  }

  public static long of(int kind, int target, int from) {
    return (long) kind << KIND_SHIFT | (long) target << TARGET_SHIFT | from;
  }
}

package dev.faultline.sim.trace;

import dev.faultline.core.Fault;
import java.util.List;

/**
 * One thing that happened in a world, for people and tools that read a run. Messages and tags are
 * the program's own objects; what connections put into datagrams is a {@link ConnectionMessage}.
 */
public sealed interface TraceEvent {
  /** Simulated time since the world's start. */
  long nanos();

  /** An incarnation of a node came up. */
  record Started(long nanos, String node, int incarnation) implements TraceEvent {}

  /**
   * An operation on a disk that a crash of the machine took.
   *
   * @param number the number of the operation on that disk
   * @param what it was
   * @param torn whether a part of it is there
   * @param neverWritten whether its data was gone before: a failed sync or the device had dropped
   *     it, and no crash could keep it
   * @param taken whether the crash took it; of data that was gone before, the size that goes with
   *     it, or what an earlier life of a new block left there
   */
  record LostOperation(
      long number, String what, boolean torn, boolean neverWritten, boolean taken) {
    /** For a line of text. */
    @Override
    public String toString() {
      return neverWritten ? what + " (never written out)" : torn ? "part of " + what : what;
    }

    /** How many of them the crash itself took. */
    public static int taken(List<LostOperation> lost) {
      return (int) lost.stream().filter(LostOperation::taken).count();
    }
  }

  /**
   * An incarnation of a node ended.
   *
   * @param lostInStore which writes to its store are lost, such as {@code put x}, in their order
   * @param lostOnDisk which operations on its files are lost, in part or as a whole
   * @param planned whether the program stopped it, to upgrade or to remove the node
   */
  record Crashed(
      long nanos,
      String node,
      int incarnation,
      List<String> lostInStore,
      List<LostOperation> lostOnDisk,
      boolean planned)
      implements TraceEvent {
    public Crashed {
      lostInStore = List.copyOf(lostInStore);
      lostOnDisk = List.copyOf(lostOnDisk);
    }

    /** One that was not planned, and took nothing. */
    public Crashed(long nanos, String node, int incarnation) {
      this(nanos, node, incarnation, List.of(), List.of(), false);
    }

    /** How many writes to its store are lost. */
    public int writesLost() {
      return lostInStore.size();
    }
  }

  /** A datagram left; {@code ordinal} counts the messages on this directed link. */
  record Sent(long nanos, String from, String to, long ordinal, Object message)
      implements TraceEvent {}

  /** A datagram arrived and was handled. */
  record Delivered(long nanos, String from, String to, long ordinal, Object message)
      implements TraceEvent {}

  /** A datagram will never be handled. */
  record Lost(long nanos, String from, String to, long ordinal, Object message, LossReason reason)
      implements TraceEvent {}

  /** A second copy of a datagram is on its way. */
  record Duplicated(long nanos, String from, String to, long ordinal, Object message)
      implements TraceEvent {}

  /** A timer fired. */
  record TimerFired(long nanos, String node, Object tag) implements TraceEvent {}

  /** A thread of a blocking node ran until it blocked again. */
  record ThreadRan(long nanos, String node, String thread) implements TraceEvent {}

  /** A fault began, or struck. */
  record FaultBegan(long nanos, Fault fault) implements TraceEvent {}

  /** A fault is over. */
  record FaultEnded(long nanos, Fault fault) implements TraceEvent {}

  /** The adversary has given up: no fault is active and none will strike. */
  record Healed(long nanos) implements TraceEvent {}

  /** A node said something. */
  record Remarked(long nanos, String node, String text) implements TraceEvent {}

  /** What a node that is {@link dev.faultline.core.Described} says of its state from now on. */
  record Described(long nanos, String node, String text) implements TraceEvent {}

  /** A node told about its state. */
  record Signalled(long nanos, String node, String name, long value) implements TraceEvent {}

  /** A client called an operation; {@code operation} counts them in this world. */
  record Invoked(long nanos, String client, int operation, Object input) implements TraceEvent {}

  /** A client's operation ended. */
  record Completed(long nanos, String client, int operation, Ending ending, String result)
      implements TraceEvent {}

  /**
   * A property does not hold.
   *
   * @param operations the operations of clients that suffice to show it; empty where they are not
   *     known
   */
  record Violated(long nanos, String property, String detail, List<Integer> operations)
      implements TraceEvent {
    public Violated {
      operations = List.copyOf(operations);
    }
  }

  /** How a client's operation ended, as far as the client knows. */
  enum Ending {
    /** It took effect. */
    OK,
    /** It had no effect. */
    FAIL,
    /** It may have had, or may still have, an effect. */
    INDETERMINATE
  }

  /** Why a datagram was lost. */
  enum LossReason {
    /** The network dropped it. */
    NETWORK,
    /** The link was cut. */
    CUT,
    /** A checksum caught that it had changed. */
    CORRUPTED,
    /** The link's queue was full. */
    QUEUE_FULL,
    /** The receiver was down. */
    RECEIVER_DOWN,
    /** The sender failed to send it. */
    SEND_OMISSION,
    /** The receiver failed to receive it. */
    RECEIVE_OMISSION,
    /** The program dropped it by hand. */
    BY_HAND
  }
}

package dev.faultline.link.receive;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** The message that a stream receives in pieces, as far as it is here. */
public final class Reassembly {
  private static final int NONE = -1;

  private final ReceiveStream stream;
  private final ReceiverHost session;
  private final boolean losesNothing;
  private final int longestMessage;

  /** Memory is asked for in no smaller steps. */
  private final long step;

  private MemorySegment memory = MemorySegment.NULL;
  private int length = NONE;

  Reassembly(ReceiveStream stream, ReceiverHost session, boolean losesNothing, long step) {
    this.stream = stream;
    this.session = session;
    this.losesNothing = losesNothing;
    this.step = step;
    longestMessage = session.options().longestMessage();
  }

  /** A message begins. */
  void begin() {
    length = 0;
  }

  /** Whether a message has begun. */
  boolean begun() {
    return length >= 0;
  }

  /** The message was taken, or is forgotten. */
  void end() {
    length = NONE;
  }

  MemorySegment memory() {
    return memory;
  }

  /** Whether so many bytes more make the message longer than any may be. */
  boolean tooLong(int bytes) {
    return length + bytes > longestMessage;
  }

  /** How long what is here of the message is. */
  int length() {
    return length;
  }

  /**
   * Puts a piece behind what is here, which it becomes part of by {@link #advance}.
   *
   * @return false when there is no memory for it
   */
  boolean write(MemorySegment segment, long body, int bytes) {
    if (memory.byteSize() < length + bytes && !grow(length + bytes)) {
      return false;
    }
    MemorySegment.copy(segment, body, memory, length, bytes);
    return true;
  }

  void advance(int bytes) {
    length += bytes;
  }

  private boolean grow(int needed) {
    if (session.ended()) {
      return false;
    }
    long longer = Math.max(2L * memory.byteSize(), step);
    long size = Math.max(needed, Math.min(longer, longestMessage));
    ReceiveBudget budget = session.budget();
    MemorySegment grown = budget.take(session.owner(), stream, size, 0, losesNothing);
    if (grown == null && needed < size) {
      grown = budget.take(session.owner(), stream, needed, 0, losesNothing);
    }
    if (grown == null) {
      return false;
    }
    MemorySegment.copy(memory, 0, grown, 0, length);
    if (memory.byteSize() > 0) {
      give();
    }
    memory = grown;
    return true;
  }

  /** Whether it has no memory. */
  boolean isEmpty() {
    return memory.byteSize() == 0;
  }

  /** Gives memory back that no message needs now. */
  void giveBack() {
    if (length < 0 && memory.byteSize() > 0) {
      give();
    }
  }

  private void give() {
    MemorySegment had = memory;
    memory = MemorySegment.NULL;
    session.release(had);
    session.budget().give(session.owner(), had.byteSize());
  }

  /** The session is over: hands the memory over, and what it counted for. */
  void over(Consumer<MemorySegment> to) {
    MemorySegment had = memory;
    memory = MemorySegment.NULL;
    if (had.byteSize() > 0) {
      to.accept(had);
      session.budget().give(session.owner(), had.byteSize());
    }
  }
}

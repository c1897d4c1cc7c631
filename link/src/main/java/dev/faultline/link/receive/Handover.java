package dev.faultline.link.receive;

import java.lang.foreign.MemorySegment;

/** Where messages are handed to the application. */
public interface Handover {
  /** Hands a message to the application: what it offers meanwhile belongs to the message. */
  boolean hand(ReceiveStream stream, long sequence, MemorySegment segment, long at, int length);

  /** The application has not taken the message that it was just offered. */
  void notTaken(ReceiveStream stream);

  /**
   * Whether messages have to wait for a commit before they are handled; then they are offered again
   * once they need not.
   */
  boolean crowded();
}

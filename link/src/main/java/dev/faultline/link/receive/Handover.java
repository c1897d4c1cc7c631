package dev.faultline.link.receive;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.journal.Participant;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Hands the messages of a session to the application, one logged message at a time. */
public final class Handover {
  private final Session session;
  private final LinkHandler handler;
  private final @Nullable Journal journal;
  private final Participant participant;

  public Handover(
      Session session, LinkHandler handler, @Nullable Journal journal, Participant participant) {
    this.session = session;
    this.handler = handler;
    this.journal = journal;
    this.participant = participant;
  }

  /** Hands a message to the application: what it offers meanwhile belongs to the message. */
  boolean hand(ReceiveStream stream, long sequence, MemorySegment segment, long at, int length) {
    if (journal == null || stream.kind != StreamKind.LOGGED) {
      return handler.onMessage(session, stream.id, sequence, segment, at, length);
    }
    journal.beginHandling();
    boolean taken = false;
    try {
      taken = handler.onMessage(session, stream.id, sequence, segment, at, length);
    } finally {
      journal.endHandling(taken);
      if (!taken) {
        journal.dropEffect(participant.number(), stream.id, sequence);
      }
    }
    return taken;
  }

  /** The application has not taken the message that it was just offered. */
  void notTaken(ReceiveStream stream) {
    if (journal != null) {
      journal.dropEffect(participant.number(), stream.id, stream.consecutive() + 1);
    }
  }

  /**
   * Whether messages have to wait for a commit before they are handled; then they are offered again
   * once they need not.
   */
  boolean crowded() {
    if (journal == null || !journal.crowded()) {
      return false;
    }
    journal.wait(participant);
    return true;
  }
}

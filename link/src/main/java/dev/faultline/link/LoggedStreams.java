package dev.faultline.link;

import dev.faultline.link.journal.CommitRecord;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.journal.Participant;
import dev.faultline.link.journal.RecordReader;
import dev.faultline.link.journal.RecordWriter;
import dev.faultline.link.receive.ReceiveStream;
import dev.faultline.link.receive.Receiver;
import dev.faultline.link.stream.LoggedSender;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a session's streams becomes durable: what the journal asks for a commit and is told after
 * a sync, what is read back at recovery, and what is kept of messages that were not delivered.
 */
final class LoggedStreams extends Participant {
  private final Session session;
  private final SessionContext context;
  private final OutgoingStreams outgoing;
  private final Receiver receiver;
  private final @Nullable Journal journal;
  private final LinkHandler handler;
  private @Nullable SessionEnd parked;

  LoggedStreams(
      Session session, SessionContext context, OutgoingStreams outgoing, Receiver receiver) {
    this.session = session;
    this.context = context;
    this.outgoing = outgoing;
    this.receiver = receiver;
    journal = context.journal;
    handler = context.handler;
  }

  /** The application has taken messages of this stream, or said that it has processed some. */
  void taken(ReceiveStream stream) {
    if (journal != null && stream.marks.uncommitted()) {
      journal.touch(this);
    }
  }

  // --- what the journal knows of the session ---

  @Override
  public int number() {
    return session.number();
  }

  @Override
  public SessionId id() {
    return session.id();
  }

  @Override
  public boolean ended() {
    return session.ended();
  }

  @Override
  public void writeSession(RecordWriter to) {
    session.describe(to);
  }

  @Override
  public void busy() {
    session.connection().busy();
  }

  @Override
  public void resume(long now) {
    session.resume(now);
  }

  @Override
  public void outOfMemory() {
    context.outOfMemory(session);
  }

  @Override
  public void recoveredPeer(long incarnation) {
    session.connection().recoveredPeer(incarnation);
  }

  // --- commits ---

  /** Has the next commit look here if something waits for it. */
  void touch() {
    if (journal != null) {
      for (LoggedSender stream : outgoing.logged()) {
        if (stream.unlogged()) {
          journal.touch(this);
        }
      }
    }
  }

  @Override
  public boolean flush() {
    boolean whole = true;
    if (session.ended() && parked == null) {
      return true;
    }
    for (LoggedSender stream : outgoing.logged()) {
      whole &= stream.flush();
    }
    return whole;
  }

  @Override
  public boolean awaitsCommit() {
    for (LoggedSender stream : outgoing.logged()) {
      if (stream.unsynced()) {
        return true;
      }
    }
    for (ReceiveStream stream : receiver.streams().logged()) {
      if (stream.marks.awaitsClaim()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean uncommitted() {
    for (ReceiveStream stream : receiver.streams().logged()) {
      if (stream.marks.uncommitted()) {
        return true;
      }
    }
    return false;
  }

  /** Whether messages count as processed that a crash could take back. */
  boolean undurable() {
    for (ReceiveStream stream : receiver.streams().logged()) {
      if (stream.marks.undurable()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void processed(CommitRecord to) {
    for (ReceiveStream stream : receiver.streams().logged()) {
      if (stream.marks.uncommitted()) {
        to.entry(session.number(), stream.id, stream.marks.processable());
      }
    }
  }

  @Override
  public void asked() {
    receiver.streams().logged().forEach(stream -> stream.marks.asked());
  }

  @Override
  public void synced(long now) {
    for (LoggedSender stream : outgoing.logged()) {
      stream.synced();
    }
    if (session.ended()) {
      return;
    }
    receiver.streams().logged().forEach(ReceiveStream::synced);
    receiver.resume(now);
    receiver.acks().news(now);
    session.connection().busy();
  }

  long oldestPosition() {
    long oldest = Long.MAX_VALUE;
    for (LoggedSender stream : outgoing.logged()) {
      oldest = Math.min(oldest, stream.oldestPosition());
    }
    return oldest;
  }

  // --- checkpoints and recovery ---

  /** How many bytes {@link Session#describe} and {@link #describe} write at most. */
  static long describedBytes(int streams) {
    return 37 + 4L * Long.BYTES + 2 * (4 + 12L * streams);
  }

  void describe(RecordWriter to) {
    List<LoggedSender> logged = outgoing.logged();
    to.u32(logged.size());
    logged.forEach(stream -> to.u32(stream.id).u64(stream.askedSequence() + 1));
    List<ReceiveStream> incoming = receiver.streams().logged();
    to.u32(incoming.size());
    incoming.forEach(stream -> to.u32(stream.id).u64(stream.marks.processable()));
  }

  @Override
  public void recovered(RecordReader from) {
    int sends = from.u32();
    for (int i = 0; i < sends; i++) {
      int stream = from.u32();
      outgoing.recovered(stream).recovered(from.u64());
    }
    int receives = from.u32();
    for (int i = 0; i < receives; i++) {
      recoveredProcessed(from.u32(), from.u64());
    }
  }

  @Override
  public void recoveredChunk(
      int stream, long begins, long position, long nextSequence, int length) {
    outgoing.recovered(stream).recovered(begins, position, nextSequence, length);
  }

  @Override
  public void recoveredProcessed(int stream, long processed) {
    receiver.streams().logged(stream).marks.recovered(processed);
  }

  /** The application may know better than the journal what it has processed. */
  void recoveredElsewhere() {
    if (context.options.processing() == Processing.AT_LEAST_ONCE) {
      for (int stream = 0; stream < context.options.streams(); stream++) {
        long processed = handler.processedElsewhere(session.id(), stream);
        if (processed > 0) {
          recoveredProcessed(stream, processed);
        }
      }
    }
  }

  // --- what outlives the session ---

  /** The session has ended. Its undelivered messages stay until the application discards them. */
  void end(SessionEnd why) {
    if (journal == null || why == SessionEnd.STORAGE_FAILED) {
      return;
    }
    if (!anyUndelivered() || !context.options.parksUndelivered() || !context.rules.parks()) {
      journal.ended(session.number());
      return;
    }
    parked = why;
    journal.parked(this, why);
  }

  private boolean anyUndelivered() {
    for (LoggedSender stream : outgoing.logged()) {
      if (stream.undelivered()) {
        return true;
      }
    }
    return false;
  }

  /** What was offered last has never been, which may be all that the session was kept for. */
  @Override
  public void tookBack() {
    if (parked != null && !anyUndelivered()) {
      context.discard(session.id());
    }
  }

  /** Why a session is over of which undelivered messages are kept; null for others. */
  @Nullable SessionEnd parked() {
    return parked;
  }

  void recoveredPark(SessionEnd why) {
    parked = why;
  }

  void discarded() {
    parked = null;
    for (LoggedSender stream : outgoing.logged()) {
      stream.over();
    }
  }

  void undelivered(List<Undelivered> to) {
    for (LoggedSender stream : outgoing.logged()) {
      if (stream.undelivered()) {
        to.add(
            new Undelivered(
                session.id(),
                session.label(),
                parked,
                stream.id,
                stream.firstUndelivered(),
                stream.lastSequence()));
      }
    }
  }
}

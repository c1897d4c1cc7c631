package dev.faultline.link;

import dev.faultline.link.connection.Connection;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.stream.LoggedSender;
import dev.faultline.link.stream.SendStream;
import dev.faultline.link.transmit.Transmitter;
import dev.faultline.link.wire.Nanos;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a session that this side sends on: which are open, and what is offered on them.
 */
final class OutgoingStreams {
  /** How many chunks of a stream may go out before the peer has said how many it has room for. */
  private static final int EARLY_CHUNKS = 8;

  /** What every receiver has room for. */
  private static final int LEAST_WINDOW = 2;

  private static final @Nullable SendStream[] NONE = {};

  private final Session session;
  private final SessionContext context;
  private final Connection connection;
  private final LinkOptions options;
  private final Rules rules;
  private final @Nullable Journal journal;
  private final Transmitter transmitter;

  /** By number, as far as any is open. */
  private @Nullable SendStream[] streams = NONE;

  private final ArrayList<LoggedSender> logged = new ArrayList<>();
  private int peerWindow;

  OutgoingStreams(
      Session session, Connection connection, SessionContext context, Transmitter transmitter) {
    this.session = session;
    this.context = context;
    this.connection = connection;
    this.transmitter = transmitter;
    options = context.options;
    rules = context.rules;
    journal = context.journal;
  }

  // --- which are open ---

  boolean isOpen(int stream) {
    return stream >= 0 && stream < streams.length && streams[stream] != null;
  }

  /** The stream if it is open; null if it is not, or there can be none with this number. */
  @Nullable SendStream get(int stream) {
    return stream >= 0 && stream < streams.length ? streams[stream] : null;
  }

  SendStream opened(int stream) {
    SendStream open = get(stream);
    if (open == null) {
      check(stream);
      throw new IllegalStateException("stream " + stream + " is not open");
    }
    return open;
  }

  private void check(int stream) {
    if (stream < 0 || stream >= options.streams()) {
      throw new IllegalArgumentException(
          "stream " + stream + ", expected 0 to " + (options.streams() - 1));
    }
  }

  /** A logged stream, which is opened if it is not open. */
  LoggedSender recovered(int stream) {
    open(stream, StreamKind.LOGGED, Duration.ofNanos(Long.MAX_VALUE));
    return Objects.requireNonNull(opened(stream).logged);
  }

  /** The logged streams, in the order in which they were opened. */
  List<LoggedSender> logged() {
    return logged;
  }

  void open(int stream, StreamKind kind, Duration patience) {
    check(stream);
    boolean perfect = kind == StreamKind.ORDERED || kind == StreamKind.UNORDERED;
    if (journal == null ? kind == StreamKind.LOGGED : perfect) {
      throw new IllegalArgumentException(
          "stream "
              + stream
              + " is to be "
              + kind
              + ", but its endpoint has "
              + (journal == null
                  ? "no storage"
                  : "storage, where streams are LOGGED, STUBBORN or FAIR_LOSS"));
    }
    SendStream present = get(stream);
    if (present != null) {
      if (present.kind != kind) {
        throw new IllegalStateException("stream " + stream + " is open, and is " + present.kind);
      }
      return;
    }
    SendStream opened =
        new SendStream(
            stream,
            kind,
            options,
            chunksUpTo(peerWindow),
            session.number(),
            journal,
            context.rings,
            rules);
    opened.patience(Nanos.of(patience));
    opened.window(Math.max(peerWindow, LEAST_WINDOW));
    if (connection.early()) {
      opened.limit(chunksUpTo(EARLY_CHUNKS));
    }
    if (stream >= streams.length) {
      streams = Arrays.copyOf(streams, Math.max(stream + 1, 2 * streams.length));
    }
    // It is in both lists or in none, whatever memory there is.
    logged.ensureCapacity(logged.size() + 1);
    transmitter.add(opened);
    if (opened.logged != null) {
      logged.add(opened.logged);
    }
    streams[stream] = opened;
  }

  // --- what is offered ---

  /** Offers a message of a session that is not over, as {@link Session#offer} says. */
  long offer(int stream, MemorySegment source, long offset, int length) {
    SendStream to = opened(stream);
    if (to.kind == StreamKind.LOGGED && journal != null) {
      return offer(journal, to, source, offset, length);
    }
    if (to.kind == StreamKind.FAIR_LOSS && !connection.connected()) {
      return Offer.NOT_CONNECTED;
    }
    long before = to.lastSequence();
    try {
      connection.busy();
      return to.offer(source, offset, length);
    } catch (OutOfMemoryError e) {
      context.outOfMemory(session);
      return takenOrClosed(to.lastSequence(), before);
    }
  }

  private long offer(Journal in, SendStream to, MemorySegment source, long offset, int length) {
    long before = to.lastSequence();
    long taken;
    try {
      connection.busy();
      if (in.handling() && to.logged != null && rules.takesBack()) {
        in.offering(session.logged(), to.logged);
      }
      taken = to.offer(source, offset, length);
      // The next commit has to know of it, even if this session is not polled before.
      if (taken > 0 && rules.commitsAcrossSessions()) {
        in.touch(session.logged());
      }
    } catch (OutOfMemoryError e) {
      context.outOfMemory(session);
      taken = takenOrClosed(to.lastSequence(), before);
    }
    if (taken > 0 && in.handling()) {
      to.packer.bind();
    }
    return taken == Offer.BACK_PRESSURED && in.full() ? Offer.STORAGE_FULL : taken;
  }

  /** What has a number is taken, and goes to the log although the session is over. */
  private static long takenOrClosed(long last, long before) {
    return last > before ? last : Offer.CLOSED;
  }

  // --- what the peer has room for ---

  /** Where so many chunks end that are numbered from the first one. */
  private long chunksUpTo(int count) {
    return rules.firstNumber() + count;
  }

  void goEarly() {
    for (SendStream stream : transmitter.streams()) {
      stream.limit(chunksUpTo(EARLY_CHUNKS));
    }
  }

  /**
   * Continues where both sides stand; false when they do not fit together.
   *
   * @param fresh whether chunks are numbered anew
   */
  boolean join(Hello peer, boolean fresh) {
    for (SendStream stream : transmitter.streams()) {
      if (!fresh) {
        stream.resend();
      } else if (!stream.renumber(peer.mark(stream.id).received())) {
        return false;
      }
    }
    for (Hello.Mark mark : peer.marks()) {
      SendStream stream = get(mark.stream());
      if (stream == null ? mark.received() > 0 : stream.kind != StreamKind.LOGGED) {
        return false;
      }
    }
    return true;
  }

  /** The peer has said how much it has room for, and what it has already. */
  void admit(Hello peer, boolean first) {
    peerWindow = peer.window();
    for (SendStream stream : transmitter.streams()) {
      stream.window(peerWindow);
      if (first) {
        stream.limit(chunksUpTo(peerWindow));
      }
      Hello.Mark mark = peer.mark(stream.id);
      stream.trim(rules.forgettable(mark.received(), mark.processed()));
    }
  }
}

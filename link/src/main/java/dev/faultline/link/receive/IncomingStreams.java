package dev.faultline.link.receive;

import dev.faultline.link.StreamKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The streams of a session that the peer sends on, as far as any has come up. */
public final class IncomingStreams {
  private static final @Nullable ReceiveStream[] NONE = {};

  private final ReceiverHost session;
  private final News news;

  /** By number. */
  private @Nullable ReceiveStream[] streams = NONE;

  private final List<ReceiveStream> logged = new ArrayList<>();
  private int highest;

  IncomingStreams(ReceiverHost session, News news) {
    this.session = session;
    this.news = news;
  }

  /** All that have come up have smaller numbers. */
  int highest() {
    return highest;
  }

  /** The stream with this number; null if it has not come up, or there can be none. */
  public @Nullable ReceiveStream get(int id) {
    return id >= 0 && id < streams.length ? streams[id] : null;
  }

  /** The stream with this number, which has come up now. */
  public ReceiveStream get(int id, StreamKind kind) {
    if (id >= streams.length) {
      streams = Arrays.copyOf(streams, Math.max(id + 1, 2 * streams.length));
    }
    ReceiveStream stream = streams[id];
    if (stream == null) {
      stream = new ReceiveStream(id, kind, session, session.rules(), news);
      streams[id] = stream;
      highest = Math.max(highest, id + 1);
      if (kind == StreamKind.LOGGED) {
        logged.add(stream);
      }
    }
    return stream;
  }

  /** The stream with this number, which is logged, if it is not something else. */
  public ReceiveStream logged(int id) {
    ReceiveStream stream = get(id, StreamKind.LOGGED);
    if (!logged.contains(stream)) {
      throw new IllegalStateException("stream " + id + " is " + stream.kind + ", not logged");
    }
    return stream;
  }

  /** The logged streams, in the order in which they came up. */
  public List<ReceiveStream> logged() {
    return logged;
  }

  /** Whether the application has not taken all that has arrived on streams that lose nothing. */
  public boolean untaken() {
    for (int i = 0; i < highest; i++) {
      ReceiveStream stream = streams[i];
      if (stream != null && stream.untaken()) {
        return true;
      }
    }
    return false;
  }

  /** A new connection: the sender has forgotten which fragments it sent. */
  void forgetFragments() {
    for (int i = 0; i < highest; i++) {
      ReceiveStream stream = streams[i];
      if (stream != null) {
        stream.forgetFragments();
      }
    }
  }

  /** Has streams give back what they do not need. */
  void giveBack() {
    for (int i = 0; i < highest; i++) {
      ReceiveStream stream = streams[i];
      if (stream != null) {
        stream.giveBack();
      }
    }
  }

  public void buffers(Consumer<MemorySegment> to) {
    for (ReceiveStream stream : streams) {
      if (stream != null) {
        stream.buffers(to);
      }
    }
  }
}

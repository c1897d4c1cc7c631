package dev.faultline.link;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes with a link between them: one offers numbered messages, the other keeps what it got. */
final class Ends {
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  private Ends() {}

  /** Small packets and buffers, so that windows fill and worlds stay cheap. */
  static LinkOptions small() {
    return LinkOptions.DEFAULT
        .withPacketBytes(256)
        .withPackets(16, 16)
        .withLongestMessage(4_096)
        .withStreams(8)
        .withCongestion(() -> new StaticWindow(8 * 256));
  }

  static MemorySegment message(long number, int length) {
    byte[] bytes = new byte[length];
    MemorySegment message = MemorySegment.ofArray(bytes);
    message.set(NUMBER, 0, number);
    for (int i = 8; i < length; i++) {
      bytes[i] = (byte) (number * 31 + i);
    }
    return message;
  }

  /** Offers messages 1, 2, 3 …, a few at a time. */
  static final class Sender implements Node, LinkHandler {
    private final Address to;
    private final StreamKind kind;
    private final int messages;
    private final LinkOptions options;
    private EnvLink link;
    private Session session;
    long offered;

    @SuppressWarnings("NullAway.Init")
    Sender(Address to, StreamKind kind, int messages, LinkOptions options) {
      this.to = to;
      this.kind = kind;
      this.messages = messages;
      this.options = options;
    }

    @Override
    public void start(Env env) {
      link = new EnvLink(env, options, this);
      session = link.connect(to);
      session.open(1, kind);
      env.timer(Duration.ofMillis(5), "offer");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      link.receive(from, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      if (link.timer(tag)) {
        return;
      }
      for (int i = 0; i < 5 && offered < messages; i++) {
        int length = 8 + env.random().nextInt(offered % 7 == 0 ? 1_500 : 60);
        if (session.offer(1, message(offered + 1, length), 0, length) < 0) {
          break;
        }
        offered++;
      }
      link.flush();
      if (offered < messages) {
        env.timer(Duration.ofMillis(20), "offer");
      }
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      throw new AssertionError("nobody sends to the sender");
    }

    Session session() {
      return session;
    }
  }

  /** Keeps the numbers of the messages that it got; now and then it is too busy to take one. */
  static final class Receiver implements Node, LinkHandler {
    private final LinkOptions options;
    final List<Long> received = new ArrayList<>();
    String wrong = "";
    private EnvLink link;
    private Env env;
    private boolean busy;

    @SuppressWarnings("NullAway.Init")
    Receiver(LinkOptions options) {
      this.options = options;
    }

    @Override
    public void start(Env env) {
      this.env = env;
      link = new EnvLink(env, options, this);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      link.receive(from, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      if (!link.timer(tag) && tag instanceof Session session) {
        busy = false;
        session.resume(env.nanoTime());
        link.flush();
      }
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      if (busy) {
        return false;
      }
      if (env.random().nextInt(50) == 0) {
        busy = true;
        env.timer(Duration.ofMillis(100), session);
        return false;
      }
      long number = buffer.get(NUMBER, offset);
      received.add(number);
      byte[] bytes = buffer.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      byte[] expected = message(number, length).toArray(ValueLayout.JAVA_BYTE);
      if (!java.util.Arrays.equals(bytes, expected)) {
        wrong = "message " + number + " has other bytes than were sent";
      }
      return true;
    }

    Endpoint endpoint() {
      return link.endpoint();
    }
  }
}

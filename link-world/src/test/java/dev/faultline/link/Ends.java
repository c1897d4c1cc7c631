package dev.faultline.link;

import dev.faultline.check.property.Channel;
import dev.faultline.check.property.LinkRecorder;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.rules.Rules;
import dev.faultline.linkworld.EnvLink;
import dev.faultline.linkworld.PlantedLinks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** Nodes with a link between them: one offers numbered messages, the other keeps what it got. */
final class Ends {
  static final Channel CHANNEL = new Channel("sender", "receiver", 1);

  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  private Ends() {}

  /** Small packets and buffers, so that windows fill and worlds stay cheap. */
  static LinkOptions small() {
    return LinkOptions.builder()
        .packetBytes(256)
        .sendPackets(16)
        .receivePackets(16)
        .longestMessage(4_096)
        .streams(8)
        .congestion(() -> new StaticWindow(8 * 256))
        .build();
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

  /**
   * What is sent.
   *
   * @param alike whether all messages have the same bytes
   * @param everyMillis how long to wait after each five messages
   * @param longest about how long messages are at most, but for some of ordered streams
   */
  record Plan(
      StreamKind kind,
      int messages,
      boolean alike,
      int everyMillis,
      LinkOptions options,
      int longest) {
    Plan(StreamKind kind, int messages, boolean alike, int everyMillis, LinkOptions options) {
      this(kind, messages, alike, everyMillis, options, 60);
    }
  }

  /** Offers messages 1, 2, 3 …, a few at a time. */
  static class Sender implements Node, LinkHandler {
    private final Address to;
    private final Plan plan;
    private final Rules rules;
    private final LinkRecorder record;
    private EnvLink link;
    private Session session;
    long offered;

    @SuppressWarnings("NullAway.Init")
    Sender(Address to, Plan plan, Rules rules, LinkRecorder record) {
      this.to = to;
      this.record = record;
      this.plan = plan;
      this.rules = rules;
    }

    @Override
    public void start(Env env) {
      link =
          PlantedLinks.open(
              env,
              plan.options(),
              false,
              Duration.ZERO,
              storage -> new Endpoint(plan.options(), env.random(), this, storage, rules));
      session = link.connect(to);
      session.open(1, plan.kind());
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
      for (int i = 0; i < 5 && offered < plan.messages(); i++) {
        boolean longer = offered % 7 == 0 && plan.kind() == StreamKind.ORDERED;
        int length =
            plan.alike()
                ? 8
                : 8
                    + env.random()
                        .nextInt(longer ? Math.max(1_500, plan.longest()) : plan.longest());
        long number = plan.alike() ? 0 : offered + 1;
        if (session.offer(1, message(number, length), 0, length) < 0) {
          break;
        }
        offered++;
        record.sent(CHANNEL, offered);
      }
      link.flush();
      if (offered < plan.messages()) {
        env.timer(Duration.ofMillis(plan.everyMillis()), "offer");
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
  static class Receiver implements Node, LinkHandler {
    private final LinkOptions options;
    private final Rules rules;
    private final LinkRecorder record;
    int received;
    String wrong = "";
    private EnvLink link;
    private Env env;
    private boolean busy;

    @SuppressWarnings("NullAway.Init")
    Receiver(LinkOptions options, Rules rules, LinkRecorder record) {
      this.record = record;
      this.options = options;
      this.rules = rules;
    }

    @Override
    public void start(Env env) {
      this.env = env;
      link =
          PlantedLinks.open(
              env,
              options,
              false,
              Duration.ZERO,
              storage -> new Endpoint(options, env.random(), this, storage, rules));
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
      received++;
      if (number > 0) {
        record.delivered(CHANNEL, number);
      }
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

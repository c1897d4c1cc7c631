package dev.faultline.runtime.secure;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.StreamKind;
import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.linkworld.EnvLink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Nodes with a durable, protected link between them: one offers the numbers 1, 2, 3 …, the other
 * adds each to a ledger, and answers with the ledger's length. Both may crash at any time.
 */
final class SecureLedger {
  private static final int ORDERS = 1;
  private static final int ANSWERS = 2;

  /** So slow that crashes strike between a write, its sync and the news of it. */
  static final Duration SLOW_DISK = Duration.ofMillis(200);

  private static final byte SEALED = 4;
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;
  static final PrivateKey PAYER = TestKeys.seeded(1);
  static final PrivateKey BANK = TestKeys.seeded(2);

  /** Small packets and buffers, and little patience. */
  static final LinkOptions OPTIONS =
      LinkOptions.builder()
          .packetBytes(256)
          .sendPackets(16)
          .receivePackets(16)
          .longestMessage(1_024)
          .streams(4)
          .congestion(() -> new StaticWindow(8 * 256))
          .helloInterval(Duration.ofMillis(50))
          .keepAlive(Duration.ofMillis(300))
          .deadAfter(Duration.ofSeconds(2))
          .checkpointBytes(4_000)
          .build();

  private SecureLedger() {}

  private static byte[] message(long number, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (31 * number));
    MemorySegment.ofArray(bytes).set(NUMBER, 0, number);
    return bytes;
  }

  /** What both nodes have in common. */
  abstract static class End implements Node, LinkHandler {
    private final List<byte[]> tape;
    private final LinkOptions options;
    private final PrivateKey own;
    private final List<PublicKey> peers;
    private @Nullable EnvLink link;

    /** Sealed packets from before this incarnation, whoever was to open them. */
    private final Set<ByteBuffer> old = new HashSet<>();

    /** What this incarnation has opened. */
    private final Set<ByteBuffer> taken = new HashSet<>();

    @Nullable SessionEnd ended;
    String wrong = "";

    boolean openedOld;
    boolean openedTwice;
    boolean refusedOld;

    /** Whether this incarnation has found a session on its disk. */
    boolean restored;

    End(List<byte[]> tape, LinkOptions options, PrivateKey own, PublicKey... peers) {
      this.tape = tape;
      this.options = options;
      this.own = own;
      this.peers = List.of(peers);
    }

    final EnvLink begin(Env env) {
      for (byte[] packet : tape) {
        if (packet[0] == SEALED) {
          old.add(ByteBuffer.wrap(packet));
        }
      }
      LinkSecurity security = LinkSecurity.keys(own, peers);
      EnvLink begun =
          EnvLink.durableSecured(
              Mallory.tapped(env, tape), options, this, security.exchange(env.random()), SLOW_DISK);
      link = begun;
      restored = !begun.endpoint().sessions().isEmpty();
      return begun;
    }

    final EnvLink link() {
      if (link == null) {
        throw new AssertionError("not started");
      }
      return link;
    }

    final long counter(ToLongFunction<SecureCounters> counter) {
      SecureLayer layer = link == null ? null : link.secure();
      return layer == null ? 0 : counter.applyAsLong(layer.counters());
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      long before = counter(counters -> counters.opened());
      link().receive(from, message);
      if (message instanceof byte[] bytes) {
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        boolean opened = counter(counters -> counters.opened()) != before;
        openedOld |= opened && old.contains(packet);
        refusedOld |= !opened && old.contains(packet);
        openedTwice |= opened && !taken.add(packet);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (!link().timer(tag)) {
        tick(env);
      }
    }

    abstract void tick(Env env);

    @Override
    public void onEnded(Session session, SessionEnd why) {
      ended = why;
    }
  }

  static class Payer extends End {
    private final Address bank;
    private final int orders;
    private final long[] given;
    private @Nullable Session session;

    Payer(List<byte[]> tape, LinkOptions options, Address bank, int orders, long[] given) {
      super(tape, options, PAYER, BANK.publicKey());
      this.bank = bank;
      this.orders = orders;
      this.given = given;
    }

    @Override
    public void start(Env env) {
      EnvLink link = begin(env);
      Session made;
      if (restored) {
        made = link.endpoint().sessions().getFirst();
        link.connect(made, bank);
      } else {
        made = link.connect(bank);
      }
      made.open(ORDERS, StreamKind.LOGGED);
      session = made;
      env.timer(Duration.ofMillis(5), "tick");
    }

    @Override
    void tick(Env env) {
      Session to = session;
      if (to == null || to.ended()) {
        return;
      }
      int now = env.random().nextInt(4);
      for (int i = 0; i < now && to.offered(ORDERS) < orders; i++) {
        long next = to.offered(ORDERS) + 1;
        int length = 8 + env.random().nextInt(next % 11 == 0 ? 600 : 40);
        if (to.offer(ORDERS, MemorySegment.ofArray(message(next, length)), 0, length) < 0) {
          break;
        }
        given[0] = Math.max(given[0], next);
      }
      link().flush();
      env.timer(pause(env), "tick");
    }

    /** How long until it may offer again. */
    Duration pause(Env env) {
      return Duration.ofMillis(200);
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      long answer = buffer.get(NUMBER, offset);
      // A ledger that has each order once grows by one from answer to answer.
      if (stream != ANSWERS || answer != sequence) {
        wrong = "answer " + sequence + " says that the ledger has " + answer + " orders";
      }
      return true;
    }

    /** How many answers have come, in all incarnations. */
    long answered() {
      return session == null ? 0 : session.received(ANSWERS);
    }
  }

  static class Bank extends End {
    /** The orders in the ledger, in the order in which they were added. */
    final List<Long> orders = new ArrayList<>();

    private boolean busy;
    private @Nullable Env env;

    Bank(List<byte[]> tape, LinkOptions options, PublicKey... payers) {
      super(tape, options, BANK, payers);
    }

    @Override
    public void start(Env env) {
      this.env = env;
      begin(env);
    }

    private void add(long number) {
      orders.add(number);
      if (number != orders.size()) {
        wrong = "order " + number + " is number " + orders.size() + " in the ledger";
      }
    }

    @Override
    void tick(Env env) {
      busy = false;
      for (Session session : link().endpoint().sessions()) {
        session.resume(env.nanoTime());
      }
      link().flush();
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      Env here = env;
      if (busy || here == null) {
        return false;
      }
      if (here.random().nextInt(40) == 0) {
        busy = true;
        here.timer(Duration.ofMillis(50), "tick");
        return false;
      }
      long number = buffer.get(NUMBER, offset);
      byte[] bytes = buffer.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      if (stream != ORDERS || !Arrays.equals(bytes, message(number, length))) {
        wrong = "order " + number + " has other bytes than were sent";
      }
      add(number);
      session.effect(stream, sequence, buffer, offset, 8);
      session.open(ANSWERS, StreamKind.LOGGED);
      session.offer(ANSWERS, MemorySegment.ofArray(message(orders.size(), 8)), 0, 8);
      return true;
    }

    @Override
    public void onRecovered(
        SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
      add(effect.get(NUMBER, at));
    }

    @Override
    public @Nullable MemorySegment snapshot() {
      MemorySegment state = MemorySegment.ofArray(new byte[8 * orders.size()]);
      for (int i = 0; i < orders.size(); i++) {
        state.set(NUMBER, 8L * i, orders.get(i));
      }
      return state;
    }

    @Override
    public void onRestored(MemorySegment state, long offset, int length) {
      orders.clear();
      for (int i = 0; i < length; i += 8) {
        add(state.get(NUMBER, offset + i));
      }
    }
  }
}

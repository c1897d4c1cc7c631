package dev.faultline.runtime.secure;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.explore.Program;
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
import dev.faultline.sim.World;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A protected link on a bad network, between two nodes that crash, in the presence of one that
 * hears every packet as it is sent, and sends copies, mutations and inventions to both.
 */
final class SecureWorld {
  static final String SOUND = "nothing forged, repeated or out of order is delivered";
  static final String ALL = "every message arrives";
  static final String UNAUTHENTIC = "something forged is refused";
  static final String REPLAYED = "something repeated is refused";
  static final String MOVED = "a copy arrives before the packet does";
  static final String FORGOTTEN = "an association is not known after a crash";

  private static final int MESSAGES = 100;
  private static final PrivateKey SHOP = TestKeys.seeded(1);
  private static final PrivateKey BANK = TestKeys.seeded(2);
  private static final LinkOptions OPTIONS =
      LinkOptions.builder()
          .packetBytes(256)
          .sendPackets(16)
          .receivePackets(16)
          .longestMessage(1_024)
          .streams(4)
          .congestion(() -> new StaticWindow(8 * 256))
          .build();

  private SecureWorld() {}

  /** Protected, or, to see what an attacker can do, plain. */
  static Program program(boolean isProtected) {
    return world -> build(world, isProtected);
  }

  private static void build(World world, boolean isProtected) {
    world.model(
        partiallySynchronous().crashRecovery(2).links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    List<byte[]> tape = new ArrayList<>();
    Address bank = world.node("bank", () -> new Bank(tape, isProtected));
    Address shop = world.node("shop", () -> new Shop(bank, tape, isProtected));
    world.node("mallory", () -> new Mallory(List.of(bank, shop), tape));
    world.always(
        SOUND,
        () ->
            (!(world.instance(bank) instanceof Bank b) || b.wrong.isEmpty())
                && (!(world.instance(shop) instanceof Shop s) || s.wrong.isEmpty()));
    sometimes(world, bank, UNAUTHENTIC, counters -> counters.unauthentic());
    sometimes(world, bank, REPLAYED, counters -> counters.replayed());
    sometimes(world, bank, MOVED, counters -> counters.addressChanges());
    sometimes(world, bank, FORGOTTEN, counters -> counters.strangers());
    world.healAfter(Duration.ofSeconds(20));
    world.eventually(
        ALL,
        Duration.ofSeconds(60),
        // After healing only those are down that crashed for good, which excuses the other.
        () ->
            !(world.instance(shop) instanceof Shop s)
                || !(world.instance(bank) instanceof Bank b)
                || (s.session != null && b.last.getOrDefault(s.session.id(), 0L) == MESSAGES));
  }

  private static void sometimes(
      World world, Address bank, String what, ToLongFunction<SecureCounters> counter) {
    world.sometimes(
        what,
        () ->
            world.instance(bank) instanceof Bank b
                && b.counters() instanceof SecureCounters counters
                && counter.applyAsLong(counters) > 0);
  }

  private static EnvLink open(
      Env env, List<byte[]> tape, LinkHandler handler, @Nullable LinkSecurity security) {
    Env tapped = Mallory.tapped(env, tape);
    return security == null
        ? new EnvLink(tapped, OPTIONS, handler)
        : EnvLink.secured(tapped, OPTIONS, handler, security.exchange(env.random()));
  }

  private static byte[] message(long number) {
    byte[] bytes = new byte[40 + (int) (number % 50)];
    Arrays.fill(bytes, (byte) (31 * number));
    MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
    return bytes;
  }

  /** Sends 1, 2, 3 … and begins again with a new session when one is over. */
  private static final class Shop implements Node, LinkHandler {
    private final Address bank;
    private final List<byte[]> tape;
    private final boolean isProtected;
    private @Nullable EnvLink link;
    @Nullable Session session;
    private long offered;

    /** What was delivered though nobody sent it; empty if nothing was. */
    String wrong = "";

    Shop(Address bank, List<byte[]> tape, boolean isProtected) {
      this.bank = bank;
      this.tape = tape;
      this.isProtected = isProtected;
    }

    private EnvLink link() {
      if (link == null) {
        throw new AssertionError("not started");
      }
      return link;
    }

    @Override
    public void start(Env env) {
      LinkSecurity security =
          isProtected ? LinkSecurity.keys(SHOP, List.of(BANK.publicKey())) : null;
      link = open(env, tape, this, security);
      connect();
      env.timer(Duration.ofMillis(5), "offer");
    }

    private void connect() {
      Session made = link().connect(bank);
      made.open(1, StreamKind.ORDERED);
      session = made;
      offered = 0;
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      link().receive(from, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      if (link().timer(tag)) {
        return;
      }
      Session current = session;
      if (current == null || current.ended()) {
        connect();
      } else if (offered < MESSAGES) {
        byte[] bytes = message(offered + 1);
        if (current.offer(1, MemorySegment.ofArray(bytes), 0, bytes.length) > 0) {
          offered++;
          link().flush();
        }
      }
      env.timer(Duration.ofMillis(50), "offer");
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      // The bank sends nothing, so this is forged.
      wrong = "the shop got message " + sequence;
      return true;
    }

    @Override
    public void onEnded(Session over, SessionEnd why) {}
  }

  /** Expects 1, 2, 3 … of each session. */
  private static final class Bank implements Node, LinkHandler {
    private final List<byte[]> tape;
    private final boolean isProtected;
    private @Nullable EnvLink link;
    final SortedMap<SessionId, Long> last = new TreeMap<>();
    String wrong = "";

    Bank(List<byte[]> tape, boolean isProtected) {
      this.tape = tape;
      this.isProtected = isProtected;
    }

    @Override
    public void start(Env env) {
      LinkSecurity security =
          isProtected ? LinkSecurity.keys(BANK, List.of(SHOP.publicKey())) : null;
      link = open(env, tape, this, security);
    }

    @Nullable SecureCounters counters() {
      SecureLayer layer = link == null ? null : link.secure();
      return layer == null ? null : layer.counters();
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (link != null) {
        link.receive(from, message);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (link != null) {
        link.timer(tag);
      }
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      long number = last.getOrDefault(from.id(), 0L) + 1;
      byte[] bytes = buffer.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      if (!Arrays.equals(bytes, message(number))) {
        wrong = "message " + number + " of " + from.id() + " is " + Arrays.toString(bytes);
      }
      last.put(from.id(), number);
      return true;
    }
  }
}

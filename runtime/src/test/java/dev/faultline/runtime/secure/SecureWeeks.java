package dev.faultline.runtime.secure;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.PeerIdentity;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.sim.World;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A durable, protected link that lives for weeks on machines whose clocks have any value: hours and
 * days of silence, in which all keys are forgotten, and minutes of orders, in which they have to be
 * agreed on anew; crashes and outages of hours; a peer that never comes back; and somebody who
 * sends copies of packets that are days old.
 */
final class SecureWeeks {
  static final String ONCE = "each order is in the ledger once, in order, and was given";
  static final String ANSWERED = "each order is answered once, and in order";
  static final String KEPT = "no session is lost";
  static final String OLD = "no packet from before a start is opened after it";
  static final String TWICE = "no packet is opened twice";
  static final String EXPIRED = "a session with a peer that never comes back expires";
  static final String ALL = "every order is in the ledger, and answered";
  static final String REKEYED = "keys are agreed on anew many times without a restart";
  static final String RESTORED = "after a crash keys are agreed on again, and a session goes on";
  static final String REFUSED = "a packet from before a crash is refused after it";

  static final Duration WHOLE = Duration.ofDays(28);
  private static final Duration HEALED = Duration.ofDays(14);
  private static final Duration SETTLED = Duration.ofDays(10);

  /** Longer than the faults of a world can keep two nodes apart. */
  private static final Duration EXPIRY = Duration.ofDays(5);

  private static final Duration LIES = Duration.ofMinutes(13);
  private static final int ORDERS = 90;
  private static final int MANY_HANDSHAKES = 10;

  private static final PrivateKey VISITOR = TestKeys.seeded(3);
  private static final LinkOptions OPTIONS =
      SecureLedger.OPTIONS.toBuilder()
          .helloInterval(Duration.ofMinutes(5))
          .keepAlive(Duration.ofHours(3))
          .deadAfter(Duration.ofHours(9))
          .expiry(EXPIRY)
          .checkpointBytes(2_000)
          .build();

  private SecureWeeks() {}

  /** Talks for minutes, longer than keys live, and is then silent for hours or days. */
  private static final class Payer extends SecureLedger.Payer {
    private int left;

    Payer(List<byte[]> tape, Address bank, long[] given) {
      super(tape, OPTIONS, bank, ORDERS, given);
    }

    @Override
    Duration pause(Env env) {
      if (--left > 0) {
        return Duration.ofSeconds(10 + env.random().nextInt(50));
      }
      left = 1 + env.random().nextInt(15);
      return Duration.ofMinutes(env.random().nextInt(3_000));
    }
  }

  private static final class Bank extends SecureLedger.Bank {
    private final PeerIdentity visitor = VISITOR.publicKey().identity();

    Bank(List<byte[]> tape) {
      super(tape, OPTIONS, SecureLedger.PAYER.publicKey(), VISITOR.publicKey());
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      if (!session.owner().equals(visitor) || why != SessionEnd.SESSION_EXPIRED) {
        super.onEnded(session, why);
      }
    }
  }

  /** Begins a session with the bank, and is never heard of again after a while. */
  private static final class Visitor extends SecureLedger.End {
    private final Address bank;
    private boolean gone;

    Visitor(List<byte[]> tape, Address bank) {
      super(tape, OPTIONS, VISITOR, SecureLedger.BANK.publicKey());
      this.bank = bank;
    }

    @Override
    public void start(Env env) {
      gone = env.incarnation() > 1;
      if (!gone) {
        begin(env).connect(bank);
        env.timer(Duration.ofMinutes(20), "leave");
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (!gone) {
        super.receive(env, from, message);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (!gone) {
        super.timer(env, tag);
      }
    }

    @Override
    void tick(Env env) {
      gone = true;
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      throw new AssertionError("nobody sends to the visitor");
    }
  }

  static void build(World world) {
    world.model(
        partiallySynchronous().crashRecovery(2).links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    world.monotonicOrigin(World.FARTHEST_ORIGIN);
    List<byte[]> tape = new ArrayList<>();
    // The last order that the payer has ever given to its link; no crash takes this back.
    long[] given = new long[1];
    Address bank = world.node("bank", () -> new Bank(tape));
    Address payer = world.node("payer", () -> new Payer(tape, bank, given));
    world.node("visitor", () -> new Visitor(tape, bank));
    world.node("mallory", () -> new Mallory(List.of(bank, payer), tape, LIES));
    world.always(
        ONCE,
        () ->
            !(world.instance(bank) instanceof Bank b)
                || (b.wrong.isEmpty() && b.orders.size() <= given[0]));
    world.always(ANSWERED, () -> !(world.instance(payer) instanceof Payer p) || p.wrong.isEmpty());
    both(world, bank, payer);
    both(world, payer, bank);
    world.atEnd(
        EXPIRED, () -> end(world, bank, b -> b.link().endpoint().sessions().size() <= 1, true));
    world.healAfter(HEALED);
    world.eventually(
        ALL,
        SETTLED,
        () ->
            !(world.instance(bank) instanceof Bank b)
                || !(world.instance(payer) instanceof Payer p)
                || (b.orders.size() == ORDERS && p.answered() == ORDERS));
  }

  private static void both(World world, Address each, Address peer) {
    String at = ": " + each.name();
    // Who has crashed for good is not waited for any longer than sessions last.
    world.always(
        KEPT + at,
        () -> end(world, each, e -> e.ended == null, true) || world.instance(peer) == null);
    world.always(OLD + at, () -> end(world, each, e -> !e.openedOld, true));
    world.always(TWICE + at, () -> end(world, each, e -> !e.openedTwice, true));
    world.sometimes(REFUSED + at, () -> end(world, each, e -> e.refusedOld, false));
    world.sometimes(
        RESTORED + at,
        () -> end(world, each, e -> e.restored && e.counter(c -> c.handshakesDone()) > 0, false));
    world.sometimes(
        REKEYED + at,
        () -> end(world, each, e -> e.counter(c -> c.handshakesDone()) >= MANY_HANDSHAKES, false));
  }

  private static boolean end(
      World world, Address at, Predicate<SecureLedger.End> holds, boolean otherwise) {
    return world.instance(at) instanceof SecureLedger.End end ? holds.test(end) : otherwise;
  }
}

package dev.faultline.link;

import dev.faultline.check.property.LinkRecorder;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.explore.Program;
import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.path.PathMtu;
import dev.faultline.link.receive.Receiver;
import dev.faultline.link.rules.Rules;
import dev.faultline.linkworld.EnvLink;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Links over paths that drop datagrams above a size, another one in each direction, which changes
 * while the world runs: wider, narrower, and at last narrow for ever in the direction of the
 * messages.
 */
final class NarrowPathWorld {
  static final String FRAGMENTS = "a chunk goes in fragments";
  static final String BLACK_HOLE = "a black hole is met";

  private static final int LONGEST_PACKET = 4_096;

  /** What passes a path in one direction. */
  private static final class Path {
    private int bytes = LONGEST_PACKET;

    boolean passes(Object message) {
      return !(message instanceof byte[] datagram) || datagram.length <= bytes;
    }
  }

  private NarrowPathWorld() {}

  /** A volatile link. */
  static Program program(StreamKind kind, int messages, Supplier<Rules> rules) {
    Ends.Plan plan = new Ends.Plan(kind, messages, false, 200, options(Ends.small()), 3_900);
    return world -> {
      Path there = new Path();
      Path back = new Path();
      changes(world, there, back);
      Address sender =
          EndsWorld.build(
              world,
              plan,
              record -> new Receiver(plan, rules.get(), record, there),
              (to, record) -> new Sender(to, plan, rules.get(), record, back));
      world.sometimes(FRAGMENTS, () -> counters(world, sender, c -> c.fragments()));
      world.sometimes(BLACK_HOLE, () -> counters(world, sender, c -> c.blackHoles()));
    };
  }

  private static boolean counters(World world, Address sender, ToLongFunction<Counters> value) {
    Counters counters =
        switch (world.instance(sender)) {
          case Ends.Sender s when s.session() != null -> s.session().counters();
          case Ledger.Payer p when p.link() instanceof EnvLink link -> link.endpoint().counters();
          case null, default -> null;
        };
    return counters != null && value.applyAsLong(counters) > 0;
  }

  /** A durable link with crashes of both sides. */
  static Program ledger(int orders, Rules rules) {
    return world -> {
      Path there = new Path();
      Path back = new Path();
      changes(world, there, back);
      Address payer =
          LedgerWorld.build(
              world,
              orders,
              () -> new Bank(rules, there),
              bank -> new Payer(bank, orders, rules, back),
              true);
      world.sometimes(FRAGMENTS, () -> counters(world, payer, c -> c.fragments()));
      world.sometimes(BLACK_HOLE, () -> counters(world, payer, c -> c.blackHoles()));
    };
  }

  private static void changes(World world, Path there, Path back) {
    at(world, 2, there, 1_250);
    at(world, 4, back, 1_500);
    at(world, 6, there, 3_000);
    at(world, 9, there, PathMtu.BASE_BYTES);
    at(world, 10, back, LONGEST_PACKET);
    at(world, 13, there, LONGEST_PACKET);
    at(world, 17, there, 2_000);
    at(world, 19, back, 1_300);
    at(world, 24, there, 1_300);
  }

  private static void at(World world, int second, Path path, int bytes) {
    world.at(Duration.ofSeconds(second), () -> path.bytes = bytes);
  }

  /** Long packets, and a window with room for some of them. */
  static LinkOptions options(LinkOptions small) {
    return small.toBuilder()
        .packetBytes(LONGEST_PACKET)
        .congestion(() -> new StaticWindow(8 * LONGEST_PACKET))
        .build();
  }

  private static final class Sender extends Ends.Sender {
    private final Path path;

    Sender(Address to, Ends.Plan plan, Rules rules, LinkRecorder record, Path path) {
      super(to, plan, rules, record);
      this.path = path;
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (path.passes(message)) {
        super.receive(env, from, message);
      }
    }
  }

  private static final class Receiver extends Ends.Receiver {
    private final Path path;

    Receiver(Ends.Plan plan, Rules rules, LinkRecorder record, Path path) {
      super(plan.options(), rules, record);
      this.path = path;
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (path.passes(message)) {
        super.receive(env, from, message);
      }
    }
  }

  private static final class Payer extends Ledger.Payer {
    private final Path path;

    Payer(Address to, int orders, Rules rules, Path path) {
      super(to, orders, rules, LONGEST_PACKET);
      this.path = path;
    }

    @Override
    LinkOptions ownOptions() {
      return options(Ledger.options()).toBuilder().longestMessage(2 * LONGEST_PACKET).build();
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (path.passes(message)) {
        super.receive(env, from, message);
      }
    }
  }

  private static final class Bank extends Ledger.Bank {
    private final Path path;

    Bank(Rules rules, Path path) {
      super(rules);
      this.path = path;
    }

    @Override
    LinkOptions ownOptions() {
      return options(Ledger.options()).toBuilder().longestMessage(2 * LONGEST_PACKET).build();
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (path.passes(message)) {
        super.receive(env, from, message);
      }
    }
  }
}

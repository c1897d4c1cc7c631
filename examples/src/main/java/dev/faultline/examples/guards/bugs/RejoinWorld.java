package dev.faultline.examples.guards.bugs;

import dev.faultline.core.Address;
import dev.faultline.core.Described;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.swim.MemberState;
import dev.faultline.guard.swim.Rumour;
import dev.faultline.guard.swim.Swim;
import dev.faultline.guard.swim.SwimMessage;
import dev.faultline.guard.swim.SwimSettings;
import dev.faultline.sim.Holds;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A member that was known with incarnation 100 crashes, is dead everywhere, and comes back with 1.
 * Where nobody tells it that it is dead, what it says is older than what is known, and it stays
 * dead (memberlist 345).
 */
final class RejoinWorld {
  private static final int MEMBERS = 5;
  private static final long KNOWN = 100;
  private static final long FORGOTTEN = 1;
  private static final SwimSettings SETTINGS =
      SwimSettings.DEFAULT.withInterval(Duration.ofMillis(200), Duration.ofMillis(100));

  /** Well below the timeout of a probe, once the network is stable. */
  private static final Duration DELAY = Duration.ofMillis(20);

  private RejoinWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous(DELAY).crashRecovery(1, 0).fairLossLinks());
    NodeGroup<Member> members = world.nodes(MEMBERS, "member", () -> new Member(naive));
    world.fault(
        Duration.ofSeconds(5), new Fault.Crash(members.getLast().name(), Duration.ofSeconds(25)));
    world.healAfter(Duration.ofSeconds(45));
    world.eventually(
        "all are alive for all",
        Duration.ofSeconds(40),
        () -> {
          List<String> wrong =
              members.handles().stream()
                  .map(RejoinWorld::doubt)
                  .filter(each -> !each.isEmpty())
                  .toList();
          return Holds.that(wrong.isEmpty(), () -> String.join("; ", wrong));
        });
  }

  /** What keeps a member from seeing all as alive; empty if nothing does. */
  private static String doubt(NodeHandle<Member> handle) {
    Member member = handle.state();
    if (member == null) {
      return handle.name() + " is down";
    }
    String others = member.takenForOther();
    return others.isEmpty() ? "" : handle.name() + " takes " + others;
  }

  private static final class Member implements Node, Described {
    private final boolean naive;
    private @Nullable Swim swim;
    private int self;

    Member(boolean naive) {
      this.naive = naive;
    }

    /** The members that it does not take for alive, and what for; empty if there are none. */
    String takenForOther() {
      Swim mine = swim;
      return mine == null
          ? "part in nothing yet"
          : IntStream.range(0, MEMBERS)
              .filter(i -> i != self && mine.state(i) != MemberState.ALIVE)
              .mapToObj(i -> "member-" + (i + 1) + " for " + word(mine.state(i)))
              .collect(Collectors.joining(", "));
    }

    @Override
    public String describe() {
      String others = takenForOther();
      return others.isEmpty() ? "all are alive" : "takes " + others;
    }

    private static String word(MemberState state) {
      return state.name().toLowerCase(Locale.ROOT);
    }

    private static int number(Address address) {
      return Integer.parseInt(address.name().substring("member-".length())) - 1;
    }

    @Override
    public void start(Env env) {
      self = number(env.self());
      // Its incarnation was in memory.
      long incarnation = env.incarnation() == 1 ? KNOWN : FORGOTTEN;
      if (incarnation == FORGOTTEN) {
        env.remark("it says that it is incarnation " + FORGOTTEN + ", and is known as " + KNOWN);
      }
      Swim mine =
          new Swim(
              SETTINGS,
              self,
              MEMBERS,
              incarnation,
              env.random(),
              env.nanoTime(),
              (to, message) -> send(env, to, message));
      swim = mine;
      env.timer(Math.max(0, mine.wakeAt() - env.nanoTime()), "tick");
    }

    private void send(Env env, int to, SwimMessage message) {
      env.send(env.address("member-" + (to + 1)), naive ? without(to, message) : message);
    }

    /** Nobody is told what is said of it. */
    private static SwimMessage without(int to, SwimMessage message) {
      List<Rumour> others =
          message.rumours().stream()
              .filter(each -> each.member() != to || each.state() != MemberState.DEAD)
              .toList();
      return switch (message) {
        case SwimMessage.Ping ping -> new SwimMessage.Ping(ping.probe(), others);
        case SwimMessage.PingRequest request ->
            new SwimMessage.PingRequest(request.probe(), request.target(), others);
        case SwimMessage.Ack ack -> new SwimMessage.Ack(ack.probe(), others);
        case SwimMessage.Nack nack -> new SwimMessage.Nack(nack.probe(), others);
      };
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof SwimMessage heard) {
        Objects.requireNonNull(swim).receive(number(from), heard, env.nanoTime());
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      Swim mine = Objects.requireNonNull(swim);
      mine.tick(env.nanoTime());
      env.timer(Math.max(0, mine.wakeAt() - env.nanoTime()), "tick");
    }
  }
}

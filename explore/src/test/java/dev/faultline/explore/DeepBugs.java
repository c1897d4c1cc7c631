package dev.faultline.explore;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.adversary.FaultRates;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Bugs of several stages, of different shapes, that random worlds hardly ever reach. */
final class DeepBugs {
  private DeepBugs() {}

  /**
   * A client that gives up for good after so many requests in a row without an answer: the same
   * misfortune again and again.
   */
  static CampaignPlan breaker(long seed, int worlds, boolean signals) {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous().fairLossLinks());
          Address server = world.node("server", Echo::new);
          Address client = world.node("client", () -> new Breaker(server, signals));
          world.always(
              "never gives up",
              () -> !(world.instance(client) instanceof Breaker b) || b.missed < Breaker.DEPTH);
        };
    return plan(program, seed, worlds, new FaultRates(0.03, 0, 0, Duration.ZERO))
        .withDuration(Duration.ofSeconds(5));
  }

  private static final class Echo implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      env.send(from, message);
    }
  }

  private static final class Breaker implements Node {
    static final int DEPTH = 7;

    private final Address server;
    private final boolean signals;
    private int sent;
    private int answered;
    private int missed;

    Breaker(Address server, boolean signals) {
      this.server = server;
      this.signals = signals;
    }

    @Override
    public void start(Env env) {
      timer(env, "");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      answered = Math.max(answered, (Integer) message);
    }

    @Override
    public void timer(Env env, Object tag) {
      missed = answered == sent ? 0 : missed + 1;
      if (signals && missed > 0) {
        env.signal("missed", missed);
      }
      env.send(server, ++sent);
      env.timer(Duration.ofMillis(50), "");
    }
  }

  /** What a server notices of the network and of itself. */
  private enum Trouble {
    TWICE,
    GAP,
    RESTART,
    LATE
  }

  /**
   * A server that breaks after six different troubles in the right order, each soon after the one
   * before.
   */
  static CampaignPlan troubles(long seed, int worlds, boolean signals) {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous().crashRecovery(1).fairLossLinks());
          Address server = world.node("server", () -> new Troubled(signals));
          world.client("client", () -> new Counter(server));
          world.always(
              "bears trouble",
              () -> !(world.instance(server) instanceof Troubled t) || t.stage < Troubled.DEPTH);
        };
    return plan(program, seed, worlds, FaultMix.DEFAULT.rates())
        .withDuration(Duration.ofSeconds(2));
  }

  private static final class Counter implements Node {
    private final Address server;
    private int sent;

    Counter(Address server) {
      this.server = server;
    }

    @Override
    public void start(Env env) {
      timer(env, "");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(server, ++sent);
      env.timer(Duration.ofMillis(8), "");
    }
  }

  private static final class Troubled implements Node {
    private static final List<Trouble> ORDER =
        List.of(
            Trouble.TWICE, Trouble.GAP, Trouble.RESTART, Trouble.LATE, Trouble.GAP, Trouble.TWICE);
    static final int DEPTH = ORDER.size();
    private static final long SOON_NANOS = 500_000_000;

    private final boolean signals;
    private int stage;
    private long since;
    private int highest;
    private int last;

    Troubled(boolean signals) {
      this.signals = signals;
    }

    @Override
    public void start(Env env) {
      if (env.store().get("stage") instanceof Integer stored) {
        stage = stored;
        since = env.store().get("since") instanceof Long time ? time : 0;
        highest = env.store().get("highest") instanceof Integer number ? number : 0;
        noticed(env, Trouble.RESTART);
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      int number = (Integer) message;
      if (number == last) {
        noticed(env, Trouble.TWICE);
      } else if (number > highest + 1) {
        noticed(env, Trouble.GAP);
      } else if (number < highest) {
        noticed(env, Trouble.LATE);
      }
      last = number;
      highest = Math.max(highest, number);
    }

    private void noticed(Env env, Trouble trouble) {
      long now = env.clock().monotonicNanos();
      if (stage > 0 && now - since > SOON_NANOS) {
        stage = 0;
      }
      if (trouble == ORDER.get(stage)) {
        stage++;
        since = now;
        if (signals) {
          env.signal("stage", stage);
        }
        env.store().put("stage", stage);
        env.store().put("since", since);
        env.store().put("highest", highest);
        env.store().sync();
      }
    }
  }

  private static CampaignPlan plan(Program program, long seed, int worlds, FaultRates rates) {
    Scenario scenario =
        new Scenario() {
          @Override
          public String name() {
            return "deep";
          }

          @Override
          public String description() {
            return "A deep bug.";
          }

          @Override
          public FaultMix faults() {
            return FaultMix.DEFAULT.withRates(rates);
          }

          @Override
          public Program program(Settings settings) {
            return program;
          }
        };
    return CampaignPlan.of(scenario, new Settings(List.of(), Map.of()), seed).withWorlds(worlds);
  }
}

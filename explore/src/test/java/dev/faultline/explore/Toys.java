package dev.faultline.explore;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small programs for the tests of this module. */
public final class Toys {
  private Toys() {}

  public static final class Counter implements Node {
    int count;

    @Override
    public void start(Env env) {
      count = env.store().get("count") instanceof Integer stored ? stored : 0;
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      count++;
      env.store().put("count", count);
      env.store().sync();
      env.send(from, message);
    }
  }

  /** Sends an increment and sends it again until it is acknowledged. */
  static final class Retrier implements Node {
    private final List<Address> servers;
    int sent;
    int acknowledged;

    Retrier(List<Address> servers) {
      this.servers = servers;
    }

    @Override
    public void start(Env env) {
      next(env);
    }

    private void next(Env env) {
      sent++;
      transmit(env);
    }

    private void transmit(Env env) {
      env.send(servers.get(sent % servers.size()), sent);
      env.timer(Duration.ofMillis(400), sent);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message.equals(sent) && acknowledged < sent) {
        acknowledged = sent;
        env.timer(Duration.ofMillis(100 + env.random().nextInt(100)), "next");
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag.equals("next")) {
        next(env);
      } else if (tag.equals(sent) && acknowledged < sent) {
        transmit(env);
      }
    }
  }

  /** Counts too much as soon as an acknowledgement is lost or late. */
  public static void doubleCounting(World world) {
    build(world, SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
  }

  /** The same program where nothing goes wrong. */
  public static void sound(World world) {
    build(world, SystemModel.synchronous(Duration.ofMillis(20), 1, 0));
  }

  private static void build(World world, SystemModel model) {
    world.model(model);
    List<Address> servers = world.nodes(3, "n", Counter::new);
    List<Retrier> clients = new ArrayList<>();
    world.client(
        "client",
        () -> {
          Retrier client = new Retrier(servers);
          clients.add(client);
          return client;
        });
    world.always(
        "each increment counts once",
        () -> {
          int total = 0;
          for (Address server : servers) {
            if (!(world.instance(server) instanceof Counter counter)) {
              return true;
            }
            total += counter.count;
          }
          return clients.isEmpty() || total <= clients.getFirst().sent;
        });
    world.sometimes("ten increments", () -> !clients.isEmpty() && clients.getFirst().sent >= 10);
    world.sometimes("never at all", () -> false);
  }

  public static CampaignPlan plan(Program program, long seed, int worlds) {
    return CampaignPlan.of(scenario(program), new Settings(List.of(), Map.of()), seed)
        .withWorlds(worlds)
        .withDuration(Duration.ofSeconds(20));
  }

  public static Scenario scenario(Program program) {
    return new Scenario() {
      @Override
      public String name() {
        return "toy";
      }

      @Override
      public String description() {
        return "A toy.";
      }

      @Override
      public Program program(Settings settings) {
        return program;
      }
    };
  }
}

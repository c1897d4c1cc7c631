package dev.faultline.spark;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;

/** Messages and timers come in any order, and a node keeps it, so that each order is a state. */
public final class Orders implements Scenario {
  @Override
  public String name() {
    return "orders";
  }

  @Override
  public String description() {
    return "Messages come in any order.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("senders", "5", "How many."),
        new Setting("never", "none", "An order that must not come, of the first messages."));
  }

  @Override
  public Program program(Settings settings) {
    int senders = settings.number("senders", 1, 9);
    String never = settings.text("never");
    return world -> build(world, senders, never);
  }

  private static void build(World world, int senders, String never) {
    world.model(SystemModel.asynchronous());
    world.timerLateness(Duration.ZERO);
    Address to = world.node("to", Listener::new);
    for (int i = 1; i <= senders; i++) {
      int number = i;
      world.node("from-" + i, () -> new Sender(to, number));
    }
    world.always("never that", () -> !heard(world, to).startsWith(never));
    world.sometimes("backwards", () -> heard(world, to).startsWith("321"));
    world.atEnd("all came", () -> heard(world, to).length() == senders);
    world.outcome(() -> heard(world, to).substring(0, 1));
  }

  private static String heard(World world, Address to) {
    return world.instance(to) instanceof Listener it ? it.heard : "";
  }

  private static final class Listener implements Node, Restorable {
    private String heard = "";

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      // In a set of messages each may come for ever.
      heard = heard.contains("" + message) ? heard : heard + message;
    }

    @Override
    public Object state() {
      return heard;
    }

    @Override
    public void restore(Object earlier) {
      heard = (String) earlier;
    }
  }

  private record Sender(Address to, int number) implements Node, Restorable {
    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(number), "now");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(to, number);
    }

    @Override
    public Object state() {
      return number;
    }

    @Override
    public void restore(Object earlier) {}
  }
}

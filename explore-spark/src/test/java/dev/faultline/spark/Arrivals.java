package dev.faultline.spark;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.sim.World;
import java.util.List;

/** Some nodes send two messages each to one, which remembers in which order they come. */
public final class Arrivals implements Scenario {
  @Override
  public String name() {
    return "arrivals";
  }

  @Override
  public String description() {
    return "Messages come in any order.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("senders", "3", "How many."),
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
    StringBuilder order = new StringBuilder();
    Address to = world.node("to", () -> new Listener(order));
    for (int i = 1; i <= senders; i++) {
      int number = i;
      world.node("from-" + i, () -> (Node) env -> say(env, to, number));
    }
    world.always("never that", () -> !order.toString().startsWith(never));
    world.outcome(() -> order.isEmpty() ? "" : order.substring(0, 1));
  }

  private static void say(Env env, Address to, int number) {
    env.send(to, number);
    env.send(to, number);
  }

  private record Listener(StringBuilder order) implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      order.append(message);
    }
  }
}

package dev.faultline.examples.pingpong;

import dev.faultline.core.Address;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import java.util.List;

/**
 * Clients that ping a server and ask again until they are answered: the yardstick of searches over
 * states, in the model in which a message that was sent stays deliverable for ever. A client at its
 * i-th ping has the pong to it on its way or not, and from 1 to i timers running, which makes 2i
 * states; done, it has from 0 to 4. With four pings these are 2 + 4 + 6 + 8 + 5 = 25 states, and
 * three clients do not know of each other: 25³ = 15,625.
 */
public final class PingPong implements Scenario {
  @Override
  public String name() {
    return "ping-pong";
  }

  @Override
  public String description() {
    return "Clients ping a server: 15,625 distinct states, the yardstick of searches over states.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("clients", "3", "how many clients"),
        new Setting("pings", "4", "how many pings each client sends, one after the other"));
  }

  @Override
  public Strategy strategy() {
    return Strategy.EXHAUSTIVE.overStates(EventOrder.MESSAGE_SET);
  }

  @Override
  public Program program(Settings settings) {
    int clients = settings.number("clients", 1, 6);
    int pings = settings.number("pings", 1, 20);
    return world -> build(world, clients, pings);
  }

  private static void build(World world, int clients, int pings) {
    world.model(SystemModel.asynchronous().fairLossLinks());
    Address server = world.node("server", Server::new);
    for (int i = 1; i <= clients; i++) {
      NodeHandle<Client> client = world.client("client-" + i, () -> new Client(server, pings));
      world.sometimes(client.name() + " is done", client, c -> c.done());
    }
  }
}

package dev.faultline.examples.microraft;

import static dev.faultline.core.SystemModel.asynchronous;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.microraft.Wire.Answer;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RegisterClientTest {
  private static final int WORLDS = 20;
  private static final List<String> SERVERS = List.of("removed", "dead", "leader");

  /** A server that answers each request in the same way. */
  private record Fixed(Answer answer) implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Wire.Request request) {
        env.send(from, new Wire.Reply(request.attempt(), answer));
      }
    }
  }

  /** A server that is down, as far as anybody can tell. */
  private record Silent() implements Node {
    @Override
    public void start(Env env) {}
  }

  @Test
  void a_server_that_still_names_a_dead_leader_does_not_keep_a_client_from_the_others() {
    for (long seed = 1; seed <= WORLDS; seed++) {
      World world =
          new World(
              new QuietAdversary(seed), WorldOptions.DEFAULT.withUntil(Duration.ofSeconds(15)));
      world.model(asynchronous());
      world.node("removed", () -> new Fixed(new Answer.Refused("not leader", "dead")));
      world.node("dead", Silent::new);
      world.node("leader", () -> new Fixed(new Answer.Done(0)));
      RegisterClient client =
          new RegisterClient(
              "removed", 1.0, SERVERS, List.of("x1"), world.operations(), world::nowNanos, () -> 1);
      world.client("client", () -> client);

      assertThat(world.run().violation()).as("seed %d", seed).isNull();
      assertThat(client.lastCompleted()).as("seed %d", seed).isPositive();
    }
  }
}

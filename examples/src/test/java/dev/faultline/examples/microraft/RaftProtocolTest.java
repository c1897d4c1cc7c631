package dev.faultline.examples.microraft;

import static dev.faultline.core.SystemModel.asynchronous;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.history.Operation;
import dev.faultline.examples.microraft.Wire.Answer;
import dev.faultline.sim.Clients;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RaftProtocolTest {
  private static final int WORLDS = 20;

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
      Address removed =
          world.node("removed", () -> new Fixed(new Answer.Refused("not leader", "dead")));
      Address dead = world.node("dead", Silent::new);
      Address leader = world.node("leader", () -> new Fixed(new Answer.Done(0)));
      Clients<RegisterOp, Long> clients = clients(world, List.of(removed, dead, leader));

      assertThat(world.run().violation()).as("seed %d", seed).isNull();
      assertThat(clients.allAnsweredSince(Duration.ZERO)).as("seed %d", seed).isTrue();
    }
  }

  private static Clients<RegisterOp, Long> clients(World world, List<Address> servers) {
    return world
        .clients(1, new RegisterKind())
        .mix(RegisterKind.read(1, List.of("x1")))
        .toLeader(servers, 0.1)
        .protocol(RaftProtocol::new)
        .finalRefusals();
  }

  /** Takes what is meant for its second incarnation only, as a server that has come back does. */
  private record Second() implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Wire.Request request) {
        Answer answer =
            request.incarnation() == 2 ? new Answer.Done(0) : new Answer.OtherIncarnation(2);
        env.send(from, new Wire.Reply(request.attempt(), answer));
      }
    }
  }

  @Test
  void an_attempt_at_another_incarnation_is_made_again_at_once() {
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    Clients<RegisterOp, Long> clients =
        clients(world, List.of(world.node("server", Second::new))).operations(20);

    assertThat(world.run().violation()).isNull();
    assertThat(clients.history().operations()).hasSize(20).allMatch(Operation::isOk);
  }
}

package dev.faultline.sim.connections;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Connection;
import dev.faultline.core.Fault;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Issue 11, item 6: what got lost is said again, whatever it was, and a connection comes through
 * once the network is well again. Links take one millisecond each way.
 */
final class ConnectionRecoveryTest {
  private final List<String> heard = new ArrayList<>();
  private final List<Connection> clientSides = new ArrayList<>();

  private Rig rig() {
    return Rig.quiet()
        .model(asynchronous().fairLossLinks())
        .node("server", new Scripted().onAccept((env, asked) -> new Talk("server", heard)))
        .node("client", client());
  }

  private Scripted client() {
    return new Scripted()
        .onStart(
            env -> clientSides.add(env.connect(env.address("server"), new Talk("client", heard))));
  }

  private void send(int messages) {
    for (int i = 0; i < messages; i++) {
      clientSides.getFirst().send(i);
    }
  }

  @Test
  void a_side_whose_acknowledgements_all_got_lost_closes_in_good_order() {
    Rig rig = rig();
    rig.fault(10, new Fault.LinkLoss("server", "client", 1, Duration.ofSeconds(2)));
    rig.at(
        20,
        () -> {
          send(20);
          clientSides.getFirst().close();
        });

    rig.runWell();

    assertThat(heard).hasSize(23).contains("21 server: CLOSED");
    assertThat(heard.getLast()).matches("[23]\\d{3} client: CLOSED");
  }

  /** Whoever asks again has to be told again, or gives up on a network that has healed. */
  @Test
  void a_side_whose_acknowledgements_all_got_lost_goes_on_when_the_peer_stays() {
    Rig rig = rig();
    rig.fault(10, new Fault.LinkLoss("server", "client", 1, Duration.ofSeconds(2)));
    rig.at(20, () -> send(20));
    rig.at(20_000, () -> send(1));

    rig.runWell();

    assertThat(heard).hasSize(22).last().asString().startsWith("20001 server: ");
  }

  @Test
  void all_that_a_cut_swallowed_is_sent_again_in_a_few_rounds() {
    Rig rig = rig();
    rig.fault(10, new Fault.LinkLoss("client", "server", 1, Duration.ofSeconds(1)));
    rig.at(20, () -> send(200));

    rig.runWell();

    assertThat(heard).hasSize(201);
    // One time-out of 800 ms after the last try within the cut, and eight rounds of 2 ms.
    assertThat(heard.getLast()).isEqualTo("1523 server: 199");
  }

  @Test
  void a_refusal_that_got_lost_is_repeated() {
    Rig rig =
        Rig.quiet()
            .model(asynchronous().fairLossLinks())
            .node("server", new Scripted())
            .node("client", client());
    rig.fault(0, new Fault.LinkLoss("server", "client", 1, millis(50)));
    rig.at(0, () -> {});

    rig.runWell();

    assertThat(heard).containsExactly("102 client: REFUSED");
  }

  @Test
  void one_who_closes_before_the_opener_knows_that_it_is_open_does_not_leave_it_waiting() {
    Rig rig =
        Rig.quiet()
            .model(asynchronous().fairLossLinks())
            .node(
                "server",
                new Scripted()
                    .onAccept((env, asked) -> {
                      asked.close();
                      return new Talk("server", heard);
                    }))
            .node("client", client());
    rig.fault(0, new Fault.LinkLoss("server", "client", 1, millis(50)));

    rig.runWell();

    assertThat(heard).contains("102 client: opened").last().asString().contains("CLOSED");
  }
}

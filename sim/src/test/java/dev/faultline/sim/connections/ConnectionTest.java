package dev.faultline.sim.connections;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Connection;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links take one millisecond each way; a side that waits asks again after 100 ms, then 200 … */
final class ConnectionTest {
  private final List<String> heard = new ArrayList<>();
  private final List<Connection> clientSides = new ArrayList<>();
  private final List<Connection> serverSides = new ArrayList<>();

  private Scripted server() {
    return new Scripted()
        .onAccept((env, connection) -> {
          serverSides.add(connection);
          return new Talk("server", heard);
        });
  }

  private Scripted client() {
    return new Scripted().onStart(this::connect);
  }

  private void connect(Env env) {
    clientSides.add(env.connect(env.address("server"), new Talk("client", heard)));
  }

  /** What crashes here is the machine. */
  private static Rig machines() {
    return Rig.with(
        new QuietAdversary(1) {
          @Override
          public long choose(Decision kind, long subject, long ordinal, long bound) {
            return kind == Decision.MACHINE_LIVES ? 0 : super.choose(kind, subject, ordinal, bound);
          }
        });
  }

  private Rig rig() {
    return machines().node("server", server()).node("client", client());
  }

  private Connection client(int index) {
    return clientSides.get(index);
  }

  @Test
  void messages_arrive_in_order_and_both_sides_hear_of_a_close() {
    Rig rig = rig();
    rig.at(
        5,
        () -> {
          client(0).send("a");
          client(0).send("b");
        });
    rig.at(10, () -> serverSides.getFirst().send("c"));
    rig.at(
        20,
        () -> {
          client(0).send("last");
          client(0).close();
          client(0).send("too late");
        });

    rig.runWell();

    assertThat(heard)
        .containsExactly(
            "2 client: opened",
            "6 server: a",
            "6 server: b",
            "11 client: c",
            "21 server: last",
            "21 server: CLOSED",
            "22 client: CLOSED");
    assertThat(client(0).peer().name()).isEqualTo("server");
  }

  @Test
  void what_is_sent_before_it_is_open_goes_out_when_it_is() {
    Rig rig = Rig.quiet();
    rig.node(
        "server",
        new Scripted()
            .onAccept((env, connection) -> {
              connection.send("welcome");
              return new Talk("server", heard);
            }));
    rig.node(
        "client",
        new Scripted()
            .onStart(env -> {
              connect(env);
              client(0).send("hello");
              client(0).close();
            }));

    rig.runWell();

    assertThat(heard)
        .contains("2 client: opened", "3 server: hello", "3 server: CLOSED")
        .last()
        .isEqualTo("4 client: CLOSED");
  }

  @Test
  void a_node_that_never_heard_of_connections_refuses_them() {
    Rig rig = Rig.quiet().node("server", new Scripted()).node("client", client());

    rig.runWell();

    assertThat(heard).containsExactly("2 client: REFUSED");
  }

  @Test
  void nobody_answers_while_the_peer_is_down() {
    Rig rig = rig().model(asynchronous().crashRecovery(1));
    rig.fault(5, new Fault.Crash("server", Duration.ofSeconds(50)));
    rig.at(100, () -> client(0).send("into the void"));

    rig.runWell();

    assertThat(heard.getLast()).matches("1\\d{4} client: TIMED_OUT");
  }

  @Test
  void a_peer_that_came_back_resets_what_its_earlier_life_had_accepted() {
    Rig rig = rig().model(asynchronous().crashRecovery(1));
    rig.fault(5, new Fault.Crash("server", millis(10)));
    rig.at(100, () -> client(0).send("hello again"));

    rig.runWell();

    assertThat(heard).containsExactly("2 client: opened", "102 client: RESET");
  }

  @Test
  void a_side_that_has_nothing_to_send_does_not_notice_that_its_peer_is_gone() {
    Rig rig = rig().model(asynchronous().crashRecovery(1));
    rig.fault(5, new Fault.Crash("client", millis(10)));
    rig.at(50_000, () -> serverSides.getFirst().send("still there?"));

    rig.runWell();

    // The second life of the client connects anew; the first connection stays half open.
    assertThat(heard)
        .containsExactly("2 client: opened", "17 client: opened", "50002 server: RESET");
    assertThat(serverSides).hasSize(2);
  }

  @Test
  void a_short_partition_is_a_delay_and_a_long_one_a_time_out() {
    for (long seconds : List.of(3L, 30L)) {
      heard.clear();
      clientSides.clear();
      Rig rig = rig().model(asynchronous().fairLossLinks());
      rig.fault(
          5,
          new Fault.Partition(
              PartitionShape.ISOLATED,
              List.of(List.of("server"), List.of("client")),
              Duration.ofSeconds(seconds)));
      rig.at(10, () -> client(0).send("through"));

      rig.runWell();

      assertThat(heard).hasSize(2);
      assertThat(heard.getLast())
          .matches(seconds == 3 ? "3\\d{3} server: through" : "1\\d{4} client: TIMED_OUT");
    }
  }

  @Test
  void a_node_may_connect_to_itself() {
    Rig rig = Rig.quiet();
    rig.node(
        "server",
        server()
            .onStart(env -> {
              connect(env);
              client(0).send("to myself");
            }));

    rig.runWell();

    assertThat(heard).containsExactly("0 client: opened", "0 server: to myself");
  }

  @Test
  void an_incarnation_that_is_over_connects_to_nobody() {
    List<Env> lives = new ArrayList<>();
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.node("server", server());
    rig.node("client", new Scripted().onStart(lives::add));
    rig.fault(5, new Fault.Crash("client", millis(10)));
    rig.at(8, () -> connect(lives.getFirst()));

    rig.runWell();

    assertThat(heard).isEmpty();
    assertThat(serverSides).isEmpty();
  }

  @Test
  void the_last_acknowledgement_may_get_lost() {
    Rig rig = rig().model(asynchronous().fairLossLinks());
    rig.fault(20, new Fault.LinkLoss("server", "client", 1, Duration.ofSeconds(1)));
    rig.at(30, () -> client(0).close());

    rig.runWell();

    assertThat(heard).hasSize(3).contains("31 server: CLOSED");
    assertThat(heard.getLast()).endsWith("client: CLOSED");
  }

  /** A second copy of the client's first message, which asks for the connection, comes late. */
  private Rig lateCopyOfTheRequest() {
    Adversary adversary =
        new QuietAdversary(1) {
          @Override
          public FaultRates rates() {
            return new FaultRates(0, 0.5, 0, Duration.ZERO);
          }

          @Override
          public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
            return kind == Decision.DUPLICATION
                && ordinal == 0
                && subject == Subjects.link("client", "server");
          }

          @Override
          public long choose(Decision kind, long subject, long ordinal, long bound) {
            return kind == Decision.COPY_LATENCY ? bound - 1 : 0;
          }
        };
    Rig rig = Rig.with(adversary).model(asynchronous().crashRecovery(1).fairLossLinks());
    rig.world.network().latency(millis(1), millis(100));
    return rig.node("server", server()).node("client", client());
  }

  @Test
  void a_late_copy_of_the_request_does_not_connect_again() {
    Rig rig = lateCopyOfTheRequest();
    rig.at(5, () -> client(0).close());

    rig.runWell();

    assertThat(serverSides).hasSize(1);
    assertThat(heard).containsExactly("2 client: opened", "6 server: CLOSED", "7 client: CLOSED");
  }

  @Test
  void a_later_life_that_takes_an_old_request_for_a_new_one_hears_nothing_of_the_old_connection() {
    Rig rig = lateCopyOfTheRequest();
    rig.fault(5, new Fault.Crash("server", millis(10)));
    rig.at(100, () -> client(0).send("for the first life"));

    rig.runWell();

    assertThat(serverSides).hasSize(2);
    assertThat(heard).containsExactly("2 client: opened", "101 client: RESET", "102 server: RESET");
  }
}

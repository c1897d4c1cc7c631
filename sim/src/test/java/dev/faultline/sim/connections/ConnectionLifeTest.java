package dev.faultline.sim.connections;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 11, item 6: crashed processes, half-closed connections and full buffers. */
final class ConnectionLifeTest {
  private final List<String> heard = new ArrayList<>();
  private final List<Connection> clientSides = new ArrayList<>();
  private final List<Connection> serverSides = new ArrayList<>();

  /** The process crashes, and its machine does not. */
  private static Rig processCrashes() {
    return Rig.with(
            new QuietAdversary(1) {
              @Override
              public long choose(Decision kind, long subject, long ordinal, long bound) {
                return kind == Decision.MACHINE_LIVES
                    ? 1
                    : super.choose(kind, subject, ordinal, bound);
              }
            })
        .model(asynchronous().crashRecovery(1));
  }

  private Scripted server() {
    return new Scripted()
        .onAccept((env, asked) -> {
          serverSides.add(asked);
          return new Talk("server", heard);
        });
  }

  private Scripted client() {
    return new Scripted().onStart(this::connect).onTimer((env, tag) -> connect(env));
  }

  private void connect(Env env) {
    clientSides.add(env.connect(env.address("server"), new Talk("client", heard)));
  }

  @Test
  void a_process_that_dies_on_a_machine_that_lives_resets_its_peers_at_once() {
    Rig rig = processCrashes().node("server", server()).node("client", client());
    rig.fault(5, new Fault.Crash("server", Duration.ofSeconds(10)));

    rig.runWell();

    assertThat(heard).containsExactly("2 client: opened", "6 client: RESET");
  }

  @Test
  void who_asks_a_machine_whose_process_is_dead_is_refused_at_once() {
    Rig rig =
        processCrashes()
            .node("server", server())
            .node(
                "client",
                new Scripted()
                    .onStart(env -> {
                      connect(env);
                      env.timer(millis(100), "again");
                      env.timer(millis(20_000), "once more");
                    })
                    .onTimer((env, tag) -> connect(env)));
    rig.fault(5, new Fault.Crash("server", Duration.ofSeconds(10)));

    rig.runWell();

    assertThat(heard)
        .containsExactly(
            "2 client: opened", "6 client: RESET", "102 client: REFUSED", "20002 client: opened");
  }

  @Test
  void a_half_closed_connection_still_brings_the_answer() {
    Rig rig = Rig.quiet();
    rig.node(
        "server",
        new Scripted()
            .onAccept((env, asked) ->
                new ConnectionListener() {
                  private int sum;

                  @Override
                  public void received(Env env, Connection from, Object message) {
                    sum += (Integer) message;
                  }

                  @Override
                  public void ended(Env env, Connection from) {
                    from.send("sum " + sum);
                    from.close();
                  }
                }));
    rig.node("client", client());
    rig.at(
        5,
        () -> {
          clientSides.getFirst().send(1);
          clientSides.getFirst().send(2);
          clientSides.getFirst().shutdownOutput();
          clientSides.getFirst().send("dropped");
        });

    rig.runWell();

    assertThat(heard).containsExactly("2 client: opened", "7 client: sum 3", "7 client: CLOSED");
  }

  @Test
  void two_sides_that_half_close_have_closed() {
    Rig rig =
        Rig.quiet()
            .node(
                "server",
                new Scripted()
                    .onAccept((env, asked) -> {
                      serverSides.add(asked);
                      return new Staying("server");
                    }))
            .node("client", client());
    rig.at(5, () -> clientSides.getFirst().shutdownOutput());
    rig.at(50, () -> serverSides.getFirst().send("still here"));
    rig.at(60, () -> serverSides.getFirst().shutdownOutput());

    rig.runWell();

    assertThat(heard)
        .containsExactly(
            "2 client: opened",
            "6 server: ended",
            "51 client: still here",
            "61 client: CLOSED",
            "62 server: CLOSED");
  }

  /** Does not close when its peer has said all. */
  private final class Staying implements ConnectionListener {
    private final Talk talk;

    Staying(String who) {
      talk = new Talk(who, heard);
    }

    @Override
    public void received(Env env, Connection connection, Object message) {
      talk.received(env, connection, message);
    }

    @Override
    public void ended(Env env, Connection connection) {
      talk.received(env, connection, "ended");
    }

    @Override
    public void closed(Env env, Connection connection, dev.faultline.core.CloseReason reason) {
      talk.closed(env, connection, reason);
    }
  }

  @Test
  void a_writer_hears_when_the_buffer_is_full_and_when_there_is_room_again() {
    List<String> written = new ArrayList<>();
    Rig rig = Rig.quiet().node("server", server());
    rig.world.network().connectionBuffer(3);
    rig.node(
        "client",
        new Scripted()
            .onStart(env ->
                env.connect(
                    env.address("server"),
                    new ConnectionListener() {
                      private int next;

                      private void fill(Env env, Connection to) {
                        while (next < 10 && to.writable()) {
                          to.send(next++);
                        }
                        written.add(env.nanoTime() / 1_000_000 + ": " + next);
                      }

                      @Override
                      public void opened(Env env, Connection to) {
                        fill(env, to);
                      }

                      @Override
                      public void writable(Env env, Connection to) {
                        fill(env, to);
                      }

                      @Override
                      public void received(Env env, Connection from, Object message) {}
                    })));

    rig.runWell();

    // The first of three acknowledgements that arrive at one time makes room for one.
    assertThat(written).first().isEqualTo("2: 3");
    assertThat(written).last().asString().endsWith(": 10");
    assertThat(heard)
        .containsExactly(
            "3 server: 0",
            "3 server: 1",
            "3 server: 2",
            "5 server: 3",
            "5 server: 4",
            "5 server: 5",
            "7 server: 6",
            "7 server: 7",
            "7 server: 8",
            "9 server: 9");
  }

  @Test
  void a_buffer_without_room_is_refused() {
    assertThatThrownBy(() -> Rig.quiet().world.network().connectionBuffer(0))
        .hasMessageContaining("connectionBuffer is 0");
  }
}

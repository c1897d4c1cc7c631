package dev.faultline.sim.blocking;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.Channel;
import dev.faultline.core.CloseReason;
import dev.faultline.core.Fault;
import dev.faultline.sim.testing.Rig;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChannelTest {
  private final List<String> heard = new ArrayList<>();

  private void say(BlockingEnv env, @Nullable Object what) {
    heard.add(env.nanoTime() / 1_000_000 + " " + env.self().name() + ": " + what);
  }

  /** Accepts one connection after the other, and answers in a thread for each. */
  private void serve(BlockingEnv env) throws InterruptedException {
    while (true) {
      Channel channel = env.accept();
      Thread.startVirtualThread(() -> answer(env, channel));
    }
  }

  private void answer(BlockingEnv env, Channel channel) {
    try {
      for (Object message = channel.receive(); message != null; message = channel.receive()) {
        channel.send(message + "!");
      }
      say(env, channel.peer().name() + " " + channel.reason());
    } catch (InterruptedException e) {
      say(env, "interrupted");
    }
  }

  @Test
  void straight_line_code_talks_over_a_connection() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode("server", this::serve);
    rig.world.blockingClient(
        "client",
        env -> {
          Thread.sleep(10);
          Channel channel = env.connect(env.address("server"));
          channel.send("hello");
          say(env, channel.receive());
          say(env, channel.receive(millis(5)) + " " + channel.reason());
          channel.close();
          say(env, channel.receive() + " " + channel.reason());
          say(env, channel.receive(millis(1)));
        });

    rig.runWell();

    assertThat(heard)
        .containsExactly(
            "14 client: hello!",
            "19 client: null null",
            "20 server: client CLOSED",
            "21 client: null CLOSED",
            "21 client: null");
  }

  @Test
  void a_node_that_does_not_accept_refuses() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode("server", env -> env.receive());
    rig.world.blockingClient(
        "client",
        env ->
            assertThatThrownBy(() -> env.connect(env.address("server")))
                .isInstanceOf(ConnectException.class)
                .hasMessage("the connection to server could not be opened: REFUSED"));

    rig.runWell();
  }

  @Test
  void a_reset_wakes_whoever_waits() {
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.fault(20, new Fault.Crash("server", millis(10)));
    rig.world.blockingNode("server", this::serve);
    rig.world.blockingClient(
        "client",
        env -> {
          Thread.sleep(10);
          Channel channel = env.connect(env.address("server"));
          Thread.sleep(40);
          channel.send("are you there?");
          assertThat(channel.receive()).isNull();
          assertThat(channel.reason()).isEqualTo(CloseReason.RESET);
          say(env, "reset");
        });

    rig.runWell();

    assertThat(heard).containsExactly("52 client: reset");
  }
}

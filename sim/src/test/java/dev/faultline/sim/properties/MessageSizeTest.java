package dev.faultline.sim.properties;

import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 11, fault 11: what a program says of the size of its messages. */
final class MessageSizeTest {
  private final Rig rig = Rig.quiet().model(SystemModel.asynchronous());

  private record Text(String text) {}

  private void sends(Object message) {
    rig.node("a", new Scripted())
        .node(
            "b",
            new Scripted()
                .onStart(env -> {
                  env.send(rig.addresses.getFirst(), message);
                }));
    rig.world.network().bandwidth(1_000, 10_000);
  }

  @Test
  void a_negative_size_is_refused_with_the_message_that_has_it() {
    sends(new Text("short"));
    rig.world.network().messageSize(message -> -5);

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "messageSize gives -5 bytes for a message of "
                + Text.class.getName()
                + ", expected 0 or more");
  }

  @Test
  void a_size_without_bound_arrives_never_and_not_at_once() {
    rig.model(SystemModel.asynchronous().perfectLinks());
    sends(new Text("long"));
    rig.world.network().messageSize(message -> Long.MAX_VALUE);

    rig.run();

    assertThat(rig.trace.of(TraceEvent.Delivered.class)).isEmpty();
  }

  /** Sends a message on a connection, and closes it. */
  private static final class Opener implements ConnectionListener {
    @Override
    public void opened(Env env, Connection connection) {
      connection.send(new Text("x".repeat(2_000)));
      connection.close();
    }

    @Override
    public void received(Env env, Connection connection, Object message) {}
  }

  private static final class Hears implements ConnectionListener {
    private final List<Long> at = new ArrayList<>();

    @Override
    public void received(Env env, Connection connection, Object message) {
      at.add(env.clock().monotonicNanos());
    }
  }

  @Test
  void a_connection_asks_for_the_size_of_the_messages_of_the_program_alone() {
    Hears hears = new Hears();
    List<Object> asked = new ArrayList<>();
    rig.node("a", new Scripted().onAccept((env, connection) -> hears))
        .node("b", new Scripted().onStart(env -> env.connect(env.address("a"), new Opener())));
    rig.world
        .network()
        .bandwidth(1_000, 10_000)
        .messageSize(message -> {
          asked.add(message);
          return ((Text) message).text().length();
        });

    rig.runWell();

    assertThat(asked).isNotEmpty().allMatch(Text.class::isInstance);
    assertThat(hears.at).hasSize(1);
    assertThat(Duration.ofNanos(hears.at.getFirst())).isBetween(millis(2_040), millis(2_100));
  }
}

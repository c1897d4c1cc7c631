package dev.faultline.examples.netty;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.examples.Jars;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.jvm.Jvm;
import dev.faultline.sim.World;
import java.time.Duration;

/**
 * Netty's NIO transport, from its jars as they are on Maven Central: an echo server that crashes
 * and comes back, and a client that opens another connection then. Each echo is the line that was
 * sent last, and once faults have ended the client comes to its end.
 */
public final class NettyEcho implements Scenario {
  private static final int LINES = 50;
  private static final String PORT = "7";
  private static final String PROGRAMS = "dev.faultline.examples.netty.program.";
  private static final Jars JARS =
      new Jars(
          NettyEcho.class,
          "netty-transport.jar",
          "netty-buffer.jar",
          "netty-common.jar",
          "netty-resolver.jar",
          "netty-codec-base.jar");

  @Override
  public String name() {
    return "netty-echo";
  }

  @Override
  public String description() {
    return "Unmodified Netty: an echo server that crashes, and a client that connects again.";
  }

  @Override
  public int worlds() {
    return 100;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(40);
  }

  @Override
  public Program program(Settings settings) {
    return NettyEcho::build;
  }

  private static void build(World world) {
    Echoes echoes = new Echoes();
    world.model(partiallySynchronous().crashRecovery(1, 0).fairLossLinks());
    node(world, "server", 1).main(PROGRAMS + "EchoServer", PORT);
    node(world, "client", 2)
        .output(echoes::says)
        .main(PROGRAMS + "EchoClient", "server", PORT, String.valueOf(LINES));
    world.always("each echo is the line that was sent", () -> !echoes.wrong());
    world.sometimes("the client connects again", () -> echoes.again() > 0);
    world.healAfter(Duration.ofSeconds(15));
    world.eventually(
        "the client hears every echo",
        Duration.ofSeconds(20),
        () -> echoes.finished() && echoes.heard() == LINES);
  }

  /**
   * Netty asks for its process and its network card, which worlds refuse, unless it is told them.
   */
  private static Jvm node(World world, String name, int number) {
    return world
        .jvm(name)
        .classpath(JARS.classPath())
        .property("io.netty.processId", String.valueOf(number))
        .property("io.netty.machineId", "00:00:00:00:00:0" + number);
  }
}
